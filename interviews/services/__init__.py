from interviews.services.attendance import close, record_attendance
from interviews.services.planning import add_venue, cancel, excuse_panelist, move_slot, plan, seat_panelist

__all__ = [
    "add_venue",
    "cancel",
    "close",
    "excuse_panelist",
    "move_slot",
    "plan",
    "record_attendance",
    "seat_panelist",
]
