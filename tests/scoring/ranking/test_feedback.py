"""The comment that a candidate reads: drafted, released by the chair, and shown after the announcement."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from paritrana.files import check_services
from scoring.ledger_check import faults
from scoring.models import FeedbackComment, PaperAct
from scoring.services import feedback, paper
from tests.scoring.ranking.conftest import nominations_of
from tests.scoring.ranking.test_pages import at, released, text_of

WORDS = "Data cakupan lengkap; inovasi dijelaskan tanpa angka."


@pytest.fixture
def own(run):
    """Paser, second; its official is `official`."""
    return nominations_of(run)[1]


def test_a_comment_is_read_after_the_chair_and_after_the_announcement(
    run, own, secretariat, chair, client_of, official
):
    comment = feedback.draft_comment(own, f" {WORDS} ", by=secretariat)
    client, url = client_of(official), at(run.category, "explanation", own.number)
    assert client.get(url).status_code == 404
    released(run, chair)
    assert WORDS not in text_of(client.get(url))
    feedback.release_comment(comment, comment.seen, by=chair)
    assert WORDS in text_of(client.get(url))


def test_released_before_the_announcement_it_is_still_under_embargo(run, own, secretariat, chair, official):
    comment = feedback.draft_comment(own, WORDS, by=secretariat)
    feedback.release_comment(comment, comment.seen, by=chair)
    assert not FeedbackComment.objects.visible_to(official, "feedback.view").exists()


def test_a_comment_is_sealed_in_the_ledger(run, own, secretariat):
    comment = feedback.draft_comment(own, WORDS, by=secretariat)
    name = f"feedbackcomment:{comment.pk}"
    assert not [fault for fault in faults(run.category) if name in fault]
    FeedbackComment.objects.update(text="Lain.")
    assert f"{name} is not what was recorded" in list(faults(run.category))


def test_another_wording_waits_for_the_chair_again(run, own, secretariat, chair):
    comment = feedback.draft_comment(own, WORDS, by=secretariat)
    seen = comment.seen
    feedback.release_comment(comment, seen, by=chair)
    assert feedback.draft_comment(own, WORDS, by=secretariat).released_at is not None
    assert feedback.draft_comment(own, "Lain.", by=secretariat).released_at is None
    with pytest.raises(ValidationError):
        feedback.release_comment(comment, seen, by=chair)


def test_only_secretariat_drafts_and_only_the_chair_releases(run, own, secretariat, chair, observer, stranger):
    for person in (chair, observer, stranger):
        with pytest.raises(PermissionDenied):
            feedback.draft_comment(own, WORDS, by=person)
    comment = feedback.draft_comment(own, WORDS, by=secretariat)
    for person in (secretariat, observer, stranger):
        with pytest.raises(PermissionDenied):
            feedback.release_comment(comment, comment.seen, by=person)


def test_nothing_is_written_while_somebody_still_scores(interview_sheets, nominations, secretariat):
    with pytest.raises(ValidationError):
        feedback.draft_comment(nominations[0], WORDS, by=secretariat)


def test_pages_draft_and_release(run, own, secretariat, chair, client_of):
    client, url = client_of(secretariat), at(run.category, "feedback_comment", own.number)
    assert client.post(url, {"text": " "}).status_code == 422
    assert client.post(url, {"text": WORDS}).status_code == 302
    assert "Baca dan setujui catatan untuk kandidat" in text_of(client_of(chair).get("/beranda/"))
    assert "Menunggu ketua" in text_of(client.get(at(run.category, "feedback_comments")))
    comment = FeedbackComment.objects.get()
    client = client_of(chair)
    assert client.post(at(run.category, "feedback_release")).status_code == 422
    data = {"comment": [f"{comment.pk}|{comment.seen}"]}
    assert client.post(at(run.category, "feedback_release"), data).status_code == 302
    assert "Disetujui ketua" in text_of(client.get(at(run.category, "feedback_comments")))


def test_feedback_takes_few_queries(run, chair, client_of, official, django_assert_max_num_queries):
    released(run, chair)
    client = client_of(official)
    client.get(at(run.category, "explanation", 1))
    with django_assert_max_num_queries(20):
        assert client.get(at(run.category, "explanation", 1)).status_code == 200


def test_a_chair_who_never_signs_in_releases_by_paper(run, own, secretariat, chair, observer, client_of, scan):
    comment = feedback.draft_comment(own, WORDS, by=secretariat)
    client = client_of(secretariat)
    assert "Persetujuan catatan untuk kandidat" in text_of(client.get(at(run.category, "papers")))
    data = {"comments": [f"{comment.pk}|{comment.seen}"], "seat": chair.seats.get().pk, "letter": "BA/7"}
    url = at(run.category, "paper_new", "feedback")
    assert client.post(url, data | {"scan": scan()}).status_code == 302
    act = PaperAct.objects.get()
    check_services.check(act.scan_id)
    assert WORDS in text_of(client_of(observer).get(at(run.category, "paper", act.pk)))
    paper.confirm(act, by=observer)
    comment.refresh_from_db()
    assert comment.released_by == observer
