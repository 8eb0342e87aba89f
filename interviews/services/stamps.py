"""One stamp for each act on a turn."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from interviews.models import Slot, SlotEvent


def stamp(slot: Slot, act: str, *, by: Any, at: datetime | None = None, note: str = "") -> SlotEvent:
    """Who did what to a turn, and when by the server's clock."""
    return SlotEvent.objects.create(
        province_id=slot.province_id, slot=slot, act=act, at=at or timezone.now(), by=by, note=note[:1000]
    )
