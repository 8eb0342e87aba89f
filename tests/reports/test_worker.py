"""A real worker, killed in the middle of a batch: in the end there is exactly one file per recipient."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from paritrana.celery import app
from reports import services
from reports.models import Document
from tests import factories
from tests.reports import rows

RECIPIENTS = 6
QUIET = ["--without-gossip", "--without-mingle"]


@pytest.fixture
def worker(tmp_path):
    """`worker()` starts a Celery worker on this test's database, queue and media folder; ended by its process group."""
    queue = f"test-{tmp_path.name}-{os.getpid()}"
    before, app.conf.task_default_queue = app.conf.task_default_queue, queue
    app.amqp.__dict__.pop("queues", None)
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    started = []

    def start():
        with (tmp_path / f"worker{len(started)}.log").open("w") as log:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "celery",
                    "-A",
                    "paritrana",
                    "worker",
                    "--concurrency=1",
                    "--queues",
                    queue,
                    *QUIET,
                ],
                cwd=settings.BASE_DIR,
                env={
                    **os.environ,
                    "DATABASE_URL": url,
                    "CELERY_QUEUE": queue,
                    "MEDIA_ROOT": str(settings.MEDIA_ROOT),
                    "PYTHONWARNINGS": "default",
                },
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)
    app.conf.task_default_queue = before
    app.amqp.__dict__.pop("queues", None)


def kill(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(count):
    deadline = time.monotonic() + 60
    while Document.objects.filter(status="ready").count() < count:
        assert time.monotonic() < deadline, list(Document.objects.values_list("status", "error"))
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_killed_worker_leaves_one_file_per_recipient(worker, category, secretariat, chair, regencies):
    governments = [factories.government(regency) for regency in regencies[:RECIPIENTS]]
    finalists = rows.nominations(category, governments, secretariat)
    decision = rows.decision(rows.run(category, finalists, secretariat), finalists[:3], chair)
    for government in governments[3:]:
        rows.award(category, government, secretariat)
    rows.signer(category)

    services.request_certificates(category, by=secretariat)
    first = worker()
    wait_for(1)
    kill(first)
    services.request_certificates(category, by=secretariat)  # pressed once more while nobody works
    Document.objects.filter(status="building").update(claimed_at=decision.decided_at - services.LEASE)
    Document.objects.update(made_at=decision.decided_at - services.LEASE, ready_at=None)
    services.sweep()
    worker()
    wait_for(RECIPIENTS)

    documents = list(Document.objects.all())
    assert len(documents) == RECIPIENTS
    assert {document.version for document in documents} == {1}
    files = sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    assert len(files) == RECIPIENTS
    for document in documents:
        content = Path(document.file.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == document.sha256
