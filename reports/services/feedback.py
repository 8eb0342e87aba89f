"""Asking for the feedback to all candidates of a category together."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.committees.models import Category
from reports.documents.feedback import feedback
from reports.models import Batch, Document
from reports.services.letters import together
from reports.services.locks import locked_category
from reports.services.requests import request_document
from scoring.ranking_queries import decision_in_force

Kind = Document.Kind


@transaction.atomic
def request_feedback(category: Category, *, by: User) -> Batch:
    """Umpan balik for every candidate of the run that was decided on; each reads its own after the release."""
    require(by, "documents.make", category)
    category = locked_category(category)
    decision = decision_in_force(category)
    rows = list(decision.run.rows.select_related("nomination__nominee")) if decision else []
    if decision is None or not rows:
        raise ValidationError(_("Umpan balik dibuat setelah rapat pleno menetapkan."))
    decision.run.category = category

    def ask(batch: Batch) -> list[Document]:
        made = []
        for row in rows:
            row.run, nomination = decision.run, row.nomination
            made.append(
                request_document(
                    Kind.FEEDBACK,
                    f"nomination:{nomination.pk}",
                    feedback(row),
                    by=by,
                    batch=batch,
                    title=_("Umpan balik: %(nominee)s") % {"nominee": nomination.nominee.name},
                    edition=category.edition,
                    category=category,
                    nomination=nomination,
                    nominee=nomination.nominee,
                )
            )
        return made

    return together(Kind.FEEDBACK, category.edition, category, ask, by)
