"""The amendment of frozen rules: proposed by one officer, confirmed by another, sealed anew under its number."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.models import Category
from paritrana.regions.models import Province
from scoring.models.rules import CATEGORY_PLACES


class Amendment(models.Model):
    """waiting -> open (the rules may be written again, every sheet is void) -> sealed; or waiting -> discarded.

    `content` and `sha256` are the rules as they stood before; `number` is given by the confirmation.
    """

    PLACES = CATEGORY_PLACES

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu petugas kedua")
        OPEN = "open", _("Sedang diubah")
        SEALED = "sealed", _("Ditetapkan")
        DISCARDED = "discarded", _("Dibatalkan")

    LIVE = [Status.WAITING, Status.OPEN]

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="amendments")
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    number = models.PositiveSmallIntegerField(_("perubahan ke"), null=True, blank=True)
    reason = models.TextField(_("alasan"))
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("perubahan kriteria")
        ordering = ["category", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["category"], condition=Q(status__in=["waiting", "open"]), name="amendment_one_live"
            ),
            models.UniqueConstraint(fields=["category", "number"], name="amendment_number_once"),
            models.CheckConstraint(
                name="amendment_two_officers",
                condition=Q(status__in=["waiting", "discarded"], confirmed_by=None, number=None)
                | Q(status__in=["open", "sealed"], confirmed_by__isnull=False, number__isnull=False)
                & ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(name="amendment_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.category}"
