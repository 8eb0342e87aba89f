"""Messages to the workers: sent, or kept as a row until Redis takes them. What a person did is committed by then."""

import logging

from celery import Signature
from django.db import transaction
from kombu.exceptions import OperationalError

from paritrana.celery import app
from paritrana.outbox.models import Unsent

log = logging.getLogger(__name__)

AT_ONCE = 500  # in one sweep


def send(message: Signature) -> None:
    """A message that cannot be sent is no error of the request that asked for it: the sweep sends it."""
    try:
        message.apply_async()
    except OperationalError as error:
        log.warning("%s %s waits for Redis: %s", message.task, message.args, error)
        Unsent.objects.create(name=message.task, ids=message.args)


def send_again() -> int:
    """Send what has waited, the oldest first. Returns how many; who dies before the end sends some of them twice."""
    sent = []
    with transaction.atomic():
        # Rows that another sweep has in hand are left to it.
        for row in Unsent.objects.select_for_update(skip_locked=True)[:AT_ONCE]:
            try:
                app.signature(row.name, args=row.ids).apply_async()
            except OperationalError:
                break
            sent.append(row.pk)
        Unsent.objects.filter(pk__in=sent).delete()
    return len(sent)
