"""What coverage is worth: the percentage of a nominee through the anchors of a criterion."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from nominations.coverage import Coverage
from nominations.models import CoverageBase
from paritrana.numbers import num, pct, tanggal_pendek
from scoring.engine.indicators import piecewise
from scoring.engine.totals import round_half_up
from scoring.models import Criterion


def lacks(coverage: Coverage) -> str:
    """Why there is no official percentage; empty when there is one."""
    if coverage.total is None:
        return _("angka peserta belum diisi")
    if not coverage.complete:
        return _("angka peserta belum lengkap dari semua kantor cabang")
    if not coverage.confirmed:
        return _("angka peserta belum dikonfirmasi kepala kantor cabang")
    return "" if coverage.percentage is not None else _("penyebut belum diisi")


def marks(criteria: Iterable[Criterion], coverage: Coverage) -> dict[Criterion, Decimal | None]:
    """The mark of each computed criterion, in hundredths rounded half up; None where the percentage is lacking."""
    percentage = None if lacks(coverage) else coverage.percentage
    return {
        criterion: None
        if percentage is None
        else Decimal(round_half_up(piecewise(criterion.anchors, percentage), 2)).scaleb(-2)
        for criterion in criteria
    }


def counts(coverage: Coverage) -> tuple[int, int] | None:
    """The two integers behind the marks, where there are marks."""
    return None if lacks(coverage) else (coverage.total or 0, coverage.base or 0)


def words(coverage: Coverage) -> str:
    """The two integers and what they give, as it is printed beside the value."""
    return _("%(participants)s peserta dari %(base)s (%(kind)s) per %(day)s = %(percentage)s") % {
        "participants": num(coverage.total),
        "base": num(coverage.base),
        "kind": CoverageBase.Kind(coverage.base_kind).label.lower(),
        "day": tanggal_pendek(coverage.as_of),
        "percentage": pct(coverage.percentage),
    }
