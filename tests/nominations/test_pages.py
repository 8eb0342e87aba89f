from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nominations.models import Answer, Evidence, Nomination, Submission
from nominations.services.answers import add_evidence
from nominations.workflow import Status
from paritrana.committees.models import Stage
from paritrana.files import check_services
from tests import factories
from tests.nominations.conftest import in_days, pdf


def field(indicator, name):
    return f"b{indicator.pk}-{name}"


def answers(indicators, version=0, **values):
    """What a section page posts."""
    data = {}
    for indicator in indicators:
        data[field(indicator, "value")] = values.get(indicator.code, "")
        data[field(indicator, "note")] = ""
        data[field(indicator, "version")] = version
    return data


# --- list -----------------------------------------------------------------------------------------------


def test_everybody_sees_the_own_rows(
    client_of, page, edition, category, nominees, secretariat, branch_head, official, panelist, observer
):
    for nominee in nominees:
        factories.nomination(category, nominee, secretariat)
    counts = {}
    for person in (secretariat, branch_head, official, panelist, observer):
        response = client_of(person).get(page("nominations", edition))
        counts[person.username] = len(response.context["table"].rows)
    assert counts == {"sekretariat": 10, "kepala.cabang": 4, "pejabat": 1, "panelis1": 10, "pengawas": 10}


def test_the_list_keeps_out_who_has_no_place(client_of, page, edition, stranger, nobody, administrator):
    statuses = {person.username: client_of(person).get(page("nominations", edition)).status_code
                for person in (stranger, nobody, administrator)}  # fmt: skip
    assert statuses == {"asing": 404, "tanpa.peran": 404, "admin": 403}


def test_the_list_filters_searches_sorts_and_ignores_nonsense(
    secretariat_client, page, edition, category, nominees, sent, secretariat
):
    factories.nomination(category, nominees[1], secretariat)
    url = page("nominations", edition)
    found = {}
    for query in ("", "state=sent", "state=proposed", "state=verified", "q=Kutai", "q=1", "category=kabupaten-kota",
                  "sort=-number", "sort=outcome", "page=99", "state=palsu", "q=%00x"):  # fmt: skip
        response = secretariat_client.get(f"{url}?{query}")
        assert response.status_code == 200
        found[query] = [row.record.number for row in response.context["table"].page]
    assert found["state=sent"] == [1]
    assert found["state=proposed"] == [2]
    assert found["state=verified"] == []
    assert found["q=Kutai"] == [2]
    assert found["q=1"] == [1]
    assert found["category=kabupaten-kota"] == [1, 2]
    assert found["sort=-number"] == [2, 1]
    assert b"TT-64-2024-001-1" in secretariat_client.get(url).content


def count_queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("name", "expected"), [("nominations", 14), ("verification", 12), ("selection", 18)])
def test_lists_take_the_same_queries_at_7_and_at_200_rows(
    client_of, page, edition, kaltim, regencies, secretariat, name, expected
):
    category = factories.category(edition, "Usaha", "usaha", nominee_kind="company", stage=Stage.SELECTION)
    factories.instrument(category)
    client, url = client_of(secretariat), page(name, edition)
    counts = []
    for total in (7, 200):
        for number in range(Nomination.objects.count(), total):
            company = factories.company(regencies[number % 10], f"PT Contoh {number:03}")
            factories.nomination(category, company, secretariat, Status.VERIFIED)
        counts.append(count_queries(client, url))
    assert counts == [expected, expected]


# --- proposing ------------------------------------------------------------------------------------------


def test_propose_from_category_to_number(secretariat_client, page, edition, category, nominees):
    url = page("nomination_new", edition)
    assert category.name in secretariat_client.get(url).content.decode()
    response = secretariat_client.post(f"{url}?kategori=kabupaten-kota", {"nominee": nominees[2].pk})
    made = Nomination.objects.get()
    assert (response.status_code, response.url, made.nominee) == (302, made.get_absolute_url(), nominees[2])


def test_a_branch_head_is_offered_only_the_own_regencies(client_of, page, edition, category, nominees, branch_head):
    client, url = client_of(branch_head), f"{page('nomination_new', edition)}?kategori=kabupaten-kota"
    offered = client.get(url).context["form"].fields["nominee"].queryset
    assert {row.regency.code for row in offered} == {"64.01", "64.02", "64.03", "64.72"}
    response = client.post(url, {"nominee": nominees[5].pk})
    assert (response.status_code, Nomination.objects.count()) == (422, 0)


