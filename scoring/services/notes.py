"""Private notes of panelists end on the date that their page states."""

from django.utils import timezone

from paritrana.audit.services import record
from paritrana.committees.models import Category
from scoring.models import Draft


def forget() -> int:
    """Delete the notes of categories announced long enough ago; the trail says how many, never what stood there."""
    now, forgotten = timezone.now(), 0
    for category in Category.objects.filter(released_at__isnull=False).select_related("edition"):
        if category.notes_end and category.notes_end <= now:
            drafts = Draft.objects.filter(sheet__nomination__category=category).exclude(notes="")
            if count := drafts.update(notes=""):
                record(None, "sheets.forget_notes", category, after={"notes": count})
                forgotten += count
    return forgotten
