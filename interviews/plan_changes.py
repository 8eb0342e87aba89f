"""What a draft would change: turns added, moved from and to, cancelled. Sessions as they stand are the measure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.models import Plan, Session
from interviews.plan_queries import link_of, local_minutes, standing, venue_of
from interviews.planner.demands import moment
from paritrana.numbers import tanggal


@dataclass(frozen=True)
class Change:
    kind: str  # added, moved, cancelled
    number: int
    nominee: int
    name: str
    before: str
    after: str
    session: Session | None = None

    @property
    def text(self) -> str:
        sentences = {
            "added": _("%(name)s dijadwalkan %(after)s"),
            "moved": _("%(name)s dipindah dari %(before)s ke %(after)s"),
            "cancelled": _("%(name)s dibatalkan, semula %(before)s"),
        }
        return sentences[self.kind] % {"name": self.name, "before": self.before, "after": self.after}


def changes(plan: Plan) -> list[Change]:
    demands, zone = plan.asked, plan.edition.province.zone
    slots = standing(plan.edition, [group.key for group in demands.groups])
    turns = {turn.key: turn for turn in demands.turns}
    found = []
    for row in plan.turns:
        turn, slot, room = turns[row.turn], slots.pop(row.turn, None), demands.rooms[row.room]
        after = _when(row.start, room.name)
        if slot is None:
            found.append(Change("added", turn.key, turn.nominee, turn.name, "", after))
            continue
        start, end = (local_minutes(at, zone) for at in (slot.period.lower, slot.period.upper))
        held = (slot.venue_id, slot.session.mode, slot.session.link)
        same_place = held == (venue_of(room), room.mode, link_of(room))
        if not same_place or (start, end) != (row.start, row.end):
            before = _when(start, str(slot.venue or slot.session.get_mode_display()))
            found.append(Change("moved", turn.key, turn.nominee, turn.name, before, after))
    for number, slot in slots.items():
        start = local_minutes(slot.period.lower, zone)
        before = _when(start, str(slot.venue or slot.session.get_mode_display()))
        found.append(Change("cancelled", number, slot.nominee_id, str(slot.nominee), before, "", slot.session))
    return found


def _when(at: int, room: str) -> str:
    return _("%(day)s pukul %(time)s, %(room)s") % {
        "day": tanggal(moment(at)),
        "time": f"{moment(at):%H.%M}",
        "room": room,
    }
