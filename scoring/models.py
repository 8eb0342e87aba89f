from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, Nomination
from paritrana.access import VisibleManager
from paritrana.committees.models import STAGES, Category, Edition, Round, Seat, Stage
from paritrana.files.models import File
from paritrana.regions.models import Branch, Nominee, Province

CATEGORY_PLACES = {"province": "province", "edition": "category__edition", "category": "category"}


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


def _inside(user: Any) -> Any:
    """Keys of the categories in whose committee, secretariat or oversight the person has a seat."""
    return Category.objects.visible_to(user, "decision.view").values("pk")


class RuleBook(models.Model):
    """The rules of a category's ranking. Frozen (canonical JSON and its SHA-256) before the first sheet."""

    PLACES = CATEGORY_PLACES

    class MissingPolicy(models.TextChoices):
        LS_FILL = "ls_fill", _("Rata-rata adil (kuadrat terkecil)")
        AVAILABLE_MEAN = "available_mean", _("Rata-rata panelis yang hadir")

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
    tie_break = ArrayField(
        models.CharField(max_length=20), verbose_name=_("urutan pembeda nilai sama"), default=list, blank=True
    )
    minimum_total = models.DecimalField(
        _("nilai paling rendah untuk juara"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
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

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """The committee reads a run once scoring is closed, a branch head once the review is open."""
        opened = Q(review_opened_at__isnull=False)
        return scoring_closed("category") & (opened | Q(category__in=_inside(user)))


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
            decided = Decision.objects.filter(run=OuterRef("run"), revoked_at=None)
            return Q(Exists(decided), run__category__released_at__isnull=False)
        opened = Q(run__review_opened_at__isnull=False)
        return scoring_closed("run__category") & (opened | Q(run__category__in=_inside(user)))


class BranchResponse(models.Model):
    """A branch on one row of a run: sesuai, or ada catatan with a reason. No row is silence."""

    PLACES = NOMINATION_PLACES

    class Answer(models.TextChoices):
        AGREED = "agreed", _("Sesuai")
        REMARK = "remark", _("Ada catatan")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    run = models.ForeignKey(RankingRun, models.CASCADE, related_name="responses")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="branch_responses")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="responses")
    answer = models.CharField(_("tanggapan"), max_length=10, choices=Answer)
    reason = models.TextField(_("catatan"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)
    from_paper = models.CharField(max_length=120, blank=True)
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
        ]

    def __str__(self) -> str:
        return f"{self.branch}: {self.get_answer_display()}"


class Decision(models.Model):
    """The plenary's decision for a category. Closing it freezes the places."""

    PLACES = {**CATEGORY_PLACES, "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="decisions")
    run = models.ForeignKey(RankingRun, models.PROTECT, related_name="decisions")
    held_on = models.DateField(_("tanggal rapat pleno"))
    place = models.CharField(_("tempat rapat pleno"), max_length=160)
    deviation_reason = models.TextField(_("alasan berbeda dari urutan hasil hitung"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    from_paper = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penetapan")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["category"], condition=Q(revoked_at=None), name="decision_one_in_force")
        ]

    def __str__(self) -> str:
        return f"Penetapan {self.category}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """The public reads a decision in force of a released category."""
        if code == "results.view":
            return Q(revoked_at=None, category__released_at__isnull=False)
        return Q()


class Placement(models.Model):
    """A place given by a decision: frozen words as they are printed."""

    PLACES = {**NOMINATION_PLACES}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="placements")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="placements")
    place = models.PositiveSmallIntegerField(_("juara"))
    word = models.CharField(_("sebutan"), max_length=80)
    units = models.BigIntegerField(null=True)
    decimals = models.PositiveSmallIntegerField(default=2)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("juara")
        ordering = ["decision", "place", "pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "nomination"], name="placement_once")]

    def __str__(self) -> str:
        return f"{self.word}: {self.nomination}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        if code == "results.view":
            return Q(decision__revoked_at=None, decision__category__released_at__isnull=False)
        return Q()


class SpecialAward(models.Model):
    """An unranked award of an edition, with its measure and reason."""

    PLACES = {"province": "province", "edition": "edition", "nominee": "nominee"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="special_awards")
    category = models.ForeignKey(Category, models.PROTECT, related_name="special_awards", verbose_name=_("kategori"))
    nominee = models.ForeignKey(Nominee, models.PROTECT, related_name="special_awards", verbose_name=_("penerima"))
    name = models.CharField(_("nama penghargaan"), max_length=160)
    measure = models.CharField(_("dasar"), max_length=160)
    reason = models.TextField(_("alasan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penghargaan khusus")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["category", "nominee", "name"], name="special_award_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.nominee}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return Q(category__released_at__isnull=False) if code == "results.view" else Q()


class PaperAct(models.Model):
    """An act of somebody who never signs in, entered from a signed paper; a second officer confirms it."""

    PLACES = CATEGORY_PLACES

    class Verb(models.TextChoices):
        DECIDE = "decide", _("Penetapan pleno")
        RESPOND = "respond", _("Tanggapan cabang")
        RELEASE = "release", _("Pembukaan embargo")
        OVERRIDE = "override", _("Melanjutkan tahap dengan alasan")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="paper_acts")
    verb = models.CharField(_("tindakan"), max_length=10, choices=Verb)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name=_("atas nama"))
    payload = models.JSONField()
    letter = models.CharField(_("nomor surat"), max_length=120)
    scan = models.OneToOneField(File, models.PROTECT, related_name="paper_act")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("tindakan dari surat bertanda tangan")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="paper_act_two_officers",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}, {self.letter}"
