"""The reasons that a sheet with a lowest or highest mark gives, where the rules ask for them."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from scoring.extremes import is_extreme
from scoring.models import Criterion, ScoreSheet
from scoring.queries import asks_reasons


def chosen(criteria: Sequence[Criterion], reasons: Collection[str]) -> list[str]:
    """The known reasons in the order of the list; none where the rules do not ask for any."""
    return [code for code in ScoreSheet.Reason.values if code in reasons] if asks_reasons(criteria) else []


def check(criteria: Sequence[Criterion], marks: Mapping[str, Decimal], reasons: Collection[str]) -> None:
    """Refuse a sheet to be sent that holds an extreme mark and gives no reason."""
    if not reasons and asks_reasons(criteria) and any(is_extreme(marks[row.code], row.levels) for row in criteria):
        raise ValidationError({"reasons": refusal()})


def refusal() -> str:
    return _("Pilih paling sedikit satu alasan: ada nilai terendah atau tertinggi.")
