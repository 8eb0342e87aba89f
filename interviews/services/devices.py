"""Spare devices: a one-time code, a sign-in that reaches one session's own sheets, and its end."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from interviews.models import PanelSeat, Session, Slot, SpareDevice
from interviews.services.planning import address
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.notices.services import notify
from paritrana.numbers import pukul

CODE_LIFE = timedelta(minutes=10)
# Turns run late: the device outlives what it was opened for by as much.
GRACE = timedelta(minutes=30)
# No 0/O, 1/I/L: the code is read from a screen across a table.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8


@transaction.atomic
def offer(panel_seat: PanelSeat, slot: Slot | None = None, *, by: Any) -> tuple[SpareDevice, str]:
    """A code for ten minutes, shown once, with which the panelist opens a spare device for a turn or the session."""
    session = Session.objects.select_for_update(of=("self",)).select_related("edition__province").get(
        pk=panel_seat.session_id
    )  # fmt: skip
    require(by, "interviews.attend", session)
    if session.status != Session.Status.PLANNED:
        raise ValidationError(_("Sesi ini sudah ditutup atau dibatalkan; perangkat cadangan tidak dapat dibuka lagi."))
    if panel_seat.cancelled:
        raise ValidationError(_("Panelis ini tidak ikut dalam sesi ini."))
    code = "".join(secrets.choice(ALPHABET) for _i in range(CODE_LENGTH))
    now = timezone.now()
    panel_seat.devices.filter(opened_at=None).delete()
    device = SpareDevice.objects.create(
        province_id=panel_seat.province_id,
        panel_seat=panel_seat,
        code_hash=_hash(code),
        made_by=by,
        code_until=now + CODE_LIFE,
        ends_at=_end_of(slot.period if slot else session.period, now),
    )
    record(by, "interviews.offer_device", device, after={"ends_at": device.ends_at})
    return device, f"{code[:4]}-{code[4:]}"


@transaction.atomic
def open_device(code: str) -> SpareDevice:
    """Spend the code. Whoever types it acts as the panelist, who is told at once."""
    device = (
        SpareDevice.objects.select_for_update(of=("self",))
        .select_related("panel_seat__person", "panel_seat__session__edition__province", "made_by")
        .filter(code_hash=_hash(code), panel_seat__person__is_active=True)
        .first()
    )
    if device is None:
        raise ValidationError({"code": _("Periksa lagi kodenya, atau mintalah kode baru kepada sekretariat.")})
    if device.opened_at:
        raise ValidationError({"code": _("Mintalah kode baru kepada sekretariat: kode ini sudah dipakai.")})
    now = timezone.now()
    device.opened_at = now
    if device.code_until <= now or not device.is_live:
        raise ValidationError({"code": _("Mintalah kode baru kepada sekretariat: masa berlaku kode ini sudah lewat.")})
    device.save(update_fields=["opened_at"])
    person, session = device.panel_seat.person, device.panel_seat.session
    record(person, "interviews.open_device", device, after={"opened_at": now})
    notify(
        [person],
        title=_("Perangkat cadangan dibuka untuk Anda"),
        text=_(
            "Pukul %(time)s sebuah perangkat cadangan dibuka atas nama Bapak/Ibu untuk %(session)s, dengan kode dari "
            "%(by)s. Bila bukan Bapak/Ibu yang memakainya, sampaikan segera kepada ketua atau sekretariat."
        )
        % {"time": pukul(timezone.localtime(now)), "session": session, "by": device.made_by},
        url=address(session),
        edition=session.edition,
    )
    return device


@transaction.atomic
def end_device(device: SpareDevice, *, by: Any) -> SpareDevice:
    """Close the device now, or take back a code that nobody has used; what was sent stays."""
    require(by, "interviews.attend", device.panel_seat.session)
    device = SpareDevice.objects.select_for_update(of=("self",)).select_related("panel_seat__session").get(pk=device.pk)
    now = timezone.now()
    if device.ends_at > now:
        before = {"ends_at": device.ends_at}
        device.ends_at, device.code_until = now, min(device.code_until, now)
        device.save(update_fields=["ends_at", "code_until"])
        record(by, "interviews.end_device", device, before=before, after={"ends_at": now})
    return device


def _end_of(period: Any, now: datetime) -> datetime:
    """When the turn or session is over; of one that runs late, as long after now as it is long."""
    end: datetime = max(period.upper, now + (period.upper - period.lower)) + GRACE
    return end


def _hash(code: str) -> str:
    plain = re.sub(r"[^A-Z0-9]", "", code.upper())
    return salted_hmac("interviews.spare_device", plain, algorithm="sha256").hexdigest()
