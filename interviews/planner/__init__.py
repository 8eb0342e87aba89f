from interviews.planner.demands import Absence, Block, Demands, Group, Room, Row, Turn
from interviews.planner.search import Budget, Undecided, find

__all__ = ["Absence", "Block", "Budget", "Demands", "Group", "Room", "Row", "Turn", "Undecided", "find"]
