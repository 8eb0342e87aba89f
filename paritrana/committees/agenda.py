"""What waits for a person, and what holds a category back: asked of every app's `agenda` module.

An app may offer `agenda(user) -> list[Item]` and `blockers(category, target) -> list[Blocker]`. The ground
floor finds them by name, as Django finds `admin` modules, and so knows no upper app.
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

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
