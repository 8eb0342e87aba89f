from interviews.services.attendance import record_attendance
from interviews.services.closing import close, remind
from interviews.services.places import relocate
from interviews.services.planning import (
    add_venue,
    address,
    cancel,
    excuse_panelist,
    move_slot,
    plan,
    seat_panelist,
)
from interviews.services.plans import draw, move_turn, propose, set_demands, start
from interviews.services.publishing import publish

__all__ = [
    "add_venue",
    "address",
    "cancel",
    "close",
    "draw",
    "excuse_panelist",
    "move_slot",
    "move_turn",
    "plan",
    "propose",
    "publish",
    "record_attendance",
    "relocate",
    "remind",
    "seat_panelist",
    "set_demands",
    "start",
]
