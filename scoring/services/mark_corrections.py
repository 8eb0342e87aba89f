"""After the closing a mark or value changes by two officers alone: its effect in sight, a new run in one act."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from paritrana.access import require
from paritrana.committees.models import Category
from paritrana.committees.queries import why_not_second
from paritrana.files import services as files
from paritrana.notices.services import notify
from scoring import commitments, ledger
from scoring.ledger import record
from scoring.mark_correction_queries import MarkEffect, Subject, is_competing, stored, subjects
from scoring.models import BranchResponse, Mark, MarkCorrection
from scoring.queries import hundredths, is_scoring_closed
from scoring.ranking_queries import is_settled, latest_run
from scoring.services import ranking, values
from scoring.services.paper import SCAN_TYPES

Status = MarkCorrection.Status


@transaction.atomic
def propose(
    nomination: Nomination,
    subject: Subject,
    after: Decimal,
    *,
    letter: str,
    reason: str,
    scan: UploadedFile | None = None,
    response: BranchResponse | None = None,
    by: Any,
) -> MarkCorrection:
    """Put a corrected mark or value before a second officer. Nothing changes yet.

    Nobody changes a panelist's mark without the panelist: it needs the scan of what the panelist signed.
    """
    require(by, "marks.correct", nomination)
    ledger.lock(nomination.category_id)
    _check_open(nomination.category)
    if not is_competing(nomination):
        raise ValidationError(_("Usulan ini tidak ikut dihitung lagi."))
    if subject.key not in {found.key for found in subjects(nomination)}:
        raise ValidationError({"subject": _("Pilih salah satu.")})
    row = MarkCorrection(
        province_id=nomination.province_id,
        nomination=nomination,
        sheet=subject.sheet,
        criterion=subject.criterion,
        after=after.quantize(Decimal("0.01")),
        letter=letter.strip(),
        reason=reason.strip(),
        response=response,
        proposed_by=by,
    )
    row.before = stored(row)
    for field, value, text in (
        ("letter", row.letter, _("Tuliskan nomor surat atau berita acara yang menjadi dasar.")),
        ("reason", row.reason, _("Tuliskan alasan koreksi.")),
        ("scan", scan or not row.sheet, _("Lampirkan pernyataan atau lembar yang ditandatangani penilainya.")),
        ("after", row.before != row.after, _("Nilai ini sama dengan yang tersimpan.")),
        ("after", 0 <= after <= 100, _("Tulis nilai 0 sampai 100.")),
    ):
        if not value:
            raise ValidationError({field: text})
    same = MarkCorrection.objects.filter(sheet=row.sheet, criterion=row.criterion, nomination=nomination)
    if same.filter(status=Status.WAITING).exists():
        raise ValidationError({"subject": _("Koreksi nilai ini sudah menunggu petugas kedua.")})
    if scan:
        row.scan = files.store(scan, province=nomination.province, by=by, types=SCAN_TYPES)
    row.save()
    after_words = {"before": row.before, "after": row.after, "letter": row.letter}
    record(by, "marks.propose", row, after=after_words, reason=row.reason)
    return row


@transaction.atomic
def sign(row: MarkCorrection, *, seen: str, by: Any) -> MarkCorrection:
    """The second officer puts it into force: the figure, its new seal, and a run that replaces the last one.

    `seen` is the fingerprint of the effect that was read.
    """
    require(by, "marks.sign", row)
    row = _waiting(row)
    if why := refusal(row, by):
        raise PermissionDenied(why)
    _check_open(row.nomination.category)
    if stored(row) != row.before:
        text = _("Ajukan koreksi baru: nilai tersimpan berubah sejak koreksi ini diajukan.")
        raise ValidationError(text, code="changed")
    effect = MarkEffect(row)
    assert effect.run is not None
    if not ranking.is_up_to_date(effect.run):
        text = _("Hitung dahulu peringkat %s lagi: data lain berubah sejak perhitungan terakhir.")
        raise ValidationError(text % effect.category, code="stale")
    if effect.fingerprint != seen:
        raise ValidationError(
            _("Periksa sekali lagi: pengaruh koreksi ini berubah sejak halaman dibuka."), code="changed"
        )
    _put(row, by)
    row.effect, row.run = effect.shift.as_dict(), ranking.run(effect.category, by=by, code="marks.sign")
    _close(row, Status.SIGNED, by)
    record(
        by,
        "marks.sign",
        row,
        data=commitments.root(effect.category),
        before={"before": row.before, "run": effect.run.number},
        after={"after": row.after, "by": str(row.proposed_by), "run": row.run.number, "effect": effect.shift.lines},
        reason=row.reason,
    )
    _tell(row, _("Koreksi nilai disahkan"), _("Koreksi %s berlaku sekarang, dengan perhitungan baru.") % row)
    return row


@transaction.atomic
def discard(row: MarkCorrection, *, note: str, by: Any) -> None:
    """Take a waiting correction back (who proposed it) or refuse it (a second officer), with the reason."""
    require(by, "marks.sign", row)
    row = _waiting(row)
    if by.pk != row.proposed_by_id and (why := refusal(row, by)):
        raise PermissionDenied(why)
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan alasan membatalkan koreksi.")})
    _close(row, Status.DISCARDED, by)
    record(by, "marks.discard", row, before={"after": row.after}, reason=note.strip())
    _tell(row, _("Koreksi nilai dibatalkan"), _("Koreksi %(row)s: %(note)s") % {"row": row, "note": note.strip()})


def refusal(row: MarkCorrection, user: Any) -> str:
    """Why this person may not be the second officer of this correction; empty when the person may."""
    if row.sheet and row.sheet.person_id == user.pk:
        return _("Koreksi atas nilai Anda sendiri disahkan oleh orang lain.")
    return why_not_second(row.nomination.edition, user, row.proposed_by_id, "marks.sign")


# --- inside ---------------------------------------------------------------------------------------------


def _check_open(category: Category) -> None:
    if not is_scoring_closed(category) or latest_run(category) is None:
        raise ValidationError(_("Koreksi nilai dibuat sesudah penilaian ditutup dan peringkat dihitung."))
    if is_settled(category):
        raise ValidationError(_("Kategori ini sudah ditetapkan. Nilainya tetap selama penetapan itu berlaku."))


def _waiting(row: MarkCorrection) -> MarkCorrection:
    """The row, if nobody has closed it; nobody else computes or decides in its category until the commit."""
    ledger.lock(row.nomination.category_id)
    row = (
        MarkCorrection.objects.select_for_update(of=("self",))
        .select_related("nomination__category__edition__province", "nomination__nominee", "sheet__person", "criterion")
        .get(pk=row.pk)
    )
    if row.status != Status.WAITING:
        text = _("Koreksi ini sudah ditutup oleh %(who)s: %(state)s.")
        words = {"who": row.closed_by, "state": str(row.get_status_display()).lower()}
        raise ValidationError(text % words, code="closed")
    return row


def _put(row: MarkCorrection, by: Any) -> None:
    """The corrected figure in place; a sheet gets a new version and a new commitment."""
    sheet = row.sheet
    if sheet is None:
        source = _("Koreksi, surat %s") % row.letter
        values.record_value(row.nomination, row.criterion, row.after, source, by=by, code="marks.sign")
        return
    Mark.objects.filter(sheet=sheet, criterion=row.criterion).update(value=row.after)
    sheet.version += 1
    sheet.save(update_fields=["version"])
    marks = {code: hundredths(value) for code, value in sheet.marks.values_list("criterion__code", "value")}
    content = commitments.content_of(sheet, marks)
    record(
        by, "sheets.amend", sheet, data=lambda salt: {"commitment": commitments.commitment(salt, content)},
        before={row.criterion.name: row.before}, after={row.criterion.name: row.after}, reason=row.reason,
    )  # fmt: skip


def _close(row: MarkCorrection, status: str, by: Any) -> None:
    row.status, row.closed_by, row.closed_at = status, by, timezone.now()
    row.save(update_fields=["status", "closed_by", "closed_at", "effect", "run"])


def _tell(row: MarkCorrection, title: str, text: str) -> None:
    """Who proposed it, and whose mark it is."""
    category = row.nomination.category
    place = [category.edition.province.slug, category.edition.slug, category.slug]
    people = [row.proposed_by, *([row.sheet.person] if row.sheet else [])]
    notify(people, title=title, text=text, url=reverse("ranking", args=place), edition=category.edition)
