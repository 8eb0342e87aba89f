import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations import values
from nominations.applicability import ADMINISTRATIVE_PROVINCE, Candidate, candidate_of
from nominations.completeness import Item
from nominations.coverage_queries import coverage_of as coverage_of
from nominations.hold_models import LASTS
from nominations.models import (
    Answer,
    CategoryMove,
    Evidence,
    HandedSection,
    Indicator,
    Instrument,
    Nomination,
    RegisteredFile,
    Submission,
    Verification,
    VerificationHold,
)
from nominations.pointers import cloud_links, years_outside
from nominations.workflow import Status
from paritrana.access import represented
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Stage
from paritrana.numbers import tanggal_pendek
from paritrana.regions.models import Nominee
from paritrana.roles import Role

# Until the category has left these stages, the selection's result is told to nobody outside the committee.
BEFORE_RESULT = (Stage.PREPARATION, Stage.NOMINATION, Stage.SELECTION)
SELECTED = (Status.SHORTLISTED, Status.NOT_SHORTLISTED)
# Who is scored and ranked: the nomine; where there is no selection stage, whoever is verified.
COMPETING = Q(status=Status.SHORTLISTED) | Q(status=Status.VERIFIED, category__skips__contains=[Stage.SELECTION])
# What a verdict asks of the candidate; one that is not here asks nothing.
FLAGS = {
    Verification.Verdict.INCOMPLETE: "incomplete",
    Verification.Verdict.PERIOD: "wrong",
    Verification.Verdict.WRONG: "wrong",
}
# What a verifier may find; "tidak dilengkapi" comes of a return that nobody answered in time.
FOUND = [verdict for verdict in Verification.Verdict if verdict != Verification.Verdict.LAPSED]
TONES = {Verification.Verdict.ACCEPTED: "green", Verification.Verdict.IRRELEVANT: "neutral"}


@dataclass(frozen=True)
class Line:
    """One indicator with what a nomination has for it."""

    indicator: Indicator
    answer: Answer | None = None
    evidence: list[Evidence] = field(default_factory=list)
    verification: Verification | None = None
    registered: list[RegisteredFile] = field(default_factory=list)

    @property
    def awaited(self) -> list[RegisteredFile]:
        """Registered files whose bytes are still on the way."""
        return [row for row in self.registered if row.is_awaited]

    @property
    def value(self) -> str:
        return self.answer.value if self.answer else ""

    @property
    def mark(self) -> str:
        """Another with every change of the typed answer, the same when only files come or go."""
        text = f"{self.value}\0{self.answer.note if self.answer else ''}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def links(self) -> list[str]:
        """Links to a cloud in what was typed: pointers, never evidence."""
        return cloud_links(f"{self.value} {self.answer.note if self.answer else ''}")

    @property
    def shown(self) -> str:
        return values.shown(self.indicator.kind, self.value, self.indicator.unit, self.indicator.choices)

    @property
    def verified(self) -> str:
        """The verified value in words, empty where there is none."""
        value = self.verification.value if self.verification else ""
        return values.shown(self.indicator.kind, value, self.indicator.unit, self.indicator.choices)

    @property
    def tone(self) -> str:
        """The colour of the verdict."""
        return TONES.get(self.verification.verdict, "amber") if self.verification else ""

    @property
    def came_back(self) -> bool:
        """The candidate is asked to do something about this item, or has just done it."""
        return bool(self.verification and self.verification.verdict in FLAGS)

    @property
    def is_current(self) -> bool:
        """The verdict speaks of the answer as it now stands."""
        return bool(self.answer and self.verification and self.verification.answer_version == self.answer.version)

    @property
    def item(self) -> Item:
        flag = FLAGS.get(self.verification.verdict, "") if self.verification and self.is_current else ""
        return Item(
            answered=bool(self.value),
            wants_evidence=self.indicator.needs_evidence and self.value != values.NO,
            files=sum(evidence.file.counts for evidence in self.evidence),
            awaited=len(self.awaited),
            touched=bool(self.answer and self.answer.note),
            flag=flag,
        )


def instrument_of(category: Category) -> Instrument | None:
    """The instrument that is filled in: the newest frozen version."""
    return Instrument.objects.filter(category=category, frozen_at__isnull=False).order_by("-version").first()


def has_sheets(category: Category) -> bool:
    """Whether somebody has been given a sheet of the category that still counts (rows of an upper floor)."""
    return Nomination.objects.filter(category=category, sheets__isnull=False, sheets__voided_by=None).exists()


def candidate_kind(nominee: Nominee) -> str:
    """What kind of candidate it is, for questions that not every kind is asked."""
    village = nominee.village.code if nominee.village else ""
    return candidate_of(nominee.kind, nominee.regency.code, village)


def asked_of(nominee: Nominee, instrument: Instrument | None) -> QuerySet[Indicator]:
    """The questions of the instrument that apply to this candidate."""
    rows = Indicator.objects.filter(instrument=instrument)
    kind = candidate_kind(nominee)
    return rows.exclude(exempt__contains=[kind]) if kind else rows


