"""The interview day: who came, with which delegation."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from interviews.models import Delegation, Session, Slot, SlotEvent
from interviews.queries import current_panel, without_marks
from interviews.services import live
from interviews.services.stamps import stamp
from interviews.workflow import IN_ROOM, Act
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Round
from paritrana.seen import CONFLICT
from scoring.models import ScoreSheet
from scoring.queries import attendance_criteria
from scoring.services import sheets, values

AWAY = {Slot.Status.EXCUSED, Slot.Status.MISSING}


@transaction.atomic
def record_attendance(
    slot: Slot, status: str, note: str, delegation: Sequence[Mapping[str, str]], *, seen: str | None = None, by: Any
) -> Slot:
    """Who came, or that nobody did. May be corrected until the session is closed.

    Present: the attendance criterion, where the rubric has one, is 100 when the head (or who acts as head)
    came, else 0. Away: the nominee's sheets are marked absent with the reason and hold nothing up. `seen` is the
    version that the page has shown; another one means that somebody was faster.
    """
    require(by, "interviews.attend", slot)
    # The session first, as on the board; whoever closes it waits for this, or this finds it closed.
    Session.objects.select_for_update().get(pk=slot.session_id)
    slot = (
        Slot.objects.select_for_update(of=("self",))
        .select_related("session", "nomination__category", "nominee")
        .get(pk=slot.pk)
    )
    _check(slot, status, note, delegation)
    before = {"status": slot.status, "note": slot.status_note, "delegation": _names(slot)}
    if seen not in (None, version(slot)):
        raise ValidationError(_told(slot), code=CONFLICT)
    slot.status, slot.status_note = status, note.strip()
    slot.save(update_fields=["status", "status_note"])
    slot.delegation.all().delete()
    Delegation.objects.bulk_create(
        Delegation(
            province_id=slot.province_id,
            slot=slot,
            name=member["name"],
            office=member["office"],
            capacity=member["capacity"],
            acting=member.get("acting", ""),
        )
        for member in delegation
    )
    after = {"status": status, "note": slot.status_note, "delegation": _names(slot)}
    if before == after:
        return slot
    record(by, "interviews.record_attendance", slot, before=before, after=after)
    stamp(slot, Act.ATTENDANCE, by=by, note=str(slot.get_status_display()))
    live.bump(slot.session_id)
    if status in AWAY:
        _excuse_sheets(slot, by)
    else:
        # Safe to repeat; opens the sheets again after a correction.
        sheets.assign(slot.nomination, Round.INTERVIEW, current_panel(slot.session), by=by)
    _value_attendance(slot, by)
    return slot


def version(slot: Slot) -> str:
    """What a page has seen of the attendance of a turn."""
    last = _last(slot)
    return str(last.pk) if last else ""


def _last(slot: Slot) -> SlotEvent | None:
    return SlotEvent.objects.filter(slot=slot, act=Act.ATTENDANCE).select_related("by").last()


def _check(slot: Slot, status: str, note: str, delegation: Sequence[Mapping[str, str]]) -> None:
    if slot.session.status != Session.Status.PLANNED or slot.status == Slot.Status.CANCELLED:
        raise ValidationError(_("Sesi ini sudah ditutup atau dibatalkan; kehadiran tidak dapat diubah lagi."))
    if status not in {Slot.Status.PRESENT, *AWAY}:
        raise ValidationError({"status": _("Pilih hadir, berhalangan, atau tidak hadir.")})
    if status == Slot.Status.PRESENT and not delegation:
        raise ValidationError(_("Isi sedikitnya satu orang yang hadir, dengan jabatannya."))
    if status == Slot.Status.EXCUSED and not note.strip():
        raise ValidationError({"note": _("Isi siapa yang memberi tahu dan alasannya.")})
    if status in AWAY and slot.phase in IN_ROOM:
        raise ValidationError(_("Selesaikan dahulu giliran ini pada papan kendali: giliran ini sedang berlangsung."))
    if status in AWAY and delegation:
        raise ValidationError(_("Kosongkan delegasi, atau pilih hadir."))


def _told(slot: Slot) -> str:
    last = _last(slot)
    said = [slot.get_status_display(), *filter(None, [slot.status_note]), *_names(slot)]
    text = _("%(who)s baru saja mencatat: %(said)s. Simpan lagi bila yang Anda isi yang benar.")
    return text % {"who": last.by if last else "-", "said": ", ".join(map(str, said))}


def _names(slot: Slot) -> list[str]:
    return [
        f"{member.name}, {member.acting} {member.office}".replace(",  ", ", ") + f" ({member.get_capacity_display()})"
        for member in slot.delegation.all()
    ]


def _excuse_sheets(slot: Slot, by: Any) -> None:
    reason = f"{slot.get_status_display()}. {slot.status_note}".strip()
    own = slot.nomination.sheets.filter(round=Round.INTERVIEW, status__in=ScoreSheet.OPEN)
    absent = list(without_marks(own))
    if len(absent) < own.count():
        raise ValidationError(
            _("Ada panelis yang sudah mengirim nilai untuk kandidat ini. Periksa dahulu apakah ia memang tidak hadir.")
        )
    for sheet in absent:
        sheets.mark_absent(sheet, reason, by=by)


def _value_attendance(slot: Slot, by: Any) -> None:
    criteria = list(attendance_criteria(slot.nomination.category))
    if not criteria:
        return
    if slot.status in AWAY:
        for criterion in criteria:
            values.forget_value(slot.nomination, criterion, by=by)
        return
    members = list(slot.delegation.all())
    head = next((member for member in members if member.capacity == Delegation.Capacity.HEAD), None)
    value, who = Decimal(100 if head else 0), head or members[0]
    source = _("Kehadiran wawancara: %(office)s") % {"office": f"{who.acting} {who.office}".strip()}
    for criterion in criteria:
        values.record_value(slot.nomination, criterion, value, source, by=by)
