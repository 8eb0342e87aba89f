import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache import cache
from django.test import RequestFactory

from paritrana.accounts import presence
from tests import factories

OFFICE, HOME = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def person(db):
    return factories.user("pejabat", "Pejabat")


@pytest.fixture
def request_of(person):
    """`request_of("a", OFFICE)`: a request in session "a" from an address."""

    def build(session, address=OFFICE, browser="Firefox", user=person, **headers):
        made = RequestFactory().get("/", REMOTE_ADDR=address, headers={"User-Agent": browser, **headers})
        made.user, made.session = user, SessionStore(f"session-{session}")
        return made

    return build


def test_two_devices_in_two_places_are_seen_by_both(request_of):
    desk, phone = request_of("a", OFFICE), request_of("b", HOME, "Safari")
    presence.note(desk)
    assert (presence.elsewhere(desk), presence.elsewhere(phone)) == (False, True)
    presence.note(phone)
    assert (presence.elsewhere(desk), presence.elsewhere(phone)) == (True, True)


def test_two_devices_in_one_office_are_no_matter(request_of):
    presence.note(request_of("a", OFFICE))
    assert not presence.elsewhere(request_of("b", OFFICE, "Safari"))
    cache.clear()
    presence.note(request_of("c", "2001:db8:1:2::5"))
    assert not presence.elsewhere(request_of("d", "2001:db8:1:2:ffff::9"))
    assert presence.elsewhere(request_of("d", "2001:db8:1:3::9"))


def test_one_device_that_changes_its_address_is_one(request_of):
    presence.note(request_of("a", OFFICE))
    assert not presence.elsewhere(request_of("a", HOME))


def test_another_account_is_another_matter(request_of):
    presence.note(request_of("a", OFFICE))
    assert not presence.elsewhere(request_of("b", HOME, user=factories.user("rekan", "Rekan")))


def test_a_quarter_of_an_hour_later_nobody_is_there(request_of, monkeypatch):
    presence.note(request_of("a", OFFICE))
    monkeypatch.setattr(presence, "WINDOW", 0)
    assert not presence.elsewhere(request_of("b", HOME))


def test_address_is_the_one_behind_our_proxy(request_of, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    presence.note(request_of("a", "10.0.0.1", **{"X-Forwarded-For": OFFICE}))
    assert not presence.elsewhere(request_of("b", "10.0.0.1", **{"X-Forwarded-For": f"{HOME}, {OFFICE}"}))
    assert presence.elsewhere(request_of("b", "10.0.0.1", **{"X-Forwarded-For": f"{OFFICE}, {HOME}"}))


@pytest.mark.parametrize("address", ["", "bukan alamat", "\x00", "1.2.3.4:99", "fe80::1%eth0"])
def test_odd_headers_are_no_error(request_of, settings, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for header in (address, f"{address}, {address}", f"{address},{OFFICE}"):
        odd = request_of("a", address, "\xff\x00" * 200, **{"X-Forwarded-For": header})
        presence.note(odd)
        assert not presence.elsewhere(odd)


def test_without_a_cache_there_is_no_hint(request_of, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/redis.sock?db=0"}}
    presence.note(request_of("a", OFFICE))
    assert not presence.elsewhere(request_of("b", HOME))


def test_addresses_and_sessions_are_not_kept_readable(request_of, person):
    presence.note(request_of("rahasia", OFFICE, "Firefox"))
    kept = str(cache.get(f"presence:{person.pk}"))
    assert [word for word in ("rahasia", OFFICE, "Firefox") if word in kept] == []
