"""Every address x every role x own and other province: the expected status from one table."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.conftest import client_named
from tests.isolation_table import LINES, Line
from tests.world import World
from tests.world_cast import CAST, OTHERS

pytestmark = pytest.mark.usefixtures("bare_rendering")


def names(resolver: URLResolver) -> list[str]:
    found: list[str] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.append(entry.name or f"without a name: {entry.pattern}")
        else:
            found += names(entry)
    return found


ALL = sorted(set(names(get_resolver())))


def test_every_address_has_a_line():
    """A new page starts here: who may see it is decided before it is written."""
    assert set(ALL) == set(LINES)


def status(who: str, url: str, method: str) -> tuple[int, str]:
    """What `who` gets, and the Cache-Control of it; what the request writes is taken back."""
    with transaction.atomic():
        client = client_named(who) if who else Client()
        response = client.generic(method, url, content_type="application/x-www-form-urlencoded")
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response.status_code, response.headers.get("Cache-Control", "")


def expected(letter: str, line: Line, here: bool = True) -> int:
    if line.public or line.personal or (letter in line.roles and (here or line.national)):
        return line.ok
    if line.national:
        return 403
    return 404 if letter in line.hidden or not here else 403


@pytest.mark.parametrize("name", ALL)
def test_address_is_isolated(name, demo):
    line = LINES[name]
    url = reverse(name, args=World().rows[line.args]() if line.args else [])
    seen = {}
    wanted = {}
    for letter, who in CAST.items():
        seen[letter], cache_control = status(who, url, line.method)
        wanted[letter] = expected(letter, line)
        if seen[letter] == 200 and not line.public:
            assert "no-store" in cache_control, f"{name} as {letter}"
    for letter, who in OTHERS.items():
        seen[f"other {letter}"] = status(who, url, line.method)[0]
        wanted[f"other {letter}"] = expected(letter, line, here=False)
    seen["signed out"] = status("", url, line.method)[0]
    wanted["signed out"] = line.signed_out or (line.ok if line.public else 302)
    assert seen == wanted


@pytest.mark.parametrize("name", [name for name in ALL if name in LINES and not LINES[name].public])
def test_nobody_writes_where_they_may_not_read(name, demo):
    """A POST of somebody who may not even open the page is refused with the same answer."""
    line = LINES[name]
    if line.method == "POST" or line.personal:
        return
    url = reverse(name, args=World().rows[line.args]() if line.args else [])
    strangers = [who for letter, who in CAST.items() if letter not in line.roles]
    strangers += [who for letter, who in OTHERS.items() if not (line.national and letter in line.roles)]
    for who in strangers:
        assert status(who, url, "POST")[0] in (403, 404, 405), f"{name} as {who}"
