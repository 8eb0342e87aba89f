"""Branch staff enter, the head of the branch confirms."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.coverage_queries import own_branches
from nominations.cutoff_queries import frozen_since
from nominations.models import CoverageBase, CoverageFigure, Located
from paritrana.access import require
from paritrana.audit.services import Change, record, record_many
from paritrana.numbers import tanggal_pendek, waktu
from paritrana.regions.models import Branch, Province, Regency

REPLACED = ["participants", "source", "located", "entered_by", "entered_at", "confirmed_by", "confirmed_at"]


@transaction.atomic
def enter(
    regency: Regency,
    branch: Branch,
    as_of: date,
    segment: str,
    participants: int,
    source: str,
    *,
    by: Any,
    located: str = Located.UNKNOWN,
) -> CoverageFigure:
    """Store what a branch counts. Changing a confirmed figure takes its confirmation away."""
    _require_branch(by, "coverage.enter", branch, regency)
    not_ahead(as_of)
    not_frozen([regency], as_of)
    figure, made = CoverageFigure.objects.select_for_update(of=("self",)).get_or_create(
        branch=branch,
        regency=regency,
        segment=segment,
        as_of=as_of,
        defaults={
            "province": regency.province,
            "participants": participants,
            "source": source,
            "located": located,
            "entered_by": by,
        },
    )
    if made:
        record(by, "coverage.enter", figure, after=_content(figure))
        return figure
    if (figure.participants, figure.source, figure.located) == (participants, source, located):
        return figure
    before, after = _replace(figure, participants, source, located, by)
    figure.save(update_fields=REPLACED)
    record(by, "coverage.enter", figure, before=before, after=after)
    return figure


@transaction.atomic
def enter_many(
    branch: Branch,
    as_of: date,
    people: Mapping[tuple[Regency, str], int],
    source: str,
    *,
    by: Any,
    located: str = Located.UNKNOWN,
) -> None:
    """`enter` for many regencies and segments of one branch and source, in a fixed number of statements.

    IntegrityError when somebody enters one of them for the first time at the same moment.
    """
    regencies = {regency for regency, _segment in people}
    for regency in regencies:
        _require_branch(by, "coverage.enter", branch, regency)
    not_ahead(as_of)
    not_frozen(regencies, as_of)
    rows = CoverageFigure.objects.filter(branch=branch, as_of=as_of, regency__in=regencies)
    stored = {(row.regency_id, row.segment): row for row in rows.select_for_update(of=("self",))}
    new, old = [], []
    entries: list[Change] = []
    for (regency, segment), participants in people.items():
        figure = stored.get((regency.pk, segment))
        if figure is None:
            figure = CoverageFigure(
                province_id=regency.province_id,
                regency=regency,
                branch=branch,
                as_of=as_of,
                segment=segment,
                participants=participants,
                source=source,
                located=located,
                entered_by=by,
            )
            new.append(figure)
            entries.append((figure, None, _content(figure)))
        elif (figure.participants, figure.source, figure.located) != (participants, source, located):
            figure.regency = regency
            entries.append((figure, *_replace(figure, participants, source, located, by)))
            old.append(figure)
    CoverageFigure.objects.bulk_create(new)
    CoverageFigure.objects.bulk_update(old, REPLACED, batch_size=500)
    record_many(by, "coverage.enter", entries)


def _replace(
    figure: CoverageFigure, participants: int, source: str, located: str, by: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Put a new number in place, not yet stored; a confirmation falls away. Returns before and after."""
    before = _content(figure)
    confirmed_at = figure.confirmed_at
    figure.participants, figure.source, figure.located = participants, source, located
    figure.entered_by, figure.entered_at = by, timezone.now()
    figure.confirmed_by = figure.confirmed_at = None
    after = _content(figure)
    if "located" in before:
        after.setdefault("located", located)
    if confirmed_at:
        before["confirmed_at"], after["confirmed_at"] = confirmed_at, None
    return before, after


def _content(figure: CoverageFigure) -> dict[str, Any]:
    content: dict[str, Any] = {"participants": figure.participants, "source": figure.source}
    return content if figure.located == Located.UNKNOWN else content | {"located": figure.located}


@transaction.atomic
def set_base(
    regency: Regency,
    as_of: date,
    kind: str,
    people: int,
    source: str,
    *,
    by: Any,
    segment: str = "",
) -> CoverageBase:
    """Store a denominator with its kind and source; an estimate of a segment names the segment."""
    require(by, "coverage.enter", regency)
    not_ahead(as_of)
    not_frozen([regency], as_of)
    base, made = CoverageBase.objects.select_for_update(of=("self",)).get_or_create(
        regency=regency,
        as_of=as_of,
        kind=kind,
        segment=segment,
        defaults={"province": regency.province, "people": people, "source": source, "entered_by": by},
    )
    after = {"people": people, "source": source}
    before = None if made else {"people": base.people, "source": base.source}
    if before == after:
        return base
    if not made:
        base.people, base.source, base.entered_by = people, source, by
        base.save(update_fields=["people", "source", "entered_by", "entered_at"])
    record(by, "coverage.set_base", base, before=before, after=after)
    return base


