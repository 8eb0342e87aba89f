"""What a delegation says before its turn: who comes, in which capacity, or that nobody can."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import ExpectedMember, Reply, Session, Slot
from interviews.services.planning import address
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.queries import secretariat
from paritrana.notices.services import notify
from paritrana.roles import Role
from paritrana.seen import CONFLICT


def why_closed(slot: Slot) -> str:
    """Why nothing more can be said about a turn beforehand; empty while it can."""
    if slot.status == Slot.Status.CANCELLED or slot.session.status != Session.Status.PLANNED:
        return _("Giliran ini sudah dibatalkan atau sesinya sudah ditutup.")
    if slot.status != Slot.Status.PLANNED or slot.period.lower <= timezone.now():
        return _("Giliran ini sudah dimulai. Hubungi sekretariat bila ada yang berubah.")
    return ""


def awaited(slot: Slot, code: str, by: Any) -> Slot:
    """The turn, locked, for what may be done until it starts."""
    require(by, code, slot)
    row = (
        Slot.objects.select_for_update(of=("self",))
        .select_related("session__edition__province", "nominee", "nomination")
        .get(pk=slot.pk)
    )
    if reason := why_closed(row):
        raise ValidationError(reason)
    return row


def version(row: Reply | None) -> str:
    """What a page has seen of a reply."""
    return row.at.isoformat() if row else ""


def speaks_for(slot: Slot, by: Any) -> bool:
    """Whether the person represents the candidate itself."""
    held = by.seats.filter(role=Role.NOMINEE, nominee=slot.nominee_id)
    return any(seat.is_current for seat in held)


@transaction.atomic
def reply(
    slot: Slot,
    status: str,
    members: Sequence[Mapping[str, Any]],
    *,
    reason: str = "",
    online_later: bool = False,
    phone: str = "",
    seen: str | None = None,
    by: Any,
) -> Reply:
    """Say who comes, or that nobody can and why. May be said anew until the turn starts; the last word holds.

    `seen` is the version that the person has changed; another one means that somebody was faster.
    """
    slot = awaited(slot, "interviews.reply", by)
    coming = status == Reply.Status.COMING
    if status not in Reply.Status.values:
        raise ValidationError({"status": _("Pilih akan hadir atau berhalangan.")})
    if coming and not members:
        raise ValidationError(_("Isi sedikitnya satu orang yang akan hadir, dengan jabatannya."))
    if not coming and not reason.strip():
        raise ValidationError({"reason": _("Isi alasan berhalangan.")})
    there = Reply.objects.filter(slot=slot).select_related("by").first()
    if there and seen not in (None, version(there)):
        raise ValidationError(_told(there), code=CONFLICT)
    row = there or Reply(slot=slot, province_id=slot.province_id)
    before = _said(row) if row.pk else None
    row.status, row.by, row.on_behalf = status, by, not speaks_for(slot, by)
    row.reason, row.online_later = ("", False) if coming else (reason.strip(), online_later)
    row.phone = phone.strip()
    row.save()
    row.members.all().delete()
    hybrid = slot.session.mode == Session.Mode.HYBRID
    ExpectedMember.objects.bulk_create(
        ExpectedMember(
            province_id=slot.province_id,
            reply=row,
            name=member["name"],
            office=member["office"],
            capacity=member["capacity"],
            acting=member.get("acting", ""),
            online=hybrid and bool(member.get("online")),
        )
        for member in (members if coming else [])
    )
    record(by, "interviews.reply", row, before=before, after=_said(row))
    if not coming and not row.on_behalf:
        _tell_secretariat(row)
    return row


def _told(row: Reply) -> str:
    said = _said(row)
    text = _("%(who)s baru saja menyimpan: %(said)s. Simpan lagi bila yang Anda isi yang benar.")
    return text % {
        "who": row.by,
        "said": ", ".join([row.get_status_display(), *filter(None, [said["reason"]]), *said["members"]]),
    }


def _said(row: Reply) -> dict[str, Any]:
    return {
        "status": row.status,
        "reason": row.reason,
        "online_later": row.online_later,
        "members": [f"{one.name}, {one.acting} {one.office}".replace(",  ", ", ") for one in row.members.all()],
    }


def _tell_secretariat(row: Reply) -> None:
    session = row.slot.session
    text = _("%(name)s berhalangan hadir pada sesi %(session)s. Alasan: %(reason)s")
    if row.online_later:
        text += " " + _("Bersedia diwawancarai secara daring pada waktu lain.")
    notify(
        User.objects.filter(seats__in=secretariat(session.edition)),
        title=_("Berhalangan: %(name)s") % {"name": row.slot.nominee},
        text=text % {"name": row.slot.nominee, "session": session.name, "reason": row.reason},
        url=address(session),
        edition=session.edition,
    )
