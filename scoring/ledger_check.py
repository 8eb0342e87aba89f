"""Reading the ledger against the rows: where the chain breaks, and which row is not what was sealed."""

import hashlib
from collections.abc import Callable, Iterator

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet

from paritrana.audit.models import Entry
from paritrana.committees.models import Category
from scoring.engine.canonical import canonical
from scoring.engine.merkle import leaf_hash
from scoring.engine.rules import Rules
from scoring.ledger import COVERED, UNSEALED, chained, contents, key_of
from scoring.models import Event, RankingRun, RuleBook, ScoreSheet
from scoring.queries import rules_of

FREEZE = "rubric.freeze"
KEPT = "ledger.keep"  # the entry of the trail that holds how far the ledger had come


def plain(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def faults(category: Category) -> Iterator[str]:
    """What is wrong in the scoring of a category, the first break of the chain first; nothing where all holds."""
    events = list(Event.objects.filter(category=category).order_by("number"))
    book = RuleBook.objects.filter(category=category).first()
    yield from _chain(events)
    yield from _trail(category, events)
    yield from _rules(events, book)
    yield from _rows(category, events)
    yield from _runs(category)


def _chain(events: list[Event]) -> Iterator[str]:
    before = str(events[0].data.get("rules", "")) if events else ""
    for number, event in enumerate(events, 1):
        if event.number != number:
            yield f"event {number} is missing"
            return
        try:
            expected = chained(before, event)
        except (ValueError, TypeError):
            expected = ""
        if event.key != key_of(event) or event.hash != expected:
            yield f"event {number} ({event.verb}) breaks the chain"
            return
        before = event.hash


def kept(category: Category) -> QuerySet[Entry]:
    """What the nightly check wrote into the trail, a table of its own: number and hash of the last event."""
    return Entry.objects.filter(verb=KEPT, table=Category._meta.label, row_id=str(category.pk)).order_by("pk")


def is_opened(category: Category) -> bool:
    """Whether there is or was a ledger; not yet in a round that was frozen before there was one (0.1.0)."""
    events = Event.objects.filter(category=category)
    return events.exists() or kept(category).exists() or _begins_with_freeze(category)


def _begins_with_freeze(category: Category) -> bool:
    """Whether the trail tells of a first freeze of the rules at a time when the portal had a ledger already."""
    book = RuleBook.objects.filter(category=category).values("pk").first()
    row = {"table": RuleBook._meta.label, "row_id": str(book["pk"])} if book else {"pk": None}
    freeze = Entry.objects.filter(verb=FREEZE, **row).order_by("pk").first()
    ready = MigrationRecorder.Migration.objects.get(app="scoring", name="0004_ledger").applied
    return freeze is not None and freeze.at >= ready


def _trail(category: Category, events: list[Event]) -> Iterator[str]:
    """The ledger against the trail: whoever takes away its end, or all of it, leaves it shorter than it was."""
    if [event.verb for event in events[:1]] != [FREEZE] and _begins_with_freeze(category):
        yield "the ledger does not begin with the freeze of the rules: its events are gone"
    for entry in kept(category):
        number, head = entry.after["number"], entry.after["hash"]
        if [event.hash for event in events[number - 1 : number]] != [head]:
            yield f"event {number} is not the one of {entry.at:%Y-%m-%d}, when it was the last"
            return


def _rules(events: list[Event], book: RuleBook | None) -> Iterator[str]:
    sealed = [event.data["rules"] for event in events if "rules" in event.data]
    if book and book.frozen_at:
        if _seal(book.content) != book.sha256 or _criteria(rules_of(book)) != _criteria(Rules.from_dict(book.content)):
            yield "the rules are not what was frozen"
        if not sealed or sealed[-1] != book.sha256:
            yield "the frozen rules are not those of the ledger"
    elif book is None and events:
        yield "the rules are gone"


def _criteria(rules: Rules) -> set[tuple[str, str, int, str | None]]:
    """What a mark counts for: a mark knows its criterion by the row, the sealed rules by the code."""
    return {(row.code, row.source, row.weight, row.parent) for row in rules.criteria}


def _rows(category: Category, events: list[Event]) -> Iterator[str]:
    """Each sealed row against the last event that names it, and each row against being sealed at all."""
    last: dict[str, tuple[str | None, str]] = {}
    for event in events:
        for name, digest in event.rows.items():
            last[name] = digest, event.salt
    if not events:
        return
    for model, path in COVERED.items():
        rows = model._default_manager.filter(**{path: category})
        if model is ScoreSheet:
            rows = rows.exclude(status__in=UNSEALED)
        for name, content in contents(model, rows):
            digest, salt = last.pop(name, (None, ""))
            if digest is None:
                yield f"{name} was never recorded"
            elif digest != _seal({"salt": salt, "row": content}, leaf_hash):
                yield f"{name} is not what was recorded"
    yield from (f"{name} is gone" for name, (digest, _salt) in last.items() if digest is not None)


def _runs(category: Category) -> Iterator[str]:
    """A run's seal covers its input and its result."""
    for run in RankingRun.objects.filter(category=category):
        if _seal({"input": run.input, "result": run.result}) != run.sha256:
            yield f"{run._meta.model_name}:{run.pk} does not have its seal"


def _seal(content: object, hashed: Callable[[bytes], bytes] = plain) -> str:
    """In hex; empty where the content is nothing that was ever sealed."""
    try:
        return hashed(canonical(content)).hex()
    except (TypeError, ValueError):
        return ""
