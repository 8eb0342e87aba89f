import gc
from typing import Any
from zoneinfo import ZoneInfo

from celery import shared_task
from celery.signals import worker_process_init
from django.conf import settings
from django.utils import timezone

from interviews.models import Slot
from nominations.models import Submission
from paritrana.committees.models import Category
from reports import services
from reports.models import Document
from reports.services import building, certificates, leftovers, previews, requests, signatures
from reports.services import dispatch as dispatch_services
from reports.services import dossier as dossier_services
from reports.services import invitations as invitation_services
from reports.services import log as log_services
from reports.services import recalls as recall_services
from reports.services import style as style_services
from scoring.models import DecisionChange


@worker_process_init.connect
def warm(**_: Any) -> None:
    """Fonts and styles are read before the first paper is asked for; what is loaded by now stays for good."""
    from reports.pdf import press

    press()
    gc.collect()
    gc.freeze()


# A message comes back when its process dies: what it had claimed waits for the sweep, the rest goes on at once.
@shared_task(
    name="reports.build",
    time_limit=building.TASK_LIMIT,
    soft_time_limit=building.TASK_LIMIT * 5 // 6,
    reject_on_worker_lost=True,
)
def build(*pks: int) -> None:
    building.build_documents(pks)


@shared_task(name="reports.start_batch")
def start_batch(pk: int) -> None:
    requests.start_batch(pk)


@shared_task(
    name="reports.build_archive",
    time_limit=building.ARCHIVE_LIMIT,
    soft_time_limit=building.ARCHIVE_LIMIT - 5,
)
def build_archive(pk: int) -> None:
    services.build_document(pk)


@shared_task(name="reports.preview", time_limit=building.TASK_LIMIT, soft_time_limit=building.TASK_LIMIT - 5)
def preview(pk: int) -> None:
    previews.build_preview(pk)


@shared_task(name="reports.draw_style", time_limit=building.TASK_LIMIT, soft_time_limit=building.TASK_LIMIT - 5)
def draw_style(pk: int, stamp: str) -> None:
    style_services.draw_style(pk, stamp)


@shared_task(name="reports.receipt")
def receipt(submission_pk: int) -> None:
    services.make_receipt(Submission.objects.get(pk=submission_pk))


@shared_task(name="reports.released")
def released(category_pk: int) -> None:
    certificates.withdraw_outdated(Category.objects.get(pk=category_pk))


@shared_task(name="reports.recall")
def recall(change_pk: int) -> None:
    change = DecisionChange.objects.get(pk=change_pk)
    recall_services.recall(change)
    dossier_services.follow(change)


@shared_task(name="reports.turn_changed")
def turn_changed(slot_pk: int) -> None:
    invitation_services.follow(Slot.objects.select_related("session__edition__province").get(pk=slot_pk))


@shared_task(name="reports.post")
def post(document_pk: int) -> None:
    dispatch_services.post(Document.objects.select_related("edition__province").get(pk=document_pk))


@shared_task(name="reports.finish_signature", time_limit=60, soft_time_limit=55)
def finish_signature(pk: int) -> None:
    signatures.finish(pk)


@shared_task(name="reports.sweep")
def sweep() -> None:
    services.sweep()
    previews.sweep_previews()
    signatures.sweep()
    dispatch_services.post_again()


@shared_task(name="reports.sweep_files")
def sweep_files() -> None:
    leftovers.sweep_files()


@shared_task(name="reports.close_day")
def close_day() -> None:
    log_services.close_day(timezone.localdate(timezone=ZoneInfo(settings.TIME_ZONE)))
