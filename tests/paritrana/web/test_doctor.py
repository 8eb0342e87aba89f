"""`manage.py doctor` against a running portal: by itself, and behind a proxy that does what firewalls do."""

import contextlib
import http.client
import io
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from paritrana.web import probe
from paritrana.web.outside import Answer, Outside, findings
from paritrana.web.outside_requests import CHECKS
from tests.paritrana.files.conftest import Server, free_port

IMPATIENT = {"idle": 0.4, "wait": 0.2}
MIB = 1024**2


@pytest.fixture(scope="module")
def portal(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("portal")
    server = Server(connection.settings_dict["NAME"], folder / "media", folder / "log", {})
    server.start()
    yield server
    server.kill()


class Firewall(BaseHTTPRequestHandler):
    """Knows no PATCH, takes 1 MB, keeps requests until they are whole, and rewrites what comes back."""

    portal = 0
    protocol_version = "HTTP/1.1"

    def pass_on(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size)
        if self.command == "PATCH" or size > MIB:
            self.give(405 if self.command == "PATCH" else 413, [], b"<h1>Ditolak</h1>")
            return
        line = http.client.HTTPConnection("127.0.0.1", self.portal, source_address=("127.0.0.2", 0))
        with contextlib.closing(line):
            known = {k: v for k, v in self.headers.items() if k not in ("Accept-Encoding", "Upload-Offset")}
            line.request(self.command, self.path, body, known)
            answer = line.getresponse()
            kept = [
                (k, v) for k, v in answer.getheaders() if k not in ("Content-Disposition", "Date", "Content-Length")
            ]
            self.give(answer.status, [*kept, ("Date", "Thu, 01 Jan 2026 00:00:00 GMT")], answer.read())

    do_GET = do_HEAD = do_POST = do_PATCH = do_DELETE = pass_on  # noqa: N815

    def give(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in [*headers, ("Content-Length", str(len(body))), ("Connection", "close")]:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def firewall(portal: Server) -> Iterator[str]:
    handler = type("Handler", (Firewall,), {"portal": portal.port})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def diagnose(url: str, **how: Any) -> tuple[str, str]:
    out = io.StringIO()
    try:
        call_command("doctor", from_outside=url, stdout=out, **IMPATIENT | how)
    except CommandError as error:
        return out.getvalue(), f"{error.returncode}: {error}"
    return out.getvalue(), ""


def test_portal_without_a_proxy_needs_nothing(portal):
    out, error = diagnose(f"http://127.0.0.1:{portal.port}")
    assert ([line for line in out.splitlines() if not line.startswith("OK ")], error) == (
        ["Tidak ada yang perlu diminta. WebSocket tidak dipakai."],
        "",
    )
    assert len(out.splitlines()) == len(CHECKS) + 1


def test_firewall_is_told_finding_by_finding(firewall):
    out, error = diagnose(firewall)
    wrong = dict(re.findall(r"^PERLU DIPERIKSA  ([^:]+): (.*?)\. Mohon .*\.$", out, re.MULTILINE))
    assert re.fullmatch(r"selisih proksi -\d+ detik", wrong.pop("Jam"))
    assert wrong == {
        "Kepala jawaban": "hilang atau berubah: Content-Disposition",
        "Kompresi": "halaman datang tanpa kompresi",
        "Alamat pengunjung": "portal melihat 127.0.0.2, bukan 127.0.0.1",
        "Metode PATCH": "dijawab 405",
        "Kepala unggahan": "hilang atau berubah: Upload-Offset",
        "Isi besar": "dijawab 413",
        "Unggahan yang diam": "isi ditahan proksi sampai lengkap",
    }
    assert "WAF dan proksi (CRS: tx.allowed_methods)." in out
    assert error == "1: 8 hal perlu diperiksa; kalimatnya dapat diteruskan ke tim jaringan."


def test_closed_door_ends_the_questions():
    out, error = diagnose(f"http://127.0.0.1:{free_port()}")
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "OK               Sertifikat TLS",
        "PERLU DIPERIKSA  Portal terjangkau",
    ]
    assert "Connection refused" in out
    assert error.startswith("1: ")


def test_key_of_another_portal_is_not_known(portal):
    found = list(findings(Outside(f"http://127.0.0.1:{portal.port}", "another key"), CHECKS))
    assert ([finding.good for finding in found], "kunci tidak dikenal" in found[-1].seen) == ([True, False], True)


class Inside(Outside):
    """The same questions without a network between."""

    def ask(self, path: str, method: str = "GET", headers: dict[str, str] | None = None, **how: Any) -> Answer:
        response, now = Client().generic(method, path, headers=headers), time.time()
        return Answer(response.status_code, response.headers, [], response.content, "127.0.0.1", now, now)


@pytest.mark.parametrize(
    ("proxies", "said"),
    [
        (1, "portal percaya pada X-Forwarded-For yang dipalsukan pengunjung"),
        (2, "TRUSTED_PROXY_COUNT portal lebih besar daripada jumlah alamat yang dikirim proksi"),
    ],
)
def test_wrong_count_of_proxies_is_told(proxies, said, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    checks = [check for check in CHECKS if check.title == "Alamat pengunjung"]
    (found,) = findings(Inside("http://portal.example", probe.key()), checks)
    assert (found.good, found.seen) == (False, said)


# --- the address that is asked ------------------------------------------------------------------------------


def status(token: str) -> int:
    return Client().get(reverse("probe", args=[token])).status_code


def test_token_opens_once():
    token = probe.token(probe.key())
    assert [status(token), status(token)] == [200, 404]


def test_key_of_yesterday_is_good_and_an_older_one_is_not():
    today = datetime.now(UTC).date()
    assert [status(probe.token(probe.key(today - timedelta(days=days)))) for days in (1, 2)] == [200, 404]


@pytest.mark.parametrize("off", [-601, 601])
def test_token_of_another_time_is_not_known(off, monkeypatch):
    now = time.time()
    with monkeypatch.context() as patched:
        patched.setattr("time.time", lambda: now + off)
        token = probe.token(probe.key())
    assert status(token) == 404


def test_key_is_printed_and_is_not_the_secret(settings):
    out = io.StringIO()
    call_command("doctor", print_key=True, stdout=out)
    assert (out.getvalue(), settings.SECRET_KEY in out.getvalue()) == (f"{probe.key()}\n", False)
