"""A real web server on the database of the tests, and a client that speaks tus to it, header by header."""

import base64
import contextlib
import gc
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as of_tests
from django.core.files.storage import default_storage
from django.db import connection

from nominations.models import Nomination
from paritrana.files.models import Upload
from tests import factories
from tests.conftest import ROOT, client_for

CSRF = "a" * 32


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """gunicorn with one process; its files lie where those of the tests do. `extra`: further settings."""

    def __init__(self, database: str, media: Path, log: Path, extra: dict[str, str]) -> None:
        self.port = free_port()
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
        self.media, self.log, self.extra = media, log, extra
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "MEDIA_ROOT": str(media),
            "CELERY_QUEUE": f"test-{database}",
            "NOMINATION_MAX_BYTES": str(200 * 1024**2),
            "PYTHONWARNINGS": "default",
            **extra,
        }

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "paritrana.wsgi:application", "--worker-class", "gthread"]
        command += ["--workers", "1", "--threads", "4", "--bind", f"127.0.0.1:{self.port}"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(600):
            try:
                self.ask("GET", "/cek/")
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(self.log.read_text())

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> "Answer":
        line = self.line()
        try:
            line.request(method, path, body, headers or {})
            return Answer(line.getresponse())
        finally:
            line.close()

    def peak(self) -> int:
        """The most memory that the web process has had, in bytes."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=True)
        status = Path(f"/proc/{found.stdout.split()[0]}/status").read_text()
        return 1024 * int(status.split("VmHWM:")[1].split()[0])


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.text = response.status, response.headers, response.read().decode()

    @property
    def offset(self) -> int:
        return int(self.headers["Upload-Offset"])


class Tus:
    """One person's tus client."""

    def __init__(self, server: Server, user: Any) -> None:
        self.server = server
        cookies = f"{of_tests.CSRF_COOKIE_NAME}={CSRF}"
        if user:
            cookies += f"; {of_tests.SESSION_COOKIE_NAME}={client_for(user).session.session_key}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": CSRF, "Tus-Resumable": "1.0.0"}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: Any) -> Answer:
        named = {name.replace("_", "-").title(): str(value) for name, value in headers.items()}
        return self.server.ask(method, path, body, self.headers | named)

    def create(self, where: str, size: int, name: str = "perda.pdf") -> Answer:
        about = f"filename {base64.b64encode(name.encode()).decode()}"
        return self.ask("POST", where, upload_length=size, upload_metadata=about)

    def begin(self, where: str, size: int, name: str = "perda.pdf") -> str:
        made = self.create(where, size, name)
        assert made.status == 201, made.text
        return str(made.headers["Location"])

    def patch(self, path: str, offset: int, body: bytes, **headers: Any) -> Answer:
        headers = {"content_type": "application/offset+octet-stream", "upload_offset": offset} | headers
        return self.ask(headers.pop("method", "PATCH"), path, body, **headers)

    def cut(self, path: str, offset: int, body: bytes, announced: int) -> None:
        """Announce more than comes, then hang up."""
        line = self.server.line()
        line.putrequest("PATCH", path)
        headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        for name, value in {**self.headers, **headers, "Content-Length": str(announced)}.items():
            line.putheader(name, value)
        line.endheaders(body)
        line.close()

    def offset(self, path: str) -> int:
        return self.ask("HEAD", path).offset


def upload_of(path: str) -> Upload:
    return Upload.objects.get(key=path.strip("/").rsplit("/", 1)[-1])


def objects(upload: Upload) -> list[str]:
    try:
        return sorted(default_storage.listdir(upload.folder)[1])
    except FileNotFoundError:
        return []


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A real S3 server on this machine, and the settings that lead to its bucket."""
    port, log = free_port(), tmp_path_factory.mktemp("s3") / "log"
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    named = {"S3_BUCKET": "berkas", "S3_ENDPOINT": f"http://127.0.0.1:{port}", "S3_REGION": "us-east-1"}
    named |= {"S3_ACCESS_KEY": "contoh", "S3_SECRET_KEY": "contoh"}
    until = time.monotonic() + 30
    while True:
        with contextlib.suppress(OSError), contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as line:
            line.request("PUT", "/berkas")
            assert line.getresponse().status == 200
            break
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)
    yield named
    process.kill()
    process.wait()


@contextlib.contextmanager
def in_bucket(settings: Any, named: dict[str, str]) -> Iterator[None]:
    """The tests' own files in that bucket, by the settings of the portal itself."""
    options = of_tests.BUCKET["OPTIONS"] | {
        "bucket_name": named["S3_BUCKET"],
        "endpoint_url": named["S3_ENDPOINT"],
        "region_name": named["S3_REGION"],
        "access_key": named["S3_ACCESS_KEY"],
        "secret_key": named["S3_SECRET_KEY"],
    }
    before = settings.STORAGES
    settings.STORAGES = {**before, "default": of_tests.BUCKET | {"OPTIONS": options}}
    yield
    settings.STORAGES = before
    with warnings.catch_warnings():  # boto3 keeps a line open for each thread and leaves it to the collector
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


PLACES = ["folder", "bucket"]


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """The same test with files in a folder and in a bucket."""
    if request.param == "folder":
        yield
        return
    with in_bucket(settings, request.getfixturevalue("bucket")):
        yield


@pytest.fixture(scope="module", params=PLACES)
def started(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    named = request.getfixturevalue("bucket") if request.param == "bucket" else {}
    server = Server(connection.settings_dict["NAME"], folder / "media", folder / "log", named)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def server(started: Server, transactional_db: None, settings: Any) -> Iterator[Server]:
    settings.MEDIA_ROOT = started.media
    with in_bucket(settings, started.extra) if started.extra else contextlib.nullcontext():
        yield started


@pytest.fixture
def nomination(category: Any, nominees: Any, secretariat: Any) -> Nomination:
    """Kabupaten Paser fills in its self-assessment; its representative is `official`."""
    factories.instrument(category)
    return factories.nomination(category, nominees[0], secretariat)


@pytest.fixture
def where(nomination: Nomination) -> str:
    """Where uploads of evidence for its first item begin."""
    indicator = nomination.category.instruments.get().indicators.first()
    return f"{nomination.get_absolute_url()}bukti/{indicator.pk}/unggah/"


@pytest.fixture
def tus(server: Server, official: Any) -> Tus:
    return Tus(server, official)


@pytest.fixture
def tus_of(server: Server) -> Callable[[Any], Tus]:
    return lambda user: Tus(server, user)
