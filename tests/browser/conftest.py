"""A whole portal for the browser: gunicorn, worker and beat as processes, on a copy of the example round."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import (
    ROOT,
    create_database,
    demo_round,
    drop_database,
    environment_of,
    main_database,
    media_of,
    migrated,
)

PROGRAMS = Path(sys.executable).parent


def browser_path() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: Playwright's event loop must not outlive the tests that talk to it."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture(scope="session")
def portal_environment(worker_id: str, testrun_uid: str) -> Iterator[dict[str, str]]:
    """What the processes of the portal run with: a copy of the example round, Redis and a port of its own."""
    template = demo_round(testrun_uid, "deliberation")
    name = f"{template}_{worker_id}_portal"
    create_database(name, template)
    shutil.copytree(media_of(template), media_of(name), dirs_exist_ok=True)
    port = _free_port()
    number = 8 + (int(worker_id.removeprefix("gw")) if worker_id != "master" else 0)
    url, _, first = os.environ["REDIS_URL"].rpartition("db=")
    yield environment_of(name) | {
        "REDIS_URL": f"{url}db={int(first) + number}",
        "PORT": str(port),
        "PORTAL_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
    }
    drop_database(name)


@pytest.fixture(scope="session")
def portal(portal_environment: dict[str, str]) -> Iterator[str]:
    """The address of a portal of this worker's own; the walks keep to candidates and editions of their own."""
    environment, address = portal_environment, portal_environment["PORTAL_URL"]
    name = Path(environment["MEDIA_ROOT"]).name
    beat = ROOT / "var" / f"{name}-beat"
    with ExitStack() as stack:
        log = stack.enter_context((ROOT / "var" / f"{name}.log").open("w"))
        for command in (
            ["gunicorn", "paritrana.wsgi:application", "--worker-class", "gthread", "--workers", "2"]
            + ["--threads", "4", "--bind", f"127.0.0.1:{environment['PORT']}"],
            ["celery", "-A", "paritrana", "worker", "--concurrency", "1", "--loglevel", "WARNING"],
            ["celery", "-A", "paritrana", "beat", "--schedule", str(beat), "--loglevel", "WARNING"],
        ):
            process = subprocess.Popen(
                [str(PROGRAMS / command[0]), *command[1:]], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
            stack.callback(_stop, process)
        _wait(f"{address}/healthz")
        yield address


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str) -> None:
    """Until every part answers; a busy machine may take a while."""
    for _ in range(360):
        try:
            with urllib.request.urlopen(url) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.5)
    raise TimeoutError(url)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def open_round(portal: str, portal_environment: dict[str, str]) -> str:
    """The portal with the round of tests/browser/open_round.py; each test marks as a panelist of its own."""
    call("open_round", "build", portal_environment)
    return portal


def call(module: str, function: str, environment: dict[str, str]) -> None:
    """A function of a module beside this one, in the database of a portal."""
    code = f"from tests.browser.{module} import {function}; {function}()"
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", code]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


@pytest.fixture(scope="session")
def interview_day(day_environment: dict[str, str]) -> str:
    """The address of a small portal, without the example round, where two candidates are heard today."""
    return day_environment["PORTAL_URL"]


@pytest.fixture(scope="session")
def day_environment(worker_id: str) -> Iterator[dict[str, str]]:
    """What the processes of that portal run with."""
    name = f"{main_database()}_{worker_id}_day"
    create_database(name, migrated())
    number = 8 + (int(worker_id.removeprefix("gw")) if worker_id != "master" else 0)
    url, _, first = os.environ["REDIS_URL"].rpartition("db=")
    environment = environment_of(name) | {"REDIS_URL": f"{url}db={int(first) + number}", "PORT": str(_free_port())}
    environment |= {"PORTAL_URL": f"http://127.0.0.1:{environment['PORT']}", "LOG_LEVEL": "WARNING"}
    environment["CELERY_QUEUE"] = name
    call("interview_day", "build", environment)
    with ExitStack() as stack:
        log = stack.enter_context((ROOT / "var" / f"{name}.log").open("w"))
        for command in (
            ["gunicorn", "paritrana.wsgi:application", "--worker-class", "gthread", "--threads", "8"]
            + ["--bind", f"127.0.0.1:{environment['PORT']}"],
            ["celery", "-A", "paritrana", "worker", "--pool", "solo", "--loglevel", "WARNING"],
        ):
            process = subprocess.Popen(
                [str(PROGRAMS / command[0]), *command[1:]], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
            stack.callback(_stop, process)
        _wait(f"{environment['PORTAL_URL']}/masuk/")
        yield environment
    drop_database(name)
