from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.import_models import WRITTEN, Import
from nominations.places import NOMINATION_PLACES
from nominations.workflow import Status
from paritrana.access import VisibleManager, holds
from paritrana.committees.models import Category
from paritrana.regions.models import Province


class CandidateImport(Import):
    """A spreadsheet of candidates for one category (`candidate_queries.dry_run_of`)."""

    PLACES = {"province": "province", "edition": "category__edition", "category": "category"}

    category = models.ForeignKey(Category, models.PROTECT, related_name="candidate_imports", verbose_name=_("kategori"))
    # What proposals after the deadline need (`services.proposals.propose`).
    late_letter = models.CharField(_("nomor surat usulan susulan"), max_length=80, blank=True)
    deadline = models.DateTimeField(_("batas pengiriman sendiri"), null=True, blank=True)
    # By line of the file: what was chosen where a row resembles a candidate that is there.
    choices = models.JSONField(default=dict)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("impor kandidat")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["category"], condition=Q(status="pending"), name="candidate_import_one_pending"
            ),
            models.CheckConstraint(name="candidate_import_written", condition=WRITTEN),
        ]

    def __str__(self) -> str:
        return f"{self.category}, {self.file}"


class CategoryMove(models.Model):
    """A nomination was moved from one category of its edition to another."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey("nominations.Nomination", models.CASCADE, related_name="moves")
    before = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("kategori semula"))
    after = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("kategori baru"))
    reason = models.TextField(_("alasan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("pemindahan kategori")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.before} - {self.after}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """As the nomination itself."""
        hidden = [Status.LATE, Status.CANCELLED]
        return Q() if holds(user, "nominations.outcome") else ~Q(nomination__status__in=hidden)
