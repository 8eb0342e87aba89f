import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from paritrana.committees.agenda import agenda
from paritrana.committees.models import Round, Stage
from paritrana.committees.services import seats
from paritrana.regions.models import Nominee
from scoring.agenda import blockers
from scoring.models import Draft, Mark, Recusal, ScoreSheet
from scoring.services import rubric, sheets
from tests import factories
from tests.scoring.conftest import PANEL

TYPED = {"mark_pemahaman": "85,5", "mark_inovasi_wawancara": "85.5", "mark_komitmen": "0", "mark_dana_lain": "100"}


def at(name, edition, *more):
    return reverse(name, args=[edition.province.slug, edition.slug, *more])


def own(interview_sheets, user, index=0):
    return [sheet for sheet in interview_sheets if sheet.person_id == user.pk][index]


def masked(response):
    """The page without what differs from one request to the next."""
    return re.sub(rb'name="(csrfmiddlewaretoken|page)" value="[^"]+"', b"", response.content)


# --- filling and sending


def test_list_shows_own_sheets_with_counts(interview_sheets, fill, panelist, client_of, edition):
    fill(own(interview_sheets, panelist))
    page = client_of(panelist).get(at("sheets", edition)).content.decode()
    assert "Kabupaten/Kota, wawancara" in page
    assert "1 dari 3" in page
    assert page.index("Kabupaten Paser") < page.index("Kabupaten Kutai Kartanegara") < page.index("Kabupaten Berau")


def test_sheet_has_one_mark_field_per_criterion_of_its_round(interview_sheets, panelist, client_of, edition):
    sheet = own(interview_sheets, panelist)
    page = client_of(panelist).get(at("sheet", edition, sheet.pk)).content.decode()
    assert re.findall(r'name="mark_(\w+)"', page) == PANEL
    assert page.count('inputmode="decimal"') == 4
    assert "Belum ada yang tersimpan." in page
    assert "contoh, bukan ketentuan resmi" in page


def test_draft_is_kept_without_a_script_as_typed(interview_sheets, panelist, client_of, edition):
    """With one, the device sends its entries to `sheet_sync` (test_receipts)."""
    client, sheet = client_of(panelist), own(interview_sheets, panelist)
    url = at("sheet", edition, sheet.pk)
    typed = {"mark_pemahaman": "85,5", "mark_komitmen": "1.234", "version": 0, "action": "draft"}
    page = client.post(url, typed, follow=True).content.decode()
    assert re.search(r"Draf tersimpan \d\d\.\d\d WITA, belum dikirim\.", page)
    assert 'name="version" value="1"' in page
    assert 'value="85,5"' in page
    assert 'value="1.234"' in page


