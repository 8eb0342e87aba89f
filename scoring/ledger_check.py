"""Reading the ledger against the rows: where the chain breaks, and which row is not what was sealed."""

import hashlib
from collections.abc import Callable, Iterator

from paritrana.committees.models import Category
from scoring.engine.canonical import canonical
from scoring.engine.merkle import leaf_hash
from scoring.ledger import COVERED, UNSEALED, chained, contents, key_of
from scoring.models import Event, RankingRun, RuleBook, ScoreSheet


def plain(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def faults(category: Category) -> Iterator[str]:
    """What is wrong in the scoring of a category, the first break of the chain first; nothing where all holds."""
    events = list(Event.objects.filter(category=category).order_by("number"))
    book = RuleBook.objects.filter(category=category).first()
    yield from _chain(events)
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


def _rules(events: list[Event], book: RuleBook | None) -> Iterator[str]:
    sealed = [event.data["rules"] for event in events if "rules" in event.data]
    if book and book.frozen_at:
        if _seal(book.content) != book.sha256:
            yield "the rules are not what was frozen"
        if not sealed or sealed[-1] != book.sha256:
            yield "the frozen rules are not those of the ledger"
    elif book is None and events:
        yield "the rules are gone"


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
