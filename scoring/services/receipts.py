"""Entries of a panelist's device coming in: each is taken once, and confirmed."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from scoring import ledger
from scoring.models import Draft, Receipt, ScoreSheet
from scoring.receipts import content_sha256
from scoring.services import sheets

# A clock that is a little fast is no news.
TOLERANCE = timedelta(seconds=5)


@transaction.atomic
def receive(
    sheet: ScoreSheet,
    *,
    key: UUID,
    action: str,
    values: Mapping[str, str],
    notes: str,
    version: int,
    entered_at: datetime,
    by: Any,
    reasons: Collection[str] = (),
) -> Receipt:
    """Take in one entry of a device and confirm what is now kept; a key that was taken in changes nothing more.

    Raises what `save_draft` and `submit` raise; then nothing of the entry is kept.
    """
    require(by, "sheets.fill", sheet)
    ledger.lock(sheet.nomination.category_id)
    known = Receipt.objects.filter(key=key).first()
    if known:
        return _of(sheet, known)
    kept = sheets.save_draft(sheet, values, notes, version, by=by, reasons=reasons)
    if action == Receipt.Action.SEND:
        kept = sheets.submit(kept, values, kept.version, by=by, reasons=reasons)
    draft = Draft.objects.filter(sheet=sheet).first() or Draft()
    now = timezone.now()
    try:
        with transaction.atomic():
            return Receipt.objects.create(
                province_id=sheet.province_id,
                sheet=sheet,
                key=key,
                action=action,
                version=kept.version,
                content_sha256=content_sha256(action, draft.values, draft.notes, draft.reasons),
                entered_at=min(entered_at, now),
                clock_ahead=entered_at > now + TOLERANCE,
                received_at=now,
            )
    except IntegrityError:
        return _of(sheet, Receipt.objects.get(key=key))


def _of(sheet: ScoreSheet, receipt: Receipt) -> Receipt:
    if receipt.sheet_id != sheet.pk:
        raise ValidationError(_("Kunci entri ini sudah dipakai lembar lain. Muat ulang halaman."), code="key")
    return receipt
