import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews.schedule import Shape
from interviews.workflow import IN_ROOM, Phase
from nominations.models import NOMINATION_PLACES, Nomination
from paritrana.access import VisibleManager
from paritrana.committees.models import Category, Edition, Seat
from paritrana.regions.models import Nominee, Province

# Some meetings and videos have addresses of 250 letters and more.
LONGEST_LINK = 500


def same(field: str) -> tuple[Func, str]:
    """Equality of a key inside an exclusion constraint, without the btree_gist extension."""
    return Func(F(field), F(field), Value("[]"), function="int8range"), RangeOperators.OVERLAPS


class Venue(models.Model):
    PLACES = {"province": "province", "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="venues", editable=False)
    name = models.CharField(_("nama tempat dan ruang"), max_length=120)
    address = models.CharField(_("alamat"), max_length=200, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("tempat")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["province", "name"], name="venue_name_once")]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """A stretch of an interview day in one room, for one category."""

    PLACES = {
        "province": "province",
        "edition": "edition",
        "category": "category",
        "regency": "slots__nominee__regency",
        "nominee": "slots__nominee",
        "home": "province",
    }

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("Tatap muka")
        ONLINE = "online", _("Daring")
        HYBRID = "hybrid", _("Tatap muka dan daring")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Direncanakan")
        CLOSED = "closed", _("Selesai")
        CANCELLED = "cancelled", _("Dibatalkan")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sessions", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="sessions", verbose_name=_("kategori"))
    name = models.CharField(_("nama sesi"), max_length=120)
    period = DateTimeRangeField(_("waktu"))
    mode = models.CharField(_("cara"), max_length=8, choices=Mode, default=Mode.ON_SITE)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("tempat")
    )
    link = models.URLField(_("tautan pertemuan daring"), max_length=LONGEST_LINK, blank=True)
    # The rest of a turn is for questions.
    presentation = models.PositiveSmallIntegerField(_("paparan (menit)"), default=Shape.presentation)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("sesi wawancara")
        ordering = ["period", "pk"]
        constraints = [
            ExclusionConstraint(
                name="session_venue_free",
                expressions=[same("venue"), ("period", RangeOperators.OVERLAPS)],
                condition=Q(venue__isnull=False) & ~Q(status="cancelled"),
            ),
            models.CheckConstraint(
                name="session_has_place", condition=Q(venue__isnull=False) | ~Q(link="") | Q(mode="online")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def talk(self) -> timedelta:
        """What a delegation has for its presentation."""
        return timedelta(minutes=self.presentation)


class Slot(models.Model):
    """One nomination's turn. Venue, nominee and period are copied here so that the database refuses overlaps."""

    PLACES = NOMINATION_PLACES

    class Status(models.TextChoices):
        PLANNED = "planned", _("Menunggu giliran")
        PRESENT = "present", _("Hadir")
        EXCUSED = "excused", _("Berhalangan (ada pemberitahuan)")
        MISSING = "missing", _("Tidak hadir (tanpa pemberitahuan)")
        CANCELLED = "cancelled", _("Dibatalkan")

    # Heard, or still to come.
    EXPECTED = [Status.PLANNED, Status.PRESENT]

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="slots")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="slots")
    nominee = models.ForeignKey(Nominee, models.PROTECT, related_name="+", editable=False)
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, related_name="+", editable=False)
    period = DateTimeRangeField(_("waktu"))
    status = models.CharField(_("kehadiran"), max_length=10, choices=Status, default=Status.PLANNED)
    status_note = models.TextField(_("keterangan"), blank=True)
    # On the day, moved by services.board alone.
    phase = models.CharField(_("jalannya giliran"), max_length=10, choices=Phase, default=Phase.WAITING)
    phase_at = models.DateTimeField(null=True, blank=True, editable=False)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_for = models.DurationField(default=timedelta, editable=False)
    # For calendars: which appointment, its how manieth state, and since when (`services.turns.renew`).
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("giliran")
        ordering = ["period", "pk"]
        constraints = [
            ExclusionConstraint(
                name="slot_venue_free",
                expressions=[same("venue"), ("period", RangeOperators.OVERLAPS)],
                condition=Q(venue__isnull=False) & ~Q(status="cancelled"),
            ),
            ExclusionConstraint(
                name="slot_nominee_free",
                expressions=[same("nominee"), ("period", RangeOperators.OVERLAPS)],
                condition=~Q(status="cancelled"),
            ),
            models.UniqueConstraint(
                fields=["session", "nomination"],
                condition=~Q(status="cancelled"),
                name="slot_nomination_once",
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(phase__in=sorted(IN_ROOM)), name="slot_one_in_room"
            ),
            models.CheckConstraint(
                name="slot_started_in_room", condition=~Q(phase__in=sorted(IN_ROOM)) | Q(started_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}"

    def elapsed(self, now: datetime) -> timedelta:
        """How long the delegation has had the floor, without pauses."""
        if self.started_at is None or self.phase_at is None:
            return timedelta()
        return (now if self.phase == Phase.RUNNING else self.phase_at) - self.started_at - self.paused_for


class PanelSeat(models.Model):
    """A person on the panel of a session, under a seat. The period is the session's."""

    PLACES = {"province": "province", "edition": "session__edition", "category": "session__category"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="panel")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="panel_seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="panel_seats")
    period = DateTimeRangeField()
    cancelled = models.BooleanField(default=False)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("panelis sesi")
        ordering = ["seat__order", "pk"]
        constraints = [
            ExclusionConstraint(
                name="panelist_free",
                expressions=[same("person"), ("period", RangeOperators.OVERLAPS)],
                condition=Q(cancelled=False),
            ),
            models.UniqueConstraint(fields=["session", "person"], name="panelist_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}"


class Delegation(models.Model):
    """One member of the delegation that really came: name, office, capacity."""

    PLACES = {key: f"slot__{path}" for key, path in NOMINATION_PLACES.items()}

    class Capacity(models.TextChoices):
        HEAD = "head", _("Kepala daerah atau pimpinan")
        DEPUTY = "deputy", _("Wakil")
        SECRETARY = "secretary", _("Sekretaris daerah")
        OTHER = "other", _("Pejabat lain")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    slot = models.ForeignKey(Slot, models.CASCADE, related_name="delegation")
    name = models.CharField(_("nama"), max_length=160)
    office = models.CharField(_("jabatan"), max_length=160)
    capacity = models.CharField(_("kapasitas"), max_length=10, choices=Capacity)
    acting = models.CharField(_("pelaksana"), max_length=4, choices=Seat.Acting, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("anggota delegasi")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.office}"
