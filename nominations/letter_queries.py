"""Which signed letters a sending asks for, which are there, and who may read them."""

from typing import Any

from nominations.models import Letter, Nomination
from paritrana.committees.models import Category


def letters_in_force(nomination: Nomination) -> dict[str, Letter]:
    """Kind -> the letter that goes with the sending; a scan that was refused is none."""
    rows = Letter.objects.filter(nomination=nomination, replaced_at=None, kind__in=nomination.category.letters)
    return {row.kind: row for row in rows.select_related("file") if row.file.counts}


def missing_letters(nomination: Nomination) -> list[tuple[str, str]]:
    """(kind, name) of the letters that the category asks for and that are not there yet."""
    if not nomination.category.letters:
        return []
    there = letters_in_force(nomination)
    return [(kind, str(Category.Letter(kind).label)) for kind in nomination.category.letters if kind not in there]


def letters_of(nomination: Nomination, user: Any) -> list[Letter]:
    """The letters of a nomination, as far as `user` may read them."""
    if not nomination.category.letters:
        return []
    rows = Letter.objects.visible_to(user, "letters.view").filter(nomination=nomination, replaced_at=None)
    return list(rows.select_related("file", "by"))


def as_sent(nomination: Nomination) -> list[dict[str, Any]]:
    """The letters as the receipt names them."""
    if not nomination.category.letters:
        return []
    return [
        {
            "kind": row.kind,
            "name": row.get_kind_display(),
            "number": row.number,
            "date": row.date.isoformat(),
            "signer": row.signer,
            "office": row.office,
            "file": {"name": row.file.name, "size": row.file.size, "sha256": row.file.sha256},
        }
        for row in letters_in_force(nomination).values()
    ]
