"""The example round with 200 candidates: what a page may cost is measured on it."""

import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from interviews.models import PanelSeat, Session, Slot, Venue
from nominations.models import (
    Answer,
    CoverageBase,
    CoverageFigure,
    Indicator,
    Instrument,
    Nomination,
    OutreachAgency,
    OutreachEvent,
    ProtectedGroup,
    Protection,
    Regulation,
    Submission,
    Verification,
)
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition, Round, Scorer, Seat, Stage
from paritrana.notices.models import Notice
from paritrana.regions.models import Branch, BranchArea, Nominee, Regency
from paritrana.roles import Role
from reports.models import Batch, Document
from scoring.models import (
    BranchResponse,
    Criterion,
    Mark,
    RankingRow,
    Recusal,
    RuleBook,
    ScoreSheet,
    SpecialAward,
)
from tests.world import World
from tests.world_cast import CAST

SIZE = 200
REGENCIES = 50
OF = {"province_id": "64"}


def enlarge(world: World) -> None:
    """More of everything that a page lists; regencies as many as in the largest provinces."""
    regencies = _regencies(world)
    _surroundings(world, regencies)
    nominations = _nominations(world, regencies)
    _answers(world, nominations)
    sheets = _sheets(world, nominations)
    _ranking(world, nominations, sheets)
    _sessions(world, nominations)
    _others(world, nominations)


def _regencies(world: World) -> list[Regency]:
    there = Regency.objects.filter(province="64").count()
    made = Regency.objects.bulk_create(
        Regency(code=f"64.{n:02X}", name=f"Contoh {n}", kind=Regency.Kind.REGENCY, **OF)
        for n in range(0xA0, 0xA0 + REGENCIES - there)
    )
    branch = Branch.objects.get(code="CONTOH-BTG")
    BranchArea.objects.bulk_create(
        BranchArea(branch=branch, regency=row, valid_from=datetime.date(2020, 1, 1)) for row in made
    )
    dates = [datetime.date(2023, 12, 31), datetime.date(2024, 12, 31)]
    by = {"entered_by": world.staff, "source": "Contoh", **OF}
    CoverageFigure.objects.bulk_create(
        CoverageFigure(
            regency=row,
            branch=branch,
            as_of=day,
            segment=segment,
            participants=10_000 + row.pk,
            confirmed_by=world.staff if number % 2 else None,
            confirmed_at=timezone.now() if number % 2 else None,
            **by,
        )
        for number, row in enumerate(made)
        for day in dates
        for segment in ("pu", "bpu", "jakon")
    )
    CoverageBase.objects.bulk_create(
        CoverageBase(regency=row, as_of=day, kind="working", people=90_000, **by) for row in made for day in dates
    )
    return made


def _surroundings(world: World, regencies: list[Regency]) -> None:
    """Every new regency in the matrix of two years, a longer register, more outreach."""
    groups = list(ProtectedGroup.objects.filter(**OF))
    by = {"entered_by": world.staff, **OF}
    kept = Regulation.objects.bulk_create(
        Regulation(kind="pergub", number=str(900 + n), year=2021, about="Contoh regulasi " * 8, **by) for n in range(60)
    )
    Protection.objects.bulk_create(
        Protection(
            regency=row,
            group=group,
            year=year,
            protected=(row.pk + year) % 2 == 0,
            by=world.staff,
            regulation=kept[0],
            **OF,
        )
        for row in regencies
        for group in groups
        for year in (2023, 2024)
    )
    day = datetime.date(2025, 2, 3)
    events = OutreachEvent.objects.bulk_create(
        OutreachEvent(edition=world.edition, subject=f"Contoh {n}", starts_on=day, ends_on=day, place="Contoh", **OF)
        for n in range(60)
    )
    OutreachAgency.objects.bulk_create(
        OutreachAgency(event=event, name=f"Dinas Contoh {n}", invited=True, present=None, **OF)
        for event in [world.outreach(), *events]
        for n in range(100 if event == events[0] else 40)
    )


