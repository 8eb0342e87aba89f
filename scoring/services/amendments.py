"""Frozen rules change by two officers only, under a number; every sheet that was made under them is void."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.committees.models import Category, Stage
from paritrana.committees.queries import why_not_second
from scoring import ledger
from scoring.amendment_queries import fingerprint, standing_sheets, typed_word
from scoring.ledger import record
from scoring.models import Amendment, Criterion, Mark, MarkCorrection, RuleBook, ScoreSheet
from scoring.ranking_queries import decision_in_force
from scoring.services import sheets

Status = Amendment.Status


@transaction.atomic
def propose(rule_book: RuleBook, *, reason: str, by: Any) -> Amendment:
    """Ask for the frozen rules to be opened. Nothing changes before a second officer has confirmed it."""
    require(by, "rubric.amend", rule_book)
    book = _locked(rule_book.category_id)
    if not reason.strip():
        raise ValidationError({"note": _("Tuliskan apa yang diubah dan alasannya.")})
    if not book.frozen_at:
        raise ValidationError(_("Kriteria belum ditetapkan; ubah langsung pada halaman kriteria."))
    _check_undecided(book.category)
    if Amendment.objects.filter(category=book.category_id, status__in=Amendment.LIVE).exists():
        raise ValidationError(_("Perubahan kriteria kategori ini sudah diusulkan."))
    row = Amendment.objects.create(
        province_id=book.province_id,
        category=book.category,
        reason=reason.strip(),
        content=book.content,
        sha256=book.sha256,
        frozen_at=book.frozen_at,
        proposed_by=by,
    )
    record(by, "amendments.propose", row, after={"sha256": row.sha256}, reason=row.reason)
    return row


@transaction.atomic
def confirm(row: Amendment, *, seen: str, typed: str, by: Any) -> Amendment:
    """The second officer opens the rules and makes void what was sent under them.

    `seen` is the fingerprint of the sheets that were shown; `typed` is the sentence that names how many fall.
    """
    require(by, "rubric.second", row)
    book = _locked(row.category_id)
    row = _waiting(row)
    if why := refusal(row, by):
        raise PermissionDenied(why)
    _check_undecided(book.category)
    if MarkCorrection.objects.filter(nomination__category=book.category, status=MarkCorrection.Status.WAITING).exists():
        raise ValidationError(_("Selesaikan dahulu koreksi nilai yang menunggu petugas kedua."))
    voided = standing_sheets(book.category)
    if fingerprint(voided) != seen:
        text = _("Periksa sekali lagi: lembar penilaian berubah sejak halaman dibuka.")
        raise ValidationError(text, code="changed")
    count = voided.count()
    if count and " ".join(typed.split()).casefold() != typed_word(count):
        raise ValidationError({"typed": _("Ketik persis: %s") % typed_word(count)})
    row.number = Amendment.objects.filter(category=row.category_id, number__isnull=False).count() + 1
    row.status, row.confirmed_by, row.confirmed_at = Status.OPEN, by, timezone.now()
    row.save(update_fields=["number", "status", "confirmed_by", "confirmed_at"])
    fallen = _void(row, list(voided.select_for_update(of=("self",)).order_by("pk")))
    before = {"sha256": book.sha256}
    book.frozen_at, book.content, book.sha256 = None, None, ""
    book.save(update_fields=["frozen_at", "content", "sha256"])
    record(
        by,
        "amendments.confirm",
        row,
        rows=[row, *fallen],
        before=before,
        after={"number": row.number, "voided": len(fallen)},
        reason=row.reason,
    )
    return row


@transaction.atomic
def discard(row: Amendment, *, note: str, by: Any) -> None:
    """Take a waiting amendment back (who proposed it) or refuse it (a second officer), with the reason."""
    require(by, "rubric.second", row)
    _locked(row.category_id)
    row = _waiting(row)
    if by.pk != row.proposed_by_id and (why := refusal(row, by)):
        raise PermissionDenied(why)
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan alasan membatalkan usulan ini.")})
    row.status = Status.DISCARDED
    row.save(update_fields=["status"])
    record(by, "amendments.discard", row, reason=note.strip())


def seal(category: Category, *, by: Any) -> list[Any]:
    """Close the open amendment of rules that are being frozen again, and give out the void sheets anew.

    Whoever asked for the amendment does not seal it. Answers the rows for the event of the freeze.
    """
    row = Amendment.objects.select_for_update(of=("self",)).filter(category=category, status=Status.OPEN).first()
    if row is None:
        return []
    if row.proposed_by_id == by.pk:
        raise PermissionDenied(_("Perubahan ditetapkan kembali oleh petugas lain, bukan yang mengusulkannya."))
    row.status = Status.SEALED
    row.save(update_fields=["status"])
    return [row]


def give_out_again(row: Amendment, *, by: Any) -> None:
    """New empty sheets for those whose sheets fell, where they still score."""
    roster: dict[tuple[Any, str], list[Any]] = {}
    fallen = ScoreSheet.objects.filter(voided_by=row).select_related("nomination__category", "seat").order_by("pk")
    for sheet in fallen:
        roster.setdefault((sheet.nomination, sheet.round), []).append(sheet.seat)
    for (nomination, round_), seats in roster.items():
        sheets.assign(nomination, round_, seats, by=by, code="rubric.freeze")


def refusal(row: Amendment, user: Any) -> str:
    """Why this person may not be the second officer; empty when the person may."""
    return why_not_second(row.category.edition, user, row.proposed_by_id, "rubric.second")


# --- inside ---------------------------------------------------------------------------------------------


def _locked(category: int) -> RuleBook:
    ledger.lock(category)
    return (
        RuleBook.objects.select_for_update(of=("self",)).select_related("category__edition").get(category_id=category)
    )


def _waiting(row: Amendment) -> Amendment:
    rows = Amendment.objects.select_for_update(of=("self",)).select_related("category__edition")
    found = rows.get(pk=row.pk)
    if found.status != Status.WAITING:
        raise ValidationError(_("Usulan ini sudah %s.") % found.get_status_display().lower())
    return found


def _check_undecided(category: Category) -> None:
    if category.released_at or category.is_at_least(Stage.DECIDED) or decision_in_force(category):
        raise ValidationError(_("Kategori ini sudah ditetapkan. Cabut dahulu penetapannya sebelum mengubah kriteria."))


def _void(row: Amendment, rows: list[ScoreSheet]) -> list[ScoreSheet]:
    """Withdrawn with their marks. A mark keeps the code of its criterion, which may go now."""
    reason = _("Dibatalkan oleh perubahan kriteria ke-%s.") % row.number
    for sheet in rows:
        sheet.status, sheet.reason, sheet.version = ScoreSheet.Status.WITHDRAWN, reason, sheet.version + 1
        sheet.voided_by = row
    ScoreSheet.objects.bulk_update(rows, ["status", "reason", "version", "voided_by"])
    code = Criterion.objects.filter(pk=OuterRef("criterion")).values("code")
    Mark.objects.filter(sheet__in=rows).update(code=Subquery(code), criterion=None)
    return rows
