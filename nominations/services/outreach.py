"""Sosialisasi: who was invited, who came."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.models import OutreachAgency, OutreachEvent
from paritrana.access import require, seats_of
from paritrana.audit.services import record
from paritrana.committees.models import Edition
from paritrana.regions.models import Branch
from paritrana.roles import Role

FIELDS = ["subject", "starts_on", "ends_on", "place"]


@transaction.atomic
def add_event(edition: Edition, *, invited: Iterable[str], by: Any, **values: Any) -> OutreachEvent:
    """An event of the secretariat, or of the branch whose head enters it."""
    require(by, "outreach.edit", edition)
    event = OutreachEvent(province=edition.province, edition=edition, branch=_holder(edition, by))
    return _write(event, invited, by, "outreach.add", values)


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


@transaction.atomic
def remove_event(event: OutreachEvent, *, note: str, by: Any) -> None:
    """Take out an event entered by mistake; the trail keeps it with everybody who was invited or came."""
    require(by, "outreach.edit", event)
    event = OutreachEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan alasan menghapus sosialisasi ini.")})
    agencies = list(event.agencies.all())
    before = {name: getattr(event, name) for name in FIELDS} | {
        "invited": sorted(row.name for row in agencies if row.invited),
        "present": sorted(row.name for row in agencies if row.present),
    }
    record(by, "outreach.remove", event, before=before, reason=note.strip())
    event.delete()


def _holder(edition: Edition, by: Any) -> Branch | None:
    """The branch for which its head enters an event; None for the secretariat."""
    if any(seat.role == Role.SECRETARIAT and seat.province_id == edition.province_id for seat in seats_of(by)):
        return None
    heads = [seat for seat in seats_of(by) if seat.role == Role.BRANCH_HEAD]
    branch: Branch = next(seat.branch for seat in heads if edition.province_id in seat.home_provinces())
    return branch


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
    event.full_clean(exclude=["branch"])
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
