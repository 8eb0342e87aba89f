from celery import shared_task

from paritrana.files import check_services, kept_services, upload_services


@shared_task(name="files.join")
def join(upload: int) -> None:
    upload_services.join(upload)


@shared_task(name="files.keep")
def keep(upload: int) -> None:
    kept_services.keep(upload)


@shared_task(name="files.inspect", time_limit=check_services.TASK_LIMIT, soft_time_limit=check_services.TASK_LIMIT - 5)
def inspect(pk: int) -> None:
    check_services.check(pk)


@shared_task(name="files.preview", time_limit=60, soft_time_limit=50)
def preview(pk: int) -> None:
    check_services.draw(pk)


@shared_task(name="files.sweep")
def sweep() -> None:
    upload_services.sweep()
    check_services.sweep()


@shared_task(name="files.sweep_objects")
def sweep_objects() -> None:
    upload_services.sweep_objects()
