"""Branch staff enter, the head of the branch confirms."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.coverage_queries import own_branches
from nominations.models import CoverageBase, CoverageFigure
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.regions.models import Branch, Province, Regency


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
) -> CoverageFigure:
    """Store what a branch counts. Changing a confirmed figure takes its confirmation away."""
    _require_branch(by, "coverage.enter", branch, regency)
    _not_ahead(as_of)
    figure, made = CoverageFigure.objects.select_for_update(of=("self",)).get_or_create(
        branch=branch,
        regency=regency,
        segment=segment,
        as_of=as_of,
        defaults={
            "province": regency.province,
            "participants": participants,
            "source": source,
            "entered_by": by,
        },
    )
    after = {"participants": participants, "source": source}
    if made:
        record(by, "coverage.enter", figure, after=after)
        return figure
    before = {"participants": figure.participants, "source": figure.source}
    if before == after:
        return figure
    was_confirmed = figure.confirmed_at
    figure.participants, figure.source, figure.entered_by = participants, source, by
    figure.confirmed_by = figure.confirmed_at = None
    figure.save(update_fields=["participants", "source", "entered_by", "entered_at", "confirmed_by", "confirmed_at"])
    if was_confirmed:
        before["confirmed_at"], after["confirmed_at"] = was_confirmed, None  # type: ignore[assignment]
    record(by, "coverage.enter", figure, before=before, after=after)
    return figure


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
    _not_ahead(as_of)
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
def confirm(
    branch: Branch, as_of: date, *, by: Any, province: Province | None = None, seen: set[str] | None = None
) -> int:
    """The head stands for the branch's figures of one date. Returns how many were still open.

    `province` limits to one province where the branch serves two. `seen` is what the head has read
    (`fingerprint` of each row): figures that have changed since are not confirmed unread.
    """
    _require_branch(by, "coverage.confirm", branch)
    figures = CoverageFigure.objects.visible_to(by, "coverage.confirm").filter(
        branch=branch, as_of=as_of, confirmed_at=None
    )
    if province:
        figures = figures.filter(regency__province=province)
    rows = list(figures.select_for_update(of=("self",)))
    if seen is not None and {fingerprint(row) for row in rows} != seen:
        raise ValidationError(_("Periksa sekali lagi: angka berubah sejak halaman ini dibuka."))
    now = timezone.now()
    for row in rows:
        row.confirmed_by, row.confirmed_at = by, now
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        record(by, "coverage.confirm", row, after={"participants": row.participants, "confirmed_at": now})
    return len(rows)


def fingerprint(figure: CoverageFigure) -> str:
    """What the head confirms of one row: the row and its number."""
    return f"{figure.pk}:{figure.participants}"


def _require_branch(by: Any, code: str, branch: Branch, regency: Regency | None = None) -> None:
    if branch in own_branches(by, code, regency):
        return
    raise PermissionDenied(
        _("Angka kantor cabang ini hanya dikonfirmasi oleh kepala kantornya.")
        if code == "coverage.confirm"
        else _("Angka cakupan diisi oleh kantor cabang yang melayani daerah itu.")
    )


def _not_ahead(as_of: date) -> None:
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("Pilih tanggal yang sudah lewat: angka cakupan adalah angka yang terjadi.")})
