"""Copies of marks that a phone could not send: handed in by the secretariat, and taken by their owner or keyed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.copies import Copy, Unreadable, read
from interviews.models import SheetCopy
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.notices.services import notify
from scoring import ledger
from scoring.models import Draft, ScoreSheet
from scoring.paper_sheet_queries import rules_version
from scoring.receipts import device_key
from scoring.services import paper_sheets, sheets

Status = SheetCopy.Status


def look_at(text: str, *, by: Any) -> tuple[Copy, ScoreSheet]:
    """Whose sheet a copy is of, and that it is as the phone signed it."""
    try:
        copy = read(text)
    except Unreadable:
        raise ValidationError(
            {"code": _("Salin lagi seluruh kodenya: kode ini bukan salinan nilai, atau tidak utuh.")}
        ) from None
    sheet = (
        ScoreSheet.objects.visible_to(by, "copies.hand_in")
        .select_related("person", "nomination__nominee", "nomination__edition__province", "nomination__category")
        .filter(pk=copy.sheet)
        .first()
    )
    if sheet is None:
        raise ValidationError({"code": _("Lembar ini tidak ada pada penyelenggaraan yang Anda kelola.")})
    if not copy.is_signed_with(device_key(sheet.person_id, sheet.pk)):
        raise ValidationError(
            {"code": _("Kode ini tidak ditandatangani ponsel panelis; isinya mungkin diubah. Pakai lembar kertas.")}
        )
    return copy, sheet


@transaction.atomic
def hand_in(text: str, *, by: Any) -> SheetCopy:
    """Keep a copy for its owner, who is told. The same copy again is the same row; nothing of it counts yet."""
    copy, sheet = look_at(text, by=by)
    require(by, "copies.hand_in", sheet)
    ledger.lock(sheet.nomination.category_id)
    row, made = SheetCopy.objects.get_or_create(
        sha256=copy.sha256,
        defaults={
            "province_id": sheet.province_id,
            "sheet": sheet,
            "version": copy.version,
            "values": copy.values,
            "entered_at": min(copy.entered_at, timezone.now()),
            "handed_in_by": by,
        },
    )
    if made:
        record(by, "interviews.hand_in_copy", row, after={"person": str(sheet.person), "entered_at": row.entered_at})
        edition = sheet.nomination.edition
        notify(
            [sheet.person],
            title=_("Salinan nilai menunggu konfirmasi Anda"),
            text=_(
                "Nilai untuk %(nominee)s yang belum terkirim dari ponsel Bapak/Ibu sudah diterima sekretariat sebagai "
                "salinan. Nilai itu belum dihitung sebelum Bapak/Ibu memeriksa dan mengirimnya."
            )
            % {"nominee": sheet.nomination.nominee},
            url=reverse("sheet_copy", args=[edition.province.slug, edition.slug, row.pk]),
            edition=edition,
        )
    return row


@transaction.atomic
def take(row: SheetCopy, *, by: Any) -> ScoreSheet:
    """Its owner puts the marks into the own draft, over what stands there; sending remains to be done."""
    require(by, "copies.decide", row)
    row = _waiting(row)
    sheet = row.sheet
    draft = Draft.objects.filter(sheet=sheet).first() or Draft()
    values = {**draft.values, **row.values}
    saved = sheets.save_draft(sheet, values, draft.notes, sheet.version, by=by, reasons=draft.reasons)
    _decide(row, Status.TAKEN, by)
    return saved


@transaction.atomic
def discard(row: SheetCopy, *, by: Any) -> SheetCopy:
    """Its owner does not want it; the row stays."""
    require(by, "copies.decide", row)
    return _decide(_waiting(row), Status.DISCARDED, by)


@transaction.atomic
def key(row: SheetCopy, *, by: Any) -> SheetCopy:
    """Its owner cannot come back to it: keyed like a sheet on paper, for a second officer to compare and confirm."""
    require(by, "copies.hand_in", row)
    row = _waiting(row)
    category = row.sheet.nomination.category
    paper_sheets.enter(row.sheet, rules_version(category), row.values, by=by)
    return _decide(row, Status.KEYED, by)


def _waiting(row: SheetCopy) -> SheetCopy:
    ledger.lock(row.sheet.nomination.category_id)
    row = SheetCopy.objects.select_for_update(of=("self",)).select_related("sheet__nomination__category").get(pk=row.pk)
    if row.status != Status.WAITING:
        raise ValidationError(_("Salinan ini sudah diputuskan: %s.") % str(row.get_status_display()).lower())
    return row


def _decide(row: SheetCopy, status: str, by: Any) -> SheetCopy:
    before = {"status": row.status}
    row.status, row.decided_at = status, timezone.now()
    row.save(update_fields=["status", "decided_at"])
    record(by, "interviews.decide_copy", row, before=before, after={"status": status})
    return row