def _nominations(world: World, regencies: list[Regency]) -> list[Nomination]:
    """A government of each new regency, companies of them for the rest."""
    count = SIZE - Nomination.objects.filter(category=world.category).count()
    nominees = Nominee.objects.bulk_create(
        Nominee(
            kind=Nominee.Kind.GOVERNMENT if n < len(regencies) else Nominee.Kind.COMPANY,
            name=f"Kandidat {n} dengan nama yang agak panjang",
            regency=regencies[n % len(regencies)],
            **OF,
        )
        for n in range(count)
    )
    people = User.objects.bulk_create(
        User(username=f"wakil{n}", name=f"Wakil {n}", password=make_password(None)) for n in range(count)
    )
    Seat.objects.bulk_create(
        Seat(person=person, role=Role.NOMINEE, nominee=nominee, **OF) for person, nominee in zip(people, nominees)
    )
    return Nomination.objects.bulk_create(
        Nomination(
            edition=world.edition,
            category=world.category,
            nominee=nominee,
            number=1000 + n,
            status=Status.SHORTLISTED,
            status_reason="Contoh.",
            proposed_by=world.staff,
            **OF,
        )
        for n, nominee in enumerate(nominees)
    )


def _answers(world: World, nominations: list[Nomination]) -> None:
    indicators = list(Indicator.objects.filter(instrument__category=world.category))
    answers = Answer.objects.bulk_create(
        Answer(nomination=row, indicator=one, value="1", version=1, changed_by=world.staff, **OF)
        for row in nominations
        for one in indicators
    )
    Verification.objects.bulk_create(
        Verification(answer=row, verdict="accepted", value="1", answer_version=1, by=world.staff, **OF)
        for row in answers
    )
    content = Submission.objects.filter(nomination=world.nomination).first().content
    Submission.objects.bulk_create(
        Submission(
            nomination=row,
            receipt=f"TT-{row.number}",
            sent_by=world.staff,
            sender_name="Contoh",
            sender_office="Contoh",
            content=content,
            **OF,
        )
        for row in nominations
    )


def _sheets(world: World, nominations: list[Nomination]) -> list[ScoreSheet]:
    scorers = list(Scorer.objects.filter(category=world.category).select_related("seat"))
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(
            nomination=row,
            person_id=one.seat.person_id,
            seat=one.seat,
            round=one.round,
            status=ScoreSheet.Status.CLOSED,
            version=1,
            **OF,
        )
        for row in nominations
        for one in scorers
    )
    criteria = list(Criterion.objects.filter(rule_book__category=world.category, source__in=["panel", "desk"]))
    Mark.objects.bulk_create(
        Mark(sheet=sheet, criterion=one, value="80.00", **OF)
        for sheet in sheets
        for one in criteria
        if (one.source == "desk") == (sheet.round == Round.DESK)
    )
    panelist = User.objects.get(username=CAST["P"])
    Recusal.objects.bulk_create(
        Recusal(nomination=row, person=panelist, kind="other", reason="Contoh.", by=panelist, **OF)
        for row in nominations[:60]
    )
    return sheets


def _ranking(world: World, nominations: list[Nomination], sheets: list[ScoreSheet]) -> None:
    """As many rows as nominations, in the shapes of the rows that are there."""
    run, model = world.run(), world.run().rows.filter(ranked=True).last()
    RankingRow.objects.bulk_create(
        RankingRow(
            run=run,
            nomination=row,
            ranked=True,
            total_num=model.total_num,
            total_den=model.total_den,
            units=model.units,
            rank=10 + place,
            components=model.components,
            **OF,
        )
        for place, row in enumerate(nominations)
    )
    was = str(model.nomination.number)
    told = next(row for row in run.result["rows"] if row["nominee"] == was)
    given = [sheet for sheet in run.input["sheets"] if sheet["nominee"] == was]
    for place, row in enumerate(nominations):
        name = str(row.number)
        run.input["nominees"].append(name)
        run.input["values"][name] = run.input["values"][was]
        run.input["sheets"] += [{**sheet, "nominee": name} for sheet in given]
        run.result["rows"].append({**told, "nominee": name, "rank": str(10 + place)})
    run.save(update_fields=["input", "result"])
    branch = Branch.objects.get(code="CONTOH-BTG")
    BranchResponse.objects.bulk_create(
        BranchResponse(run=run, nomination=row, branch=branch, answer="remark", reason="Contoh.", by=world.staff, **OF)
        for row in nominations[::2]
    )


