from celery import shared_task

from nominations.models import Submission
from reports import services


@shared_task(name="reports.build", time_limit=services.TASK_LIMIT, soft_time_limit=services.TASK_LIMIT - 5)
def build(pk: int) -> None:
    services.build_document(pk)


@shared_task(name="reports.receipt")
def receipt(submission_pk: int) -> None:
    services.make_receipt(Submission.objects.get(pk=submission_pk))


@shared_task(name="reports.sweep")
def sweep() -> None:
    services.sweep()
