"""The example round, built by the same verbs that the pages call. Dates of 2025 are put on afterwards."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from demo import evidence, figures
from demo.outreach import surroundings
from demo.people import Cast, administrator, cast, committee, helper
from interviews.models import Delegation, Slot
from interviews.services import attendance, planning
from interviews.services import close as close_session
from nominations.models import Answer, CoverageBase, Indicator, Nomination, Submission, Verification
from nominations.services import (
    answers,
    coverage,
    instruments,
    nominations,
    proposals,
    sections,
    selection,
    verification,
)
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Round, Seat, Stage
from paritrana.committees.services import editions, seats, stages
from paritrana.files import check_services
from paritrana.regions.models import Regency
from reports.models import Signer
from scoring.models import Criterion, RankingRun, ScoreSheet, SpecialAward
from scoring.services import closing, plenary, ranking, review, robustness, rubric, sheets, values
from scoring.tie_queries import tie_field, unexplained

STAGES = ["nomination", "interviews", "deliberation", "announced"]
SOURCE = "Contoh: rekapitulasi kantor cabang"


@transaction.atomic
def build(stage: str) -> None:
    """Build Kaltim 2024 (S1) up to `stage`, and Kalsel as a neighbour in the nomination stage."""
    admin = administrator()
    kaltim, kalsel = cast("64", admin), cast("63", admin)
    for province in (kaltim, kalsel):
        _coverage(province)
    _nomination(kalsel, 2024, sent={"63.11", "63.03", "63.72"})
    category = _nomination(kaltim, 2024, sent=set(kaltim.nominees) if stage != "nomination" else {"64.08", "64.74"})
    if stage == "nomination":
        return
    _selection(kaltim, category)
    _interviews(kaltim, category, held=stage != "interviews")
    if stage == "interviews":
        return
    run = _deliberation(kaltim, category)
    if stage == "announced":
        _announcement(kaltim, category, run)


def _coverage(made: Cast) -> None:
    for code in made.nominees:
        regency = Regency.objects.get(code=code)
        branch = made.branch_of(code)
        staff = made.staff[branch.code]
        (before, now), *parts = figures.COVERAGE[code]
        for as_of, people, counts in (
            (figures.LAST_YEAR, before, parts[0]),
            (figures.THIS_YEAR, now, parts[1]),
        ):
            coverage.set_base(
                regency, as_of, CoverageBase.Kind.WORKING, people, "Contoh: penduduk bekerja", by=staff
            )  # fmt: skip
            for segment, participants in zip(("pu", "bpu", "jakon"), counts, strict=True):
                coverage.enter(regency, branch, as_of, segment, participants, SOURCE, by=staff)
    for key, branch in made.branches.items():
        for as_of in (figures.LAST_YEAR, figures.THIS_YEAR):
            coverage.confirm(branch, as_of, by=made.heads[key])


def _nomination(made: Cast, year: int, sent: set[str]) -> Category:
    by = made.secretariat[0]
    edition = editions.create(
        made.province,
        title=f"Paritrana Award {made.province.name} {year} (contoh)",
        assessment_year=year,
        held_year=year + 1,
        template="2024",
        by=by,
    )
    editions.edit(
        edition,
        by=by,
        ceremony_at=figures.CEREMONY,
        ceremony_place="Aula kantor gubernur (contoh)",
        decree_number="100.3.3.1/CONTOH/2025",
        decree_date=datetime.date(2025, 3, 3),
    )
    committee(made, edition, size=9 if made.province.code == "64" else 5)
    by = made.secretariat[0]
    category, *others = edition.categories.order_by("order")
    for other in others:
        # The companies' and villages' days are another story; the example tells that of the regencies.
        editions.remove_category(other, by=by)
    now = timezone.now()
    editions.edit_category(
        category,
        by=by,
        nomination_opens=now - datetime.timedelta(days=14),
        nomination_closes=(now + datetime.timedelta(days=21)).replace(minute=59, second=0, microsecond=0),
    )
    category.refresh_from_db()
    committee_seats = list(Seat.objects.filter(edition=edition, role__in=["chair", "panelist"]).order_by("order"))
    for number, seat in enumerate(committee_seats):
        seats.set_scorer(seat, category, Round.INTERVIEW, True, by=by)
        if number in (2, 5, 6):
            seats.set_scorer(seat, category, Round.DESK, True, by=by)
    rule_book = rubric.rule_book(category, by=by)
    assert not rubric.problems(rule_book), rubric.problems(rule_book)
    surroundings(made, edition)
    instrument = instruments.use_example(category, by=by)
    instruments.freeze(instrument, by=by)
    stages.advance(category, Stage.NOMINATION, by=by)
    Signer.objects.create(
        province=made.province,
        edition=edition,
        name="Nama Pejabat (contoh)",
        office=f"Gubernur {made.province.name}",
    )
    for code, nominee in made.nominees.items():
        branch = made.branch_of(code)
        head = User.objects.get(pk=made.heads[branch.code].pk)
        nomination = proposals.propose(category, nominee, by=head, branch=branch)
        if code in sent or code.endswith("71"):
            _fill(made, nomination, code, complete=code in sent)
    return category


def _fill(made: Cast, nomination: Nomination, code: str, complete: bool) -> None:
    """Answers with evidence; sent when complete, else half a self-assessment in progress."""
    official = User.objects.get(pk=made.officials[code].pk)
    if code in figures.WITH_HELPER:
        first = Indicator.objects.filter(instrument__category=nomination.category).order_by("order").first()
        sections.hand(nomination, first.section_slug, seat=helper(made, code), by=official)
    strong = figures.QUALITY.get(code, Decimal(70)) > 82
    indicators = list(Indicator.objects.filter(instrument__category=nomination.category).order_by("order"))
    owner = str(nomination.nominee)
    for indicator in indicators if complete else indicators[: len(indicators) // 2]:
        value = figures.answer_to(indicator.kind, indicator.choices, indicator.order, strong)
        answer = answers.save_answer(nomination, indicator, value=value, note="Contoh.", version=0, by=official)
        if indicator.needs_evidence and (complete or indicator.order % 2):
            upload = (
                evidence.picture(indicator.code, owner)
                if indicator.order % 5 == 0
                else evidence.pdf(f"Data dukung {indicator.code}", owner, indicator.text)
            )
            check_services.check(answers.add_evidence(answer, upload, by=official).file_id)
    if complete:
        answers.send(nomination, sender_name=official.name, sender_office="Kepala Dinas Tenaga Kerja", by=official)


def _selection(made: Cast, category: Category) -> None:
    by = made.secretariat[0]
    # Balikpapan answers late in this story and is sent with the others.
    nominations = list(Nomination.objects.filter(category=category).select_related("nominee__regency"))
    returned = next(row for row in nominations if row.nominee.regency.code == "64.07")
    for nomination in nominations:
        for answer in Answer.objects.filter(nomination=nomination).select_related("indicator"):
            weak = nomination == returned and answer.indicator.order == 1
            verification.verify(
                answer,
                verdict=Verification.Verdict.INCOMPLETE if weak else Verification.Verdict.ACCEPTED,
                value=answer.value,
                reason="Lampirkan halaman anggaran yang sudah disahkan (contoh)." if weak else "",
                by=by,
            )
        verification.complete(nomination, by)
    rule_book = category.rule_book
    rubric.freeze(rule_book, by=by)
    category.refresh_from_db()
    stages.advance(category, Stage.SELECTION, by=by)
    selection.decide(
        category,
        [
            (
                nomination,
                "shortlist" if (code := nomination.nominee.regency.code) in figures.SHORTLIST else "leave_out",
                figures.NOT_SHORTLISTED.get(code, "Tujuh nilai dokumen tertinggi (contoh)."),
            )
            for nomination in nominations
        ],
        by=by,
    )
    sheets.open_desk_round(category, by=by)
    _mark(category, Round.DESK)
    values.compute_coverage_values(category, by=by)
    category.refresh_from_db()
    stages.advance(category, Stage.INTERVIEWS, by=by)
    _date(category)


def _interviews(made: Cast, category: Category, held: bool) -> None:
    by = made.secretariat[0]
    day = figures.INTERVIEW_DAY if held else timezone.localdate() + datetime.timedelta(days=7)
    start = datetime.datetime.combine(day, datetime.time(8, 40), tzinfo=ZoneInfo(made.province.zone))
    venue = planning.add_venue(made.province, name="Hotel contoh, Ruang Mahakam", address="Samarinda (contoh)", by=by)
    order = [Nomination.objects.get(category=category, nominee=made.nominees[code]) for code in figures.SHORTLIST]
    step, length = datetime.timedelta(minutes=25), datetime.timedelta(minutes=20)
    session = planning.plan(
        category,
        name="Wawancara kabupaten/kota",
        venue=venue,
        slots=[(nomination, start + step * n, start + step * n + length) for n, nomination in enumerate(order)],
        panel=list(Seat.objects.filter(edition=category.edition, role__in=["chair", "panelist"]).order_by("order")),
        by=by,
    )
    # The academic of law once advised Bontang: declared before the first sheet.
    lawyer = made.committee[7]
    bontang = Nomination.objects.get(category=category, nominee=made.nominees["64.74"])
    sheets.recuse(
        bontang,
        person=lawyer,
        kind="advisor",
        reason="Pernah menjadi penasihat penyusunan peraturan daerah (contoh).",
        by=lawyer,
    )
    if not held:
        return
    for slot in Slot.objects.filter(session=session).select_related("nominee__regency"):
        head = slot.nominee.regency.code != "64.01"
        name = "Bupati/Wali Kota" if head else "Asisten II Sekretariat Daerah"
        attendance.record_attendance(
            slot,
            Slot.Status.PRESENT,
            "",
            [
                {
                    "name": f"{name} (contoh)",
                    "office": f"{name} {slot.nominee.regency.name}",
                    "capacity": Delegation.Capacity.HEAD if head else Delegation.Capacity.OTHER,
                    "acting": "",
                },
                {
                    "name": "Kepala Dinas Tenaga Kerja (contoh)",
                    "office": "Kepala Dinas Tenaga Kerja",
                    "capacity": Delegation.Capacity.OTHER,
                    "acting": "",
                },
            ],
            by=by,
        )
    _mark(category, Round.INTERVIEW)
    close_session(session, by=by)


def _mark(category: Category, round: str) -> None:
    """Every person sends every sheet of the round that is theirs."""
    source = Criterion.Source.DESK if round == Round.DESK else Criterion.Source.PANEL
    criteria = list(Criterion.objects.filter(rule_book__category=category, source=source).order_by("order", "pk"))
    raters = {person.pk: number for number, person in enumerate(_committee(category))}
    for sheet in (
        ScoreSheet.objects.filter(nomination__category=category, round=round, status=ScoreSheet.Status.ASSIGNED)
        .select_related("person", "nomination__nominee__regency")
        .order_by("pk")
    ):
        code = sheet.nomination.nominee.regency.code
        quality = figures.QUALITY.get(code, Decimal(72))
        typed = {
            criterion.code: str(figures.mark(quality, raters[sheet.person_id], number, sheet.nomination.number))
            for number, criterion in enumerate(criteria)
        }
        sheets.submit(sheet, typed, sheet.version, by=sheet.person)


def _committee(category: Category) -> list[User]:
    rows = Seat.objects.filter(edition=category.edition, role__in=["chair", "panelist"]).order_by("order")
    return [seat.person for seat in rows.select_related("person")]  # type: ignore[misc]


def _deliberation(made: Cast, category: Category) -> RankingRun:
    by = made.secretariat[0]
    closing.close_scoring(category, by=by)
    category.refresh_from_db()
    stages.advance(category, Stage.DELIBERATION, by=by)
    run = ranking.run(category, by=by)
    robustness.compute(run.pk)
    review.open_review(run, timezone.now() + datetime.timedelta(days=7), by=by)
    return run


def _announcement(made: Cast, category: Category, run: RankingRun) -> None:
    by, chair = made.secretariat[0], made.committee[0]
    run.refresh_from_db()
    for key, branch in made.branches.items():
        head = User.objects.get(pk=made.heads[key].pk)
        for row in run.rows.filter(nomination__nominee__regency__areas__branch=branch):
            review.respond(run, row.nomination, branch, "agreed", "", by=head)
    winners = list(run.rows.filter(rank__lte=category.places).order_by("rank", "nomination__number"))
    plenary.decide(
        category,
        run,
        [(row.nomination, row.rank) for row in winners],
        held_on=datetime.date(2025, 7, 30),
        place="Kantor gubernur (contoh)",
        deviation_reason="",
        tie_reasons={tie_field(*pair): "Paparan lebih lengkap (contoh)." for pair in unexplained(run)},
        by=chair,
    )
    # S1: two unranked awards to one regency.
    for name, measure in (
        ("Kenaikan cakupan tertinggi (contoh)", SpecialAward.Measure.RISE),
        ("Komitmen terbesar bagi pekerja rentan (contoh)", SpecialAward.Measure.PLENARY),
    ):
        plenary.special_award(category, made.nominees["64.09"], name=name, measure=measure, reason="Contoh.", by=by)
    category.refresh_from_db()
    stages.advance(category, Stage.DECIDED, by=chair)
    category.refresh_from_db()
    stages.release(category, by=chair, set_aside=[b.text for b in stages.open_blockers(category, Stage.ANNOUNCED)],
                   note="Piagam dicetak setelah acara (contoh).")  # fmt: skip
    winner = winners[0].nomination
    nominations.forward(winner, by=by)


def _date(category: Category) -> None:
    """Put the dates of 2025 on what was just built."""
    zone = ZoneInfo(category.edition.province.zone)
    closes = datetime.datetime(2025, 7, 11, 23, 59, tzinfo=zone)
    Category.objects.filter(pk=category.pk).update(
        nomination_opens=datetime.datetime(2025, 6, 2, 8, 0, tzinfo=zone),
        nomination_closes=closes,
    )
    for number, submission in enumerate(Submission.objects.filter(nomination__category=category).order_by("pk")):
        Submission.objects.filter(pk=submission.pk).update(
            sent_at=closes - datetime.timedelta(days=1, hours=7 * number % 30)
        )
