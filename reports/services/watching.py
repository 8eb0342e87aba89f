"""Who is watching: pages follow the documents of an edition by one stamp."""

import uuid

from paritrana import stamps
from paritrana.committees.models import Edition
from reports.models import Document, Preview


def changed(document: Document | Preview) -> None:
    """Tell the pages that show documents of this edition that something is new."""
    changed_in(document.edition)


def changed_in(edition: Edition) -> None:
    """The same for whatever else the pages show."""
    stamps.renew(_state_key(edition.province.slug, edition.slug), uuid.uuid4().hex, None)


def state(province: str, edition: str) -> str:
    """What a page of the edition (by its address) has seen; another with every change of a document.

    It says nothing by itself: a count would tell candidates how many certificates are being made.
    """
    return stamps.first(_state_key(province, edition), uuid.uuid4().hex, None)


def is_seen(seen: str, province: str, edition: str) -> bool:
    """Whether nothing has changed since. Only a page that exists makes a state: addresses are typed by anybody."""
    return bool(seen) and stamps.is_known(_state_key(province, edition), seen)


def _state_key(province: str, edition: str) -> str:
    return f"documents-{province}-{edition}"
