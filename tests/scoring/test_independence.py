"""Nobody who scores learns anything from what others sent: page by page, byte by byte."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from paritrana.accounts.models import User
from scoring.models import Recusal, ScoreSheet
from scoring.queries import criteria_of
from scoring.services import sheets
from tests.isolation_table import LINES
from tests.moments import MOMENTS
from tests.pages import browser, text_of
from tests.world import World
from tests.world_cast import CAST

# What differs between two looks at the same page: tokens, the name of an opened page, the clock.
PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": ?"[^"]+"|nonce="[^"]+"'
    r'|name="page" value="[0-9a-f]{32}"|\d\d\.\d\d(\.\d\d)? WIT?A?B?'
)
NOT_WALKED = {"account_logout", "healthz"}
# Who confirms an amendment must have read how many sent sheets of the category fall with it.
CONFIRMED = {"amendment"}


@pytest.fixture
def world(demo):
    """The interviews of the example round: sheets are open."""
    world = World()
    with transaction.atomic():
        MOMENTS["interviews"](world)
    return world


def addresses(world, letter):
    """Every page that this person may open."""
    found: list[str] = []
    rows: dict[str, list[Any]] = {"": []}
    for name, line in LINES.items():
        opens = line.public or line.personal or letter in line.roles
        walked = name not in NOT_WALKED and not (letter == "C" and name in CONFIRMED)
        if line.method == "GET" and opens and walked:
            if line.args not in rows:
                rows[line.args] = world.rows[line.args]()
            found.append(reverse(name, args=rows[line.args]))
    return found


def seen(client, urls):
    return {url: PASSING.sub("", text_of(client.get(url))) for url in urls}


def what_changes(letter, urls, act):
    """The pages that look different to this person after the act."""
    client = browser(letter)
    seen(client, urls)  # notices are read, visits noted
    before = seen(client, urls)
    act()
    after = seen(client, urls)
    return [url for url in urls if before[url] != after[url]]


def others_send(nomination, person, mark="91"):
    """All other panelists send, and one of them sends twice."""
    rows = nomination.sheets.filter(status__in=ScoreSheet.OPEN).exclude(person=person)
    done = [send(sheet, mark) for sheet in rows.select_related("nomination__category", "person")]
    send(done[0], "12")


def send(sheet, mark):
    codes = [row.code for row in criteria_of(sheet.nomination.category, sheet.round)]
    return sheets.submit(sheet, dict.fromkeys(codes, mark), sheet.version, by=sheet.person)


@pytest.mark.parametrize("letter", ["P", "C"])
def test_pages_of_a_conflicted_person_stay_the_same_when_others_score_that_nominee(world, letter):
    person = User.objects.get(username=CAST[letter])
    Recusal.objects.filter(person=person).delete()
    sheets.recuse(world.nomination, person=person, kind="family", reason="Ipar.", by=person)
    urls = addresses(world, letter)
    assert len(urls) > 40
    changed = what_changes(letter, urls, lambda: others_send(world.nomination, person))
    assert changed == []


def test_pages_of_a_panelist_with_an_open_sheet_stay_the_same_when_others_score(world):
    person = User.objects.get(username=CAST["P"])
    assert person.sheets.filter(nomination=world.nomination, status__in=ScoreSheet.OPEN).exists()
    urls = addresses(world, "P")
    assert what_changes("P", urls, lambda: others_send(world.nomination, person)) == []
