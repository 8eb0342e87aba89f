"""A correction of coverage is signed with its effect in sight: the figure, the values and a new run in one act."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.models import CoverageCorrection, Nomination
from nominations.services import corrections
from paritrana.access import require
from paritrana.committees.models import Category
from scoring import ledger
from scoring.correction_queries import CategoryShift, Effect
from scoring.ranking_queries import latest_run
from scoring.services import ranking, values


@transaction.atomic
def sign(row: CoverageCorrection, *, seen: str, by: Any) -> CoverageCorrection:
    """The second officer puts a correction into force. `seen` is the fingerprint of the effect that was read.

    Where values were computed they are computed anew for this regency, where a ranking exists it gets a new
    run; what has been decided stays, and the page says so.
    """
    require(by, "coverage.sign", row)
    row = corrections.waiting(row)
    # Nobody computes or decides in these categories while the effect is read and put in place.
    keys = [category.pk for category in Effect(row).categories]
    for key in sorted(keys):
        ledger.lock(key)
    list(Category.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    effect = Effect(row)
    for category in effect.categories:
        require(by, "coverage.sign", category, _("Peran Anda tidak menjangkau semua kategori yang terpengaruh."))
    if effect.problems:
        raise ValidationError(effect.problems)
    if effect.fingerprint != seen:
        raise ValidationError(
            _("Periksa sekali lagi: pengaruh koreksi ini berubah sejak halaman dibuka."), code="changed"
        )
    for shift, category in _open(effect):
        run = latest_run(category)
        if shift.run and run and not ranking.is_up_to_date(run):
            text = _("Hitung dahulu peringkat %s lagi: data lain berubah sejak perhitungan terakhir.")
            raise ValidationError(text % category, code="stale")
    acts = [(shift, category, effect.concerned(category), *effect.marks(category)) for shift, category in _open(effect)]
    row = corrections.sign(row, effect=effect.as_dict(), by=by)
    for shift, category, nominations, marks, words, counts in acts:
        for nomination in nominations:
            _put(nomination, marks, words, counts, by)
        if shift.run:
            ranking.run(category, by=by, code="coverage.sign")
    return row


def _open(effect: Effect) -> list[tuple[CategoryShift, Category]]:
    """The categories that are neither decided nor without computed values."""
    pairs = zip(effect.shifts, effect.categories, strict=True)
    return [(shift, category) for shift, category in pairs if shift.computed and not shift.decided]


def _put(nomination: Nomination, marks: dict[Any, Any], words: str, counts: tuple[int, int] | None, by: Any) -> None:
    for criterion, mark in marks.items():
        if mark is None:
            values.forget_value(nomination, criterion, by=by, code="coverage.sign")
        else:
            values.record_value(nomination, criterion, mark, words, by=by, code="coverage.sign", counts=counts)
