"""Writing the ledger: every act on scoring leaves one event that holds a digest of all rows it left behind."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from paritrana.audit import services as audit
from paritrana.committees.models import Category
from scoring.engine.canonical import canonical
from scoring.engine.merkle import leaf_hash
from scoring.models import (
    Amendment,
    BranchResponse,
    Decision,
    DecisionChange,
    Event,
    FeedbackComment,
    HandOver,
    Mark,
    MarkCorrection,
    MarkQuestion,
    NoConflict,
    Objection,
    ObjectionFile,
    ObjectionWindow,
    PaperAct,
    PaperSheet,
    Placement,
    QuorumChoice,
    RankingRow,
    RankingRun,
    Recusal,
    RecusalLift,
    RuleBook,
    ScoreSheet,
    SpecialAward,
    TieReason,
    Value,
)

# Every row that counts, with the path to its category, and the rows that are sealed together with it.
COVERED: dict[type[Model], str] = {
    ScoreSheet: "nomination__category",
    Value: "nomination__category",
    Recusal: "nomination__category",
    RecusalLift: "recusal__nomination__category",
    NoConflict: "nomination__category",
    RankingRun: "category",
    BranchResponse: "run__category",
    Decision: "category",
    SpecialAward: "category",
    PaperAct: "category",
    TieReason: "category",
    ObjectionWindow: "category",
    HandOver: "nomination__category",
    Objection: "category",
    DecisionChange: "category",
    MarkCorrection: "nomination__category",
    FeedbackComment: "nomination__category",
    MarkQuestion: "sheet__nomination__category",
    PaperSheet: "sheet__nomination__category",
    Amendment: "category",
    QuorumChoice: "run__category",
}
PARTS: dict[type[Model], tuple[type[Model], str]] = {
    ScoreSheet: (Mark, "sheet"),
    RankingRun: (RankingRow, "run"),
    Decision: (Placement, "decision"),
    Objection: (ObjectionFile, "objection"),
}
# Columns that came later stand in no digest while they are empty, so that what was sealed before them still holds.
LATER: dict[type[Model], frozenset[str]] = {
    BranchResponse: frozenset({"kind", "outcome"}),
    ScoreSheet: frozenset({"voided_by_id", "locked_at", "reasons"}),
    Recusal: frozenset({"lifted_at"}),
    Mark: frozenset({"code"}),
    Value: frozenset({"participants", "people"}),
    Decision: frozenset({"tie_basis"}),
    Placement: frozenset({"from_tie"}),
}
# Sheets that nobody has sent or ended are drafts: not sealed.
UNSEALED = ScoreSheet.UNSENT
LOCK = 0x5C0E  # our part of PostgreSQL's advisory locks
# What an event holds beside its rows; a function is given the salt of the event.
Data = dict[str, Any] | Callable[[str], dict[str, Any]]


def lock(category: Category | int) -> None:
    """One act on a category's scoring at a time. Taken before any row is locked, so that no two wait for each other."""
    key = category if isinstance(category, int) else category.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, key])


def record(
    by: Any,
    verb: str,
    row: Model,
    *,
    rows: Iterable[Model] | None = None,
    gone: bool = False,
    data: Data | None = None,
    **entry: Any,
) -> None:
    """The audit entry of an act, and its event. `rows` are those it left behind, if it is not `row` alone."""
    audit.record(by, verb, row, **entry)
    category = row.pk if isinstance(row, Category) else _category_of(row)
    append(category, verb, [row] if rows is None else rows, by=by, gone=gone, data=data)


