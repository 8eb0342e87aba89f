import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager, represented
from paritrana.files.inspection import words_for
from paritrana.regions.models import Nominee, Province


def storage_name(file: "File", _name: str) -> str:
    """Names given by people are shown, never used as a path."""
    return f"berkas/{file.key}"


def preview_name(file: "File", _name: str) -> str:
    return f"berkas/{file.key}.kecil.jpg"


def rendition_name(file: "File", _name: str) -> str:
    return f"berkas/{file.key}.jpg"


class File(models.Model):
    """A stored file. It has no page: whoever sees the row that owns it is sent it (`services.send`).

    Until it is accepted only its own side may open it or know of it (`opened_to`): the person who uploaded it and
    the people of the candidate it belongs to.
    """

    PLACES = {"province": "province"}

    class State(models.TextChoices):
        RECEIVED = "received", _("Menunggu diperiksa")
        CHECKING = "checking", _("Sedang diperiksa")
        ACCEPTED = "accepted", _("Diterima")
        REJECTED = "rejected", _("Ditolak")
        QUARANTINED = "quarantined", _("Ditahan")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nama berkas"), max_length=200)
    content = models.FileField(upload_to=storage_name)
    size = models.PositiveBigIntegerField(_("ukuran"))
    type = models.CharField(_("jenis"), max_length=10)
    sha256 = models.CharField(max_length=64)
    # What the file itself says of when it was made.
    made_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=20, blank=True)
    rendition = models.FileField(upload_to=rendition_name, blank=True)
    preview = models.FileField(upload_to=preview_name, blank=True)
    # Holds personal data: nobody but its own side and verifiers may open it, and each opening is on record.
    restricted = models.BooleanField(default=False)
    nominee = models.ForeignKey(Nominee, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("berkas")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def opened_to(cls, user: Any, path: str = "") -> Q:
        """The files this person may open, for the `narrow` of the rows that own one (`path` leads to it)."""
        return (
            Q(**{f"{path}state": cls.State.ACCEPTED})
            | Q(**{f"{path}uploaded_by": user.pk})
            | Q(**{f"{path}nominee__in": represented(user)})
        )

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return cls.opened_to(user)

    def is_open_to(self, user: Any) -> bool:
        """`opened_to` for this row."""
        return self.state == self.State.ACCEPTED or self.is_own_of(user)

    def is_own_of(self, user: Any) -> bool:
        return self.uploaded_by_id == user.pk or self.nominee_id in represented(user)

    @property
    def is_waiting(self) -> bool:
        """Whether the page that shows it has something to wait for."""
        waits_for_scanner = self.state == self.State.QUARANTINED and self.reason == "scanner"
        return self.state in (self.State.RECEIVED, self.State.CHECKING) or waits_for_scanner

    @property
    def counts(self) -> bool:
        """Whether it counts as evidence: a file that is still being checked may yet be accepted."""
        return self.state != self.State.REJECTED

    @property
    def seen(self) -> str:
        """What a page that shows the state now has seen (`check_services.is_seen`)."""
        return f"{self.key}.{self.state}"

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return {self.State.REJECTED: "red", self.State.QUARANTINED: "amber"}.get(self.State(self.state), "blue")

    @property
    def why(self) -> str:
        """What to do with a file that is not accepted."""
        return words_for(self.reason, self.type)


class Upload(models.Model):
    """A file on its way, piece by piece. It is its sender's alone; once whole, the task `then` is asked to take it."""

    PLACES = {"province": "province"}

    class State(models.TextChoices):
        RECEIVING = "receiving", _("Sedang diunggah")
        COMPLETE = "complete", _("Menunggu disatukan")
        JOINING = "joining", _("Sedang disatukan")
        STORED = "stored", _("Sedang dicatat")
        DONE = "done", _("Tersimpan")
        REFUSED = "refused", _("Tidak diterima")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("nama berkas"), max_length=255)
    size = models.PositiveBigIntegerField(_("ukuran"))
    then = models.CharField(max_length=60)
    # What the file is for, as `then` reads it: "12/34". The part before the stroke shares one quota.
    subject = models.CharField(max_length=60, db_index=True)
    # What its sender said of the content before the first byte; empty: nothing.
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVING)
    reason = models.TextField(blank=True)
    file = models.ForeignKey(File, models.SET_NULL, null=True, blank=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("unggahan")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="upload_not_empty", condition=Q(size__gt=0))]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return Q(owner=user.pk)

    @property
    def folder(self) -> str:
        return f"{PIECES}/{self.key}"

    @property
    def offset(self) -> int:
        """How many bytes have arrived."""
        if self.state != self.State.RECEIVING:
            return self.size
        return self.pieces.aggregate(sum=Sum("size"))["sum"] or 0


# The folder of the storage in which pieces lie until they are joined.
PIECES = "uploads"


class Piece(models.Model):
    """What one request of an upload brought, as one object of the storage. Its row is made last: no row, no piece."""

    PLACES = {"province": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="pieces")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    object = models.CharField(max_length=120)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("potongan unggahan")
        ordering = ["upload", "offset"]
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="piece_once")]

    def __str__(self) -> str:
        return f"{self.upload}: {self.offset}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return Q(upload__owner=user.pk)
