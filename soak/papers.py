"""Workers and Redis are killed with -9 while a batch is made: in the end there is one file for each recipient."""

import contextlib
import hashlib
import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from soak.workshop import Workshop, until, workshop
from tests.conftest import owner

PATIENCE = 240  # seconds without the next file until the run has failed


@dataclass
class Found:
    """What is there at the end."""

    workers_killed: int
    redis_killed: int
    processes_killed: int
    ready: int
    numbers: int
    unfinished: int
    files: int
    orphans: int
    altered: int
    seconds: float


class Counts:
    """How far the batch is, asked from the database."""

    def __init__(self, database: str) -> None:
        self.connection = owner(database)

    def of(self, where: str) -> int:
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM reports_document WHERE {where}")
            return int(cursor.fetchone()[0])


def run(recipients: int, kills: int, environment: dict[str, str], database: str) -> Found:
    """`kills` kills at random moments of a batch: the worker, Redis, a process of the worker, in turn."""
    short = {"DOCUMENT_SECONDS": "4", "SWEEP_SECONDS": "1"}
    with workshop(environment | short, f"{database}_papers") as place:
        place.start()
        place.run(f"from soak.round import build; build({recipients})")
        counts = Counts(database)
        begun = time.monotonic()
        acts = [_kill_worker, _kill_redis, _kill_process]
        for number in range(kills):
            goal = recipients * number // kills + 1
            until(lambda goal=goal: counts.of("status = 'ready'") >= goal, place.keep, PATIENCE)
            time.sleep(random.uniform(0, 0.3))  # at any point of a paper
            acts[number % 3](place)
        until(lambda: counts.of("status IN ('queued', 'building')") == 0, place.keep, PATIENCE)
        seconds = time.monotonic() - begun
        found = _found(counts, Path(environment["MEDIA_ROOT"]))
        counts.connection.close()
    return Found(
        workers_killed=len(range(0, kills, 3)),
        redis_killed=len(range(1, kills, 3)),
        processes_killed=len(range(2, kills, 3)),
        seconds=seconds,
        **found,
    )


def _kill_process(place: Workshop) -> None:
    until(lambda: bool(place.processes()), place.keep, PATIENCE)
    with contextlib.suppress(ProcessLookupError):
        os.kill(random.choice(place.processes()), signal.SIGKILL)


def _kill_worker(place: Workshop) -> None:
    place.kill(place.worker)


def _kill_redis(place: Workshop) -> None:
    place.kill(place.redis)


def _found(counts: Counts, media: Path) -> dict[str, int]:
    with counts.connection.cursor() as cursor:
        cursor.execute("SELECT file, sha256, number FROM reports_document WHERE status = 'ready'")
        rows = cursor.fetchall()
    files = {str(path.relative_to(media)): path for path in media.rglob("*") if path.is_file()}
    named = {name: sha256 for name, sha256, _number in rows}
    return {
        "ready": len(rows),
        "numbers": len({number for _name, _sha256, number in rows}),
        "unfinished": counts.of("status <> 'ready' OR claim IS NOT NULL OR version <> 1"),
        "files": len(files),
        "orphans": len(files.keys() ^ named.keys()),
        "altered": sum(
            hashlib.sha256(path.read_bytes()).hexdigest() != named.get(name) for name, path in files.items()
        ),
    }
