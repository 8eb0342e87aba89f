"""Private notes end on the date that their page states."""

from datetime import timedelta

from django.utils import timezone

from paritrana.audit.models import Entry
from scoring import tasks
from scoring.models import Draft, ScoreSheet
from tests import factories


def test_notes_are_deleted_on_their_day_marks_typed_are_not(category, nominees, panelists, secretariat):
    nomination = factories.nomination(category, nominees[0], secretariat)
    sheet = ScoreSheet.objects.create(
        province=category.province, nomination=nomination, person=panelists[0], seat=panelists[0].seats.get(),
        round="interview",
    )  # fmt: skip
    draft = Draft.objects.create(province=category.province, sheet=sheet, values={"a": "80"}, notes="Ragu.")
    seen = []
    for days in (None, 89, 91, 92):
        category.released_at = days and timezone.now() - timedelta(days=days)
        category.save(update_fields=["released_at"])
        tasks.forget_notes()
        draft.refresh_from_db()
        seen.append((draft.notes, draft.values))
    assert seen == [("Ragu.", {"a": "80"}), ("Ragu.", {"a": "80"}), ("", {"a": "80"}), ("", {"a": "80"})]
    assert [entry.after for entry in Entry.objects.filter(verb="sheets.forget_notes")] == [{"notes": 1}]
