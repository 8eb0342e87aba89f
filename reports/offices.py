"""The keys of offices and the certificates that are trusted, as the operator set them up in a TOML file.

Nothing of it is stored in the database (docs/operations.md).
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Office:
    """The key of an office and how to reach it."""

    name: str
    folder: Path
    facts: dict[str, Any]

    def path(self, key: str) -> Path:
        return self.folder / str(self.facts[key])

    def secret(self, key: str) -> str:
        return self.path(key).read_text().strip()


def office(province: str) -> Office | None:
    """The key of a province (its slug); None where the operator has set up none."""
    config, folder = _config()
    facts = config.get("offices", {}).get(province)
    return Office(str(facts.get("name", "")), folder, facts) if facts else None


def trusted_files() -> list[Path]:
    """The files (PEM) with certificates of the issuers that are trusted."""
    config, folder = _config()
    return [folder / name for name in config.get("trust", [])]


def _config() -> tuple[dict[str, Any], Path]:
    if not settings.SIGNING_CONFIG:
        return {}, Path()
    path = Path(settings.SIGNING_CONFIG)
    return tomllib.loads(path.read_text()), path.parent
