from celery import shared_task

from paritrana.files import services


@shared_task(name="files.inspect", time_limit=services.TASK_LIMIT, soft_time_limit=services.TASK_LIMIT - 5)
def inspect(pk: int) -> None:
    services.check(pk)


@shared_task(name="files.sweep")
def sweep() -> None:
    services.sweep()
