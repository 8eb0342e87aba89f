"""What a page may cost: at most 20 queries and 25 KB over the wire, also with 200 candidates."""

import gzip
from typing import Any

import pytest
from django.db import connection, transaction

from tests.crowd import enlarge
from tests.isolation_table import EVERYBODY, LINES
from tests.moments import MOMENTS
from tests.pages import address, browser, people, text_of
from tests.world import World
from tests.world_cast import CAST

pytestmark = pytest.mark.usefixtures("bare_rendering")

QUERIES = 20
BYTES = 25 * 1024
# The frame of the transaction asks nothing.
FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK")
# What ends the walk, and what fails without a worker.
NOT_WALKED = {"account_logout", "healthz"}


class Count:
    """Counts the queries of a page."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries += not sql.startswith(FRAME)
        return execute(sql, params, many, context)


def over_budget(world: World, moment: str, everybody: bool = True) -> list[str]:
    """Pages that cost too much, opened by everybody who may, or only by the first of them."""
    clients = {letter: browser(letter) for letter in CAST}
    found = []
    for name, line in LINES.items():
        steady = line.public or line.personal or line.national
        if line.method != "GET" or name in NOT_WALKED or (steady and not everybody and name != "home"):
            continue
        url = address(world, name)
        all_of_them = EVERYBODY if line.public or line.personal else line.roles
        for letter in all_of_them if everybody or name == "home" else people(line)[0]:
            count = Count()
            with connection.execute_wrapper(count):
                response = clients[letter].get(url)
            size = len(gzip.compress(text_of(response).encode(), 6))
            if count.queries > QUERIES or size > BYTES or response.status_code >= 500:
                cost = f"{response.status_code}, {count.queries} queries, {size} bytes"
                found.append(f"{moment}: {name} as {letter}: {cost}")
    return found


def test_pages_stay_in_budget(demo):
    assert "\n".join(over_budget(World(), "as built")) == ""


def test_pages_stay_in_budget_with_many_candidates(demo):
    """The same with 200 candidates and more of all that is listed, through the moments of the year."""
    world, found = World(), []
    enlarge(world)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does in the end: a plan for 7 candidates is none for 200
    for moment in ("preparation", "nomination", "interviews", "deliberation", "announced"):
        with transaction.atomic():
            MOMENTS[moment](world)
            found += over_budget(world, moment, everybody=moment == "deliberation")
            transaction.set_rollback(True)
    assert "\n".join(found) == ""