@transaction.atomic
def set_bases(as_of: date, people: Mapping[tuple[Regency, str, str], int], source: str, *, by: Any) -> None:
    """`set_base` for many (regency, kind, segment) of one source, in a fixed number of statements."""
    regencies = {regency.pk for regency, _kind, _segment in people}
    reached = Regency.objects.visible_to(by, "coverage.enter").filter(pk__in=regencies)
    if reached.count() != len(regencies):
        raise PermissionDenied(_("Angka cakupan diisi oleh kantor cabang yang melayani daerah itu."))
    not_ahead(as_of)
    not_frozen((regency for regency, _kind, _segment in people), as_of)
    rows = CoverageBase.objects.filter(as_of=as_of, regency__in=regencies)
    stored = {(row.regency_id, row.kind, row.segment): row for row in rows.select_for_update(of=("self",))}
    new: list[CoverageBase] = []
    old: list[CoverageBase] = []
    entries: list[Change] = []
    for (regency, kind, segment), count in people.items():
        base = stored.get((regency.pk, kind, segment))
        after = {"people": count, "source": source}
        before = {"people": base.people, "source": base.source} if base else None
        if before == after:
            continue
        if base is None:
            base = CoverageBase(
                province_id=regency.province_id, regency=regency, as_of=as_of, kind=kind, segment=segment
            )
        (old if before else new).append(base)
        base.regency, base.people, base.source = regency, count, source
        base.entered_by, base.entered_at = by, timezone.now()
        entries.append((base, before, after))
    CoverageBase.objects.bulk_create(new)
    CoverageBase.objects.bulk_update(old, ["people", "source", "entered_by", "entered_at"], batch_size=500)
    record_many(by, "coverage.set_base", entries)


@transaction.atomic
def confirm(branch: Branch, as_of: date, *, by: Any, province: Province | None = None, seen: str | None = None) -> int:
    """The head stands for the branch's figures of one date. Returns how many were still open.

    `province` limits to one province where the branch serves two. `seen` is what the head has read
    (`fingerprint` of the rows): figures that have changed since are not confirmed unread.
    """
    _require_branch(by, "coverage.confirm", branch)
    figures = CoverageFigure.objects.visible_to(by, "coverage.confirm").filter(
        branch=branch, as_of=as_of, confirmed_at=None
    )
    if province:
        figures = figures.filter(regency__province=province)
    rows = list(figures.select_for_update(of=("self",)))
    if seen is not None and fingerprint(rows) != seen:
        raise ValidationError(_("Periksa sekali lagi: angka berubah sejak halaman ini dibuka."))
    now = timezone.now()
    for row in rows:
        row.confirmed_by, row.confirmed_at = by, now
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        record(by, "coverage.confirm", row, after={"participants": row.participants, "confirmed_at": now})
    return len(rows)


def fingerprint(figures: Iterable[CoverageFigure]) -> str:
    """What the head has read and confirms: every row with its number, source and place of counting."""
    rows = sorted((row.pk, row.participants, row.source, row.located) for row in figures)
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _require_branch(by: Any, code: str, branch: Branch, regency: Regency | None = None) -> None:
    if branch in own_branches(by, code, regency):
        return
    raise PermissionDenied(
        _("Angka kantor cabang ini hanya dikonfirmasi oleh kepala kantornya.")
        if code == "coverage.confirm"
        else _("Angka cakupan diisi oleh kantor cabang yang melayani daerah itu.")
    )


def not_ahead(as_of: date) -> None:
    """Refuse a date to come."""
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("Pilih tanggal yang sudah lewat: angka cakupan adalah angka yang terjadi.")})


def not_frozen(regencies: Iterable[Regency], as_of: date) -> None:
    """Refuse a change after the cut-off; the way is then a correction by two officers (users.md 4.4)."""
    since = frozen_since({regency.province_id for regency in regencies}, as_of)
    if since:
        raise ValidationError(
            _(
                "Ajukan koreksi pada halaman cakupan daerahnya: angka per %(day)s dibekukan sejak %(since)s "
                "(tanggal pisah batas) dan hanya berubah lewat koreksi dua petugas."
            )
            % {"day": tanggal_pendek(as_of), "since": waktu(timezone.localtime(since))},
            code="frozen",
        )
