"""The part of the portal that makes papers, as real processes: a Redis of its own, a worker with two processes, beat.

Redis keeps nothing here: when it is killed, every message is lost.
"""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from paritrana.embedded import portal_commands
from paritrana.servers import Child, data_folder, hold, redis_server, wait_for_redis
from tests.conftest import ROOT


class Workshop:
    """Children that are started again when they end, as the supervisor does."""

    def __init__(self, environment: dict[str, str], name: str) -> None:
        self.folder = ROOT / "var" / name
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        self.sockets = data_folder(Path("/tmp/paritrana-" + hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]))
        self.environment = environment | {
            "REDIS_URL": f"unix://{self.sockets}/redis.sock?db=0",
            "CELERY_QUEUE": name,
            "LOG_LEVEL": "WARNING",
        }
        lock = hold(self.folder / "lock", patience=30)
        assert lock is not None, f"{self.folder} is in use"
        self.lock = lock
        commands = portal_commands(self.folder, 0)
        self.redis = redis_server(self.folder, self.sockets, lock, disposable=True)
        self.worker = self._child("worker", commands["worker"])
        self.beat = self._child("beat", commands["beat"])
        self.children = [self.redis, self.worker, self.beat]

    def _child(self, name: str, command: list[str]) -> Child:
        changed = [f"{key}={value}" for key, value in self.environment.items() if os.environ.get(key) != value]
        return Child(name, ["env", *changed, *command], self.folder / f"log/{name}.log", self.lock)

    def start(self) -> None:
        """Worker and beat; Redis is up already."""
        self.worker.start()
        self.beat.start()

    def keep(self) -> None:
        for child in self.children:
            if child.starts and child.process.poll() is not None:
                child.start()

    def processes(self) -> list[int]:
        """The two that make papers."""
        pid = self.worker.process.pid
        with contextlib.suppress(OSError):
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def kill(self, child: Child) -> None:
        """A child and all that it has started, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()

    def stop(self) -> None:
        for child in reversed(self.children):
            if child.starts:
                self.kill(child)
        self.lock.close()

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def run(self, code: str) -> str:
        """The last line that `code` prints inside the portal."""
        return self.manage("shell", "--verbosity", "0", "--command", code).strip().rpartition("\n")[2]


@contextlib.contextmanager
def workshop(environment: dict[str, str], name: str) -> Iterator[Workshop]:
    made = Workshop(environment, name)
    try:
        made.redis.start()
        wait_for_redis(made.redis, made.sockets)
        yield made
    finally:
        made.stop()


def until(reached: Callable[[], bool], keep: Callable[[], None], patience: float, pause: float = 0.05) -> None:
    end = time.monotonic() + patience
    while not reached():
        if time.monotonic() > end:
            raise RuntimeError("the papers are not finished")
        keep()
        time.sleep(pause)
