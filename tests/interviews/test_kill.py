"""A short version of `make soak`: the portal dies while nine panelists save, and nothing that was confirmed is lost."""

import os
import socket
from collections.abc import Iterator

import pytest

from soak import killing
from tests.conftest import create_database, drop_database, environment_of, main_database, migrated


@pytest.fixture
def web_environment(worker_id: str) -> Iterator[tuple[dict[str, str], str]]:
    """What gunicorn runs with, on an empty database of its own, and the name of that."""
    database = f"{main_database()}_{worker_id}_soak"
    create_database(database, migrated())
    number = 8 + (int(worker_id.removeprefix("gw")) if worker_id != "master" else 0)
    url, _, first = os.environ["REDIS_URL"].rpartition("db=")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield (
        environment_of(database)
        | {"REDIS_URL": f"{url}db={int(first) + number}", "CELERY_QUEUE": "soak", "PORT": str(port)}
        | {"LOG_LEVEL": "WARNING"},
        database,
    )
    drop_database(database)


def test_killed_portal_keeps_what_it_has_confirmed(web_environment):
    environment, database = web_environment
    found = killing.run(3, environment, database)
    assert (found.workers_killed, found.portals_killed) == (2, 1)
    assert (found.lost, found.doubled, found.altered, found.ledger_holds) == (0, 0, 0, True)
