"""The administrative selection: who goes on, each with a reason; told only when the category has moved on."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nominations.models import Nomination, SelectionBasis, SelectionMinutes
from nominations.queries import BEFORE_RESULT
from nominations.selection_queries import basis_of, decided, departures, split_equals, standings
from nominations.services.nominations import advance, tell
from nominations.workflow import ENDED, Status
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Category, Seat, Stage
from paritrana.notices.models import Notice
from paritrana.numbers import pct

ACTIONS = {"shortlist": Status.SHORTLISTED, "leave_out": Status.NOT_SHORTLISTED}


@transaction.atomic
def decide(category: Category, decisions: Iterable[tuple[Nomination, str, str]], *, by: Any) -> int:
    """Write several decisions (nomination, action, reason) at once; answers how many changed."""
    require(by, "nominations.select", category)
    changed = 0
    for nomination, action, reason in decisions:
        if nomination.status == ACTIONS[action]:
            continue
        advance(nomination, action, by=by, note=reason)
        changed += 1
    return changed


@transaction.atomic
def set_basis(
    category: Category,
    *,
    method: str,
    measure: str,
    least: Decimal | None = None,
    quota: int | None = None,
    tie: str,
    criterion: str = "",
    by: Any,
) -> SelectionBasis:
    """Say by what the line is drawn, and what happens to equals on it."""
    require(by, "nominations.select", category)
    category = Category.objects.select_for_update().get(pk=category.pk)
    if category.stage != Stage.SELECTION:
        raise ValidationError(_("Dasar seleksi hanya dapat diubah pada tahap seleksi administrasi."))
    row = basis_of(category)
    before = {name: getattr(row, name) for name in BASIS} if row.pk else None
    row.method, row.measure, row.tie = method, measure, tie
    row.least = least if method == SelectionBasis.Method.LEAST else None
    row.quota = quota if method == SelectionBasis.Method.QUOTA else None
    row.criterion = " ".join(criterion.split()) if tie == SelectionBasis.Tie.PLENARY else ""
    errors = {}
    if method == SelectionBasis.Method.LEAST and least is None:
        errors["least"] = _("Isi ambang dalam persen.")
    if method == SelectionBasis.Method.QUOTA and quota is None:
        errors["quota"] = _("Isi banyak nomine.")
    if tie == SelectionBasis.Tie.PLENARY and not row.criterion:
        errors["criterion"] = _("Sebut kriteria yang dipakai pleno untuk nilai yang sama.")
    if errors:
        raise ValidationError(errors)
    row.by = by
    row.full_clean(exclude=["province", "category"])
    row.save()
    record(by, "selection.set_basis", row, before=before, after={name: getattr(row, name) for name in BASIS})
    return row


BASIS = ("method", "measure", "least", "quota", "tie", "criterion")


def why_split(category: Category) -> str:
    """Why the line does not stand: equals on both sides of it and no criterion named; empty when it does."""
    basis = basis_of(category)
    if basis.method == SelectionBasis.Method.MANUAL:
        return ""
    rows = decided(category)
    return split_words(split_equals(basis, rows, standings(category, rows)))


def split_words(split: list[Decimal]) -> str:
    if not split:
        return ""
    return _("Nilai yang sama ada di kedua sisi garis seleksi (%s): loloskan semua, atau sebut kriteria pleno.") % (
        ", ".join(pct(value) for value in split)
    )


@transaction.atomic
def minute(
    category: Category, *, held_on: date, place: str, present: Iterable[Seat], invited: Iterable[Seat], by: Any
) -> SelectionMinutes:
    """Freeze what was decided: who was there, the basis, every candidate with its values, outcome and reason."""
    require(by, "nominations.select", category)
    category = Category.objects.select_for_update(of=("self",)).select_related("edition").get(pk=category.pk)
    if not category.is_at_least(Stage.SELECTION):
        raise ValidationError(_("Berita acara dibuat setelah seleksi administrasi diputuskan."))
    rows = list(
        Nomination.objects.filter(category=category)
        .select_related("nominee__regency", "nominee__village")
        .order_by("number")
    )
    if open_ones := sum(row.status not in {*ACTIONS.values(), *ENDED} for row in rows):
        raise ValidationError(_("Putuskan dulu %s usulan yang belum diputuskan.") % open_ones)
    if not any(row.status in ACTIONS.values() for row in rows):
        raise ValidationError(_("Belum ada usulan yang diputuskan dalam kategori ini."))
    if words := why_split(category):
        raise ValidationError(words)
    there = list(present)
    if not there:
        raise ValidationError({"present": _("Tandai siapa yang hadir dan memutuskan.")})
    if not place.strip():
        raise ValidationError({"place": _("Isi tempat rapat.")})
    basis, figures = basis_of(category), standings(category, rows)
    judged = [row for row in rows if row.status in ACTIONS.values()]
    made = SelectionMinutes.objects.create(
        province=category.province,
        category=category,
        held_on=held_on,
        place=place.strip(),
        content={
            "present": [_who(seat) for seat in there],
            "absent": [_who(seat) for seat in invited if seat not in there],
            "basis": {
                "method": basis.method,
                "measure": basis.measure,
                "least": None if basis.least is None else str(basis.least),
                "quota": basis.quota,
                "tie": basis.tie,
                "criterion": basis.criterion,
            },
            "departures": [
                {"number": row.number, "nominee": row.nominee.name, "outcome": row.status, "reason": row.status_reason}
                for row in departures(basis, judged, {row.pk: figures[row.pk] for row in judged})
            ],
            "rows": [
                {
                    "number": row.number,
                    "nominee": row.nominee.name,
                    **{name: _figure(figures[row.pk].by(name)) for name in ("self", "verified", "complete")},
                    "outcome": row.status,
                    "reason": row.status_reason,
                    "late_letter": row.late_letter,
                }
                for row in rows
            ],
        },
        by=by,
    )
    record(by, "selection.minute", made, after={"held_on": held_on, "place": made.place})
    return made


def _who(seat: Seat) -> dict[str, str]:
    acting = f"{seat.acting} " if seat.acting else ""
    role = seat.get_function_display() or seat.get_role_display()
    return {"name": str(seat.person), "office": f"{acting}{seat.office or seat.element}", "role": str(role)}


def _figure(value: Decimal | None) -> str:
    """A figure as canonical text; empty where there is none."""
    return "" if value is None else str(value)


@transaction.atomic
def tell_results(category: Category) -> int:
    """Tell every candidate the result of the selection once; answers how many people were told.

    Called when the category leaves the selection (task `nominations.tell_selection`); again is harmless.
    """
    category = Category.objects.select_for_update().get(pk=category.pk)
    if category.stage in BEFORE_RESULT:
        raise ValidationError(_("Hasil seleksi disampaikan setelah kategori ini melewati seleksi administrasi."))
    told = 0
    rows = Nomination.objects.filter(category=category, status__in=ACTIONS.values())
    for row in rows.select_related("category", "nominee", "edition__province"):
        through = row.status == Status.SHORTLISTED
        title = _("Lolos seleksi administrasi") if through else _("Hasil seleksi administrasi")
        if Notice.objects.filter(url=row.get_absolute_url(), title=title).exists():
            continue
        told += tell(row, title, _THROUGH if through else _LEFT_OUT, reason=row.status_reason)
    return told


_THROUGH = gettext_lazy(
    "%(nominee)s menjadi nomine dalam kategori %(category)s. Jadwal tahap berikutnya akan disampaikan."
)
_LEFT_OUT = gettext_lazy(
    "Terima kasih atas partisipasi %(nominee)s dalam kategori %(category)s."
    " Usulan belum dapat dilanjutkan ke tahap berikutnya. Penjelasan: %(reason)s"
)
