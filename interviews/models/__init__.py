from interviews.models.board import SlotEvent, TurnRecord
from interviews.models.calendars import CalendarFeed
from interviews.models.closing import Closing
from interviews.models.copies import SheetCopy
from interviews.models.devices import SpareDevice
from interviews.models.plans import Plan
from interviews.models.replies import ExpectedMember, Presentation, Reply
from interviews.models.sessions import Delegation, PanelSeat, Session, Slot, Venue, same

__all__ = [
    "CalendarFeed",
    "Closing",
    "Delegation",
    "ExpectedMember",
    "PanelSeat",
    "Presentation",
    "Reply",
    "Plan",
    "Session",
    "SheetCopy",
    "Slot",
    "SlotEvent",
    "SpareDevice",
    "TurnRecord",
    "Venue",
    "same",
]
