"""The Celery application, and `later`: the one way to ask for work after the commit."""

import functools
import os

from celery import Celery
from celery.app.registry import TaskRegistry
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paritrana.settings")

app = Celery("paritrana")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@functools.cache
def tasks() -> TaskRegistry:
    """What every app registers; asked once a process, for loading them also runs all of Django's checks (0.1 s)."""
    app.loader.import_default_modules()
    return app.tasks


def later(name: str, *ids: int | str) -> None:
    """Run the task `name` with `ids` once the current transaction is committed.

    Raises LookupError at once for a name that no app registers, so that a typing error cannot hide
    until a worker meets it. While Redis is away the message waits as a row (`outbox`).
    """
    if name not in tasks():
        raise LookupError(f"no task is registered as {name!r}")
    from paritrana.outbox.services import send  # has a model: not yet there while the settings load this module

    transaction.on_commit(functools.partial(send, app.signature(name, args=ids)))
