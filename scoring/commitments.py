"""What a sent sheet is held to: a salted hash in the ledger at once, a root over the sheets of a turn and of a
session, one root over all of them at the closing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from nominations.models import Nomination
from paritrana.committees.models import Category
from paritrana.numbers import seal
from scoring.engine.canonical import canonical
from scoring.engine.merkle import inclusion_proof, leaf_hash, root_of
from scoring.ledger import label
from scoring.models import Event, ScoreSheet
from scoring.ranking_queries import decimal

SHEET_FORMAT = "paritrana-lembar/1"
NOMINEE_FORMAT = "paritrana-kandidat/1"


@dataclass(frozen=True)
class Leaf:
    """The commitment of one closed sheet, and the event that holds it."""

    nominee: str
    round: str
    person: str
    commitment: str
    event: str
    salt: str


@dataclass(frozen=True)
class Version:
    """One sending of a sheet, as its owner may keep it: when, and under which code."""

    at: datetime
    commitment: str

    @property
    def code(self) -> str:
        return receipt_code(self.commitment)


def receipt_code(commitment: str) -> str:
    """What a panelist is given for a sent sheet: "abcd ef01 2345"."""
    return seal(commitment)


def versions(sheet: ScoreSheet) -> list[Version]:
    """All sendings of a sheet in their order, corrections after the closing included."""
    events = Event.objects.filter(category=sheet.nomination.category_id, rows__has_key=label(sheet))
    sent = events.filter(data__has_key="commitment").order_by("number").values_list("at", "data__commitment")
    return [Version(at, commitment) for at, commitment in sent]


def content_of(sheet: ScoreSheet, marks: Mapping[str, int]) -> dict[str, Any]:
    """A sheet as it stands in a run and in a snapshot: the person under a code, the marks in hundredths as text."""
    return {
        "nominee": str(sheet.nomination.number),
        "person": str(sheet.person_id),
        "round": sheet.round,
        "marks": {code: decimal(mark) for code, mark in marks.items()},
    }


def commitment(salt: str, content: Mapping[str, Any]) -> str:
    """SHA-256(0x00 || JCS({"salt": ..., "sheet": ...})): whoever is shown salt and sheet can check it."""
    return leaf_hash(canonical({"salt": salt, "sheet": content})).hex()


def root(category: Category) -> dict[str, str]:
    """The data of the closing event: the root over the closed sheets. Empty where one has no commitment."""
    found = leaves(category)
    return {"root": root_of([bytes.fromhex(leaf.commitment) for leaf in found]).hex()} if found else {}


def leaves(category: Category, until: int | None = None) -> list[Leaf]:
    """The last commitment of each closed sheet, by nominee, round and person; none unless all have one.

    `until` is the number of the last event that counts: what was published stays when a mark is corrected later.

    Also the sheets of nominations that left the race: who leaves after the closing does not change the root.
    """
    closed = ScoreSheet.objects.filter(nomination__category=category, status=ScoreSheet.Status.CLOSED)
    return _leaves(closed, Event.objects.filter(category=category, **({"number__lte": until} if until else {})))


def turn_root(nomination: Nomination, round: str) -> str:
    """The root over the sheets of one nomination and round sent so far, by person; empty while there is none."""
    sent = nomination.sheets.filter(round=round, status__in=[ScoreSheet.Status.SENT, ScoreSheet.Status.CLOSED])
    found = _leaves(sent, Event.objects.filter(category=nomination.category_id))
    return root_of([bytes.fromhex(leaf.commitment) for leaf in found]).hex() if found else ""


def sealed_turns(category: Category, round: str) -> dict[str, str]:
    """The root that was last sealed of each turn, by number of the nomination."""
    events = Event.objects.filter(category=category, data__turn__round=str(round)).order_by("number")
    turns = (event.data["turn"] for event in events)
    return {turn["nomination"]: turn["root"] for turn in turns}


def session_root(turns: Iterable[str]) -> str:
    """The root over the roots of its turns, in the order in which they were heard; empty where there is none."""
    roots = [bytes.fromhex(turn) for turn in turns if turn]
    return root_of(roots).hex() if roots else ""


def proof(sheet: ScoreSheet, marks: Mapping[str, int]) -> dict[str, Any] | None:
    """That this closed sheet stands under the root of its category, as `scoring/verify.py` reads it.

    None where the category has no root: it was closed before sheets were committed to.
    """
    found = leaves(sheet.nomination.category)
    key = (str(sheet.nomination.number), sheet.round, str(sheet.person_id))
    at = next((at for at, leaf in enumerate(found) if (leaf.nominee, leaf.round, leaf.person) == key), None)
    if at is None:
        return None
    hashes = [bytes.fromhex(leaf.commitment) for leaf in found]
    return {
        "format": SHEET_FORMAT,
        "sheet": content_of(sheet, marks),
        "salt": found[at].salt,
        "commitment": found[at].commitment,
        "index": str(at),
        "size": str(len(hashes)),
        "path": [node.hex() for node in inclusion_proof(hashes, at)],
        "root": root_of(hashes).hex(),
    }


def nominee_proof(nomination: Nomination) -> dict[str, Any] | None:
    """That all closed sheets of a candidate stand under the root of its category, as `scoring/verify.py` reads it.

    Neither person nor salt: nobody tries out marks with it. None where there is no sheet or no root.
    """
    found = leaves(nomination.category)
    hashes = [bytes.fromhex(leaf.commitment) for leaf in found]
    sheets = [
        {
            "round": leaf.round,
            "commitment": leaf.commitment,
            "index": str(at),
            "path": [node.hex() for node in inclusion_proof(hashes, at)],
        }
        for at, leaf in enumerate(found)
        if leaf.nominee == str(nomination.number)
    ]
    if not sheets:
        return None
    return {
        "format": NOMINEE_FORMAT,
        "nominee": str(nomination.number),
        "sheets": sheets,
        "size": str(len(hashes)),
        "root": root_of(hashes).hex(),
    }


def _leaves(sheets: QuerySet[ScoreSheet], events: QuerySet[Event]) -> list[Leaf]:
    last: dict[str, Event] = {}
    for event in events.filter(data__has_key="commitment").order_by("number"):
        last.update(dict.fromkeys(event.rows, event))
    rows = list(sheets.select_related("nomination").order_by("nomination__number", "round", "person_id"))
    if any(label(sheet) not in last for sheet in rows):
        return []
    return [
        Leaf(
            nominee=str(sheet.nomination.number),
            round=sheet.round,
            person=str(sheet.person_id),
            commitment=event.data["commitment"],
            event=str(event.number),
            salt=event.salt,
        )
        for sheet in rows
        for event in [last[label(sheet)]]
    ]
