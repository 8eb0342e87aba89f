from celery import shared_task

from paritrana import stamps
from paritrana.outbox import services


@shared_task(name="outbox.sweep")
def sweep() -> None:
    services.send_again()


@shared_task(name="outbox.forget_stamp")
def forget_stamp(key: str) -> None:
    stamps.forget(key)