def test_a_new_company_is_added_and_chosen(secretariat_client, page, edition, regencies):
    factories.category(edition, "Usaha", "usaha", nominee_kind="company")
    url = f"{page('nominee_new', edition)}?kategori=usaha"
    bad = secretariat_client.post(url, {"regency": "", "name": "PT Contoh", "npp": "x" * 30})
    assert (bad.status_code, "PT Contoh" in bad.content.decode()) == (422, True)
    response = secretariat_client.post(url, {"regency": regencies[0].pk, "name": "PT Contoh", "npp": "AA1"})
    assert (response.status_code, "kandidat=" in response.url) == (302, True)
    again = secretariat_client.post(url, {"regency": regencies[1].pk, "name": "PT Lain", "npp": "AA1"})
    assert "Sudah tercatat: PT Contoh" in again.content.decode()


def test_a_late_proposal_asks_for_the_letter(secretariat_client, page, edition, category, nominees):
    category.nomination_closes = in_days(-1)
    category.save()
    url = f"{page('nomination_new', edition)}?kategori=kabupaten-kota"
    bad = secretariat_client.post(url, {"nominee": nominees[0].pk, "late_letter": "", "deadline": ""})
    assert bad.status_code == 422
    good = {"nominee": nominees[0].pk, "late_letter": "560/12", "deadline": in_days(3).strftime("%Y-%m-%dT%H:%M")}
    assert secretariat_client.post(url, good).status_code == 302
    assert Nomination.objects.get().late_letter == "560/12"


def test_a_late_proposal_is_confirmed_on_its_page(
    client_of, secretariat_client, second_secretariat, page, edition, category, nominees
):
    category.nomination_closes = in_days(-1)
    category.save()
    data = {"nominee": nominees[0].pk, "late_letter": "560/12", "deadline": in_days(3).strftime("%Y-%m-%dT%H:%M")}
    secretariat_client.post(f"{page('nomination_new', edition)}?kategori=kabupaten-kota", data)
    row = Nomination.objects.get()
    act = page("nomination_act", edition, row.number)
    first = secretariat_client.get(row.get_absolute_url()).content.decode()
    assert ("Petugas kedua adalah orang lain" in first, "Sesuai dengan surat" in first) == (True, False)
    assert secretariat_client.post(act, {"action": "confirm_late"}).status_code == 403
    second = client_of(second_secretariat)
    assert "Sesuai dengan surat" in second.get(row.get_absolute_url()).content.decode()
    assert second.post(act, {"action": "cancel_late", "note": ""}).status_code == 422
    assert second.post(act, {"action": "confirm_late"}).status_code == 302
    row.refresh_from_db()
    assert row.status == "proposed"


# --- the candidate --------------------------------------------------------------------------------------


def test_the_task_list_names_each_section(official_client, page, edition, nomination, indicators):
    content = official_client.get(nomination.get_absolute_url()).content.decode()
    assert [text in content for text in ("Regulasi", "Cakupan", "Belum mulai", "Belum dikirim")] == [True] * 4
    assert page("nomination_section", edition, 1, "regulasi") in content


def test_a_section_is_saved_and_leads_to_the_next(official_client, page, edition, nomination, indicators):
    url = page("nomination_section", edition, 1, "regulasi")
    assert official_client.get(url).status_code == 200
    data = answers(indicators[:2], I1="yes", I2="1.250,5") | {field(indicators[0], "files"): [pdf(), pdf("b.pdf", "b")]}
    response = official_client.post(url, data)
    assert (response.status_code, response.url) == (302, page("nomination_section", edition, 1, "cakupan"))
    assert list(Answer.objects.values_list("value", flat=True)) == ["yes", "1250.5"]
    assert list(Evidence.objects.values_list("file__name", flat=True)) == ["perda.pdf", "b.pdf"]
    last = official_client.post(page("nomination_section", edition, 1, "cakupan"), answers(indicators[2:]))
    assert last.url == page("nomination_check", edition, 1)
    assert Answer.objects.count() == 2


def test_one_error_holds_nothing_back_and_keeps_what_was_typed(official_client, page, edition, nomination, indicators):
    url = page("nomination_section", edition, 1, "regulasi")
    data = answers(indicators[:2], I1="yes", I2="banyak") | {
        field(indicators[1], "files"): [pdf(), SimpleUploadedFile("rekap.xls", b"\xd0\xcf")]
    }
    response = official_client.post(url, data)
    content = response.content.decode()
    assert response.status_code == 422
    assert 'value="banyak"' in content
    assert "Tulis angka saja" in content
    assert "pilih Simpan Sebagai .xlsx" in content
    assert Answer.objects.get(indicator=indicators[0]).value == "yes"
    assert Evidence.objects.get().file.name == "perda.pdf"


