from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from paritrana.access import seats_of
from paritrana.audit.models import Entry

# A row of an act, and what it held before and after.
Change = tuple[Model, dict[str, Any] | None, dict[str, Any] | None]


def record(
    by: Any,
    verb: str,
    row: Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    province: str = "",
) -> Entry:
    """Write one entry in the transaction of the act. `by` is a user, or None for the portal itself.

    `province` says in whose trail a row stands that has no province of its own (an account).
    """
    entry = _entry(by, verb, row, before, after, reason, province)
    entry.save()
    return entry


def record_many(by: Any, verb: str, changes: Iterable[Change]) -> None:
    """`record` for many rows of one act, in few statements."""
    entries = [_entry(by, verb, row, before, after) for row, before, after in changes]
    Entry.objects.bulk_create(entries, batch_size=1_000)


def _entry(
    by: Any,
    verb: str,
    row: Model,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    reason: str = "",
    province: str = "",
) -> Entry:
    edition = _edition_of(row)
    province = getattr(row, "province_id", None) or province
    table = row._meta.label
    if table == "regions.Province":
        province = row.pk
    return Entry(
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else "portal",
        hats="; ".join([*map(str, seats_of(by)), *filter(None, [by.device])])[:500] if by else "",
        verb=verb,
        table=table,
        row_id=str(row.pk),
        row_text=str(row)[:300],
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        province=province,
        edition_id=edition,
    )


def _edition_of(row: Model) -> Any:
    """The key of the edition the row belongs to, along the path that its model names in PLACES."""
    *steps, last = row.PLACES.get("edition", "edition").split("__")  # type: ignore[attr-defined]
    owner: Any = row
    for step in steps:
        owner = getattr(owner, step)
    return owner.pk if last == "pk" else getattr(owner, last if last.endswith("_id") else f"{last}_id", None)


def _plain(values: dict[str, Any] | None) -> dict[str, Any]:
    """JSON needs plain values; dates, decimals and lazy words become text."""
    encoder = DjangoJSONEncoder()
    return {
        key: value
        if value is None or isinstance(value, bool | int | str | list | dict)
        else encoder.default(value)
        if hasattr(value, "isoformat") or hasattr(value, "as_tuple")
        else str(value)
        for key, value in (values or {}).items()
    }
