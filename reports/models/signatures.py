from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.files.models import File
from paritrana.regions.models import Province


class SignedFile(models.Model):
    """A document with its signature: sealed by the portal, signed elsewhere, or signed in ink and scanned."""

    PLACES = {
        "province": "province",
        "edition": "document__edition",
        "category": "document__category",
        "nominee": "document__nominee",
    }

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu diperiksa")
        JUDGING = "judging", _("Sedang diperiksa")
        COMPARE = "compare", _("Menunggu dibandingkan petugas kedua")
        ACCEPTED = "accepted", _("Diterima")
        REJECTED = "rejected", _("Ditolak")

    class Form(models.TextChoices):
        INTACT = "intact", _("utuh")
        CHANGED = "changed", _("bertanda tangan elektronik, berkas berubah")
        INK = "ink", _("ditandatangani basah")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    document = models.ForeignKey("reports.Document", models.PROTECT, related_name="signed_files")
    # Empty while the portal seals it.
    file = models.OneToOneField(File, models.PROTECT, null=True, related_name="signed_file")
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.WAITING)
    form = models.CharField(_("tanda tangan"), max_length=10, choices=Form, blank=True)
    reason = models.TextField(blank=True)
    # Whose signatures the file carries, as they were found when it was judged.
    signatures = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("catatan pembandingan"), blank=True)
    # When it was asked for, asked for again, or taken by a worker.
    touched_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("berkas bertanda tangan")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(state="accepted", replaced_at=None), name="signed_file_one_in_force"
            ),
            models.CheckConstraint(name="signed_file_two_officers", condition=Q(second=None) | ~Q(second=F("by"))),
            models.CheckConstraint(
                name="signed_file_changed_was_compared",
                condition=~Q(state="accepted", form="changed") | Q(second__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_form_display() or self.get_state_display()}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Candidates and observers learn of what is accepted; who makes documents sees all."""
        return Q() if code == "documents.make" else Q(state=cls.State.ACCEPTED, replaced_at=None)

    @property
    def is_working(self) -> bool:
        """Whether it will still change by itself."""
        return self.state in (self.State.WAITING, self.State.JUDGING)

    @property
    def tone(self) -> str:
        return {"compare": "amber", "accepted": "green", "rejected": "red"}.get(self.state, "blue")