def test_two_tabs_show_both_texts(official_client, page, edition, nomination, indicators):
    url = page("nomination_section", edition, 1, "cakupan")
    official_client.post(url, answers(indicators[2:], I4="Tab pertama"))
    response = official_client.post(url, answers(indicators[2:], I4="Tab kedua"))
    content = response.content.decode()
    assert response.status_code == 422
    assert "Tab pertama" in content
    assert "Tab kedua" in content
    assert Answer.objects.get().value == "Tab pertama"
    # Saving once more overwrites nothing either: one of the two is chosen.
    assert f'name="{field(indicators[3], "version")}" value="0"' in content
    assert official_client.post(url, answers(indicators[2:], I4="Tab kedua")).status_code == 422
    mine = {field(indicators[3], "choose"): "mine:1"}
    chosen = official_client.post(url, answers(indicators[2:], I4="Tab kedua") | mine)
    assert (chosen.status_code, chosen.url) == (302, f"{url}#butir-I4")
    assert Answer.objects.get().value == "Tab kedua"
    stored = {field(indicators[3], "choose"): "stored"}
    assert official_client.post(url, answers(indicators[2:], I4="Tab ketiga") | stored).status_code == 302
    assert (Answer.objects.get().value, Answer.objects.get().version) == ("Tab kedua", 2)


def test_one_question_is_kept_while_it_is_typed(official_client, page, edition, nomination, indicators):
    url, number = page("nomination_section", edition, 1, "regulasi"), indicators[1]

    def type_(value, version=0, prefix=f"b{number.pk}"):
        data = {f"b{number.pk}-value": value, f"b{number.pk}-note": "", f"b{number.pk}-version": version}
        return official_client.post(url, data | {"autosave": prefix}, headers={"HX-Request": "true"})

    first = type_("1.250")
    answer = Answer.objects.get()
    assert (first.status_code, answer.value) == (200, "1250")
    assert (
        f"Tersimpan {timezone.localtime(answer.changed_at, ZoneInfo('Asia/Makassar')):%H.%M} WITA, belum dikirim."
        in first.text
    )
    assert 'value="1"' in first.text
    wrong = type_("banyak", 1)
    assert wrong.status_code == 422
    assert "Belum tersimpan. Tulis angka saja" in wrong.text
    assert "Tersimpan " not in wrong.text
    conflict = type_("900")
    assert (conflict.status_code, Answer.objects.get().value) == (422, "1250")
    assert "Pakai yang tersimpan" in conflict.text
    assert 'value="mine:1"' in conflict.text
    assert 'value="0"' in conflict.text  # typing on overwrites nothing either
    assert type_("1", prefix="b0").status_code == 404


def test_a_file_is_removed_with_a_tick(official_client, page, edition, nomination, indicators):
    url = page("nomination_section", edition, 1, "regulasi")
    official_client.post(url, answers(indicators[:2], I1="yes") | {field(indicators[0], "files"): pdf()})
    row = Evidence.objects.get()
    official_client.post(url, answers(indicators[:2], version=2, I1="yes") | {field(indicators[0], "remove"): row.pk})
    row.refresh_from_db()
    assert row.removed_at is not None
    assert official_client.get(page("evidence", edition, 1, row.pk)).status_code == 404


@pytest.mark.parametrize(
    "name", ["../../x.pdf", "\u202egnp.exe.pdf", "<img src=x onerror=alert(1)>.pdf", "a" * 250 + ".pdf"]
)
def test_hostile_file_names_are_harmless(official_client, page, edition, nomination, indicators, name):
    url = page("nomination_section", edition, 1, "regulasi")
    response = official_client.post(url, answers(indicators[:2], I1="yes") | {field(indicators[0], "files"): pdf(name)})
    assert response.status_code == 302
    content = official_client.get(url).content.decode()
    assert [mark in content for mark in ("\u202e", "<img src=x", "../x")] == [False, False, False]


def close(response):
    """Close the file of an answer without closing the connection of the test."""
    for closer in getattr(response, "_resource_closers", []):
        closer()


def status_of(client, url):
    response = client.get(url)
    close(response)
    return response.status_code


def test_evidence_goes_to_whoever_sees_the_answer(
    client_of, page, edition, sent, indicators, official, secretariat, panelist, branch_head, stranger, nominees
):
    Nomination.objects.update(status=Status.PROPOSED)
    row = add_evidence(Answer.objects.get(indicator=indicators[0]), pdf(), by=official)
    url = page("evidence", edition, 1, row.pk)
    rival = factories.person("rival", "Rival", "nominee", nominee=nominees[1])
    people = (official, secretariat, panelist, branch_head, stranger, rival)
    check_services.check(row.file_id)
    before = [status_of(client_of(person), url) for person in people]
    Nomination.objects.update(status=Status.SENT)
    after = [status_of(client_of(person), url) for person in people]
    assert before == [200, 404, 404, 404, 404, 404]
    assert after == [200, 200, 200, 200, 404, 404]
    response = client_of(official).get(f"{url}?unduh")
    close(response)
    assert response["Content-Disposition"] == 'attachment; filename="perda.pdf"'
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_unanswered_questions_block_the_sending(official_client, page, edition, nomination, indicators):
    url = page("nomination_check", edition, 1)
    content = official_client.get(url).content.decode()
    assert "Jawab dulu 4 butir berikut" in content
    response = official_client.post(url, {"sender_name": "A", "sender_office": "B", "without_evidence": "on"})
    assert (response.status_code, Submission.objects.count()) == (422, 0)


