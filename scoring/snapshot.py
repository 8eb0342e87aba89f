"""The published package of a ranking: one signed canonical JSON, at the level the frozen rules name.

| level    | holds                                                                                      |
|----------|--------------------------------------------------------------------------------------------|
| `totals` | rules, names of nominees, totals, ranks, hashes                                            |
| `codes`  | also every sheet under the code of its person, with its salt; only if nobody was recused   |
|          | or absent: an empty cell in the table would tell who is behind the code                    |
| `full`   | also the ledger                                                                            |

Persons never have a name here. `scoring/verify.py` checks what stands in a package.
"""

from collections import defaultdict
from typing import Any

from scoring import signing
from scoring.commitments import leaves
from scoring.engine.canonical import canonical
from scoring.ledger import content_of
from scoring.models import Decision, DecisionChange, Event, RankingRun, Recusal, Robustness, RuleBook, ScoreSheet

FORMAT = "paritrana/1"
Level = RuleBook.Publication


def published(decision: Decision) -> bytes:
    """What everybody downloads of a released category. The same bytes for ever: later events are not in it."""
    run = decision.run
    level = level_of(run)
    events = Event.objects.filter(category=run.category).order_by("number")
    if decided := events.filter(rows__has_key=f"decision:{decision.pk}").values_list("number", flat=True).first():
        events = events.filter(number__lte=decided)
    content = _content(run, level, decision, list(events if level == Level.FULL else events.defer("rows")))
    chances = level != Level.TOTALS and run.input["rules"].get("publish_chances")
    return _signed(content | (_robustness(run) if chances else {}))


def complete(run: RankingRun, decision: Decision | None) -> bytes:
    """Everything, also the chances of each rank: for the observer, as soon as there is a run."""
    events = list(Event.objects.filter(category=run.category).order_by("number"))
    return _signed(_content(run, Level.FULL, decision, events) | _robustness(run))


def level_of(run: RankingRun) -> str:
    """The level that the frozen rules name; codes that would not hide anybody fall back to the totals."""
    level: str = run.input["rules"].get("publication", Level.TOTALS)
    return Level.TOTALS if level == Level.CODES and _has_gaps(run) else level


def _has_gaps(run: RankingRun) -> bool:
    """Whether a cell of the table is blank (also after a hand-over), or anybody was recused or absent."""
    category, people = run.category, defaultdict(set)
    for sheet in run.input["sheets"]:
        people[sheet["round"], sheet["nominee"]].add(sheet["person"])
    rounds = {name for name, _nominee in people}
    gaps = [ScoreSheet.Status.RECUSED, ScoreSheet.Status.ABSENT]
    return (
        any(len({frozenset(people[name, nominee]) for nominee in run.input["nominees"]}) > 1 for name in rounds)
        or Recusal.objects.filter(nomination__category=category, lifted_at=None).exists()
        or ScoreSheet.objects.filter(nomination__category=category, status__in=gaps).exists()
    )


def _content(run: RankingRun, level: str, decision: Decision | None, events: list[Event]) -> dict[str, Any]:
    category, edition = run.category, run.category.edition
    found = {
        "format": FORMAT,
        "level": str(level),
        "award": {"province": edition.province.name, "edition": edition.title, "category": category.name},
        "names": _names(run),
        "rules": run.input["rules"],
        "rules_sha256": run.rules_sha256,
        "run": {"number": str(run.number), "sha256": run.sha256, "result": {"rows": _totals(run)}},
        "decision": decision and _decided(decision),
        "commitments": {"root": next((e.data["root"] for e in reversed(events) if "root" in e.data), None)},
        "ledger": {"count": str(len(events)), "head": events[-1].hash if events else None},
    }
    if level != Level.TOTALS:
        given = {name: value for name, value in run.input.items() if name != "rules"}
        found["run"] |= {"input": given, "result": run.result}
        found["commitments"]["leaves"] = _leaves(run, level, events[-1].number) if found["commitments"]["root"] else []
    if level == Level.FULL:
        found["ledger"]["events"] = [{"content": content_of(event), "hash": event.hash} for event in events]
    return found


def _signed(content: dict[str, Any]) -> bytes:
    """Canonical bytes with the signature over all that stands beside it."""
    signature = {"algorithm": "Ed25519", "public_key": signing.public_key(), "value": signing.sign(canonical(content))}
    return canonical({**content, "signature": signature})


def _names(run: RankingRun) -> dict[str, str]:
    rows = run.rows.select_related("nomination__nominee")
    return {str(row.nomination.number): str(row.nomination.nominee) for row in rows}


def _totals(run: RankingRun) -> list[dict[str, Any]]:
    """The rows without their explanation, which would open the mark of a person who marked alone."""
    return [{name: row[name] for name in row if name != "explanation"} for row in run.result["rows"]]


def _decided(decision: Decision) -> dict[str, Any]:
    change = DecisionChange.objects.filter(decision=decision).select_related("supersedes__run").defer("package").first()
    return {
        **({"change": _changed(change)} if change else {}),
        "held_on": decision.held_on.isoformat(),
        "deviation_reason": decision.deviation_reason,
        "tie_basis": decision.tie_basis,
        "placements": [
            {"nominee": str(placement.nomination.number), "place": str(placement.place), "word": placement.word}
            for placement in decision.placements.select_related("nomination")
        ],
    }


def _changed(change: DecisionChange) -> dict[str, str]:
    """By which Keputusan perubahan the decision follows another, and the run that one rested on."""
    old, day = change.supersedes.run, change.date.isoformat() if change.date else ""
    return {"number": change.number, "date": day, "replaces_run": str(old.number), "replaces_sha256": old.sha256}


def _leaves(run: RankingRun, level: str, until: int) -> list[dict[str, str | None]]:
    """All commitments under the root; the salt only where the sheet itself stands in the package.

    Which event it was, and so who sent first, is told only together with the ledger.
    """
    shown = {(sheet["nominee"], sheet["round"], sheet["person"]) for sheet in run.input["sheets"]}
    return [
        {
            "nominee": leaf.nominee,
            "round": leaf.round,
            "person": leaf.person,
            "commitment": leaf.commitment,
            "event": leaf.event if level == Level.FULL else None,
            "salt": leaf.salt if (leaf.nominee, leaf.round, leaf.person) in shown else None,
        }
        for leaf in leaves(run.category, until)
    ]


def _robustness(run: RankingRun) -> dict[str, Any]:
    """The chances of each rank as the worker counted them; nothing where they are not exact or not there yet."""
    advice = Robustness.objects.filter(run=run).first()
    found = advice.result.get("bootstrap") if advice else None
    if not found or not found["exact"]:
        return {}
    return {"robustness": {name: value for name, value in found.items() if name != "exact"}}
