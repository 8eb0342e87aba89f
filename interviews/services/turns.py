"""A turn that is not as it was announced: calendars, invitations and letters follow."""

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from interviews.models import Slot
from paritrana.celery import later


def renew(slots: Iterable[Slot]) -> None:
    """The next state of these turns for calendars; after the commit their invitations are made and sent anew.

    Called by every verb that changes the time, the room or the standing of a turn, after it has saved the change.
    """
    now = timezone.now()
    for slot in slots:
        Slot.objects.filter(pk=slot.pk).update(sequence=F("sequence") + 1, changed_at=now)
        slot.refresh_from_db(fields=["sequence", "changed_at"])
        later("reports.turn_changed", slot.pk)
