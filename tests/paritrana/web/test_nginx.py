"""`deploy/nginx.conf` as it is, in front of a running portal. Only its ports, paths and name are those of the test."""

import getpass
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as of_tests
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils.http import content_disposition_header

from nominations.services.answers import add_evidence, save_answer
from paritrana.web import probe
from paritrana.web.outside import Outside, findings
from paritrana.web.outside_requests import CHECKS
from tests import factories
from tests.conftest import ROOT, client_for
from tests.paritrana.files.conftest import Server, free_port

pytestmark = pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="nginx or openssl is not installed"
)
MAIN = """
daemon off; pid {0}/pid; user {1}; error_log {0}/error.log; worker_processes 1;
events {{}}
http {{
    access_log off; include /etc/nginx/mime.types;
    client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/fastcgi;
    uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
    include {0}/site.conf;
}}
"""
NAME = "Perda No. 4 – jaminan “sosial” é.pdf"


class Front:
    """nginx, the portal behind it, and both of its ports."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.port, self.plain = folder, free_port(), free_port()
        behind = {"HTTPS": "1", "TRUSTED_PROXY_COUNT": "1", "ACCEL_PREFIX": "/berkas-dalam/"}
        self.portal = Server(database, folder / "media", folder / "log", behind)
        self.portal.start()
        make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=localhost"
        make += f" -addext subjectAltName=DNS:localhost -keyout {folder}/key -out {folder}/certificate"
        subprocess.run(make.split(), check=True, capture_output=True)
        site = (ROOT / "deploy" / "nginx.conf").read_text()
        for here, there in {
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "127.0.0.1:8000": f"127.0.0.1:{self.portal.port}",
            "/etc/ssl/paritrana.pem": f"{folder}/certificate",
            "/etc/ssl/paritrana.key": f"{folder}/key",
            "/srv/paritrana/media/": f"{folder}/media/",
        }.items():
            assert site.count(here) == 1, here
            site = site.replace(here, there)
        (folder / "site.conf").write_text(site.replace("paritrana.example.go.id", "localhost"))
        (folder / "nginx.conf").write_text(MAIN.format(folder, getpass.getuser()))
        self.nginx = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=-3)
        self.trusted = ssl.create_default_context(cafile=folder / "certificate")
        for _ in range(100):
            try:
                self.outside().ask("/cek/")
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError((folder / "error.log").read_text())

    def outside(self, context: ssl.SSLContext | None = None) -> Outside:
        how = {"idle": 0.4, "wait": 0.2, "plain_port": self.plain, "context": context or self.trusted}
        return Outside(f"https://localhost:{self.port}", probe.key(), **how)

    def stop(self) -> None:
        self.nginx.terminate()
        self.nginx.wait()
        self.portal.kill()


@pytest.fixture(scope="module")
def front(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    front = Front(tmp_path_factory.mktemp("front"), connection.settings_dict["NAME"])
    yield front
    front.stop()


def test_doctor_finds_nothing_behind_nginx(front):
    assert [finding for finding in findings(front.outside(), CHECKS) if not finding.good] == []


def test_certificate_that_nobody_signed_is_told(front):
    first, second = findings(front.outside(ssl.create_default_context()), CHECKS[:2])
    assert (first.good, second.good) == (False, True)
    assert re.match(r"tidak dipercaya: self.signed certificate", first.seen)


@pytest.mark.django_db(transaction=True)
def test_file_is_sent_by_nginx_to_whom_the_portal_says(
    front, category, nominees, secretariat, official, stranger, settings
):
    settings.MEDIA_ROOT = front.folder / "media"
    indicator = factories.instrument(category).indicators.first()
    nomination = factories.nomination(category, nominees[0], secretariat)
    answer = save_answer(nomination, indicator, value="yes", note="", version=0, by=official)
    content = factories.pdf_bytes()
    evidence = add_evidence(answer, SimpleUploadedFile(NAME, content), by=official)
    path = f"{nomination.get_absolute_url()}data-dukung/{evidence.pk}/"

    def ask(path, person=None):
        cookie = f"{of_tests.SESSION_COOKIE_NAME}={client_for(person).session.session_key}" if person else ""
        return front.outside().ask(path, headers={"Cookie": cookie})

    policy = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    sent = ask(path, official)
    assert (sent.status, sent.body, sent.headers["Content-Length"]) == (200, content, str(len(content)))
    wanted = {
        "Content-Type": "application/pdf",
        "Content-Disposition": content_disposition_header(False, evidence.file.name),
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Accel-Redirect": None,
    }
    assert {name: sent.headers.get(name) for name in wanted} == wanted
    assert "no-store" in sent.headers["Cache-Control"]
    assert [ask(path, person).status for person in (stranger, None)] == [404, 302]
    inside = f"berkas-dalam/{evidence.file.content.name}"
    direct = [f"/{inside}", f"//{inside}", f"/{inside.replace('b', '%62', 1)}", f"/unggahan/../{inside}"]
    assert [ask(path, official).status for path in direct] == [404, 404, 404, 404]
