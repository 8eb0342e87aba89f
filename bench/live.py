"""What following the day costs the web processes: 60 viewers poll a real gunicorn for 20 s. `make bench`."""

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.browser.small_day import YEAR
from tests.conftest import ROOT

VIEWERS, SECONDS, EVERY, BOUND = 60, 20, 3.0, 20


def in_portal(environment: dict[str, str], code: str) -> str:
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command"]
    code = f"from tests.browser import small_day; {code}"
    return subprocess.run(
        [*command, code], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def web_processes(port: str) -> list[Path]:
    """gunicorn and its workers, known by the address they were bound to."""
    mark = f"127.0.0.1:{port}".encode()
    return [path.parent for path in Path("/proc").glob("[0-9]*/cmdline") if mark in path.read_bytes()]


def cpu_seconds(processes: list[Path]) -> float:
    used = (path.joinpath("stat").read_text().rpartition(")")[2].split()[11:13] for path in processes)
    return sum(int(ticks) for pair in used for ticks in pair) / os.sysconf("SC_CLK_TCK")


class Viewer(threading.Thread):
    """Asks every three seconds, as follow.js does."""

    def __init__(self, number: int, address: str, cookie: str, until: float) -> None:
        super().__init__()
        self.line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        self.wait = EVERY * number / VIEWERS
        self.headers = {"Cookie": f"paritrana_session={cookie}", "HX-Request": "true"}
        self.until, self.seen = until, ""
        self.answers: list[tuple[int, int, float]] = []

    def run(self) -> None:
        time.sleep(self.wait)
        while time.monotonic() < self.until:
            begun = time.perf_counter()
            self.line.request(
                "GET", f"/kaltim/penilaian-{YEAR}/wawancara/sekarang/?seen={self.seen}", None, self.headers
            )
            answer = self.line.getresponse()
            body = answer.read().decode()
            if answer.status == 200:
                self.seen = body.partition('data-seen="')[2].partition('"')[0]
            self.line.close()  # gunicorn keeps a connection for two seconds: every poll is a new one
            self.answers.append((answer.status, len(body), time.perf_counter() - begun))
            time.sleep(EVERY)


def watched(environment: dict[str, str], address: str, cookie: str, during: str = "") -> tuple[float, list[Viewer]]:
    """The share of a core in per cent, and what the viewers got."""
    processes = web_processes(environment["PORT"])
    until = time.monotonic() + SECONDS
    viewers = [Viewer(number, address, cookie, until) for number in range(VIEWERS)]
    for viewer in viewers:
        viewer.start()
    while not all(viewer.answers for viewer in viewers):  # everybody has read once
        time.sleep(0.2)
    before, begun = cpu_seconds(processes), time.monotonic()
    if during:
        in_portal(environment, during)
    for viewer in viewers:
        viewer.join()
    return 100 * (cpu_seconds(processes) - before) / (time.monotonic() - begun), viewers


def test_sixty_viewers(portal, portal_environment):
    cookie = in_portal(portal_environment, "small_day.build(); print(small_day.signed_in())").splitlines()[-1]
    for title, during, bound in (("nothing new", "", BOUND), ("a turn starts meanwhile", "small_day.begin()", None)):
        share, viewers = watched(portal_environment, portal, cookie, during)
        answers = [answer for viewer in viewers for answer in viewer.answers]
        idle = [seconds for status, _size, seconds in answers if status == 204]
        news = [status for status, _size, _seconds in answers if status == 200]
        wait = 1000 * statistics.median(idle)
        print(
            f"\n{VIEWERS} viewers, {title}: {len(answers)} polls, {len(idle)} x 204 in {wait:.0f} ms,"
            f" {len(news)} x 200; web processes {share:.1f} % of a core" + (f" (at most {bound})" if bound else "")
        )
        assert len(idle) + len(news) == len(answers)
        assert bound is None or share < bound
