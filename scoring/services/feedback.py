"""Comments that candidates read beside their marks: drafted by the secretariat, released by the chair."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from paritrana.access import require
from scoring import ledger
from scoring.ledger import record
from scoring.models import FeedbackComment, RankingRow
from scoring.queries import is_scoring_closed


@transaction.atomic
def draft_comment(nomination: Nomination, text: str, *, by: Any) -> FeedbackComment:
    """Write or rewrite a comment; another wording waits for the chair again."""
    require(by, "feedback.draft", nomination)
    ledger.lock(nomination.category_id)
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Tuliskan catatan untuk kandidat.")})
    if not is_scoring_closed(nomination.category):
        raise ValidationError(_("Tutup dahulu penilaian kategori ini."))
    if not RankingRow.objects.filter(nomination=nomination).exists():
        raise ValidationError(_("Catatan ditulis untuk kandidat yang ikut dihitung dalam peringkat."))
    comment = FeedbackComment.objects.filter(nomination=nomination).first()
    before = {"text": comment.text, "released_at": comment.released_at} if comment else None
    if comment is None:
        comment = FeedbackComment(province_id=nomination.province_id, nomination=nomination)
    elif comment.text == text:
        return comment
    comment.text, comment.drafted_by, comment.drafted_at = text, by, timezone.now()
    comment.released_by = comment.released_at = None
    comment.full_clean()
    comment.save()
    record(by, "feedback.draft", comment, before=before, after={"text": text})
    return comment


@transaction.atomic
def release_comment(comment: FeedbackComment, seen: str, *, by: Any, from_paper: str = "") -> FeedbackComment:
    """The chair stands by the wording that was read (`seen`). The candidate reads it once results are announced.

    `from_paper` is the number of the signed paper by which two officers record it; `services.paper` alone gives it.
    """
    require(by, "paper.confirm" if from_paper else "feedback.release", comment)
    ledger.lock(comment.nomination.category_id)
    comment = FeedbackComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.seen != seen:
        raise ValidationError(_("Catatan untuk %s baru saja diubah. Baca lagi, lalu setujui.") % comment.nomination)
    if comment.released_at is None:
        comment.released_by, comment.released_at = by, timezone.now()
        comment.save(update_fields=["released_by", "released_at"])
        after = {"released_at": comment.released_at, "from_paper": from_paper}
        record(by, "feedback.release", comment, after=after)
    return comment
