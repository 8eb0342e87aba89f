"""Marks from paper: keyed by one officer, compared by another, and never counted beside those of the screen."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.audit import services as audit
from paritrana.committees.models import Category
from paritrana.committees.queries import why_not_second
from paritrana.files import services as files
from paritrana.notices.services import notify
from scoring import ledger
from scoring.ledger import record
from scoring.models import PaperSheet, ScoreSheet, marks_in
from scoring.paper_sheet_queries import standing, why_not_keyed
from scoring.queries import criteria_of
from scoring.services import seals, sheets
from scoring.services.paper import SCAN_TYPES

Status = PaperSheet.Status
PAPER, SCREEN = "paper", "screen"


@transaction.atomic
def enter(
    sheet: ScoreSheet, version: int, values: Mapping[str, str], *, scan: UploadedFile | None = None, by: Any
) -> PaperSheet:
    """Key the marks of a sheet on paper, all of them, as they are written. Nothing counts before the second officer."""
    require(by, "paper_sheets.enter", sheet)
    sheet = _locked(sheet)
    if why := why_not_in(sheet.nomination.category, by):
        raise PermissionDenied(why)
    if why := why_not_keyed(sheet, version):
        raise ValidationError(why)
    if there := standing(sheet):
        raise ValidationError(_("Lembar ini sudah dicatat: %s.") % str(there.get_status_display()).lower())
    criteria = criteria_of(sheet.nomination.category, sheet.round)
    sheets.parse({criterion.code: values.get(criterion.code, "") for criterion in criteria})
    row = PaperSheet(
        province_id=sheet.province_id,
        sheet=sheet,
        version=version,
        values=sheets.known(criteria, values),
        entered_by=by,
    )
    if scan:
        row.scan = files.store(scan, province=sheet.province, by=by, types=SCAN_TYPES)
    row.save()
    record(by, "paper_sheets.enter", row, after={"sheet": str(row), "scan": bool(scan)})
    return row


@transaction.atomic
def confirm(row: PaperSheet, *, by: Any) -> PaperSheet:
    """The second officer has compared all marks with the paper: they are sent, as if from the panelist's screen.

    A screen sheet with other marks stands against it: then the sheet counts no more until one of the two is picked.
    """
    require(by, "paper_sheets.confirm", row)
    row = _waiting(row)
    if why := refusal(row, by):
        raise PermissionDenied(why)
    sheet = row.sheet
    if why := why_not_keyed(sheet, row.version):
        raise ValidationError(_("%s Tolak catatan ini dengan alasan itu.") % why)
    before = {"status": sheet.status}
    marks = sheets.parse(row.values)
    on_screen = _marks(sheet)
    if sheet.status != ScoreSheet.Status.SENT:
        sheets.put_marks(sheet, criteria_of(sheet.nomination.category, sheet.round), marks)
        sheet.status, sheet.sent_at = ScoreSheet.Status.SENT, timezone.now()
    elif on_screen != marks:
        sheet.status = ScoreSheet.Status.UNDECIDED
    sheet.save(update_fields=["status", "sent_at"])
    row.status, row.confirmed_by, row.confirmed_at = Status.CONFIRMED, by, timezone.now()
    row.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    record(
        by,
        "sheets.from_paper",
        sheet,
        rows=[sheet, row],
        data=sheets.committed(sheet, marks),
        before=before,
        after={"status": sheet.status},
    )
    seals.seal_again(sheet, by=by)
    _tell_owner(row)
    sheets.ask_reasons(sheet.nomination.category)
    return row


@transaction.atomic
def reject(row: PaperSheet, *, note: str, by: Any) -> None:
    """Take an entry back (who keyed it) or refuse it (a second officer), with the reason; it may be keyed anew."""
    require(by, "paper_sheets.confirm", row)
    row = _waiting(row)
    if by.pk != row.entered_by_id and (why := refusal(row, by)):
        raise PermissionDenied(why)
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan apa yang berbeda dari kertasnya.")})
    row.status, row.confirmed_by, row.confirmed_at = Status.REJECTED, by, timezone.now()
    row.reason = note.strip()
    row.save(update_fields=["status", "confirmed_by", "confirmed_at", "reason"])
    record(by, "paper_sheets.reject", row, reason=row.reason)
    if by.pk != row.entered_by_id:
        text = _("%(sheet)s: %(reason)s Catat lagi dari kertasnya.") % {"sheet": row, "reason": row.reason}
        _tell(row, row.entered_by, _("Catatan lembar kertas ditolak"), text, "paper_sheets")


@transaction.atomic
def pick(row: PaperSheet, source: str, *, reason: str = "", by: Any) -> PaperSheet:
    """The owner says which of the two counts; in the owner's absence the chair does, with a reason and unseen.

    Both stay: the marks that are set aside are kept in the row of the paper, and sealed with it.
    """
    own = row.sheet.person_id == by.pk
    require(by, "paper_sheets.pick" if own else "paper_sheets.pick_for", row)
    row = _with_sheet(row)
    sheet = row.sheet
    if row.status != Status.CONFIRMED or sheet.status != ScoreSheet.Status.UNDECIDED:
        raise ValidationError(_("Pilihan ini sudah dibuat. Muat ulang halaman."), code="closed")
    if source not in (PAPER, SCREEN):
        raise ValidationError({"source": _("Pilih salah satu.")})
    if not own and not reason.strip():
        raise ValidationError({"reason": _("Tuliskan mengapa panelis tidak dapat memilih sendiri.")})
    marks = _marks(sheet)
    if source == PAPER:
        row.screen = {code: str(value) for code, value in marks.items()}
        marks = sheets.parse(row.values)
        sheets.put_marks(sheet, criteria_of(sheet.nomination.category, sheet.round), marks)
        sheets.keep(sheet, values=row.values)
    row.status = Status.CHOSEN if source == PAPER else Status.SET_ASIDE
    row.picked_by, row.picked_at, row.reason = by, timezone.now(), reason.strip()
    row.save(update_fields=["status", "picked_by", "picked_at", "screen", "reason"])
    sheet.status, sheet.version = ScoreSheet.Status.SENT, sheet.version + 1
    sheet.save(update_fields=["status", "version"])
    record(
        by,
        "paper_sheets.pick",
        row,
        rows=[sheet, row],
        data=sheets.committed(sheet, marks),
        after={"status": row.status},
        reason=row.reason,
    )
    seals.seal_again(sheet, by=by)
    if not own:
        text = _("%(who)s memilih: %(state)s. Alasan: %(reason)s")
        words = {"who": by, "state": str(row.get_status_display()).lower(), "reason": row.reason}
        _tell(row, sheet.person, _("Nilai Anda untuk %s") % sheet.nomination.nominee, text % words, "sheet", sheet.pk)
    sheets.ask_reasons(sheet.nomination.category)
    return row


@transaction.atomic
def read(row: PaperSheet, *, by: Any) -> None:
    """Leave a trace that somebody looked at marks before the closing."""
    audit.record(by, "paper_sheets.read", row, after={"sheet": str(row)})


def refusal(row: PaperSheet, user: Any) -> str:
    """Why this person may not be the second officer of this sheet; empty when the person may."""
    category = row.category
    return why_not_in(category, user) or why_not_second(
        category.edition, user, row.entered_by_id, "paper_sheets.confirm"
    )


def why_not_in(category: Category, user: Any) -> str:
    """Who marks in a category neither keys nor compares sheets of others there; empty for everybody else."""
    if Category.objects.filter(marks_in(user), pk=category.pk).exists():
        return _("Anda ikut menilai kategori ini; lembar kertas dicatat dan dicocokkan oleh orang lain.")
    return ""


# --- inside ---------------------------------------------------------------------------------------------


def _locked(sheet: ScoreSheet) -> ScoreSheet:
    ledger.lock(sheet.nomination.category_id)
    rows = ScoreSheet.objects.select_for_update(of=("self",))
    return rows.select_related(
        "nomination__category__edition__province", "nomination__nominee", "seat", "person", "province"
    ).get(pk=sheet.pk)


def _with_sheet(row: PaperSheet) -> PaperSheet:
    """The entry and its sheet, locked: screen and paper wait for each other."""
    sheet = _locked(row.sheet)
    row = PaperSheet.objects.select_for_update(of=("self",)).select_related("entered_by").get(pk=row.pk)
    row.sheet = sheet
    return row


def _waiting(row: PaperSheet) -> PaperSheet:
    row = _with_sheet(row)
    if row.status != Status.WAITING:
        raise ValidationError(_("Lembar ini sudah %s.") % str(row.get_status_display()).lower(), code="closed")
    return row


def _marks(sheet: ScoreSheet) -> dict[str, Decimal]:
    return dict(sheet.marks.values_list("criterion__code", "value"))


def _tell_owner(row: PaperSheet) -> None:
    sheet = row.sheet
    nominee = sheet.nomination.nominee
    if sheet.status == ScoreSheet.Status.UNDECIDED:
        title = _("Pilih nilai Anda untuk %s: kertas atau layar") % nominee
        text = _(
            "Nilai pada kertas berbeda dari yang terkirim lewat layar. Keduanya tidak dihitung sampai Anda memilih."
        )
        _tell(row, sheet.person, title, text, "paper_sheet_pick", row.pk)
        return
    title = _("Nilai Anda untuk %s dicatat dari kertas") % nominee
    _tell(row, sheet.person, title, _("Periksa apakah sama dengan yang Anda tulis."), "sheet", sheet.pk)


def _tell(row: PaperSheet, person: Any, title: str, text: str, name: str, *rest: Any) -> None:
    edition = row.category.edition
    notify(
        [person],
        title=title,
        text=text,
        url=reverse(name, args=[edition.province.slug, edition.slug, *rest]),
        edition=edition,
    )
