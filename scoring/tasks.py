"""Work of the scoring app in the worker."""

import logging

from celery import shared_task

from paritrana.committees.models import Category
from scoring.ledger_check import faults, is_opened
from scoring.services import notes, questions
from scoring.services import robustness as advice
from scoring.services.ledger import keep, tell_fault

logger = logging.getLogger(__name__)


@shared_task(name="scoring.verify_ledger")
def verify_ledger() -> None:
    """Nightly: every category's ledger; the first fault is logged and told, else its head is kept in the trail."""
    for category in filter(is_opened, Category.objects.select_related("edition").order_by("pk")):
        if fault := next(faults(category), ""):
            logger.error("ledger of category %s: %s", category.pk, fault)
            tell_fault(category, fault)
        else:
            keep(category)


@shared_task(name="scoring.robustness")
def robustness(run: int) -> None:
    """How firmly a run stands; a second time replaces the first."""
    advice.compute(run)


@shared_task(name="scoring.ask_reasons")
def ask_reasons(category: int) -> None:
    """Once every sheet has been sent: whoever is far from the pattern is asked why."""
    questions.ask(Category.objects.select_related("edition__province").get(pk=category))


@shared_task(name="scoring.forget_notes")
def forget_notes() -> None:
    """Nightly: private notes whose date has come."""
    notes.forget()
