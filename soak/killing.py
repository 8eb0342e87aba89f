"""The web process is killed with -9 while nine panelists save: what was confirmed is there afterwards, once."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from soak.panel import Confirmed, Device
from tests.conftest import ROOT, owner

PATIENCE = 120  # seconds until a round has failed
ENTRIES = 9  # confirmed in each round before the kill


@dataclass
class Found:
    """What the rounds have shown."""

    workers_killed: int
    portals_killed: int
    confirmed: int
    repeated: int
    unheard: int
    lost: int
    doubled: int
    altered: int
    ledger_holds: bool
    longest_gap: float


class Web:
    """gunicorn, in a process group of its own."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.start()

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "gunicorn"), "paritrana.wsgi:application"]
        # Loaded once, before the workers are forked: a round lasts as long as the portal needs to come back.
        command += ["--preload", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
        command += ["--bind", f"127.0.0.1:{self.environment['PORT']}"]
        with self.log.open("a") as log:
            self.master = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill_worker(self) -> None:
        """One of the two; the master starts another."""
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text().split()
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(random.choice(children)), signal.SIGKILL)

    def kill(self) -> None:
        """Master and workers at once, as a machine that goes dark."""
        os.killpg(self.master.pid, signal.SIGKILL)
        self.master.wait()


def run(rounds: int, environment: dict[str, str], database: str) -> Found:
    """`rounds` kills, a worker and the whole portal in turn."""
    stop = threading.Event()
    devices = [Device(int(environment["PORT"]), stop=stop, **held) for held in _day(environment)]
    threads = [threading.Thread(target=device.run) for device in devices]
    web = Web(environment, ROOT / "var" / f"{database}.log")
    gaps = []
    try:
        for thread in threads:
            thread.start()
        for number in range(rounds):
            _more(devices, ENTRIES)
            time.sleep(random.uniform(0, 0.2))  # at any point of an entry
            killed = time.monotonic()
            if number % 2:
                web.kill()
                web.start()
            else:
                web.kill_worker()
            _more(devices, 1)
            gaps.append(time.monotonic() - killed)
        _more(devices, ENTRIES)
        stop.set()
        _until(devices, lambda: not any(thread.is_alive() for thread in threads))
    finally:
        stop.set()
        for device in devices:
            device.trouble = device.trouble or "stopped"
        for thread in threads:
            thread.join(PATIENCE)
        web.kill()
    confirmed = {key: entry for device in devices for key, entry in device.confirmed.items()}
    return Found(
        workers_killed=(rounds + 1) // 2,
        portals_killed=rounds // 2,
        confirmed=len(confirmed),
        repeated=sum(device.repeated for device in devices),
        unheard=sum(device.unheard for device in devices),
        longest_gap=max(gaps),
        ledger_holds=_manage(environment, "verify_ledger").returncode == 0,
        **_compare(confirmed, database),
    )


def _day(environment: dict[str, str]) -> list[dict]:
    done = _manage(environment, "shell", "--verbosity", "0", "--command", "from soak.day import build; build()")
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def _manage(environment: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def _more(devices: list[Device], count: int) -> None:
    """Until so many more entries are confirmed."""
    before = sum(len(device.confirmed) for device in devices)
    _until(devices, lambda: sum(len(device.confirmed) for device in devices) >= before + count)


def _until(devices: list[Device], reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not reached():
        trouble = next((device.trouble for device in devices if device.trouble), "")
        if trouble or time.monotonic() > end:
            raise RuntimeError(trouble or "the portal does not come back")
        time.sleep(0.02)


def _compare(confirmed: dict[str, Confirmed], database: str) -> dict[str, int]:
    """What the devices were told against what lies in the database."""
    with contextlib.closing(owner(database)) as connection, connection.cursor() as cursor:

        def rows(query: str) -> Iterator[tuple]:
            cursor.execute(query)
            yield from cursor.fetchall()

        receipts = {
            key: (sheet, action, version, digest)
            for key, sheet, action, version, digest in rows(
                "SELECT key::text, sheet_id, action, version, content_sha256 FROM scoring_receipt"
            )
        }
        versions = dict(rows("SELECT id, version FROM scoring_scoresheet"))
        drafts = dict(rows("SELECT sheet_id, values FROM scoring_draft"))
        marks = Counter({(sheet, code): value for sheet, code, value in rows(
            "SELECT sheet_id, criterion.code, value FROM scoring_mark JOIN scoring_criterion criterion"
            " ON criterion.id = criterion_id"
        )})  # fmt: skip
        sendings = dict(rows(
            "SELECT row_id::int, count(*) FROM audit_entry WHERE verb IN ('sheets.submit', 'sheets.change')"
            " GROUP BY row_id"
        ))  # fmt: skip
    lost = sum(
        receipts.get(key) != (entry.sheet, entry.action, entry.version, entry.content_sha256)
        for key, entry in confirmed.items()
    )
    doubled = len(receipts.keys() - confirmed.keys())
    altered = 0
    for sheet, version in versions.items():
        own = sorted((entry for entry in confirmed.values() if entry.sheet == sheet), key=lambda entry: entry.version)
        sent = [entry for entry in own if entry.action == "send"]
        # A draft is one version of the sheet, a sending two: one more would be an entry that was taken in twice.
        doubled += version - len(own) - len(sent) + sendings.get(sheet, 0) - len(sent)
        altered += bool(own) and drafts[sheet] != own[-1].values
        altered += sum(
            marks[sheet, code] != Decimal(text.replace(",", "."))
            for code, text in (sent[-1].values if sent else {}).items()
        )
    return {"lost": lost, "doubled": doubled, "altered": altered}
