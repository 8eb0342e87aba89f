"""Figures freeze at the cut-off; afterwards one officer proposes a correction and another one signs it."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.coverage_queries import own_branches
from nominations.cutoff_queries import stored_of
from nominations.models import CoverageBase, CoverageCorrection, CoverageCutoff, CoverageFigure
from nominations.services.coverage import not_ahead
from paritrana.access import may, require
from paritrana.audit.services import record
from paritrana.committees.models import Edition
from paritrana.committees.queries import why_not_second
from paritrana.notices.services import notify
from paritrana.regions.models import Branch, Regency

Status = CoverageCorrection.Status


@transaction.atomic
def set_cutoff(edition: Edition, at: datetime | None, *, by: Any) -> None:
    """When the figures freeze; None takes it back. Once it has passed it stays."""
    require(by, "coverage.cutoff", edition)
    Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    row = CoverageCutoff.objects.filter(edition=edition).first()
    before = row and row.at
    if before == at:
        return
    if row and row.has_passed:
        raise ValidationError({"at": _("Tanggal pisah batas sudah lewat dan tetap. Angka berubah lewat koreksi.")})
    if at is None:
        assert row is not None
        record(by, "coverage.cutoff", row, before={"at": before}, after={"at": None})
        row.delete()
        return
    if at <= timezone.now():
        raise ValidationError({"at": _("Pilih waktu yang akan datang, agar kantor cabang sempat memeriksa angkanya.")})
    row = row or CoverageCutoff(province=edition.province, edition=edition)
    row.at, row.set_by = at, by
    row.save()
    record(by, "coverage.cutoff", row, before={"at": before}, after={"at": at})


@transaction.atomic
def propose(
    edition: Edition,
    regency: Regency,
    as_of: date,
    *,
    branch: Branch | None = None,
    segment: str = "",
    kind: str = "",
    people: int,
    source: str,
    reason: str,
    by: Any,
) -> CoverageCorrection:
    """Put a new version of a frozen figure (branch and segment) or denominator (kind) before a second officer.

    Nothing changes yet. Branch heads propose for their own branch, the secretariat for any.
    """
    require(by, "coverage.correct", regency)
    not_ahead(as_of)
    cutoff = CoverageCutoff.objects.filter(edition=edition).first()
    if not (cutoff and cutoff.has_passed) or as_of.year > edition.assessment_year:
        raise ValidationError(_("Ubah angkanya langsung: tanggal pisah batas belum lewat."), code="open")
    if branch:
        _check_branch(edition, regency, branch, as_of, by)
    row = CoverageCorrection(
        province=regency.province,
        edition=edition,
        regency=regency,
        as_of=as_of,
        branch=branch,
        segment=segment,
        kind=kind,
        after=people,
        source=source.strip(),
        reason=reason.strip(),
        proposed_by=by,
    )
    if not row.reason:
        raise ValidationError({"reason": _("Tuliskan alasan koreksi.")})
    # Two who propose at once take turns here.
    Regency.objects.select_for_update(of=("self",)).get(pk=regency.pk)
    if _waiting(row).exists():
        raise ValidationError({"figure": _("Koreksi angka ini sudah menunggu petugas kedua.")})
    stored = stored_of(row)
    if stored:
        row.before, row.before_source = _people(stored), stored.source
    if (row.before, row.before_source) == (row.after, row.source):
        raise ValidationError({"people": _("Angka dan sumbernya sama dengan yang tersimpan.")})
    row.full_clean(exclude=["branch", "before", "closed_by", "closed_at", "effect"])
    row.save()
    record(
        by,
        "coverage.propose",
        row,
        before={"before": row.before, "before_source": row.before_source},
        after={"after": row.after, "source": row.source},
        reason=row.reason,
    )
    return row


@transaction.atomic
def discard(row: CoverageCorrection, *, note: str, by: Any) -> None:
    """Take a waiting correction back (who proposed it) or refuse it (a second officer), with the reason."""
    require(by, "coverage.discard", row)
    row = waiting(row)
    if by.pk != row.proposed_by_id and (why := refusal(row, by)):
        raise PermissionDenied(why)
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan alasan membatalkan koreksi.")})
    _close(row, Status.DISCARDED, by)
    record(by, "coverage.discard", row, before={"after": row.after, "source": row.source}, reason=note.strip())
    if by.pk != row.proposed_by_id:
        text = _("Koreksi %(row)s tidak disahkan: %(note)s") % {"row": row, "note": note.strip()}
        _tell(row, _("Koreksi cakupan dibatalkan"), text)


@transaction.atomic
def sign(row: CoverageCorrection, *, effect: dict[str, Any], by: Any) -> CoverageCorrection:
    """The second officer puts the new version in place. `effect` is what that officer was shown.

    The floor that knows marks and ranks calls this (`scoring.services.corrections.sign`).
    """
    require(by, "coverage.sign", row)
    row = waiting(row)
    if why := refusal(row, by):
        raise PermissionDenied(why)
    stored = stored_of(row, lock=True)
    if ((_people(stored), stored.source) if stored else (None, "")) != (row.before, row.before_source):
        raise ValidationError(
            _("Ajukan koreksi baru: angka tersimpan berubah sejak koreksi ini diajukan."), code="changed"
        )
    _put(row, stored, by)
    row.effect = effect
    _close(row, Status.SIGNED, by)
    record(
        by,
        "coverage.sign",
        row,
        before={"before": row.before, "before_source": row.before_source},
        after={"after": row.after, "source": row.source, "by": str(row.proposed_by), "effect": effect["lines"]},
        reason=row.reason,
    )
    _tell(row, _("Koreksi cakupan disahkan"), _("Koreksi %s berlaku sekarang.") % row)
    return row


def refusal(row: CoverageCorrection, user: Any) -> str:
    """Why this person may not be the second officer of this correction; empty when the person may."""
    return why_not_second(row.edition, user, row.proposed_by_id, "coverage.sign")


def waiting(row: CoverageCorrection) -> CoverageCorrection:
    """The row locked, if nobody has closed it in the meantime."""
    row = (
        CoverageCorrection.objects.select_for_update(of=("self",))
        .select_related("edition__province", "regency", "branch", "proposed_by")
        .get(pk=row.pk)
    )
    if row.status != Status.WAITING:
        text = _("Koreksi ini sudah ditutup oleh %(who)s: %(state)s.")
        raise ValidationError(
            text % {"who": row.closed_by, "state": str(row.get_status_display()).lower()}, code="closed"
        )
    return row


# --- inside ---------------------------------------------------------------------------------------------


def _check_branch(edition: Edition, regency: Regency, branch: Branch, as_of: date, by: Any) -> None:
    own = branch in own_branches(by, "coverage.correct", regency)
    if not own and not may(by, "coverage.cutoff", edition):
        raise PermissionDenied(_("Koreksi angka kantor cabang diajukan oleh kepala kantornya atau sekretariat."))
    served = branch.areas.filter(Q(valid_to=None) | Q(valid_to__gt=as_of), regency=regency, valid_from__lte=as_of)
    if not served.exists():
        raise ValidationError({"figure": _("Kantor cabang ini tidak melayani daerah itu pada tanggal angka.")})


def _waiting(row: CoverageCorrection) -> Any:
    return CoverageCorrection.objects.filter(
        regency=row.regency,
        as_of=row.as_of,
        branch=row.branch,
        segment=row.segment,
        kind=row.kind,
        status=Status.WAITING,
    )


def _people(stored: CoverageFigure | CoverageBase) -> int:
    return stored.participants if isinstance(stored, CoverageFigure) else stored.people


def _put(row: CoverageCorrection, stored: CoverageFigure | CoverageBase | None, by: Any) -> None:
    place = {"province": row.regency.province, "regency": row.regency, "as_of": row.as_of, "segment": row.segment}
    if stored is None:
        is_figure = row.branch_id is not None
        stored = CoverageFigure(branch=row.branch, **place) if is_figure else CoverageBase(kind=row.kind, **place)
    stored.source, stored.entered_by = row.source, row.proposed_by
    if isinstance(stored, CoverageFigure):
        stored.participants, stored.confirmed_by, stored.confirmed_at = row.after, by, timezone.now()
    else:
        stored.people = row.after
    stored.save()


def _close(row: CoverageCorrection, status: str, by: Any) -> None:
    row.status, row.closed_by, row.closed_at = status, by, timezone.now()
    row.save(update_fields=["status", "closed_by", "closed_at", "effect"])


def _tell(row: CoverageCorrection, title: str, text: str) -> None:
    place = [row.edition.province.slug, row.edition.slug, row.regency.code]
    notify([row.proposed_by], title=title, text=text, url=reverse("coverage_regency", args=place), edition=row.edition)
