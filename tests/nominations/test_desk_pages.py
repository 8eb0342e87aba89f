"""Pages of the secretariat: verification, selection, the instrument."""

from django.utils import timezone

from nominations.models import Answer, Indicator, Instrument, Nomination, Verification
from nominations.workflow import Status
from paritrana.committees.models import Stage
from tests import factories
from tests.nominations.conftest import in_days

# --- verification and selection -------------------------------------------------------------------------


def test_an_item_is_verified_with_and_without_htmx(secretariat_client, page, edition, nomination, sent, indicators):
    first, second = Answer.objects.filter(indicator__in=indicators[:2])
    assert secretariat_client.get(page("verification_file", edition, 1)).status_code == 200
    plain = secretariat_client.post(
        page("verify_answer", edition, 1, first.pk), {f"v{first.pk}-verdict": "accepted", "version": first.version}
    )
    assert (plain.status_code, plain.url) == (302, page("verification_file", edition, 1) + "#butir-I1")
    url = page("verify_answer", edition, 1, second.pk)
    bad = secretariat_client.post(url, {f"v{second.pk}-verdict": "wrong"}, HTTP_HX_REQUEST="true")
    assert (bad.status_code, "<html" in bad.content.decode()) == (422, False)
    good = secretariat_client.post(
        url,
        {f"v{second.pk}-verdict": "wrong", f"v{second.pk}-reason": "Angka lain.", f"v{second.pk}-value": "900"},
        HTTP_HX_REQUEST="true",
    )
    content = good.content.decode()
    assert (good.status_code, 'hx-swap-oob="true"' in content, "<html" in content) == (200, True, False)
    assert list(Verification.objects.values_list("value", flat=True)) == ["yes", "900"]
    refused = secretariat_client.post(url, {f"v{second.pk}-verdict": "wrong"})
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, True)
    stale = secretariat_client.post(url, {f"v{second.pk}-verdict": "accepted", "version": "7"})
    assert (stale.status_code, "sudah berubah" in stale.content.decode()) == (422, True)


def test_complete_and_return_on_the_page(secretariat_client, page, edition, nomination, sent, judge_all):
    early = secretariat_client.post(page("verification_complete", edition, 1))
    assert (early.status_code, "Verifikasi dulu 4 butir" in early.content.decode()) == (422, True)
    judge_all(nomination, I1="incomplete")
    bad = secretariat_client.post(page("verification_return", edition, 1), {"note": "", "deadline": "bukan waktu"})
    assert bad.status_code == 422
    good = {"note": "Lengkapi.", "deadline": in_days(2).strftime("%Y-%m-%dT%H:%M")}
    assert secretariat_client.post(page("verification_return", edition, 1), good).status_code == 302
    assert secretariat_client.get(f"{page('verification', edition)}?status=returned").status_code == 200
    Nomination.objects.update(deadline=in_days(-1))
    assert "lewat batas" in secretariat_client.get(page("verification_file", edition, 1)).content.decode()
    assert secretariat_client.post(page("verification_lapse", edition, 1), {"note": ""}).status_code == 422
    assert secretariat_client.post(page("verification_lapse", edition, 1), {"note": "Lewat."}).status_code == 302
    assert Nomination.objects.get().status == Status.VERIFIED


def test_a_returned_candidate_sees_reason_and_deadline(
    client_of, official_client, page, edition, nomination, sent, judge_all, secretariat
):
    judge_all(nomination, I1="wrong")
    client_of(secretariat).post(
        page("verification_return", edition, 1),
        {"note": "Mohon dilihat lagi.", "deadline": in_days(2).strftime("%Y-%m-%dT%H:%M")},
    )
    content = official_client.get(nomination.get_absolute_url()).content.decode()
    assert [text in content for text in ("Mohon dilihat lagi.", "Perlu diperbaiki")] == [True, True]
    section = official_client.get(page("nomination_section", edition, 1, "regulasi")).content.decode()
    assert "Contoh alasan." in section


def test_the_selection_is_one_form_with_a_reason_each(
    secretariat_client, page, edition, category, nominees, secretariat
):
    category.stage = Stage.SELECTION
    category.save()
    for nominee in nominees[:3]:
        factories.nomination(category, nominee, secretariat, Status.VERIFIED)
    url = f"{page('selection', edition)}?kategori=kabupaten-kota"
    assert secretariat_client.get(url).status_code == 200
    bad = secretariat_client.post(url, {"u1-choice": "shortlist", "u1-reason": "Lengkap.", "u2-choice": "leave_out"})
    assert (bad.status_code, Nomination.objects.filter(status=Status.VERIFIED).count()) == (422, 3)
    assert "Lengkap." in bad.content.decode()
    good = {"u1-choice": "shortlist", "u1-reason": "Lengkap.", "u2-choice": "leave_out", "u2-reason": "Kurang."}
    assert secretariat_client.post(url, good).status_code == 302
    assert list(Nomination.objects.order_by("number").values_list("status", flat=True)) == [
        "shortlisted",
        "not_shortlisted",
        "verified",
    ]
    assert secretariat_client.post(url, good | {"u2-choice": "palsu"}).status_code == 422


def test_forward_is_offered_after_the_release(secretariat_client, page, edition, category, nomination):
    Nomination.objects.update(status=Status.SHORTLISTED)
    url = nomination.get_absolute_url()
    assert "tingkat nasional" not in secretariat_client.get(url).content.decode()
    category.stage, category.released_at = Stage.ANNOUNCED, timezone.now()
    category.save()
    assert "tingkat nasional" in secretariat_client.get(url).content.decode()
    assert secretariat_client.post(page("nomination_act", edition, 1), {"action": "forward"}).status_code == 422


# --- instrument -----------------------------------------------------------------------------------------


def test_the_instrument_from_example_to_freeze(secretariat_client, page, edition, category):
    url, act = page("instrument", edition, category.slug), page("instrument_act", edition, category.slug)
    assert "bukan ketentuan resmi" in secretariat_client.get(url).content.decode()
    assert secretariat_client.post(act, {"action": "freeze"}).status_code == 404
    assert secretariat_client.post(act, {"action": "example"}).status_code == 302
    new = page("indicator_new", edition, category.slug)
    data = {
        "section": "Tambahan",
        "code": "X1",
        "text": "Contoh?",
        "kind": "choice",
        "choices": "A\nB",
        "max_files": 3,
        "evidence_time": "made",
    }
    assert secretariat_client.post(new, data | {"choices": "A"}).status_code == 422
    assert secretariat_client.post(new, data).status_code == 302
    made = Indicator.objects.get(code="X1")
    assert (made.choices, made.needs_evidence) == (["A", "B"], False)
    edit = page("indicator", edition, category.slug, made.pk)
    assert secretariat_client.get(edit).status_code == 200
    assert secretariat_client.post(edit, data | {"code": "R1"}).status_code == 422
    assert secretariat_client.post(edit, data | {"text": "Baru?"}).status_code == 302
    for action in ("up", "down", "remove"):
        assert secretariat_client.post(act, {"action": action, "indicator": made.pk}).status_code == 302
    assert secretariat_client.post(act, {"action": "remove", "indicator": "x"}).status_code == 404
    assert secretariat_client.post(act, {"action": "freeze"}).status_code == 302
    assert Instrument.objects.get().frozen_at
    assert secretariat_client.post(act, {"action": "example"}).status_code == 422


def test_only_the_secretariat_edits_the_instrument(client_of, page, edition, category, official, chair, stranger):
    url = page("instrument", edition, category.slug)
    assert [client_of(person).get(url).status_code for person in (official, chair, stranger)] == [403, 403, 404]
