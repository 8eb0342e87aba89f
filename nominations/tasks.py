from celery import shared_task

from nominations.services import deadlines, registered, selection, verification
from nominations.services import evidence as evidence_services
from paritrana.committees.models import Category


@shared_task(name="nominations.tell_selection")
def tell_selection(category: int) -> None:
    selection.tell_results(Category.objects.get(pk=category))


@shared_task(name="nominations.tell_deadline")
def tell_deadline(category: int) -> None:
    deadlines.tell_moved(Category.objects.get(pk=category))


@shared_task(name="nominations.evidence")
def evidence(upload: int) -> None:
    evidence_services.take(upload)


@shared_task(name="nominations.sweep")
def sweep() -> None:
    registered.lapse()
    verification.lapse_overdue()