def _sessions(world: World, nominations: list[Nomination]) -> None:
    start = timezone.now() + datetime.timedelta(days=30)
    venues = Venue.objects.bulk_create(Venue(name=f"Ruang {n}", **OF) for n in range(30))
    groups = [nominations[n : n + 3] for n in range(0, len(nominations), 3)]
    periods = [(start + datetime.timedelta(days=n), start + datetime.timedelta(days=n, hours=3)) for n in range(99)]
    sessions = Session.objects.bulk_create(
        Session(
            edition=world.edition,
            category=world.category,
            name=f"Sesi {n}",
            period=periods[n],
            venue=venues[n % 30],
            **OF,
        )
        for n, _group in enumerate(groups)
    )
    hour = datetime.timedelta(hours=1)
    Slot.objects.bulk_create(
        Slot(
            session=session,
            nomination=row,
            nominee_id=row.nominee_id,
            venue_id=session.venue_id,
            period=(session.period[0] + hour * turn, session.period[0] + hour * (turn + 1)),
            **OF,
        )
        for session, group in zip(sessions, groups)
        for turn, row in enumerate(group)
    )
    seats = Seat.objects.filter(edition=world.edition, role__in=["chair", "panelist"])
    PanelSeat.objects.bulk_create(
        PanelSeat(session=session, seat=seat, person_id=seat.person_id, period=session.period, **OF)
        for session in sessions
        for seat in seats
    )


def _others(world: World, nominations: list[Nomination]) -> None:
    """Categories and years beside this one, notices, documents, awards, branches."""
    _categories(world)
    people = list(User.objects.filter(username__in=CAST.values()))
    Notice.objects.bulk_create(
        Notice(edition=world.edition, to=person, title=f"Contoh {n}", text="Contoh. " * 20, url="/beranda/", **OF)
        for n in range(60)
        for person in people
    )
    batch = Batch.objects.create(
        edition=world.edition, category=world.category, kind="certificate", made_by=world.staff, **OF
    )
    Document.objects.bulk_create(
        Document(
            edition=world.edition,
            category=world.category,
            nomination=row,
            nominee_id=row.nominee_id,
            batch=batch,
            kind=Document.Kind.CERTIFICATE,
            subject=f"banyak:{row.pk}",
            title=f"Piagam {row.number}",
            data={},
            made_by=world.staff,
            **OF,
        )
        for row in nominations
    )
    world.rows["batch"] = lambda: world.of(batch.pk)
    SpecialAward.objects.bulk_create(
        SpecialAward(
            edition=world.edition,
            category=world.category,
            nominee_id=row.nominee_id,
            name="Contoh",
            measure="plenary",
            reason="Contoh.",
            by=world.staff,
            **OF,
        )
        for row in nominations[:20]
    )
    Branch.objects.bulk_create(Branch(code=f"X{n}", name=f"Cabang contoh {n}", **OF) for n in range(60))


def _categories(world: World) -> None:
    years = Edition.objects.bulk_create(
        Edition(slug=f"lama-{n}", title=f"Tahun {n}", assessment_year=n, held_year=n + 1, **OF)
        for n in range(2016, 2022)
    )
    stages = list(Stage)

    def category(edition: Edition, n: int, **fields: Any) -> Category:
        return Category(
            edition=edition, name=f"Kategori {n}", slug=f"kategori-{n}", order=n, nominee_kind="company", **fields, **OF
        )

    made = Category.objects.bulk_create(
        [category(year, n, stage=Stage.CLOSED) for year in years for n in range(4)]
        + [category(world.edition, n, stage=stages[n - 2]) for n in range(2, 8)]
    )
    Instrument.objects.bulk_create(Instrument(category=row, **OF) for row in made)
    books = RuleBook.objects.bulk_create(RuleBook(category=row, **OF) for row in made)
    Criterion.objects.bulk_create(
        Criterion(rule_book=book, code=f"K{n}", name=f"Kriteria {n}", source="panel", weight=1000, **OF)
        for book in books
        for n in range(10)
    )