def append(
    category: int, verb: str, rows: Iterable[Model], *, by: Any, gone: bool = False, data: Data | None = None
) -> None:
    """One more event. Before the rules are frozen there is nothing to seal, and nothing is written.

    The first event also seals every row that was there before.
    """
    lock(category)
    last = Event.objects.filter(category=category).order_by("-number").first()
    book = None if last else RuleBook.objects.filter(category=category, frozen_at__isnull=False).first()
    begun = last or book
    if begun is None:
        return
    salt = secrets.token_hex(16)
    left = [row for row in rows if type(row) in COVERED]
    if book:
        left += _earlier(category)
    event = Event(
        province_id=begun.province_id,
        category_id=category,
        number=last.number + 1 if last else 1,
        verb=verb,
        at=timezone.now(),
        by=by,
        rows={label(row): None for row in left} | ({} if gone else digests(filter(is_sealed, left), salt)),
        data={**({"rules": book.sha256} if book else {}), **((data(salt) if callable(data) else data) or {})},
        salt=salt,
    )
    event.key = key_of(event)
    event.hash = chained(last.hash if last else event.data["rules"], event)
    event.save(force_insert=True)


def _earlier(category: int) -> list[Model]:
    return [row for model, path in COVERED.items() for row in model._default_manager.filter(**{path: category})]


def key_of(event: Event) -> str:
    return f"{event.category_id}.{event.number}"


def chained(before: str, event: Event) -> str:
    """SHA-256(hash before || canonical event), in hex."""
    return hashlib.sha256(bytes.fromhex(before) + canonical(content_of(event))).hexdigest()


def content_of(event: Event) -> dict[str, Any]:
    """What is hashed of an event. The salt stands in it as a hash, so that it stays secret."""
    return {
        "key": key_of(event),
        "province": event.province_id,
        "category": str(event.category_id),
        "number": str(event.number),
        "verb": event.verb,
        "at": _plain(event.at),
        "by": _plain(event.by_id),
        "rows": event.rows,
        "data": event.data,
        "salt": hashlib.sha256(bytes.fromhex(event.salt)).hexdigest(),
    }


def is_sealed(row: Model) -> bool:
    return not (isinstance(row, ScoreSheet) and row.status in UNSEALED)


def label(row: Model) -> str:
    return f"{row._meta.model_name}:{row.pk}"


def digests(rows: Iterable[Model], salt: str) -> dict[str, str]:
    """The salted digest of each row as it stands in the database, with all its columns and its parts."""
    found: dict[str, str] = {}
    by_model: dict[type[Model], list[Any]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row.pk)
    for model, keys in by_model.items():
        found.update(
            (name, leaf_hash(canonical({"salt": salt, "row": content})).hex())
            for name, content in contents(model, model._default_manager.filter(pk__in=keys))
        )
    return found


def contents(model: type[Model], rows: QuerySet) -> Iterable[tuple[str, dict[str, Any]]]:
    """Per row its label and every column as text, parts included. Two queries."""
    columns = list(rows.order_by("pk").values(*_columns(model)))
    parts: dict[Any, list[dict[str, Any]]] = {}
    if model in PARTS:
        part, owner = PARTS[model]
        inside = part._default_manager.filter(**{f"{owner}__in": [row["id"] for row in columns]})
        for values in inside.order_by("pk").values(*_columns(part)):
            parts.setdefault(values[f"{owner}_id"], []).append(_texts(part, values))
    for values in columns:
        texts = _texts(model, values)
        yield f"{model._meta.model_name}:{values['id']}", {**texts, "parts": parts.get(values["id"], [])}


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _texts(model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    later = LATER.get(model, ())
    return {name: _plain(value) for name, value in values.items() if value or name not in later}


def _plain(value: Any) -> Any:
    """As canonical JSON takes it: figures and times as text, JSON columns as they are."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_fixed_timezone(0)).isoformat()
    if value is None or isinstance(value, bool | str | list | dict):
        return value
    return str(value) if isinstance(value, int | Decimal) else value.isoformat()


def _category_of(row: Model) -> int:
    """The key of the category along the path of its model, without a further query where the row has it loaded."""
    if isinstance(row, RuleBook):
        return row.category_id
    owner: Any = row
    *steps, last = COVERED[type(row)].split("__")
    for step in steps:
        owner = getattr(owner, step)
    return int(getattr(owner, f"{last}_id"))
