"""Laporan cakupan: what the branches have confirmed, per regency and segment, beside a year before and the target."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _

from nominations.coverage import Comparison, Coverage, Flag, change_pp, gap, percentage, together
from nominations.coverage_queries import a_year_before, comparisons_of, dates_of
from nominations.models import CoverageBase, CoverageFigure, CoverageTarget
from paritrana import charts
from paritrana.committees.models import Edition
from paritrana.numbers import pct, tanggal_pendek
from paritrana.regions.models import Regency
from reports.documents import Data, edition_facts, moment_words, plain_date, sheet
from scoring.engine.totals import round_half_up, to_decimal_string

# What the row itself says already: a fall is seen in its change.
SAID = {Flag.FELL, Flag.SEGMENT_FELL}
# More would not fit a page that lies on its side, together with its heading.
PLOT_ROWS = 8


def coverage_report(edition: Edition, as_of: date, *, now: datetime) -> Data:
    """The province at one date. A regency whose head has not confirmed has no figures here."""
    confirmed = CoverageFigure.objects.filter(confirmed_at__isnull=False)
    before = a_year_before(as_of, dates_of(edition.province, confirmed))
    regencies = list(Regency.objects.filter(province=edition.province, valid_to=None).order_by("code"))
    found = comparisons_of(regencies, as_of, before, figures=confirmed)
    target = CoverageTarget.objects.filter(edition=edition).values_list("percent", flat=True).first()
    sources = _sources(regencies, as_of)
    rows = [_regency(row, found[row.pk], target, sources.get(row.pk, [])) for row in regencies]
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "province": edition.province.name,
        "as_of": plain_date(as_of),
        "before": plain_date(before),
        "target": str(target) if target is not None else "",
        "regencies": rows,
        "whole": _whole(found.values(), target),
        "missing": sum(found[row.pk].now.percentage is None for row in regencies),
        "plots": _plots(regencies, found, as_of, before, target),
        "printed": moment_words(now, edition.province),
    }


def _regency(regency: Regency, seen: Comparison, target: Decimal | None, sources: list[str]) -> Data:
    now, before = seen.now, seen.before
    own = [
        {
            "segment": part.short,
            "participants": part.now,
            "base": now.base_of(part.segment),
            "base_kind": str(CoverageBase.Kind.SEGMENT.label) if part.own_base else _kind(now),
            "percent": text(part.share),
            "before": text(part.share_before),
            "change": text(part.change),
            "gap": None,
        }
        for part in seen.segments
    ]
    total = {
        "segment": _("Semua segmen"),
        "participants": now.total,
        "base": now.base,
        "base_kind": _kind(now),
        "percent": text(now.percentage),
        "before": text(before.percentage),
        "change": text(seen.change),
        "gap": text(gap(now, target)),
    }
    return {
        "name": str(regency),
        "lines": [total, *(own if not now.withheld else [])],
        "source": "; ".join(sources),
        "notes": [str(Flag(flag).label) for flag in seen.flags if flag not in SAID],
    }


def _kind(coverage: Coverage) -> str:
    return str(CoverageBase.Kind(coverage.base_kind).label) if coverage.base_kind else ""


def _whole(found: Iterable[Comparison], target: Decimal | None) -> Data | None:
    """The province, where every regency is complete and all are measured by one kind of denominator."""
    rows = list(found)
    now, past = together(row.now for row in rows), together(row.before for row in rows)
    if now is None:
        return None
    share = percentage(*now)
    return {
        "participants": now[0],
        "base": now[1],
        "base_kind": _kind(rows[0].now),
        "percent": text(share),
        "before": text(percentage(*past)) if past else None,
        "change": text(change_pp(*past, *now)) if past else None,
        "gap": text(share - Fraction(target)) if share is not None and target is not None else None,
    }


def _sources(regencies: list[Regency], as_of: date) -> dict[int, list[str]]:
    """By regency where numerators and denominators are from, each once."""
    rows = [
        *CoverageFigure.objects.filter(regency__in=regencies, as_of=as_of).values_list("regency", "source"),
        *CoverageBase.objects.filter(regency__in=regencies, as_of=as_of).values_list("regency", "source"),
    ]
    found: dict[int, list[str]] = {}
    for regency, source in sorted(rows):
        known = found.setdefault(regency, [])
        if source and source not in known:
            known.append(source)
    return found


def _plots(
    regencies: list[Regency], found: dict[int, Comparison], as_of: date, before: date, target: Decimal | None
) -> list[str]:
    """All on one scale and about equally long."""
    bars = [
        charts.Bar(
            str(row), seen.now.percentage, seen.before.percentage,
            _("belum ada angka") if seen.now.percentage is None else pct(seen.now.percentage),
        )
        for row in regencies
        for seen in [found[row.pk]]
    ]  # fmt: skip
    if all(bar.now is None for bar in bars):
        return []
    mark = (Fraction(target), _("Target %s") % pct(target)) if target is not None else None
    each = ceil(len(bars) / ceil(len(bars) / PLOT_ROWS))
    return [
        charts.data_uri(
            charts.bars(
                bars[first : first + each],
                beside=bars,
                title=_("Cakupan"),
                text=_("Cakupan tiap kabupaten/kota; angkanya ada pada tabel."),
                now=tanggal_pendek(as_of),
                before=tanggal_pendek(before),
                mark=mark,
            )  # fmt: skip
        )
        for first in range(0, len(bars), each)
    ]


def text(value: Fraction | None) -> str | None:
    """Canonical text with two decimals, rounded half up once; what is missing stays missing."""
    if value is None:
        return None
    # Away from zero, as everywhere on the screens.
    units = round_half_up(abs(value), 2)
    return to_decimal_string(-units if value < 0 else units, 2)