def open_changes(nomination: Nomination, instrument: Instrument | None = None) -> Instrument | None:
    """The version whose new and changed questions alone may be answered now, by those who have sent."""
    instrument = instrument or instrument_of(nomination.category)
    if instrument is None or instrument.change_until is None or timezone.now() > instrument.change_until:
        return None
    if nomination.category.stage not in (Stage.NOMINATION, Stage.SELECTION):
        return None
    asked = asked_of(nomination.nominee, instrument).filter(changed_in=instrument.version)
    return instrument if asked.exists() else None


def lines(nomination: Nomination, user: Any, code: str = "nominations.view") -> list[Line]:
    """Every question that applies to the candidate, with the answer, files and verdict `user` may see.

    With the code "nominations.section" a colleague who was handed sections gets the questions of those.
    """
    return questions_of(nomination, user, code).lines


@dataclass(frozen=True)
class Questions:
    """The questions in force: those that apply to a nomination, as far as somebody may see, and those left out."""

    instrument: Instrument | None
    lines: list[Line]
    not_asked: list[Indicator]


def questions_of(nomination: Nomination, user: Any, code: str = "nominations.view") -> Questions:
    frozen = Instrument.objects.filter(category=nomination.category_id, frozen_at__isnull=False)
    newest = frozen.order_by("-version").values("pk")[:1]
    asked = Indicator.objects.filter(instrument=Subquery(newest)).select_related("instrument")
    if code == "nominations.section" and nomination.nominee_id not in represented(user):
        handed = HandedSection.objects.visible_to(user, code).filter(nomination=nomination)
        asked = asked.filter(section_slug__in=handed.values("section_slug"))
    indicators = list(asked)
    if not indicators:
        return Questions(None, [], [])
    answers = {
        answer.indicator_id: answer
        for answer in Answer.objects.visible_to(user, code).filter(nomination=nomination).select_related("changed_by")
    }
    verdicts = {
        verdict.answer_id: verdict
        for verdict in Verification.objects.visible_to(user, code)
        .filter(answer__nomination=nomination)
        .select_related("by")
    }
    files: dict[int, list[Evidence]] = {}
    for evidence in (
        Evidence.objects.visible_to(user, code)
        .filter(answer__nomination=nomination, removed_at=None)
        .select_related("file")
    ):
        files.setdefault(evidence.answer_id, []).append(evidence)
    registered = _registered(nomination, user)
    kind = candidate_kind(nomination.nominee)
    found, not_asked = [], []
    for indicator in indicators:
        if kind in indicator.exempt:
            not_asked.append(indicator)
            continue
        answer = answers.get(indicator.pk)
        key = answer.pk if answer else 0
        found.append(Line(indicator, answer, files.get(key, []), verdicts.get(key), registered.get(indicator.pk, [])))
    return Questions(indicators[0].instrument, found, not_asked)


def _registered(nomination: Nomination, user: Any) -> dict[int, list[RegisteredFile]]:
    """Registered files by question, as far as there is something to say of them: awaited, come after the deadline,
    or fallen out and not brought since."""
    rows = RegisteredFile.objects.visible_to(user, "nominations.view").filter(nomination=nomination)
    latest: dict[tuple[int, str], RegisteredFile] = {}
    for row in rows.exclude(state=RegisteredFile.State.WITHDRAWN).order_by("pk"):
        row.nomination = nomination
        latest[row.indicator_id, row.sha256] = row
    found: dict[int, list[RegisteredFile]] = {}
    for row in latest.values():
        if row.state != RegisteredFile.State.COMPLETE or row.came_after:
            found.setdefault(row.indicator_id, []).append(row)
    return found


def with_outcome(nominations: QuerySet[Nomination], user: Any) -> QuerySet[Nomination]:
    """Annotate `outcome`: the state this person is told. The selection's result stays inside the committee
    until the category moves on."""
    inside = Nomination.objects.visible_to(user, "nominations.outcome").values("pk")
    hidden = Q(status__in=SELECTED) & Q(category__stage__in=BEFORE_RESULT) & ~Q(pk__in=inside)
    return nominations.annotate(outcome=Case(When(hidden, then=Value(Status.VERIFIED)), default=F("status")))


