"""The record of a turn: questions and answers, written by the secretariat. Every saved text stays."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import Slot, TurnRecord
from paritrana.access import require
from paritrana.audit.services import record


class Conflict(ValidationError):
    """A colleague has saved another text meanwhile. Nothing is overwritten."""


@transaction.atomic
def write(slot: Slot, text: str, version: int, *, by: Any) -> TurnRecord | None:
    """Keep the text as the version after `version`; the same text again is no new version."""
    require(by, "notulen.write", slot)
    slot = Slot.objects.select_for_update(of=("self",)).select_related("nomination").get(pk=slot.pk)
    last = slot.records.last()
    text = text.strip()
    if text == (last.text if last else ""):
        return last
    if version != (last.version if last else 0):
        raise Conflict(_("Rekan Anda menyimpan teks lain sementara itu. Gabungkan keduanya, lalu simpan lagi."))
    new = TurnRecord.objects.create(
        province_id=slot.province_id, slot=slot, version=version + 1, text=text, by=by, at=timezone.now()
    )
    # The words stand in the version itself; the trail says who and when.
    before = {"version": version} if last else None
    record(by, "interviews.write_record", new, before=before, after={"version": new.version})
    return new
