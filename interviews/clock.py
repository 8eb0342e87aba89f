"""The time of a turn: presentation, then questions, then over time. Pure; static/interviews/timer.js counts on."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Clock:
    """`elapsed` of a turn at `now`; it goes on while `running`."""

    now: datetime
    elapsed: timedelta
    presentation: timedelta
    total: timedelta
    running: bool

    @property
    def part(self) -> str:
        """presentation, questions or over.

        >>> minutes = lambda count: timedelta(minutes=count)
        >>> [Clock(datetime(2025, 7, 28), minutes(at), minutes(7), minutes(20), True).part for at in (6, 7, 20)]
        ['presentation', 'questions', 'over']
        """
        if self.elapsed < self.presentation:
            return "presentation"
        return "questions" if self.elapsed < self.total else "over"

    @property
    def presentation_until(self) -> datetime:
        return self.now + self.presentation - self.elapsed

    @property
    def until(self) -> datetime:
        return self.now + self.total - self.elapsed

    @property
    def milliseconds(self) -> dict[str, int]:
        """For the page: whole milliseconds."""
        spans = {"elapsed": self.elapsed, "presentation": self.presentation, "total": self.total}
        return {name: span // timedelta(milliseconds=1) for name, span in spans.items()}