def test_sheet_is_sent_without_a_script(interview_sheets, panelist, client_of, edition):
    client, sheet = client_of(panelist), own(interview_sheets, panelist)
    url = at("sheet", edition, sheet.pk)
    page = client.post(url, {**TYPED, "notes": "Paparan jelas.", "version": 0, "action": "send"}, follow=True)
    text = page.content.decode()
    assert re.search(r"Terkirim, diterima server \d\d\.\d\d WITA\.", text)
    for shown in ("85,50", "0,00", "100,00", "Paparan jelas.", "Berikutnya: Pemerintah Kabupaten Kutai Kartanegara"):
        assert shown in text
    assert Mark.objects.filter(sheet=sheet).count() == 4


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1.234", "Tulis paling banyak dua angka di belakang koma, misalnya 85,25."),
        ("101", "Nilai dari 0 sampai 100."),
        ("", "Isi nilai ini. Kosong tidak sama dengan 0."),
    ],
)
def test_refused_mark_is_told_at_its_field_and_everything_typed_is_kept(
    interview_sheets, panelist, client_of, edition, typed, message
):
    client, sheet = client_of(panelist), own(interview_sheets, panelist)
    data = {**TYPED, "mark_komitmen": typed, "notes": "Catatan.", "version": 0, "action": "send"}
    response = client.post(at("sheet", edition, sheet.pk), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_mark_komitmen_error"><p>{message}</p>' in page
    assert 'value="85.5"' in page
    assert not Mark.objects.exists()
    assert Draft.objects.get(sheet=sheet).notes == "Catatan."
    assert 'name="version" value="1"' in page


def test_second_tab_sees_both_side_by_side_and_loses_nothing(interview_sheets, panelist, client_of, edition):
    client, sheet = client_of(panelist), own(interview_sheets, panelist)
    url = at("sheet", edition, sheet.pk)
    client.post(url, {"mark_pemahaman": "85", "mark_komitmen": "70", "version": 0, "action": "draft"})
    stale = {"mark_pemahaman": "60", "mark_komitmen": "70", "notes": "Dari ponsel", "version": 0, "action": "draft"}
    response = client.post(url, stale)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Di perangkat lain:") == 1
    assert "Di perangkat lain: <strong>85</strong>" in page
    assert 'value="60"' in page
    assert "Dari ponsel</textarea>" in page
    assert Draft.objects.get(sheet=sheet).values["pemahaman"] == "85"
    assert client.post(url, {**stale, "version": 1}).status_code == 302
    assert Draft.objects.get(sheet=sheet).values["pemahaman"] == "60"


def test_sent_sheet_is_changed_by_its_owner_until_closing(interview_sheets, fill, panelist, client_of, edition):
    client, sheet = client_of(panelist), fill(own(interview_sheets, panelist))
    url = at("sheet", edition, sheet.pk)
    assert 'value="80"' in client.get(f"{url}?ubah=1").content.decode()
    client.post(url, {**TYPED, "version": sheet.version, "action": "draft"})
    page = client.get(url).content.decode()
    assert "belum dikirim. Yang dihitung adalah nilai di bawah." in page
    assert page.count("80,00") == 4
    client.post(url, {**TYPED, "version": sheet.version + 1, "action": "send"})
    assert "tersimpan sebagai draf dan belum dikirim" not in client.get(url).content.decode()
    assert str(sheet.marks.get(criterion__code="dana_lain").value) == "100.00"


def test_withdrawn_sheet_cannot_be_filled_and_keeps_the_typed_text_on_the_page(
    interview_sheets, panelist, secretariat, client_of, edition
):
    client, sheet = client_of(panelist), own(interview_sheets, panelist)
    sheets.withdraw(sheet, "Salah penugasan.", by=secretariat)
    response = client.post(at("sheet", edition, sheet.pk), {**TYPED, "version": 0, "action": "send"})
    assert (response.status_code, 'value="85,5"' in response.content.decode()) == (422, True)
    assert "Salah penugasan." in client.get(at("sheet", edition, sheet.pk)).content.decode()


def test_sheet_of_somebody_else_is_not_there(interview_sheets, panelists, chair, secretariat, observer, official,
                                             administrator, stranger, client_of, edition):  # fmt: skip
    url = at("sheet", edition, own(interview_sheets, panelists[0]).pk)
    for user, status in (
        (panelists[1], 404), (chair, 404), (stranger, 404), (secretariat, 403), (observer, 403),
        (official, 403), (administrator, 403),
    ):  # fmt: skip
        assert client_of(user).get(url).status_code == status, user
        assert client_of(user).post(url, {**TYPED, "version": 0, "action": "send"}).status_code == status, user
    assert not Mark.objects.exists()


# --- independence


def test_pages_of_a_panelist_are_the_same_before_and_after_others_send(
    interview_sheets, fill, nominations, panelists, secretariat, client_of, edition, kaltim
):
    """Byte for byte, for a panelist with a conflict and for one who is an observer as well, except for what
    observers follow: who has sent."""
    conflicted, plain = panelists[0], panelists[1]
    sheets.recuse(nominations[0], person=conflicted, kind="family", reason="Saudara.", by=conflicted)

    def pages(user):
        client = client_of(user)
        mine = [sheet.pk for sheet in interview_sheets if sheet.person_id == user.pk]
        urls = [at("sheets", edition), at("conflicts", edition), *(at("sheet", edition, pk) for pk in mine)]
        return [masked(client.get(url)) for url in urls]

    before = [pages(user) for user in (conflicted, plain)]
    for index, sheet in enumerate(interview_sheets):
        if sheet.person not in (conflicted, plain):
            fill(sheet, str(60 + index))
    assert [pages(user) for user in (conflicted, plain)] == before


def test_no_page_tells_a_mark_of_others_before_closing(
    interview_sheets, fill, panelists, chair, secretariat, observer, kaltim, edition, scored_category, client_of
):
    seats.give("observer", by=secretariat, person=panelists[7], province=kaltim, edition=edition)
    for sheet in interview_sheets[:-1]:
        fill(sheet, "87,31")
    for user in (secretariat, observer, chair, panelists[7]):
        client = client_of(user)
        for url in (
            at("progress_list", edition),
            at("progress", edition, scored_category.slug),
            *(at("sheet_follow", edition, scored_category.slug, sheet.pk) for sheet in interview_sheets[9:12]),
        ):
            response = client.get(url)
            assert (response.status_code, b"87,31" in response.content) == (200, False), (user, url)


# --- conflicts of interest


def test_panelist_declares_and_the_sheet_is_out(interview_sheets, nominations, panelist, client_of, edition):
    client = client_of(panelist)
    data = {"nomination": nominations[0].pk, "kind": "family", "reason": "Saudara kandung."}
    page = client.post(at("conflicts", edition), data, follow=True).content.decode()
    assert "Tercatat: Anda tidak ikut menilai Pemerintah Kabupaten Paser." in page
    assert "Saudara kandung." in page
    assert own(interview_sheets, panelist).status == "assigned"
    assert ScoreSheet.objects.get(pk=own(interview_sheets, panelist).pk).status == "recused"
    again = client.post(at("conflicts", edition), data)
    assert again.status_code == 422


def test_declaration_without_words_is_refused(interview_sheets, nominations, panelist, client_of, edition):
    data = {"nomination": nominations[0].pk, "kind": "", "reason": ""}
    response = client_of(panelist).post(at("conflicts", edition), data)
    assert (response.status_code, "Pilih salah satu." in response.content.decode()) == (422, True)
    assert not Recusal.objects.exists()


def test_who_reads_declarations(
    nominations, panelists, chair, secretariat, observer, official, stranger, client_of, edition
):
    sheets.recuse(nominations[0], person=panelists[0], kind="other", reason="Alasan rahasia", by=panelists[0])
    url = at("conflicts", edition)
    for user, reads in (
        (panelists[0], True),
        (panelists[1], False),
        (chair, True),
        (secretariat, True),
        (observer, True),
    ):
        assert ("Alasan rahasia" in client_of(user).get(url).content.decode()) is reads, user
    assert client_of(official).get(url).status_code == 403
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(secretariat).post(url, {}).status_code == 403


# --- progress and closing


def test_progress_names_seats_and_what_is_missing(
    interview_sheets, fill, scored_category, secretariat, client_of, edition
):
    for sheet in interview_sheets[1:]:
        fill(sheet)
    page = client_of(secretariat).get(at("progress", edition, scored_category.slug)).content.decode()
    assert "Ketua (Sekretaris Daerah) belum mengirim 1 lembar: Pemerintah Kabupaten Paser." in page
    assert "Tutup penilaian" not in page


def test_secretariat_opens_documents_records_absence_and_closes(
    interview_sheets, fill, scored_category, secretariat, client_of, edition
):
    client = client_of(secretariat)
    refused = client.post(at("scoring_close", edition, scored_category.slug))
    assert (refused.status_code, "Belum ada lembar penilaian" in refused.content.decode()) == (422, True)
    page = client.post(at("desk_open", edition, scored_category.slug), follow=True).content.decode()
    assert "Penilaian dokumen dibuka: 27 lembar." in page
    url = at("sheet_follow", edition, scored_category.slug, interview_sheets[0].pk)
    assert client.post(url, {"action": "absent", "note": " "}).status_code == 422
    client.post(url, {"action": "absent", "note": "Ketua dipanggil Gubernur."})
    for sheet in ScoreSheet.objects.filter(status="assigned").select_related("person", "nomination__category"):
        fill(sheet)
    page = client.post(at("scoring_close", edition, scored_category.slug), follow=True).content.decode()
    assert "Penilaian ditutup: 53 lembar dihitung." in page
    assert "Penilaian kategori ini sudah ditutup." in page


def test_followers_see_no_button(interview_sheets, chair, observer, scored_category, client_of, edition):
    for user in (chair, observer):
        client = client_of(user)
        page = client.get(at("progress", edition, scored_category.slug)).content.decode()
        assert "Buka penilaian dokumen" not in page
        for name in ("desk_open", "scoring_close", "hand_overs", "coverage_values"):
            assert client.post(at(name, edition, scored_category.slug)).status_code == 403
        follow = at("sheet_follow", edition, scored_category.slug, interview_sheets[0].pk)
        assert client.post(follow, {"action": "absent", "note": "x"}).status_code == 403


def test_progress_is_not_for_panelists_and_strangers(
    interview_sheets, panelist, stranger, scored_category, client_of, edition
):
    for user, status in ((panelist, 403), (stranger, 404)):
        for url in (at("progress_list", edition), at("progress", edition, scored_category.slug)):
            assert client_of(user).get(url).status_code == status


# --- cost


def test_pages_cost_the_same_at_7_and_at_200_nominees(
    frozen, regencies, scored_category, committee_seats, panelist, secretariat, client_of, edition
):
    """Six of each are session, user, seats, reach and the two ends of the transaction."""
    client, office, made = client_of(panelist), client_of(secretariat), 0

    def cost(browser, url):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    for size in (7, 200):
        while made < size:
            nominee = factories.company(regencies[made % 10], f"PT Contoh {made}")
            nomination = factories.nomination(scored_category, nominee, secretariat, status="shortlisted")
            ScoreSheet.objects.bulk_create(
                ScoreSheet(
                    province=edition.province,
                    nomination=nomination,
                    person_id=seat.person_id,
                    seat=seat,
                    round=Round.INTERVIEW,
                )
                for seat in committee_seats
            )
            made += 1
        sheet = ScoreSheet.objects.filter(person=panelist).first()
        assert {
            "sheets": cost(client, at("sheets", edition)),
            "sheet": cost(client, at("sheet", edition, sheet.pk)),
            "conflicts": cost(client, at("conflicts", edition)),
            "progress_list": cost(office, at("progress_list", edition)),
            "progress": cost(office, at("progress", edition, scored_category.slug)),
        } == {"sheets": 12, "sheet": 17, "conflicts": 13, "progress_list": 11, "progress": 19}


# --- agenda and blockers


def test_agenda_counts_own_sheets_then_asks_the_secretariat_to_close(
    interview_sheets, fill, panelist, chair, secretariat, stranger
):
    [item] = [item for item in agenda(panelist) if "lembar penilaian" in item.title]
    assert (item.title, item.count) == ("Isi lembar penilaian Kabupaten/Kota (wawancara)", 3)
    assert not [item for item in agenda(secretariat) if "Tutup penilaian" in item.title]
    for sheet in interview_sheets:
        fill(sheet)
    assert not [item for item in agenda(panelist) if "lembar penilaian" in item.title]
    assert [item for item in agenda(secretariat) if "Tutup penilaian Kabupaten/Kota" in item.title]
    assert not [item for item in agenda(stranger) if "Tutup" in item.title]


def test_blockers_follow_the_stages(scored_category, book, nominations, secretariat):
    assert blockers(scored_category, Stage.NOMINATION) == []
    [unfrozen] = blockers(scored_category, Stage.INTERVIEWS)
    assert (unfrozen.text, unfrozen.hard) == ("Kriteria dan bobot belum ditetapkan.", True)
    rubric.set_weights(book, {book.criteria.get(code="cakupan").pk: 1000}, by=secretariat)
    [short] = blockers(scored_category, Stage.NOMINATION)
    assert (short.text, short.hard) == ("Bobot kriteria kurang 10,00 dari 100,00.", False)
    rubric.set_weights(book, {book.criteria.get(code="cakupan").pk: 2000}, by=secretariat)
    rubric.freeze(book, by=secretariat)
    assert blockers(scored_category, Stage.INTERVIEWS) == []
    texts = [blocker.text for blocker in blockers(scored_category, Stage.DELIBERATION)]
    names = "Pemerintah Kabupaten Paser, Pemerintah Kabupaten Kutai Kartanegara, Pemerintah Kabupaten Berau"
    assert texts == [
        f"Belum ada lembar penilaian (penilaian dokumen): {names}.",
        f"Belum ada lembar penilaian (wawancara): {names}.",
    ]


def test_company_category_needs_no_coverage(edition, committee_seats, secretariat):
    category = factories.category(edition, slug="usaha", nominee_kind=Nominee.Kind.COMPANY)
    factories.scorers(category, committee_seats, (Round.DESK, Round.INTERVIEW))
    assert rubric.freeze(rubric.rule_book(category, by=secretariat), by=secretariat).frozen_at
