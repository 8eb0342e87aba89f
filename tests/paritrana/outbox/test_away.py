"""Redis is stopped while people work: what they do is kept, and told as soon as Redis is back."""

import contextlib
import json
import os
import signal

from paritrana.servers import wait_for_redis
from soak.workshop import until, workshop
from tests.conftest import owner
from tests.reports.test_killed import paper_environment  # noqa: F401

PATIENCE = 120


def test_act_without_redis_is_kept_and_told_afterwards(paper_environment):  # noqa: F811
    environment, database = paper_environment
    walk = "from tests.paritrana.outbox import walk; walk."
    with (
        workshop(environment | {"SWEEP_SECONDS": "1"}, f"{database}_away") as place,
        contextlib.closing(owner(database)) as connection,
        connection.cursor() as cursor,
    ):

        def rows(query: str) -> list[tuple]:
            cursor.execute(query)
            return cursor.fetchall()

        cookie, seen = json.loads(place.run(walk + "prepare()"))
        assert place.run(walk + f"poll({cookie!r}, {seen!r})") == "204"
        place.kill(place.redis)
        answers, _seconds = json.loads(place.run(walk + f"work({cookie!r}, {seen!r})"))
        assert answers == [302, 200, 200, 200, 503]
        assert rows("SELECT stage FROM committees_category") == [("nomination",)]
        [move] = rows("SELECT id FROM committees_stagemove")
        waiting = rows("SELECT name, ids FROM outbox_unsent ORDER BY id")
        assert waiting == [
            ("notices.stage_moved", list(move)),
            ("outbox.forget_stamp", ["documents-kaltim-penilaian-2024"]),
        ]
        assert rows("SELECT count(*) FROM notices_notice") == [(0,)]
        place.redis.start()
        wait_for_redis(place.redis, place.sockets)
        place.start()
        until(lambda: rows("SELECT count(*) FROM notices_notice") == [(1,)], place.keep, PATIENCE)
        until(lambda: rows("SELECT count(*) FROM outbox_unsent") == [(0,)], place.keep, PATIENCE)


def test_old_stamp_is_not_believed_after_a_pause_of_redis(paper_environment):  # noqa: F811
    """Redis that hangs keeps its stamps: nobody waits for it, and what was missed is forgotten afterwards."""
    environment, database = paper_environment
    walk = "from tests.paritrana.outbox import walk; walk."
    with workshop(environment | {"SWEEP_SECONDS": "1"}, f"{database}_hangs") as place:
        cookie, seen = json.loads(place.run(walk + "prepare()"))
        os.kill(place.redis.process.pid, signal.SIGSTOP)
        try:
            answers, seconds = json.loads(place.run(walk + f"work({cookie!r}, {seen!r})"))
        finally:
            os.kill(place.redis.process.pid, signal.SIGCONT)
        assert answers == [302, 200, 200, 200, 503]
        assert seconds < 60  # on a machine that has much else to do; without limits it would be for ever
        assert place.run(walk + f"poll({cookie!r}, {seen!r})") == "204"
        place.start()
        until(lambda: place.run(walk + f"poll({cookie!r}, {seen!r})") == "200", place.keep, PATIENCE)
