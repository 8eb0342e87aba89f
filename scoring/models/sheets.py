"""What people mark, and what is counted instead of marked."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, Nomination
from paritrana.access import VisibleManager
from paritrana.committees.models import STAGES, Category, Round, Seat, Stage
from paritrana.regions.models import Province
from scoring.models.rules import Criterion


def scoring_closed(category: str) -> Q:
    """Rows whose category (named by its path) has closed sheets, and none still open.

    Nobody sees a mark, mean or order of a category before all scoring of it is closed. Where the frozen rules
    leave nothing to mark (an UKM category ranked by coverage alone), it is closed from the deliberation on.
    """
    sheets = ScoreSheet.objects.filter(nomination__category=OuterRef(category))
    marked = Criterion.objects.filter(rule_book__category=OuterRef("pk"), source__in=Criterion.MARKED)
    unmarked = Category.objects.filter(
        ~Exists(marked),
        pk=OuterRef(category),
        stage__in=STAGES[STAGES.index(Stage.DELIBERATION) :],
        rule_book__frozen_at__isnull=False,
    )
    return (Q(Exists(sheets.filter(status=ScoreSheet.Status.CLOSED))) | Q(Exists(unmarked))) & ~Q(
        Exists(sheets.filter(status__in=ScoreSheet.OPEN))
    )


class ScoreSheet(models.Model):
    """The sheet of one person for one nomination and round. The rows are the roster.

    assigned -> draft -> sent -> closed; or recused, absent, withdrawn, each with a reason.
    """

    PLACES = NOMINATION_PLACES

    class Status(models.TextChoices):
        ASSIGNED = "assigned", _("Belum dinilai")
        DRAFT = "draft", _("Draf, belum dikirim")
        SENT = "sent", _("Terkirim")
        CLOSED = "closed", _("Ditutup")
        RECUSED = "recused", _("Tidak ikut menilai")
        ABSENT = "absent", _("Tidak hadir")
        WITHDRAWN = "withdrawn", _("Ditarik")

    OPEN = [Status.ASSIGNED, Status.DRAFT, Status.SENT]

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="sheets")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sheets")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    round = models.CharField(max_length=10, choices=Round)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASSIGNED)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("lembar penilaian")
        ordering = ["nomination", "round", "seat__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "nomination", "round"], name="sheet_once"),
            models.CheckConstraint(
                name="sheet_reason_given",
                condition=~Q(status__in=["recused", "absent", "withdrawn"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}, {self.get_round_display()}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """`sheets.fill` is one's own; `sheets.follow` shows who has sent (no marks); marks only after closing."""
        if code == "sheets.fill":
            return Q(person=user.pk)
        if code == "marks.view":
            return Q(person=user.pk) | scoring_closed("nomination__category")
        return Q()


class Draft(models.Model):
    """What a panelist has typed so far, exactly as typed, and private notes. Never counted."""

    PLACES = {key: f"sheet__{path}" for key, path in NOMINATION_PLACES.items()}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    sheet = models.OneToOneField(ScoreSheet, models.CASCADE, related_name="draft")
    values = models.JSONField(default=dict)
    notes = models.TextField(_("catatan pribadi"), blank=True)
    # Which opened page wrote last, so that a page is not in conflict with itself.
    page = models.CharField(max_length=32, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("draf")

    def __str__(self) -> str:
        return str(self.sheet)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return Q(sheet__person=user.pk)


class Mark(models.Model):
    """One mark of a sent sheet, 0.00 to 100.00."""

    PLACES = {key: f"sheet__{path}" for key, path in NOMINATION_PLACES.items()}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="marks")
    value = models.DecimalField(max_digits=5, decimal_places=2)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("nilai")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="mark_once"),
            models.CheckConstraint(
                name="mark_in_scale", condition=Q(value__gte=Decimal(0)) & Q(value__lte=Decimal(100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return Q(sheet__person=user.pk) | scoring_closed("sheet__nomination__category")


class Value(models.Model):
    """A value that is not a mark (attendance, coverage), on the same scale of 0.00 to 100.00."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="values")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="values")
    value = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("nilai terhitung")
        constraints = [
            models.UniqueConstraint(fields=["nomination", "criterion"], name="value_once"),
            models.CheckConstraint(
                name="value_in_scale", condition=Q(value__gte=Decimal(0)) & Q(value__lte=Decimal(100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class Recusal(models.Model):
    """A person does not score a nomination because of a conflict of interest."""

    PLACES = NOMINATION_PLACES

    class Kind(models.TextChoices):
        EMPLOYER = "employer", _("Hubungan pekerjaan")
        FAMILY = "family", _("Hubungan keluarga")
        ADVISOR = "advisor", _("Pernah membina atau menjadi penasihat")
        OTHER = "other", _("Lainnya")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="recusals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals")
    kind = models.CharField(_("jenis konflik kepentingan"), max_length=10, choices=Kind)
    reason = models.TextField(_("penjelasan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("tidak ikut menilai")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["person", "nomination"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.nomination}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Until scoring is closed one reads the own declarations; `recusals.follow` reads all at once."""
        if code == "recusals.declare":
            return Q(person=user.pk)
        if code == "recusals.view":
            return Q(person=user.pk) | scoring_closed("nomination__category")
        return Q()
