from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.regions.models import Province
from reports.models.documents import Document


class NumberSource(models.Model):
    """How a province numbers the papers of one kind, and who gets a copy of them. Without a row: by hand, nobody."""

    PLACES = {"province": "province"}

    class Source(models.TextChoices):
        MANUAL = "manual", _("Ditulis: dari sistem lain atau biro hukum, boleh menyusul")
        PORTAL = "portal", _("Portal: nomor urut tanpa celah")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(max_length=20, choices=Document.Kind, editable=False)
    source = models.CharField(_("sumber nomor"), max_length=10, choices=Source, default=Source.MANUAL)
    pattern = models.CharField(_("pola"), max_length=60, default="{kode}/{urut}/{unit}/{tahun}")
    code = models.CharField(_("kode klasifikasi"), max_length=20, blank=True)
    unit = models.CharField(_("kode unit"), max_length=20, blank=True)
    width = models.PositiveSmallIntegerField(
        _("lebar nomor urut"), default=3, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    copies = ArrayField(models.CharField(max_length=160), verbose_name=_("tembusan"), default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("sumber nomor")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["province", "kind"], name="number_source_once"),
            models.CheckConstraint(
                name="number_source_has_ordinal", condition=Q(source="manual") | Q(pattern__contains="{urut}")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.kind}"


class Counter(models.Model):
    """The last number given out by the portal, per province, kind and calendar year."""

    PLACES = {"province": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("pencacah nomor")
        constraints = [models.UniqueConstraint(fields=["province", "kind", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.province} {self.kind} {self.year}: {self.last}"
