"""What pages have seen: short words in Redis that answer a poll before any row is read.

Redis may be away. Then no stamp is known and pages read the rows; a stamp that could not be renewed is forgotten
as soon as Redis is back, else whoever holds the old one would believe it.
"""

import logging
from collections.abc import Iterable

from django.core.cache import cache
from redis import RedisError

from paritrana.celery import later

log = logging.getLogger(__name__)


def read(keys: Iterable[str]) -> dict[str, str]:
    """Those of the stamps that are known."""
    try:
        found: dict[str, str] = cache.get_many(keys)
    except RedisError as error:
        log.warning("stamps cannot be read: %s", error)
        return {}
    return found


def is_known(key: str, stamp: str) -> bool:
    return read([key]) == {key: stamp}


def renew(key: str, stamp: str, timeout: float | None) -> None:
    try:
        cache.set(key, stamp, timeout)
    except RedisError as error:
        log.warning("stamp %s cannot be renewed: %s", key, error)
        later("outbox.forget_stamp", key)


def first(key: str, stamp: str, timeout: float | None) -> str:
    """The stamp that is there, else this one."""
    try:
        return str(cache.get_or_set(key, stamp, timeout))
    except RedisError:
        return stamp


def forget(key: str) -> None:
    try:
        cache.delete(key)
    except RedisError as error:
        log.warning("stamp %s cannot be forgotten: %s", key, error)
        later("outbox.forget_stamp", key)
