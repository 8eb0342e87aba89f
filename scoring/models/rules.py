"""The rubric and how it is counted."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.models import Category
from paritrana.regions.models import Province

CATEGORY_PLACES = {"province": "province", "edition": "category__edition", "category": "category"}


def all_ways() -> list[str]:
    return list(RuleBook.QuorumWay.values)


class RuleBook(models.Model):
    """The rules of a category's ranking. Frozen (canonical JSON and its SHA-256) before the first sheet."""

    PLACES = CATEGORY_PLACES

    class MissingPolicy(models.TextChoices):
        LS_FILL = "ls_fill", _("Rata-rata adil (kuadrat terkecil)")
        AVAILABLE_MEAN = "available_mean", _("Rata-rata panelis yang hadir")

    class Publication(models.TextChoices):
        TOTALS = "totals", _("Nilai akhir dan peringkat saja")
        CODES = "codes", _("Juga nilai tiap penilai, dengan kode")
        FULL = "full", _("Semuanya, juga catatan siapa tidak ikut menilai, dengan kode")

    class Stage(models.TextChoices):
        PANEL = "panel", _("Rata-rata panel tiap kandidat")
        CRITERION = "criterion", _("Bobot dikali rata-rata tiap kriteria")
        GROUP = "group", _("Jumlah tiap komponen")

    class TiePlaces(models.TextChoices):
        SHARED_SKIP = "shared_skip", _("Juara bersama, juara berikutnya dilewati (1-2-2-4)")
        SHARED_NEXT = "shared_next", _("Juara bersama, juara berikutnya tetap diberikan (1-2-2-3)")
        SECOND_LOOK = "second_look", _("Pleno melihat sekali lagi satu kriteria")
        VOTE = "vote", _("Pemungutan suara dalam rapat pleno")

    class QuorumWay(models.TextChoices):
        HEAR_AGAIN = "hear_again", _("Didengar dan dinilai sekali lagi secara daring")
        DESK_ROUND = "desk_round", _("Putaran penilaian dokumen ditambah")
        PLENARY = "plenary", _("Diputus rapat pleno dengan alasan yang dicetak")
        NO_INTERVIEW = "no_interview", _("Kategori dinilai tanpa wawancara")

    class Absent(models.TextChoices):
        UNRANKED = "unranked", _("Tidak diperingkat")
        ONLINE = "online", _("Boleh diwawancarai daring kemudian")

    class ChangesUntil(models.TextChoices):
        SESSION = "session", _("Sampai sesi wawancaranya ditutup")
        CATEGORY = "category", _("Sampai penilaian kategori ditutup")

    class Trim(models.IntegerChoices):
        NONE = 0, _("Tidak ada; semua lembar dihitung")
        ONE = 1, _("Satu tertinggi dan satu terendah")
        TWO = 2, _("Dua tertinggi dan dua terendah")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.OneToOneField(Category, models.CASCADE, related_name="rule_book")
    decimals = models.PositiveSmallIntegerField(
        _("angka desimal nilai akhir"), default=2, validators=[MinValueValidator(2), MaxValueValidator(4)]
    )
    missing_policy = models.CharField(
        _("bila panelis tidak ikut menilai"),
        max_length=15,
        choices=MissingPolicy,
        default=MissingPolicy.LS_FILL,
    )
    rounding_stages = ArrayField(
        models.CharField(max_length=9, choices=Stage),
        verbose_name=_("pembulatan di tengah penghitungan"),
        default=list,
        blank=True,
    )
    trim = models.PositiveSmallIntegerField(_("lembar wawancara yang disisihkan"), choices=Trim, default=Trim.NONE)
    tie_break = ArrayField(
        models.CharField(max_length=20), verbose_name=_("urutan pembeda nilai sama"), default=list, blank=True
    )
    tie_places = models.CharField(
        _("nilai sama pada tempat juara"), max_length=11, choices=TiePlaces, default=TiePlaces.SHARED_SKIP
    )
    tie_criterion = models.CharField(_("kriteria yang dilihat sekali lagi"), max_length=20, blank=True)
    quorum_ways = ArrayField(
        models.CharField(max_length=12, choices=QuorumWay),
        verbose_name=_("bila lembar seorang kandidat kurang dari kuorum"),
        default=all_ways,
        blank=True,
    )
    absent = models.CharField(
        _("kandidat yang tidak hadir wawancara"), max_length=8, choices=Absent, default=Absent.UNRANKED
    )
    changes_until = models.CharField(
        _("nilai terkirim boleh diubah pemiliknya"),
        max_length=8,
        choices=ChangesUntil,
        default=ChangesUntil.SESSION,
    )
    extreme_reasons = models.BooleanField(_("alasan nilai ekstrem"), default=False)
    minimum_total = models.DecimalField(
        _("nilai paling rendah untuk juara"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    publication = models.CharField(
        _("yang diumumkan dalam paket hasil"), max_length=6, choices=Publication, default=Publication.TOTALS
    )
    publish_chances = models.BooleanField(_("peluang peringkat ikut diumumkan"), default=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    content = models.JSONField(null=True, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kriteria dan bobot")
        constraints = [
            models.CheckConstraint(
                name="rule_book_frozen_whole",
                condition=Q(frozen_at=None, content=None, sha256="")
                | (Q(frozen_at__isnull=False, content__isnull=False) & ~Q(sha256="")),
            )
        ]

    def __str__(self) -> str:
        return str(self.category)

    @property
    def stages(self) -> list[Any]:
        """The rounding stages in words."""
        return [self.Stage(stage).label for stage in self.rounding_stages]

    @property
    def ways(self) -> list[Any]:
        """What may follow where the quorum fails, in words."""
        return [self.QuorumWay(way).label for way in self.quorum_ways]


class Criterion(models.Model):
    """A node of the criteria tree. Leaves carry the weight, in hundredths of a point."""

    PLACES = {
        "province": "province",
        "edition": "rule_book__category__edition",
        "category": "rule_book__category",
    }

    class Source(models.TextChoices):
        GROUP = "group", _("Kelompok")
        PANEL = "panel", _("Nilai panelis (wawancara)")
        DESK = "desk", _("Nilai dokumen")
        COMPUTED = "computed", _("Dihitung dari cakupan")
        ATTENDANCE = "attendance", _("Kehadiran kepala daerah")

    # Marked by people on sheets; the other leaves have one value per nominee.
    MARKED = [Source.PANEL, Source.DESK]

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    rule_book = models.ForeignKey(RuleBook, models.CASCADE, related_name="criteria")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("kelompok")
    )
    code = models.CharField(_("kode"), max_length=20)
    name = models.CharField(_("nama kriteria"), max_length=120)
    source = models.CharField(_("sumber nilai"), max_length=12, choices=Source)
    weight = models.PositiveIntegerField(
        _("bobot"), default=0, validators=[MaxValueValidator(10_000)], help_text="hundredths of a point"
    )
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)
    # [{"from": "80", "to": "100", "text": "..."}]: what a mark in this band means.
    levels = models.JSONField(_("panduan nilai"), default=list, blank=True)
    # For computed criteria: [["0", "0"], ["50", "60"], ["100", "100"]], coverage % -> mark, piecewise linear.
    anchors = models.JSONField(default=list, blank=True)
    # Not columns: its place in the tree, set by `queries.tree`.
    depth: int
    total: int
    children_now: list["Criterion"]

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kriteria")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule_book", "code"], name="criterion_code_once"),
            models.CheckConstraint(name="criterion_groups_weigh_nothing", condition=~Q(source="group") | Q(weight=0)),
        ]

    def __str__(self) -> str:
        return self.name
