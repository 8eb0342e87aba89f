"""Stamps while Redis is away: unknown, never an error."""

import pytest

from interviews.services import live
from paritrana import stamps
from paritrana.files import check_services
from reports import services
from scoring.services import robustness

KEY = "12345678-1234-1234-1234-123456789abc"


@pytest.fixture
def away(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/redis.sock?db=0"}}


def test_stamp_is_known_until_it_is_renewed_or_forgotten():
    assert stamps.first("a", "1", 60) == "1"
    assert stamps.first("a", "2", 60) == "1"
    assert stamps.is_known("a", "1")
    stamps.renew("a", "3", 60)
    assert [stamps.is_known("a", stamp) for stamp in ("1", "2", "3")] == [False, False, True]
    stamps.forget("a")
    assert stamps.read(["a", "b"]) == {}


def test_without_redis_nobody_has_seen_the_newest(away):
    assert stamps.first("a", "1", 60) == "1"
    assert stamps.read(["a"]) == {}
    seen = live.stamps([7])
    assert not live.is_newest(seen)
    assert not check_services.is_seen(f"{KEY}.checking")
    assert not services.is_seen(services.state("kaltim", "2024"), "kaltim", "2024")
    assert not robustness.is_waiting("1.000000", "kaltim", "2024", "kabupaten-kota")
