from interviews.services.attendance import close, record_attendance
from interviews.services.planning import (
    PLANNING_STAGES,
    add_venue,
    address,
    cancel,
    excuse_panelist,
    move_slot,
    plan,
    seat_panelist,
)

__all__ = [
    "PLANNING_STAGES",
    "add_venue",
    "address",
    "cancel",
    "close",
    "excuse_panelist",
    "move_slot",
    "plan",
    "record_attendance",
    "seat_panelist",
]