def test_missing_evidence_asks_once_and_may_be_sent(official_client, page, edition, nomination, answer_all, indicators):
    answer_all(nomination)
    url = page("nomination_check", edition, 1)
    assert "4 butir belum mempunyai data dukung" in official_client.get(url).content.decode()
    sender = {"sender_name": "Pejabat", "sender_office": "Kabid"}
    bad = official_client.post(url, sender)
    assert (bad.status_code, Submission.objects.count()) == (422, 0)
    assert "Centang bila usulan memang dikirim" in bad.content.decode()
    response = official_client.post(url, sender | {"without_evidence": "on"})
    assert (response.status_code, response.url) == (302, page("nomination_sent", edition, 1))
    content = official_client.get(response.url).content.decode()
    assert "TT-64-2024-001-1" in content
    again = official_client.post(url, sender | {"without_evidence": "on"})
    assert (again.url, Submission.objects.count()) == (response.url, 1)


def test_take_back_on_the_page_until_the_deadline(official_client, page, edition, category, nomination, sent):
    url = page("nomination_act", edition, 1)
    assert "Tarik kembali" in official_client.get(nomination.get_absolute_url()).content.decode()
    assert official_client.post(url, {"action": "take_back"}).status_code == 302
    nomination.refresh_from_db()
    assert nomination.status == Status.PROPOSED
    Nomination.objects.update(status=Status.SENT)
    category.nomination_closes = in_days(-1)
    category.save()
    assert "Tarik kembali" not in official_client.get(nomination.get_absolute_url()).content.decode()
    response = official_client.post(url, {"action": "take_back"})
    assert response.status_code == 422
    assert "Batas waktu sudah lewat" in response.content.decode()


def test_late_typing_is_refused_and_kept(official_client, page, edition, category, nomination, indicators):
    category.nomination_closes = in_days(-1)
    category.save()
    response = official_client.post(
        page("nomination_section", edition, 1, "cakupan"), answers(indicators[2:], I4="Terlambat")
    )
    assert response.status_code == 422
    assert "Batas waktu sudah lewat" in response.content.decode()
    assert "Terlambat" in response.content.decode()
    assert Answer.objects.count() == 0


def test_unknown_actions_and_sections(official_client, page, edition, nomination, instrument):
    for data in ({}, {"action": "shortlist"}, {"action": "send"}, {"action": "complete"}):
        assert official_client.post(page("nomination_act", edition, 1), data).status_code == 422
    assert official_client.get(page("nomination_act", edition, 1)).status_code == 405
    assert official_client.get(page("nomination_section", edition, 1, "tidak-ada")).status_code == 404
    assert official_client.get(page("nomination_sent", edition, 1)).status_code == 404
    assert (
        official_client.post(page("nomination_act", edition, 1), {"action": "disqualify", "note": "x"}).status_code
        == 403
    )


def test_the_result_of_the_selection_is_told_only_after_the_stage(
    client_of, page, edition, category, sent, official, branch_head, secretariat
):
    Nomination.objects.update(status=Status.NOT_SHORTLISTED, status_reason="Rahasia")
    category.stage = Stage.SELECTION
    category.save()
    url, found = page("nomination", edition, 1), {}
    for person in (official, branch_head, secretariat):
        client = client_of(person)
        content = client.get(url).content.decode() + client.get(page("nominations", edition)).content.decode()
        found[person.username] = ("Rahasia" in content, client.get(url).context["outcome"].value)
    assert found == {
        "pejabat": (False, "verified"),
        "kepala.cabang": (False, "verified"),
        "sekretariat": (True, "not_shortlisted"),
    }
    category.stage = Stage.INTERVIEWS
    category.save()
    assert "Rahasia" in client_of(official).get(url).content.decode()


def test_extend_on_the_page(secretariat_client, page, edition, nomination):
    url = page("nomination_extend", edition, 1)
    bad = secretariat_client.post(url, {"until": "2020-01-01T10:00", "reason": "Sinyal"})
    assert (bad.status_code, "Pilih waktu yang belum lewat" in bad.content.decode()) == (422, True)
    good = secretariat_client.post(url, {"until": in_days(20).strftime("%Y-%m-%dT%H:%M"), "reason": "Sinyal"})
    assert good.status_code == 302


def test_signed_out_visitors_are_sent_to_the_sign_in(client, page, edition, nomination):
    for name in ("nominations", "verification", "selection"):
        response = client.get(page(name, edition))
        assert (response.status_code, response.url.startswith(reverse("account_login"))) == (302, True)
