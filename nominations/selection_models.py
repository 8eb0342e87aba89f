from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.models import Category
from paritrana.regions.models import Province

CATEGORY_PLACES = {
    "province": "province",
    "edition": "category__edition",
    "category": "category",
}


class SelectionBasis(models.Model):
    """By what the administrative selection of a category draws its line, and what happens to equals on the line."""

    PLACES = CATEGORY_PLACES

    class Method(models.TextChoices):
        MANUAL = "manual", _("Dipilih satu per satu")
        LEAST = "least", _("Nilai paling sedikit (ambang)")
        QUOTA = "quota", _("Sejumlah nilai tertinggi (kuota)")

    class Measure(models.TextChoices):
        VERIFIED = "verified", _("Nilai terverifikasi")
        SELF = "self", _("Nilai mandiri")
        COMPLETE = "complete", _("Kelengkapan")

    class Tie(models.TextChoices):
        ALL = "all", _("Semua yang bernilai sama lolos")
        PLENARY = "plenary", _("Pleno memilih dengan kriteria yang disebut")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.OneToOneField(Category, models.CASCADE, related_name="selection_basis")
    method = models.CharField(_("cara memilih"), max_length=10, choices=Method, default=Method.MANUAL)
    measure = models.CharField(_("ukuran"), max_length=10, choices=Measure, default=Measure.VERIFIED)
    least = models.DecimalField(
        _("ambang"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    quota = models.PositiveSmallIntegerField(
        _("banyak nomine"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    tie = models.CharField(_("nilai sama di garis"), max_length=10, choices=Tie, default=Tie.ALL)
    criterion = models.CharField(_("kriteria pleno"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("dasar seleksi administrasi")
        constraints = [
            models.CheckConstraint(
                name="selection_limit_fits_method",
                condition=Q(method="manual", least=None, quota=None)
                | Q(method="least", least__isnull=False, quota=None)
                | Q(method="quota", least=None, quota__isnull=False),
            ),
            models.CheckConstraint(
                name="selection_plenary_names_criterion", condition=Q(tie="all", criterion="") | ~Q(criterion="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.get_method_display()}"


class SelectionMinutes(models.Model):
    """What was decided in the administrative selection, by whom and on which values: frozen when it is written."""

    PLACES = CATEGORY_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.CASCADE, related_name="selection_minutes")
    held_on = models.DateField(_("tanggal rapat"))
    place = models.CharField(_("tempat rapat"), max_length=160)
    # Everything that is printed: who was there, the basis, each candidate with its values, outcome and reason.
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("berita acara seleksi administrasi")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.category}, {self.held_on:%Y-%m-%d}"
