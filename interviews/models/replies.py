from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interviews.models.sessions import LONGEST_LINK, Delegation, Slot
from nominations.models import NOMINATION_PLACES
from paritrana.access import VisibleManager
from paritrana.committees.models import Seat
from paritrana.files.models import File
from paritrana.regions.models import Province

OF_SLOT = {key: f"slot__{path}" for key, path in NOMINATION_PLACES.items()}


class Reply(models.Model):
    """What a delegation says before its turn: that it comes, or that it cannot."""

    PLACES = OF_SLOT

    class Status(models.TextChoices):
        COMING = "coming", _("Akan hadir")
        EXCUSED = "excused", _("Berhalangan")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    slot = models.OneToOneField(Slot, models.CASCADE, related_name="reply")
    status = models.CharField(_("konfirmasi"), max_length=8, choices=Status)
    reason = models.TextField(_("alasan"), blank=True)
    # Who cannot come may be heard on another day, from afar.
    online_later = models.BooleanField(_("bersedia diwawancarai secara daring pada waktu lain"), default=False)
    # For the secretariat on the day; shown to nobody else.
    phone = models.CharField(_("nomor telepon pendamping"), max_length=20, blank=True)
    on_behalf = models.BooleanField(_("dicatat oleh sekretariat"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("konfirmasi kehadiran")
        constraints = [
            models.CheckConstraint(name="reply_excused_says_why", condition=~Q(status="excused") | ~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.slot}: {self.get_status_display()}"


class ExpectedMember(models.Model):
    """Who is expected to come: name, office, capacity. Who really came is a `Delegation`."""

    PLACES = {key: f"reply__{path}" for key, path in OF_SLOT.items()}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    reply = models.ForeignKey(Reply, models.CASCADE, related_name="members")
    name = models.CharField(_("nama"), max_length=160)
    office = models.CharField(_("jabatan"), max_length=160)
    capacity = models.CharField(_("kapasitas"), max_length=10, choices=Delegation.Capacity)
    acting = models.CharField(_("pelaksana"), max_length=4, choices=Seat.Acting, blank=True)
    online = models.BooleanField(_("hadir daring"), default=False)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("calon anggota delegasi")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.office}"


class Presentation(models.Model):
    """What a delegation will show: one file, and beside it one address of a video. A new one replaces the former."""

    PLACES = OF_SLOT

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    slot = models.ForeignKey(Slot, models.CASCADE, related_name="presentations")
    file = models.OneToOneField(File, models.PROTECT, null=True, related_name="presentation", verbose_name=_("berkas"))
    video = models.URLField(_("tautan video"), max_length=LONGEST_LINK, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("bahan paparan")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="presentation_file_or_video",
                condition=Q(file__isnull=False, video="") | (Q(file__isnull=True) & ~Q(video="")),
            ),
            models.UniqueConstraint(
                fields=["slot"], condition=Q(replaced_at=None, video=""), name="presentation_one_file"
            ),
            models.UniqueConstraint(
                fields=["slot"], condition=Q(replaced_at=None) & ~Q(video=""), name="presentation_one_video"
            ),
        ]

    def __str__(self) -> str:
        return str(self.file or self.video)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """A file that is not accepted stays with its own side."""
        return Q(file=None) | File.opened_to(user, "file__")
