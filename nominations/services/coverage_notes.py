"""What is said about coverage beside the figures: the target, and why it fell."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.coverage_queries import a_year_before, comparisons_of, dates_of, explaining, seen_by
from nominations.models import CoverageNote, CoverageTarget
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Edition
from paritrana.regions.models import Branch, Nominee, Regency


@transaction.atomic
def set_target(edition: Edition, percent: Decimal | None, *, by: Any) -> None:
    """What the edition aims at; None takes the target away."""
    require(by, "coverage.target", edition)
    row = CoverageTarget.objects.select_for_update(of=("self",)).filter(edition=edition).first()
    before = row and row.percent
    if before == percent:
        return
    if percent is None:
        assert row is not None
        record(by, "coverage.target", row, before={"percent": before}, after={"percent": None})
        row.delete()
        return
    row = row or CoverageTarget(province=edition.province, edition=edition)
    row.percent = percent
    row.full_clean()
    row.save()
    record(by, "coverage.target", row, before={"percent": before}, after={"percent": percent})


@transaction.atomic
def explain(regency: Regency, as_of: date, text: str, *, by: Any) -> CoverageNote | None:
    """Why coverage fell; blank takes the own explanation back."""
    office = explaining(by, regency)
    if office is None:
        raise PermissionDenied(_("Penjelasan ditulis oleh daerah itu sendiri atau kantor cabang yang melayaninya."))
    figures = seen_by(by)
    before = a_year_before(as_of, dates_of(regency.province, figures.filter(regency=regency)))
    seen = comparisons_of([regency], as_of, before, figures=figures)[regency.pk]
    Regency.objects.select_for_update(of=("self",)).get(pk=regency.pk)
    owner: dict[str, Any] = {
        "branch": office if isinstance(office, Branch) else None,
        "nominee": office if isinstance(office, Nominee) else None,
    }
    row = CoverageNote.objects.filter(regency=regency, as_of=as_of, **owner).first()
    if not row and not seen.fell and not seen.fallen:
        raise ValidationError(
            {"text": _("Tidak ada cakupan yang turun pada tanggal ini, jadi belum ada yang perlu dijelaskan.")}
        )
    said = row.text if row else ""
    if said == text:
        return row
    if row and not text:
        record(by, "coverage.explain", row, before={"text": said}, after={"text": ""})
        row.delete()
        return None
    row = row or CoverageNote(province=regency.province, regency=regency, as_of=as_of, **owner)
    row.text, row.by = text, by
    row.full_clean(exclude=["branch", "nominee"])
    row.save()
    record(by, "coverage.explain", row, before={"text": said}, after={"text": text})
    return row
