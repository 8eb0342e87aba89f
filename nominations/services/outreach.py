"""Sosialisasi: who was invited, who came."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.models import OutreachAgency, OutreachEvent
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Edition

FIELDS = ["subject", "starts_on", "ends_on", "place"]


@transaction.atomic
def add_event(edition: Edition, *, invited: Iterable[str], by: Any, **values: Any) -> OutreachEvent:
    require(by, "outreach.edit", edition)
    return _write(OutreachEvent(province=edition.province, edition=edition), invited, by, "outreach.add", values)


@transaction.atomic
def edit_event(event: OutreachEvent, *, invited: Iterable[str], by: Any, **values: Any) -> OutreachEvent:
    """Whoever is struck from the invited stays in the list if it came."""
    require(by, "outreach.edit", event)
    stored = OutreachEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    return _write(stored, invited, by, "outreach.edit", values)


@transaction.atomic
def record_presence(event: OutreachEvent, present: Collection[int], uninvited: Iterable[str], *, by: Any) -> None:
    """Who came: keys of the invited, and names of those who came without an invitation."""
    require(by, "outreach.edit", event)
    OutreachEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    rows = {row.name.casefold(): row for row in event.agencies.all()}
    before = sorted(row.name for row in rows.values() if row.present)
    for row in list(rows.values()):
        if row.invited:
            row.present = row.pk in present
            row.save(update_fields=["present"])
    came = {name.casefold(): name for name in uninvited}
    for key, row in rows.items():
        if key in came and row.invited:
            raise ValidationError({"uninvited": _("“%s” diundang: beri tanda hadir pada daftar di atas.") % row.name})
        if key not in came and not row.invited:
            row.delete()
    for key in came.keys() - rows.keys():
        _add(event, came[key], invited=False, present=True)
    after = sorted(event.agencies.filter(present=True).values_list("name", flat=True))
    record(by, "outreach.presence", event, before={"present": before}, after={"present": after})


def _write(event: OutreachEvent, invited: Iterable[str], by: Any, verb: str, values: dict[str, Any]) -> OutreachEvent:
    known = {row.name.casefold(): row for row in event.agencies.all()} if event.pk else {}
    before = (
        {name: getattr(event, name) for name in FIELDS}
        | {"invited": sorted(row.name for row in known.values() if row.invited)}
        if event.pk
        else None
    )
    for name in FIELDS:
        setattr(event, name, values[name])
    event.full_clean()
    event.save()
    asked = {name.casefold(): name for name in invited}
    for key, row in known.items():
        if key in asked and not row.invited:
            row.invited = True
            row.save(update_fields=["invited"])
        elif key not in asked and row.invited and row.present:
            row.invited = False
            row.save(update_fields=["invited"])
        elif key not in asked and row.invited:
            row.delete()
    for key, name in asked.items():
        if key not in known:
            _add(event, name, invited=True, present=None)
    after = {name: getattr(event, name) for name in FIELDS} | {"invited": sorted(asked.values())}
    record(by, verb, event, before=before, after=after)
    return event


def _add(event: OutreachEvent, name: str, *, invited: bool, present: bool | None) -> None:
    row = OutreachAgency(province_id=event.province_id, event=event, name=name, invited=invited, present=present)
    row.full_clean(exclude=["present"])
    row.save()
