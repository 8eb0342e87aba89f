"""A written reason for marks far from the pattern: asked once, when every sheet has been sent and none is closed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.committees.models import Category
from paritrana.notices.services import notify
from scoring import ledger
from scoring.flag_queries import flagged_sheets
from scoring.ledger import record
from scoring.models import MarkQuestion, ScoreSheet
from scoring.queries import is_scoring_closed
from scoring.services.closing import missing


@transaction.atomic
def ask(category: Category) -> list[MarkQuestion]:
    """For the worker: ask whoever has not been asked about a sheet yet. Nothing while a sheet is missing."""
    ledger.lock(category)
    if is_scoring_closed(category) or missing(category):
        return []
    made = []
    for sheet in flagged_sheets(category):
        question, new = MarkQuestion.objects.get_or_create(sheet=sheet, defaults={"province_id": sheet.province_id})
        if new:
            made.append(question)
            record(None, "sheets.question", question)
            _tell(sheet, category)
    return made


@transaction.atomic
def answer(question: MarkQuestion, text: str, *, by: Any) -> MarkQuestion:
    """The owner's reason; it may be put otherwise until scoring is closed."""
    require(by, "sheets.fill", question.sheet)
    ledger.lock(question.sheet.nomination.category_id)
    question = (
        MarkQuestion.objects.select_for_update(of=("self",)).select_related("sheet__nomination").get(pk=question.pk)
    )
    if question.sheet.status != ScoreSheet.Status.SENT:
        raise ValidationError(_("Penilaian sudah ditutup; penjelasan tidak dapat ditambah lagi."))
    if not text.strip():
        raise ValidationError({"answer": _("Tuliskan alasan Anda.")})
    question.answer, question.answered_at = text.strip(), timezone.now()
    question.save(update_fields=["answer", "answered_at"])
    record(by, "sheets.reason", question)
    return question


def _tell(sheet: ScoreSheet, category: Category) -> None:
    """Neither how far nor in which direction: that would show the marks of the others."""
    edition = category.edition
    notify(
        [sheet.person],
        title=_("Mohon penjelasan atas nilai Anda, %s") % sheet.nomination.nominee,
        text=_(
            "Nilai Bapak/Ibu untuk %s tidak biasa dibanding pola penilaian. Mohon tuliskan alasannya sebelum "
            "penilaian ditutup. Nilainya tetap dihitung dan tidak perlu diubah."
        )
        % sheet.nomination.nominee,
        url=reverse("sheet_question", args=[edition.province.slug, edition.slug, sheet.pk]),
        edition=edition,
    )
