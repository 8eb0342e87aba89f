"""A deadline of the category that moves: everybody whom it binds is told, who has sent may send again."""

from nominations.services.deadlines import tell_moved
from paritrana.committees.services.editions import edit_category
from paritrana.notices.models import Notice
from tests import factories
from tests.nominations.conftest import in_days


def test_who_has_sent_is_told_that_the_deadline_moved(
    category, nomination, sent, nominees, official, secretariat, django_capture_on_commit_callbacks, monkeypatch
):
    asked = []
    monkeypatch.setattr("paritrana.outbox.services.send", lambda message: asked.append((message.task, *message.args)))
    factories.nomination(category, nominees[1], secretariat, deadline=in_days(1))  # bound by its own
    Notice.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        row = edit_category(category, nomination_closes=in_days(20), by=secretariat)
        edit_category(row, name="Nama lain", by=secretariat)
    assert asked == [("nominations.tell_deadline", category.pk)]
    assert (tell_moved(row), tell_moved(row)) == (1, 0)
    notice = Notice.objects.get()
    assert (notice.to, notice.url) == (official, nomination.get_absolute_url())
    assert notice.title.startswith("Batas pengiriman menjadi ")
    assert "WITA" in notice.title
    assert "masih dapat ditarik kembali" in notice.text
    closes = row.nomination_closes
    for until in (in_days(15), closes):
        row = edit_category(row, nomination_closes=until, by=secretariat)
        assert tell_moved(row) == 1
