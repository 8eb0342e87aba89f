"""What waits for a person, what holds a category back, what ties a row: asked of every app's `agenda` module.

An app may offer `agenda(user) -> list[Item]`, `blockers(category, target) -> list[Blocker]`,
`stays(category, target) -> list[str]` and `ties(row, into) -> list[str]`. The ground floor finds them by name, as
Django finds `admin` modules, and so knows no upper app.
"""

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db.models import QuerySet, Value
from django.utils.module_loading import module_has_submodule

from paritrana.access import holds
from paritrana.committees.models import Category, Stage


@dataclass(frozen=True)
class Item:
    """One thing that waits for a person, with the one link where it is done."""

    title: str
    url: str
    count: int = 0
    deadline: datetime | None = None
    hint: str = ""


@dataclass(frozen=True)
class Blocker:
    """Why a category may not enter a stage yet. A soft one the chair may set aside with a reason."""

    text: str
    hard: bool = True
    url: str = ""


@dataclass(frozen=True)
class Matter:
    """What waits only now and then, for whoever holds the code: its rows, and the item of each (None: not for them)."""

    code: str
    rows: Callable[[Any], QuerySet[Any]]
    item: Callable[[Any, Any], Item | None]


def waiting(user: Any, matters: Sequence[Matter]) -> list[Item]:
    """One query tells which matters have rows at all; only those are read."""
    mine = {number: matter.rows(user) for number, matter in enumerate(matters) if holds(user, matter.code)}
    if not mine:
        return []
    first, *others = (
        rows.order_by().annotate(waits=Value(number)).values_list("waits", flat=True)[:1]
        for number, rows in mine.items()
    )
    found = sorted(first.union(*others, all=True) if others else first)
    items = (matters[number].item(user, row) for number in found for row in mine[number])
    return [item for item in items if item]


def _modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        if config.name != "paritrana.committees" and module_has_submodule(config.module, "agenda"):
            yield importlib.import_module(f"{config.name}.agenda")


def agenda(user: Any) -> list[Item]:
    """Everything that is this person's to do now, those with the nearest deadline first."""
    items = [item for module in _modules() if hasattr(module, "agenda") for item in module.agenda(user)]
    return sorted(items, key=lambda item: (item.deadline is None, item.deadline and item.deadline.timestamp()))


def blockers(category: Category, target: Stage) -> list[Blocker]:
    """What holds `category` back from entering `target` (a later stage)."""
    return [
        blocker for module in _modules() if hasattr(module, "blockers") for blocker in module.blockers(category, target)
    ]


def stays(category: Category, target: Stage) -> list[str]:
    """Why `category` may not be taken back to `target` (an earlier stage), in sentences."""
    return [reason for module in _modules() if hasattr(module, "stays") for reason in module.stays(category, target)]


def ties(row: Any, into: Any = None) -> list[str]:
    """Why upper floors hold a row where it is, in sentences: it can neither be moved nor merged.

    With `into` only what holds it back from being merged into that one, besides.
    """
    return [reason for module in _modules() if hasattr(module, "ties") for reason in module.ties(row, into)]
