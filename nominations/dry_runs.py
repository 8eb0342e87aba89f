"""What every look before a writing has in common: rows counted by what they would do, and a fingerprint."""

import hashlib
import json
from typing import Any, ClassVar

from django.db.models import TextChoices


class Looked:
    """`rows` have an `outcome`, one of `outcomes`, and `reasons` where they cannot be taken."""

    outcomes: ClassVar[type[TextChoices]]
    rows: tuple[Any, ...]

    @property
    def counts(self) -> dict[str, int]:
        counts = {outcome.value: 0 for outcome in self.outcomes}
        for row in self.rows:
            counts[row.outcome.value] += 1
        return counts

    @property
    def is_clean(self) -> bool:
        return not any(row.reasons for row in self.rows)


def fingerprint_of(seen: Any) -> str:
    """Of what a person has read, so that nothing else is written."""
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()
