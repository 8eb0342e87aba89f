"""A short version of `make soak`: workers and Redis die during a batch, and there is one file per recipient."""

import shutil
from collections.abc import Iterator

import pytest

from soak import papers
from tests.conftest import create_database, drop_database, environment_of, main_database, media_of, migrated


@pytest.fixture
def paper_environment(worker_id: str) -> Iterator[tuple[dict[str, str], str]]:
    """What workers run with, on an empty database and media folder of their own, and the name of that."""
    database = f"{main_database()}_{worker_id}_papers"
    create_database(database, migrated())
    shutil.rmtree(media_of(database), ignore_errors=True)
    yield environment_of(database), database
    shutil.rmtree(media_of(database), ignore_errors=True)
    drop_database(database)


def test_killed_workers_and_redis_leave_one_file_per_recipient(paper_environment):
    found = papers.run(6, 2, *paper_environment)
    assert (found.workers_killed, found.redis_killed) == (1, 1)
    assert (found.ready, found.numbers, found.files) == (6, 6, 6)
    assert (found.unfinished, found.orphans, found.altered) == (0, 0, 0)
