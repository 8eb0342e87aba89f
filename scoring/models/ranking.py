"""Runs, frozen with all that went in, and what the branches say of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, Nomination
from paritrana.access import VisibleManager
from paritrana.committees.models import Category
from paritrana.regions.models import Branch, Province
from scoring.models.rules import CATEGORY_PLACES
from scoring.models.sheets import scoring_closed


def categories_inside(user: Any) -> Any:
    """Keys of the categories in whose committee, secretariat or oversight the person has a seat."""
    return Category.objects.visible_to(user, "decision.view").values("pk")


class RankingRun(models.Model):
    """One computation of a category's order, frozen with everything that went in. Provisional until decided."""

    PLACES = {**CATEGORY_PLACES, "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField(_("nomor"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    rules_sha256 = models.CharField(max_length=64)
    input = models.JSONField()
    result = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    review_opened_at = models.DateTimeField(null=True, blank=True)
    review_closes_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("peringkat sementara")
        ordering = ["category", "-number"]
        constraints = [models.UniqueConstraint(fields=["category", "number"], name="run_number_once")]

    def __str__(self) -> str:
        return f"{self.category}, peringkat sementara ke-{self.number}"

    @property
    def replaces(self) -> int:
        """The number of the run before it; 0 where there is none."""
        return self.number - 1

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """The committee reads a run once scoring is closed, a branch head once the review is open."""
        opened = Q(review_opened_at__isnull=False)
        return scoring_closed("category") & (opened | Q(category__in=categories_inside(user)))


class RankingRow(models.Model):
    """One nominee's place in a run: exact total as a fraction, printed total in units of 10^-decimals."""

    PLACES = {**NOMINATION_PLACES}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    run = models.ForeignKey(RankingRun, models.CASCADE, related_name="rows")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="ranking_rows")
    ranked = models.BooleanField()
    reason = models.CharField(max_length=30, blank=True)
    total_num = models.TextField(blank=True)
    total_den = models.TextField(blank=True)
    units = models.BigIntegerField(null=True)
    decimals = models.PositiveSmallIntegerField(default=2)
    rank = models.PositiveIntegerField(_("peringkat"), null=True)
    deciding_step = models.CharField(max_length=40, blank=True)
    components = models.JSONField(default=list)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("baris peringkat")
        ordering = [F("rank").asc(nulls_last=True), "nomination__number"]
        constraints = [models.UniqueConstraint(fields=["run", "nomination"], name="ranking_row_once")]

    def __str__(self) -> str:
        return f"{self.rank}. {self.nomination}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """As its run; the nominee reads the own row of the run that was decided on, after the release."""
        if code == "feedback.view":
            decided = RankingRun.objects.filter(decisions__isnull=False, decisions__revoked_at=None)
            return Q(run__in=decided.values("pk"), run__category__released_at__isnull=False)
        opened = Q(run__review_opened_at__isnull=False)
        return scoring_closed("run__category") & (opened | Q(run__category__in=categories_inside(user)))


class BranchResponse(models.Model):
    """A branch on one row of a run: sesuai, or ada catatan with a reason. No row is silence."""

    PLACES = NOMINATION_PLACES

    class Answer(models.TextChoices):
        AGREED = "agreed", _("Sesuai")
        REMARK = "remark", _("Ada catatan")

    class Kind(models.TextChoices):
        FIGURE = "figure", _("Angka cakupan atau kepesertaan")
        MARK = "mark", _("Nilai tampak salah dicatat")
        EVIDENCE = "evidence", _("Data dukung belum diperhitungkan")
        IDENTITY = "identity", _("Nama atau data kandidat")
        OTHER = "other", _("Lainnya")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Catatan diterima")
        DECLINED = "declined", _("Catatan tidak diterima")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    run = models.ForeignKey(RankingRun, models.CASCADE, related_name="responses")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="branch_responses")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="responses")
    answer = models.CharField(_("tanggapan"), max_length=10, choices=Answer)
    kind = models.CharField(_("jenis catatan"), max_length=10, choices=Kind, blank=True)
    reason = models.TextField(_("catatan"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)
    from_paper = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(_("hasil"), max_length=10, choices=Outcome, blank=True)
    reply = models.TextField(_("jawaban sekretariat"), blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("tanggapan cabang")
        ordering = ["branch", "nomination"]
        constraints = [
            models.UniqueConstraint(fields=["run", "nomination", "branch"], name="branch_response_once"),
            models.CheckConstraint(name="branch_remark_has_reason", condition=~Q(answer="remark") | ~Q(reason="")),
            models.CheckConstraint(name="branch_outcome_has_reply", condition=Q(outcome="") | ~Q(reply="")),
        ]

    def __str__(self) -> str:
        return f"{self.branch}: {self.get_answer_display()}"
