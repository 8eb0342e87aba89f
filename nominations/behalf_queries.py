"""What the secretariat may know of a self-assessment that is being filled in: which questions are still free."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from nominations.models import Answer, Evidence, Indicator, Nomination, OnBehalf
from nominations.queries import asked_of, instrument_of


@dataclass(frozen=True)
class Place:
    """One question: free, typed by the secretariat (`entry`), or answered by the candidate itself (`is_own`)."""

    indicator: Indicator
    entry: OnBehalf | None = None
    is_own: bool = False


def entries_of(nomination: Nomination, user: Any) -> QuerySet[OnBehalf]:
    """What was typed on behalf of the candidate, as far as `user` may see it."""
    rows = OnBehalf.objects.visible_to(user, "nominations.view").filter(nomination=nomination)
    return rows.select_related("answer__indicator", "by", "objected_by", "replied_by")


def places(nomination: Nomination) -> list[Place]:
    """Every question that applies. What the candidate wrote is not read, only that it wrote."""
    entries: dict[int, OnBehalf] = {}
    for entry in OnBehalf.objects.filter(nomination=nomination).select_related("answer", "by"):
        entries.setdefault(entry.answer_id, entry)
    evidence = Evidence.objects.filter(answer__nomination=nomination, removed_at=None)
    with_files = set(evidence.values_list("answer", flat=True))
    answers = {answer.indicator_id: answer for answer in Answer.objects.filter(nomination=nomination)}
    found = []
    for row in asked_of(nomination.nominee, instrument_of(nomination.category)):
        answer = answers.get(row.pk)
        entry = entries.get(answer.pk) if answer else None
        if entry and answer and entry.answer_version == answer.version:
            found.append(Place(row, entry))
        else:
            found.append(Place(row, None, bool(answer and (answer.value or answer.note or answer.pk in with_files))))
    return found
