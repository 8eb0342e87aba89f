"""Who is watching: pages follow the documents of an edition by one key of the cache."""

import logging
import uuid

from django.core.cache import cache
from redis import RedisError

from paritrana.committees.models import Edition
from reports.models import Document, Preview

log = logging.getLogger(__name__)


def changed(document: Document | Preview) -> None:
    """Tell the pages that show documents of this edition that something is new."""
    changed_in(document.edition)


def changed_in(edition: Edition) -> None:
    """The same for whatever else the pages show. A cache that is away stops no work: pages read the rows."""
    try:
        cache.set(_state_key(edition.province.slug, edition.slug), uuid.uuid4().hex, timeout=None)
    except RedisError:
        log.warning("watchers of %s were not told", edition.pk)


def state(province: str, edition: str) -> str:
    """What a page of the edition (by its address) has seen; another with every change of a document.

    It says nothing by itself: a count would tell candidates how many certificates are being made.
    """
    return str(cache.get_or_set(_state_key(province, edition), lambda: uuid.uuid4().hex, timeout=None))


def is_seen(seen: str, province: str, edition: str) -> bool:
    """Whether nothing has changed since. Only a page that exists makes a state: addresses are typed by anybody."""
    return bool(seen) and cache.get(_state_key(province, edition)) == seen


def _state_key(province: str, edition: str) -> str:
    return f"documents-{province}-{edition}"
