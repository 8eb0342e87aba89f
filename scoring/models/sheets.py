"""What people mark, and what is counted instead of marked."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, Nomination
from paritrana.access import VisibleManager
from paritrana.committees.models import STAGES, Category, Round, Seat, Stage
from paritrana.regions.models import Province
from scoring.models.amendment import Amendment
from scoring.models.rules import Criterion


def scoring_closed(category: str) -> Q:
    """Rows whose category (named by its path) has closed sheets, and none still open.

    Nobody sees a mark, mean or order of a category before all scoring of it is closed. Where the frozen rules
    leave nothing to mark (an UKM category ranked by coverage alone), it is closed from the deliberation on.

    An array, which PostgreSQL fills once; a subquery it may join and ask anew for each row: seconds at 200 nominees.
    """
    sheets = ScoreSheet.objects.filter(nomination__category=OuterRef("pk"))
    marked = Criterion.objects.filter(rule_book__category=OuterRef("pk"), source__in=Criterion.MARKED)
    unmarked = Q(stage__in=STAGES[STAGES.index(Stage.DELIBERATION) :], rule_book__frozen_at__isnull=False)
    closed = Category.objects.filter(
        Q(Exists(sheets.filter(status=ScoreSheet.Status.CLOSED))) | unmarked & ~Q(Exists(marked)),
        ~Q(Exists(sheets.filter(status__in=ScoreSheet.OPEN))),
    )
    keys = ArraySubquery(closed.order_by().values("pk"))
    key = Func(keys, function="ANY", output_field=models.BigIntegerField())
    return Q(Func(F(category), key, template="(%(expressions)s)", arg_joiner=" = ", output_field=models.BooleanField()))


class ScoreSheet(models.Model):
    """The sheet of one person for one nomination and round. The rows are the roster.

    assigned -> draft -> sent -> closed; or recused, absent, withdrawn, each with a reason. Sent on screen and on
    paper it is undecided, and does not count, until one of the two is picked (`PaperSheet`).
    """

    PLACES = NOMINATION_PLACES

    class Status(models.TextChoices):
        ASSIGNED = "assigned", _("Belum dinilai")
        DRAFT = "draft", _("Draf, belum dikirim")
        SENT = "sent", _("Terkirim")
        UNDECIDED = "undecided", _("Kertas dan layar, belum dipilih")
        CLOSED = "closed", _("Ditutup")
        RECUSED = "recused", _("Tidak ikut menilai")
        ABSENT = "absent", _("Tidak hadir")
        WITHDRAWN = "withdrawn", _("Ditarik")

    UNSENT = [Status.ASSIGNED, Status.DRAFT]
    OPEN = [*UNSENT, Status.SENT, Status.UNDECIDED]

    class Reason(models.TextChoices):
        """Why a sheet holds lowest or highest marks; where the rules ask for it (`queries.asks_reasons`)."""

        COMPLETE = "complete", _("Data dukung sangat lengkap")
        NO_DATA = "no_data", _("Data dukung tidak ada")
        CONVINCING = "convincing", _("Jawaban sangat meyakinkan")
        NO_ANSWER = "no_answer", _("Jawaban tidak menjawab pertanyaan")
        BENEFIT = "benefit", _("Manfaat nyata bagi pekerja rentan")
        SPOKEN = "spoken", _("Lainnya, disampaikan lisan")

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
    # Sealed with its session: the owner changes it no more, although the category is still scored.
    locked_at = models.DateTimeField(null=True, blank=True)
    # Of lowest and highest marks, as sent: one list for the whole sheet.
    reasons = ArrayField(models.CharField(max_length=10, choices=Reason), default=list, blank=True)
    # Under which amendment of the rules it fell; the person then has a new one.
    voided_by = models.ForeignKey(Amendment, models.PROTECT, null=True, blank=True, related_name="sheets")

    objects = VisibleManager()

    class Meta:
        verbose_name = _("lembar penilaian")
        ordering = ["nomination", "round", "seat__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "nomination", "round"], condition=Q(voided_by=None), name="sheet_once"
            ),
            models.CheckConstraint(name="sheet_void_is_withdrawn", condition=Q(voided_by=None) | Q(status="withdrawn")),
            models.CheckConstraint(
                name="sheet_reason_given",
                condition=~Q(status__in=["recused", "absent", "withdrawn"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}, {self.get_round_display()}"

    @classmethod
    def reason_words(cls, codes: Iterable[str]) -> str:
        """Reasons in words: "Data dukung tidak ada; Jawaban sangat meyakinkan"."""
        return "; ".join(str(cls.Reason(code).label) for code in codes)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """`sheets.fill` is one's own; `sheets.follow` shows who has sent (no marks); marks only after closing."""
        if code == "sheets.fill":
            return Q(person=user.pk)
        closed = scoring_closed("nomination__category")
        if code == "marks.view":
            return Q(person=user.pk) | closed
        if code == "sheets.follow":
            # Who must not score a nominee does not follow who has scored it either.
            own = Recusal.objects.filter(person=user.pk, nomination=OuterRef("nomination"), lifted_at=None)
            return ~Exists(own) | closed
        return Q()


class Draft(models.Model):
    """What a panelist has typed so far, exactly as typed, and private notes. Never counted."""

    PLACES = {key: f"sheet__{path}" for key, path in NOMINATION_PLACES.items()}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    sheet = models.OneToOneField(ScoreSheet, models.CASCADE, related_name="draft")
    values = models.JSONField(default=dict)
    reasons = ArrayField(models.CharField(max_length=10), default=list, blank=True)
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
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, related_name="marks")
    # Of a void sheet: the code that its criterion had.
    code = models.CharField(max_length=20, blank=True)
    value = models.DecimalField(max_digits=5, decimal_places=2)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("nilai")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="mark_once"),
            models.CheckConstraint(
                name="mark_has_criterion",
                condition=Q(criterion__isnull=False, code="") | Q(criterion=None) & ~Q(code=""),
            ),
            models.CheckConstraint(
                name="mark_in_scale", condition=Q(value__gte=Decimal(0)) & Q(value__lte=Decimal(100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion or self.code}: {self.value}"

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
    # The two integers of coverage that gave it through the anchors, so that anybody computes it again.
    participants = models.BigIntegerField(null=True)
    people = models.BigIntegerField(null=True)
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
        REGION = "region", _("Berasal dari, tinggal, atau bertugas di daerahnya")
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
    # Two other officers found that it does not stand (`RecusalLift`); from then on it blocks nothing.
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("tidak ikut menilai")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "nomination"], condition=Q(lifted_at=None), name="recusal_once")
        ]

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
