from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.holiday_models import Holiday as Holiday
from paritrana.committees.invitation_models import Invitation as Invitation
from paritrana.regions.models import Branch, Nominee, Province, Regency
from paritrana.roles import BRANCH, CANDIDATE, COMMITTEE, NATION_ROLES, PROVINCE_ROLES, Role


class Stage(models.TextChoices):
    """The eight stages of a category, in order."""

    PREPARATION = "preparation", _("Persiapan")
    NOMINATION = "nomination", _("Pengusulan")
    SELECTION = "selection", _("Seleksi administrasi")
    INTERVIEWS = "interviews", _("Wawancara")
    DELIBERATION = "deliberation", _("Rapat pleno")
    DECIDED = "decided", _("Ditetapkan")
    ANNOUNCED = "announced", _("Diumumkan")
    CLOSED = "closed", _("Selesai")


STAGES = list(Stage)


class Round(models.TextChoices):
    DESK = "desk", _("Penilaian dokumen")
    INTERVIEW = "interview", _("Wawancara")


class Edition(models.Model):
    """One province, one round. Assessment year, year of the work and title are stored apart."""

    PLACES = {"province": "province", "edition": "pk", "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="editions", verbose_name=_("provinsi"))
    slug = models.SlugField(_("alamat singkat"), max_length=40)
    title = models.CharField(_("nama resmi"), max_length=160)
    assessment_year = models.PositiveSmallIntegerField(
        _("tahun penilaian"), validators=[MinValueValidator(2015), MaxValueValidator(2100)]
    )
    held_year = models.PositiveSmallIntegerField(
        _("tahun pelaksanaan"), validators=[MinValueValidator(2016), MaxValueValidator(2100)]
    )
    ceremony_at = models.DateTimeField(_("waktu penganugerahan"), null=True, blank=True)
    ceremony_place = models.CharField(_("tempat penganugerahan"), max_length=160, blank=True)
    committee_name = models.CharField(
        _("sebutan panitia"),
        max_length=80,
        default="Panitia",
        help_text=_("Seperti tertulis dalam keputusan."),
    )
    decree_number = models.CharField(_("nomor keputusan panitia"), max_length=80, blank=True)
    decree_date = models.DateField(_("tanggal keputusan panitia"), null=True, blank=True)
    # Who may be the second of two officers (users.md 1.15).
    second_officers = ArrayField(
        models.CharField(max_length=15, choices=Role),
        verbose_name=_("yang dapat menjadi petugas kedua"),
        default=list,
    )
    notes_days = models.PositiveSmallIntegerField(
        _("catatan pribadi panelis dihapus (hari setelah pengumuman)"), default=90, validators=[MaxValueValidator(3650)]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penyelenggaraan")
        ordering = ["-assessment_year", "province"]
        constraints = [models.UniqueConstraint(fields=["province", "slug"], name="edition_slug_in_province")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.province.slug, self.slug])

    @property
    def stage(self) -> Stage:
        """The earliest stage of its categories."""
        stages = [STAGES.index(Stage(category.stage)) for category in self.categories.all()]
        return STAGES[min(stages)] if stages else Stage.PREPARATION


class Category(models.Model):
    """A category of an edition, with its own stage. Stages it does not have are skipped."""

    PLACES = {"province": "province", "edition": "edition", "category": "pk", "home": "province"}

    class DeskBy(models.TextChoices):
        PANEL = "panel", _("Semua panelis")
        TEAM = "team", _("Tim verifikasi")
        ASSESSOR = "assessor", _("Satu penilai")

    class Letter(models.TextChoices):
        STATEMENT = "statement", _("Surat pernyataan kebenaran data")
        COVER = "cover", _("Surat pengantar")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="categories")
    name = models.CharField(_("nama kategori"), max_length=120)
    slug = models.SlugField(_("alamat singkat"), max_length=60)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)
    nominee_kind = models.CharField(_("jenis kandidat"), max_length=12, choices=Nominee.Kind)
    sector = models.CharField(_("sektor"), max_length=80, blank=True)
    stage = models.CharField(_("tahap"), max_length=15, choices=Stage, default=Stage.PREPARATION)
    skips = ArrayField(
        models.CharField(max_length=15, choices=Stage),
        verbose_name=_("tahap yang dilewati"),
        default=list,
        blank=True,
    )
    places = models.PositiveSmallIntegerField(
        _("banyak juara"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    rank_words = ArrayField(
        models.CharField(max_length=60), verbose_name=_("sebutan peringkat"), default=list, blank=True
    )
    # Blank: those get no certificate.
    nominee_word = models.CharField(_("sebutan nomine tanpa juara pada piagam"), max_length=60, blank=True)
    desk_by = models.CharField(_("penilai dokumen"), max_length=10, choices=DeskBy, default=DeskBy.PANEL)
    letters = ArrayField(
        models.CharField(max_length=10, choices=Letter),
        verbose_name=_("surat bertanda tangan yang diminta saat mengirim"),
        default=list,
        blank=True,
    )
    nomination_opens = models.DateTimeField(_("pengusulan dibuka"), null=True, blank=True)
    nomination_closes = models.DateTimeField(_("batas pengiriman"), null=True, blank=True)
    review_closes = models.DateTimeField(_("batas tanggapan cabang"), null=True, blank=True)
    branch_sees_order = models.BooleanField(_("kepala cabang melihat seluruh urutan"), default=False)
    released_at = models.DateTimeField(_("embargo dibuka"), null=True, blank=True, editable=False)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kategori")
        ordering = ["edition", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="category_slug_in_edition")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """The public sees a category's result only once the chair has released it (embargo)."""
        return Q(released_at__isnull=False) if code == "results.view" else Q()

    def rank_word(self, place: int) -> str:
        """The printed word for a place: data of the edition, else "Juara 2"."""
        return self.rank_words[place - 1] if place <= len(self.rank_words) else f"Juara {place}"

    @property
    def notes_end(self) -> datetime | None:
        """When the private notes of its panelists are deleted; unknown until it is announced."""
        return self.released_at + timedelta(days=self.edition.notes_days) if self.released_at else None

    def is_at_least(self, stage: Stage) -> bool:
        return STAGES.index(Stage(self.stage)) >= STAGES.index(stage)


class Seat(models.Model):
    """Who somebody is: a person, a role and a place, for a term. A committee seat may still stand empty."""

    PLACES = {"province": "province", "edition": "edition"}

    class Function(models.TextChoices):
        CHAIR = "ketua", _("Ketua")
        SECRETARY = "sekretaris", _("Sekretaris")
        MEMBER = "anggota", _("Anggota")

    class Acting(models.TextChoices):
        PLT = "Plt.", "Plt."
        PLH = "Plh.", "Plh."
        PJ = "Pj.", "Pj."
        PJS = "Pjs.", "Pjs."

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("orang"),
    )
    role = models.CharField(_("peran"), max_length=15, choices=Role)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("provinsi")
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("kantor cabang")
    )
    nominee = models.ForeignKey(
        Nominee, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("kandidat")
    )
    edition = models.ForeignKey(
        Edition,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("penyelenggaraan"),
    )
    category = models.ForeignKey(
        Category,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hanya kategori"),
        help_text=_("Untuk pengawas tamu."),
    )
    function = models.CharField(_("kedudukan"), max_length=10, choices=Function, blank=True)
    element = models.CharField(_("unsur"), max_length=80, blank=True)
    office = models.CharField(_("jabatan"), max_length=160, blank=True)
    awaiting = models.CharField(_("menunggu"), max_length=160, blank=True)
    acting = models.CharField(_("pelaksana"), max_length=4, choices=Acting, blank=True)
    letter = models.CharField(_("nomor surat"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)
    starts_at = models.DateTimeField(_("mulai"), null=True, blank=True)
    ends_at = models.DateTimeField(_("berakhir"), null=True, blank=True)
    successor = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="predecessor", editable=False
    )

    objects = VisibleManager()

    class Meta:
        verbose_name = _("peran")
        ordering = ["edition", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="seat_place_fits_role",
                condition=(
                    Q(role__in=sorted(NATION_ROLES), province=None, branch=None, nominee=None, edition=None)
                    | Q(role__in=sorted(PROVINCE_ROLES), province__isnull=False, branch=None)
                    | Q(role__in=sorted(BRANCH), branch__isnull=False, nominee=None)
                    | Q(role__in=sorted(CANDIDATE), nominee__isnull=False, branch=None)
                ),
            ),
            models.CheckConstraint(
                name="seat_committee_has_edition",
                condition=~Q(role__in=sorted(COMMITTEE)) | Q(edition__isnull=False),
            ),
            models.CheckConstraint(
                name="seat_empty_only_in_committee",
                condition=Q(person__isnull=False) | Q(role__in=sorted(COMMITTEE)),
            ),
            models.CheckConstraint(
                name="seat_term",
                condition=Q(ends_at=None) | Q(starts_at=None) | Q(ends_at__gte=F("starts_at")),
            ),
            # One committee seat per person and edition at a time.
            ExclusionConstraint(
                name="seat_one_in_committee_at_a_time",
                expressions=[
                    (
                        Func(F("person"), F("person"), models.Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("edition"), F("edition"), models.Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            RangeBoundary(),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(person__isnull=False) & Q(role__in=sorted(COMMITTEE)),
            ),
        ]

    def __str__(self) -> str:
        words = [self.get_function_display() or self.get_role_display()]
        if self.acting:
            words[0] = f"{self.acting} {words[0]}"
        if self.element:
            words.append(str(_("unsur %s") % self.element))
        place = self.nominee or self.branch or self.province
        if place and not self.function:
            words.append(str(place))
        return ", ".join(words)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Offices (administrator, secretariat) are filled by the administrator, all other seats by the secretariat."""
        offices = Q(role__in=[Role.ADMINISTRATOR, Role.SECRETARIAT])
        return {"seats.manage": ~offices, "seats.manage_secretariat": offices}.get(code, Q())

    @property
    def is_current(self) -> bool:
        now = timezone.now()
        return (self.starts_at is None or self.starts_at <= now) and (self.ends_at is None or self.ends_at > now)

    def place(self) -> tuple[str, list[Any]]:
        """The kind of place the seat reaches and its keys, as `access` asks for it."""
        if self.role in NATION_ROLES:
            return "nation", []
        if self.role in BRANCH:
            return "regency", [regency.pk for regency in self._regencies()]
        if self.role in CANDIDATE:
            return "nominee", [self.nominee_id]
        return "province", [self.province_id]

    def home_provinces(self) -> list[str]:
        if self.role in NATION_ROLES:
            return []
        if self.role in BRANCH:
            return sorted({regency.province_id for regency in self._regencies()})
        if self.nominee and self.role in CANDIDATE:
            return [self.nominee.province_id]
        return [self.province_id] if self.province_id else []

    def limits(self) -> dict[str, Any]:
        """What narrows the place: the edition of a committee, the candidate or category of a guest."""
        limits: dict[str, Any] = {}
        if self.edition_id:
            limits["edition"] = self.edition_id
        if self.category_id:
            limits["category"] = self.category_id
        if self.nominee_id and self.role in PROVINCE_ROLES:
            limits["nominee"] = self.nominee_id
        return limits

    def _regencies(self) -> list[Regency]:
        if not hasattr(self, "_regencies_now"):
            today = timezone.localdate()
            self._regencies_now = list(
                Regency.objects.filter(
                    Q(areas__valid_to=None) | Q(areas__valid_to__gt=today),
                    areas__branch=self.branch_id,
                    areas__valid_from__lte=today,
                ).distinct()
            )
        return self._regencies_now


class Scorer(models.Model):
    """A committee seat that gives marks in a category and round."""

    PLACES = {"province": "province", "edition": "category__edition", "category": "category"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="scores_in")
    category = models.ForeignKey(Category, models.CASCADE, related_name="scorers")
    round = models.CharField(max_length=10, choices=Round)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penilai")
        constraints = [models.UniqueConstraint(fields=["seat", "category", "round"], name="scorer_once")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.category}, {self.get_round_display()}"


class StageMove(models.Model):
    """One move of a category, forward or back, with the soft conditions that were set aside and why."""

    PLACES = {
        "province": "province",
        "edition": "category__edition",
        "category": "category",
        "home": "province",
    }

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.CASCADE, related_name="moves")
    source = models.CharField(max_length=15, choices=Stage)
    target = models.CharField(max_length=15, choices=Stage)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(_("alasan"), blank=True)
    set_aside = models.JSONField(default=list)
    from_paper = models.CharField(max_length=120, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("perpindahan tahap")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.category}: {self.get_source_display()} -> {self.get_target_display()}"
