from celery import shared_task

from paritrana.files import upload_services


@shared_task(name="files.join")
def join(upload: int) -> None:
    upload_services.join(upload)


@shared_task(name="files.sweep")
def sweep() -> None:
    upload_services.sweep()


@shared_task(name="files.sweep_objects")
def sweep_objects() -> None:
    upload_services.sweep_objects()
