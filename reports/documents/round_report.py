"""Laporan pelaksanaan: what was done in a round, from the rows as they stand."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from nominations.coverage import together
from nominations.coverage_queries import coverage_of, dates_of
from nominations.models import CoverageBase, CoverageFigure, Evidence, Nomination
from nominations.workflow import ENDED, Status
from paritrana.committees.models import Category, Edition, Stage, StageMove
from paritrana.committees.queries import committee
from paritrana.numbers import MISSING, num, pct, points, tanggal_pendek
from paritrana.regions.models import Regency
from reports.documents import Data, blocks, edition_facts, moment_words, plain_date, sheet
from reports.models import Document
from scoring.models import Decision, ScoreSheet

# Papers that record what was done, in the order of the round.
RECORDS = (
    Document.Kind.COMMITTEE_DECREE,
    Document.Kind.SELECTION,
    Document.Kind.INTERVIEW_MINUTES,
    Document.Kind.PLENARY_MINUTES,
    Document.Kind.DECREE,
    Document.Kind.CHANGE_DECREE,
)


def round_report(edition: Edition, *, now: datetime) -> Data:
    """Stages with dates, committee, candidates and evidence, coverage, results, numbers of minutes and decrees."""
    categories = list(Category.objects.filter(edition=edition).order_by("order", "pk"))
    zone = ZoneInfo(edition.province.zone)
    body = [
        *_stages(categories, zone),
        *_committee(edition),
        *_candidates(categories),
        *_coverage(edition),
        *_results(categories),
        *_records(edition),
    ]
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "heading": _("Laporan Pelaksanaan"),
        "category": "",
        "blocks": body,
        "printed": moment_words(now, edition.province),
    }


def _stages(categories: list[Category], zone: ZoneInfo) -> list[blocks.Block]:
    """When each category came to each stage; the last time where it went back."""
    reached: dict[tuple[int, str], date] = {}
    moves = StageMove.objects.filter(category__in=categories).order_by("pk")
    for category, target, at in moves.values_list("category", "target", "at"):
        reached[category, target] = at.astimezone(zone).date()
    steps = [stage for stage in Stage if any((category.pk, stage) in reached for category in categories)]
    rows = [
        [str(stage.label), *(_day(reached.get((category.pk, stage))) for category in categories)] for stage in steps
    ]
    rows.append([_("Tahap sekarang"), *(category.get_stage_display() for category in categories)])
    head = [_("Tahap"), *(category.name for category in categories)]
    return [blocks.heading(_("Tahapan")), blocks.table(head, rows)]


def _day(day: date | None) -> str:
    return tanggal_pendek(day) if day else MISSING


def _committee(edition: Edition) -> list[blocks.Block]:
    rows = [
        [seat.get_function_display() or seat.get_role_display(), str(seat.person or _("menunggu penunjukan")),
         f"{seat.acting} {seat.office or seat.element}".strip()]
        for seat in committee(edition)
    ]  # fmt: skip
    day = plain_date(edition.decree_date) if edition.decree_date else ""
    return [
        blocks.heading(edition.committee_name),
        blocks.facts([(_("Dasar"), " ".join(filter(None, [edition.decree_number, day])))]),
        blocks.table([_("Kedudukan"), _("Nama"), _("Jabatan atau unsur")], rows),
    ]


def _candidates(categories: list[Category]) -> list[blocks.Block]:
    """How many were proposed, sent, let through, and went away; files and sheets behind them."""
    counts: dict[int, Any] = {
        row["category"]: row
        for row in Nomination.objects.filter(category__in=categories)
        .order_by()
        .values("category")
        .annotate(
            proposed=Count("pk", distinct=True),
            sent=Count("pk", filter=Q(submissions__isnull=False), distinct=True),
            through=Count("pk", filter=Q(status=Status.SHORTLISTED), distinct=True),
            ended=Count("pk", filter=Q(status__in=sorted(ENDED)), distinct=True),
        )
    }
    files = _counted(
        Evidence.objects.filter(answer__nomination__category__in=categories, removed_at=None),
        "answer__nomination__category",
    )
    closed = ScoreSheet.objects.filter(nomination__category__in=categories, status=ScoreSheet.Status.CLOSED)
    sheets = _counted(closed, "nomination__category")
    rows = [
        [
            category.name,
            *(num(counts.get(category.pk, {}).get(key, 0)) for key in ("proposed", "sent", "through", "ended")),
            num(files.get(category.pk, 0)),
            num(sheets.get(category.pk, 0)),
        ]
        for category in categories
    ]
    head = [
        _("Kategori"), _("Usulan"), _("Terkirim"), _("Nomine"), _("Berhenti"), _("Data dukung"), _("Lembar penilaian"),
    ]  # fmt: skip
    return [blocks.heading(_("Kandidat dan data dukung")), blocks.table(head, rows, figures=range(1, 7))]


def _counted(rows: Any, path: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(path).annotate(Count("pk")))


def _coverage(edition: Edition) -> list[blocks.Block]:
    """The province at the last date of the assessment year for which heads of branches confirmed figures."""
    confirmed = CoverageFigure.objects.filter(confirmed_at__isnull=False)
    days = [day for day in dates_of(edition.province, confirmed) if day.year <= edition.assessment_year]
    if not days:
        return []
    regencies = list(Regency.objects.filter(province=edition.province, valid_to=None).values_list("pk", flat=True))
    found = coverage_of(regencies, days[0], figures=confirmed)
    known = [row for row in found.values() if row.percentage is not None]
    whole = together(found.values())
    facts = [
        (_("Per tanggal"), plain_date(days[0])),
        (_("Kabupaten/kota dengan angka"), _("%(known)s dari %(all)s") % {"known": len(known), "all": len(found)}),
    ]
    if whole and whole[1]:
        kind = CoverageBase.Kind(next(iter(found.values())).base_kind).label
        facts += [
            (_("Peserta aktif"), num(whole[0])),
            (_("Penyebut"), f"{num(whole[1])} ({str(kind).lower()})"),
            (_("Cakupan"), pct(100 * Fraction(whole[0], whole[1]))),
        ]
    return [blocks.heading(_("Cakupan Jamsostek")), blocks.facts(facts)]


def _results(categories: list[Category]) -> list[blocks.Block]:
    """Places and special awards of the decisions in force."""
    decisions = Decision.objects.filter(category__in=categories, revoked_at=None)
    found = {row.category_id: row for row in decisions.prefetch_related("placements__nomination__nominee")}
    rows = []
    for category in categories:
        if decision := found.get(category.pk):
            rows += [
                [category.name, place.word, place.nomination.nominee.name,
                 points(place.units, place.decimals)]
                for place in decision.placements.all()
            ]  # fmt: skip
            rows += [
                [category.name, award.name, award.nominee.name, MISSING]
                for award in category.special_awards.select_related("nominee")
            ]
    if not rows:
        return [blocks.heading(_("Hasil")), blocks.text(_("Belum ada kategori yang ditetapkan."))]
    head = [_("Kategori"), _("Penghargaan"), _("Penerima"), _("Nilai akhir")]
    secret = any(category.pk in found and not category.released_at for category in categories)
    notes = [blocks.text(_("Sebagian hasil belum diumumkan: hanya untuk yang berwenang."))] if secret else []
    return [blocks.heading(_("Hasil")), *notes, blocks.table(head, rows, figures=[3])]


def _records(edition: Edition) -> list[blocks.Block]:
    found = Document.objects.filter(edition=edition, kind__in=RECORDS, superseded_at=None, revoked_at=None)
    rows = [
        [row.title, row.number or _("belum bernomor")]
        for row in sorted(found.defer("data"), key=lambda row: (RECORDS.index(Document.Kind(row.kind)), row.pk))
    ]
    if not rows:
        return []
    return [blocks.heading(_("Berita acara dan keputusan")), blocks.table([_("Dokumen"), _("Nomor")], rows)]
