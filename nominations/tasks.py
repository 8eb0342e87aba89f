from celery import shared_task

from nominations.services import answers, selection
from paritrana.committees.models import Category


@shared_task(name="nominations.tell_selection")
def tell_selection(category: int) -> None:
    selection.tell_results(Category.objects.get(pk=category))


@shared_task(name="nominations.evidence")
def evidence(upload: int) -> None:
    answers.take_evidence(upload)