def with_history(nominations: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Annotate whether it `was_moved` from another category, and whether it `goes_on_for` another nomination."""
    return nominations.annotate(
        was_moved=Exists(CategoryMove.objects.filter(nomination=OuterRef("pk"))),
        goes_on_for=Exists(Nomination.objects.filter(merged_into=OuterRef("pk"))),
    )


def with_receipt(nominations: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Annotate the number of the last `receipt`."""
    last = Submission.objects.filter(nomination=OuterRef("pk")).order_by("-pk")
    return nominations.annotate(receipt=Subquery(last.values("receipt")[:1]))


CANDIDATE = Case(
    When(nominee__kind=Nominee.Kind.COMPANY, then=Value("")),
    When(nominee__village__code__regex=r"^.{9}1", then=Value(Candidate.KELURAHAN)),
    When(nominee__kind=Nominee.Kind.VILLAGE, then=Value(Candidate.DESA)),
    When(nominee__regency__code__startswith=f"{ADMINISTRATIVE_PROVINCE}.", then=Value(Candidate.ADMINISTRATIVE)),
    When(nominee__regency__code__regex=r"^.{3}7", then=Value(Candidate.KOTA)),
    default=Value(Candidate.KABUPATEN),
    output_field=CharField(),
)


def with_progress(nominations: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Annotate how far each nomination is: `asked`, `answered`, `judged`, and its last receipt and sending.

    Only questions of the instrument in force that apply to the candidate count.
    """
    newest = (
        Instrument.objects.filter(category=OuterRef("category"), frozen_at__isnull=False)
        .order_by("-version")
        .values("pk")[:1]
    )
    questions = (
        Indicator.objects.filter(instrument=OuterRef("instrument_now"))
        .exclude(exempt__contains=[OuterRef("candidate")])
        .order_by()
    )
    asked = questions.values("instrument").annotate(count=Count("pk")).values("count")
    answers = (
        Answer.objects.filter(nomination=OuterRef("pk"), indicator__instrument=OuterRef("instrument_now"))
        .exclude(indicator__exempt__contains=[OuterRef("candidate")])
        .order_by()
        .values("nomination")
    )
    last = Submission.objects.filter(nomination=OuterRef("pk")).order_by("-pk")
    zero = Value(0, output_field=IntegerField())
    judged = Q(verification__answer_version=F("version"))
    return nominations.annotate(instrument_now=Subquery(newest), candidate=CANDIDATE).annotate(
        asked=Coalesce(Subquery(asked), zero),
        answered=Coalesce(Subquery(answers.exclude(value="").annotate(count=Count("pk")).values("count")), zero),
        judged=Coalesce(Subquery(answers.filter(judged).annotate(count=Count("pk")).values("count")), zero),
        receipt=Subquery(last.values("receipt")[:1]),
        sent_at=Subquery(last.values("sent_at")[:1]),
    )


def same_files(nomination: Nomination, user: Any) -> dict[str, list[Evidence]]:
    """SHA-256 of files of this nomination -> the same bytes sent for another candidate, category or edition.

    A hint for verifiers alone: it says where to look, never that something is wrong.
    """
    everywhere = Evidence.objects.visible_to(user, "nominations.verify").filter(removed_at=None)
    here = everywhere.filter(answer__nomination=nomination).values("file__sha256")
    found: dict[str, list[Evidence]] = {}
    for evidence in (
        everywhere.filter(file__sha256__in=here)
        .exclude(answer__nomination=nomination)
        .select_related("file", "answer__indicator", "answer__nomination__nominee", "answer__nomination__category")
        .select_related("answer__nomination__edition__province")
        .order_by("-answer__nomination__edition__assessment_year", "pk")
    ):
        found.setdefault(evidence.file.sha256, []).append(evidence)
    return found


def outside_period(line: Line, year: int) -> list[str]:
    """Where evidence must be made in the assessment year: what says itself that it is of another one.

    A hint for verifiers alone: a scan carries the day of the scan, and an old law may have been amended.
    """
    if line.indicator.evidence_time != Indicator.EvidenceTime.MADE:
        return []
    found = [
        _("“%(name)s”: dibuat %(day)s menurut berkasnya sendiri.")
        % {"name": row.file, "day": tanggal_pendek(row.file.made_on)}
        for row in line.evidence
        if row.file.made_on and row.file.made_on.year != year
    ]
    said = line.shown if line.indicator.kind in (Indicator.Kind.TEXT, Indicator.Kind.REGULATION) else ""
    typed = f"{said} {line.answer.note if line.answer else ''}"
    if years := years_outside(typed, year):
        found.append(_("Jawaban menyebut peraturan tahun %s.") % ", ".join(str(one) for one in years))
    return found


def holds_of(nomination: Nomination, user: Any) -> dict[str, VerificationHold]:
    """Section -> who works on it now."""
    rows = VerificationHold.objects.visible_to(user, "nominations.verify").filter(nomination=nomination)
    return {hold.section_slug: hold for hold in rows.select_related("by") if hold.is_current}


def with_holders(nominations: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Annotate `holders`: the names of those who verify a section of it now."""
    holds = VerificationHold.objects.filter(nomination=OuterRef("pk"), at__gt=timezone.now() - LASTS)
    return nominations.annotate(holders=ArraySubquery(holds.order_by("by__name").values("by__name").distinct()))


def people_of(nominee: Nominee) -> QuerySet[User]:
    """Those who now represent the candidate."""
    now = timezone.now()
    return User.objects.filter(
        Q(seats__starts_at=None) | Q(seats__starts_at__lte=now),
        Q(seats__ends_at=None) | Q(seats__ends_at__gt=now),
        is_active=True,
        seats__role=Role.NOMINEE,
        seats__nominee=nominee,
    ).distinct()
