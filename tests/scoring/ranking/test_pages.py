import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nominations.workflow import Status
from paritrana.committees.models import Category, Round, Stage
from paritrana.files import check_services
from paritrana.regions.models import Nominee
from scoring.models import (
    BranchResponse,
    Criterion,
    Decision,
    Mark,
    PaperAct,
    RankingRun,
    ScoreSheet,
    SpecialAward,
)
from scoring.services import paper, plenary, ranking, rubric
from tests import factories
from tests.scoring.ranking.conftest import nominations_of


def at(category: Category, name: str, *rest: object) -> str:
    edition = category.edition
    return reverse(name, args=[edition.province.slug, edition.slug, category.slug, *rest])


def text_of(response) -> str:  # type: ignore[no-untyped-def]
    html = re.sub(r"<(script|head)\b.*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- ranking and explanation ----------------------------------------------------------------------------


def test_ranking_shows_order_totals_and_what_is_unusual(run, client_of, secretariat):
    text = text_of(client_of(secretariat).get(at(run.category, "ranking")))
    assert "Peringkat sementara (belum ditetapkan)" in text
    assert text.index("82,60") < text.index("81,08") < text.index("79,20") < text.index("77,20")
    assert "Peringkat 2 bila hanya lembar yang ada dirata-rata; menyentuh tempat juara" in text
    assert f"{run.sha256[:4]} {run.sha256[4:8]} {run.sha256[8:12]}" in text


def test_shared_ranks_and_unranked_are_said(tied, client_of, observer):
    text = text_of(client_of(observer).get(at(tied.category, "ranking")))
    assert text.count("Nilai sama, berbagi peringkat") == 2


def test_nothing_is_shown_before_closing(category, interview_sheets, frozen, client_of, chair):
    assert "Penilaian belum ditutup" in text_of(client_of(chair).get(at(category, "ranking")))


def test_run_button_refuses_with_the_reason(category, interview_sheets, frozen, client_of, secretariat):
    response = client_of(secretariat).post(at(category, "ranking_run"))
    assert response.status_code == 422
    assert "Tutup dahulu penilaian" in text_of(response)


def test_run_button_computes(closed, client_of, secretariat):
    category = closed([["80"] * 5, ["81"] * 5])
    client = client_of(secretariat)
    assert "Hitung peringkat" in text_of(client.get(at(category, "ranking")))
    assert client.post(at(category, "ranking_run")).status_code == 302
    assert RankingRun.objects.get().number == 1


def test_explanation_adds_up_and_shows_how_a_missing_sheet_was_filled(run, client_of, chair):
    """The case of docs/scoring.md 3: x = (4*336 + 5*204 - 1588) / 12 = 776/12, F = (336 + x) / 5 = ..."""
    text = text_of(client_of(chair).get(at(run.category, "explanation", 1)))
    assert "Nilai akhir 81,08 81,0800" in text
    assert "973/12 (81,083333)" in text
    assert "Tidak ikut menilai" in text
    assert "Anggota, unsur ahli 2" in text
    filled = re.search(r"= ([\d,]+) Rata-rata adil = \(R \+ ([\d,]+)\) / P = ([\d,]+)", text)
    assert filled is not None
    assert filled.groups() == ("69,4167", "69,4167", "81,0833")


def test_complete_row_is_a_plain_mean(run, client_of, panelist):
    text = text_of(client_of(panelist).get(at(run.category, "explanation", 2)))
    assert "Nilai akhir 82,60 82,6000" in text
    assert "Periksa dengan tangan" not in text


def test_branch_head_sees_place_and_total_of_the_own_regencies_only(reviewed, client_of, branch_head):
    client = client_of(branch_head)
    text = text_of(client.get(at(reviewed.category, "explanation", 1)))
    assert "81,08" in text
    assert "Anggota" not in text
    assert "Bobot" not in text
    assert client.get(at(reviewed.category, "explanation", 4)).status_code == 404
    assert client.get(at(reviewed.category, "ranking")).status_code == 403


def test_branch_head_sees_nothing_before_the_review_opens(run, client_of, branch_head):
    client = client_of(branch_head)
    assert client.get(at(run.category, "explanation", 1)).status_code == 404
    assert "Tinjauan belum dibuka" in text_of(client.get(at(run.category, "review")))


@pytest.mark.parametrize(
    ("who", "status"),
    [("official", 403), ("branch_staff", 403), ("nobody", 404), ("stranger", 404), ("administrator", 403)],
)
def test_others_do_not_see_the_ranking(run, client_of, request, who, status):
    client = client_of(request.getfixturevalue(who))
    for name in ("ranking", "review", "plenary", "papers"):
        assert client.get(at(run.category, name)).status_code == status, name
    assert client.get(at(run.category, "explanation", 1)).status_code == 404


def test_ranking_of_a_hundred_takes_few_queries(edition, panelists, chair, secretariat, kaltim, regencies, client_of):
    """100 nominees x 9 persons x 5 criteria, one sheet missing: at most 15 queries."""
    category = big_round(edition, [chair, *panelists], secretariat, regencies[0])
    run = ranking.run(category, by=secretariat)
    assert run.rows.filter(ranked=True).count() == 100
    client = client_of(secretariat)
    client.get(at(category, "ranking"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(at(category, "ranking")).status_code == 200
    assert len(queries) == 15


def big_round(edition, people, by, regency, nominees=100):
    category = factories.category(edition, "Usaha", "usaha", nominee_kind="company", stage=Stage.DELIBERATION)
    seats = [person.seats.get() for person in people]
    factories.scorers(category, seats)
    book = rubric.rule_book(category, by=by, example=False)
    for number in range(5):
        rubric.add_criterion(book, name=f"K{number}", source="panel", weight=2000, code=f"k{number}", by=by)
    rubric.freeze(book, by=by)
    criteria = list(Criterion.objects.filter(rule_book=book))
    for number in range(nominees):
        company = Nominee.objects.create(
            kind="company", name=f"PT Contoh {number:03}", npp=str(number), province=regency.province, regency=regency
        )
        factories.nomination(category, company, by, status=Status.SHORTLISTED)
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(
            province=regency.province,
            nomination=nomination,
            person=seat.person,
            seat=seat,
            round=Round.INTERVIEW,
            status="closed",
        )
        for nomination in category.nominations.all()
        for seat in seats
        if not (nomination.number == 1 and seat == seats[0])
    )
    Mark.objects.bulk_create(
        Mark(province=regency.province, sheet=sheet, criterion=criterion, value=60 + (sheet.pk * 7 + place * 13) % 39)
        for sheet in sheets
        for place, criterion in enumerate(criteria)
    )
    return category


@pytest.mark.parametrize("name", ["rankings", "ranking", "review", "plenary", "explanation"])
def test_pages_take_as_many_queries_for_many_as_for_few(
    name, run, edition, panelists, chair, secretariat, regencies, client_of
):
    category = big_round(edition, [chair, *panelists], secretariat, regencies[0])
    ranking.run(category, by=secretariat)
    counts = []
    for found, number in ((run.category, 1), (category, 5)):
        if name == "rankings":
            url = reverse(name, args=["kaltim", edition.slug])
        else:
            url = at(found, name, number) if name == "explanation" else at(found, name)
        client = client_of(secretariat)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


# --- review ---------------------------------------------------------------------------------------------


def test_secretariat_opens_the_review(run, client_of, secretariat):
    client = client_of(secretariat)
    assert client.post(at(run.category, "review_open"), {"closes_at": "kemarin"}).status_code == 422
    past = client.post(at(run.category, "review_open"), {"closes_at": "2025-07-30T10:00"})
    assert past.status_code == 422
    assert "2025-07-30T10:00" in past.content.decode()
    later = timezone.localtime() + datetime.timedelta(days=2)
    assert client.post(at(run.category, "review_open"), {"closes_at": f"{later:%Y-%m-%dT%H:%M}"}).status_code == 302
    run.refresh_from_db()
    assert run.review_closes_at > timezone.now()


def test_head_answers_with_the_embargo_sentence_and_the_own_name(reviewed, client_of, branch_head):
    client = client_of(branch_head)
    text = text_of(client.get(at(reviewed.category, "review")))
    assert "Jangan difoto, disalin, atau diteruskan" in text
    assert "Ditampilkan kepada Kepala Cabang" in text
    assert "0 dari 3 tanggapan" in text
    assert "Kutai Barat" not in text
    url = at(reviewed.category, "review_response", 2, "K01")
    refused = client.post(url, {"answer": "remark", "reason": ""})
    assert refused.status_code == 422
    assert "Tuliskan catatan Anda" in text_of(refused)
    assert client.post(url, {"answer": "remark", "kind": "figure", "reason": "Angka Jakon berubah."}).status_code == 302
    assert BranchResponse.objects.get().reason == "Angka Jakon berubah."


def test_head_without_finalists_is_told_so(reviewed, client_of, kaltim, regencies):
    from paritrana.roles import Role

    empty = factories.branch(kaltim, "K09", "Cabang Jauh", [regencies[9]])
    head = factories.person("kepala9", "Kepala Jauh", Role.BRANCH_HEAD, branch=empty)
    text = text_of(client_of(head).get(at(reviewed.category, "review")))
    assert "Tidak ada kandidat dari wilayah Anda pada tahap ini." in text


def test_silence_is_printed_after_the_window(reviewed, client_of, observer, branch):
    RankingRun.objects.update(review_closes_at=timezone.now())
    text = text_of(client_of(observer).get(at(reviewed.category, "review")))
    assert text.count("Tidak memberi tanggapan") == 3


def test_head_of_another_branch_gets_no_form(reviewed, client_of, branch_head, kaltim, regencies):
    factories.branch(kaltim, "K02", "Cabang Kedua", [regencies[1]])
    assert client_of(branch_head).get(at(reviewed.category, "review_response", 2, "K02")).status_code == 404


def test_secretariat_replies_to_a_remark(reviewed, client_of, branch_head, secretariat, branch):
    client_of(branch_head).post(
        at(reviewed.category, "review_response", 2, "K01"), {"answer": "remark", "kind": "figure", "reason": "Angka."}
    )
    url = at(reviewed.category, "review_reply", 2, "K01")
    assert client_of(secretariat).post(url, {"reply": " "}).status_code == 422
    assert client_of(secretariat).post(url, {"outcome": "declined", "reply": "Sudah diperiksa."}).status_code == 302
    assert "Sudah diperiksa." in text_of(client_of(branch_head).get(at(reviewed.category, "review")))


# --- plenary --------------------------------------------------------------------------------------------

MEETING = {"held_on": "2025-07-30", "place": "Kantor Gubernur", "deviation_reason": "", "place_4": "0"}


def test_plenary_is_prefilled_with_the_computed_order(tied, client_of, chair):
    html = client_of(chair).get(at(tied.category, "plenary")).content.decode()
    assert re.findall(r'<option value="(\d)" selected>', html) == ["1", "2", "2", "0"]


def test_chair_decides_and_revokes(run, client_of, chair):
    client = client_of(chair)
    url = at(run.category, "plenary")
    swapped = MEETING | {"place_1": "1", "place_2": "2", "place_3": "3"}
    refused = client.post(url, swapped)
    assert refused.status_code == 422
    assert "Juara berbeda dari urutan hasil hitung" in text_of(refused)
    assert 'value="Kantor Gubernur"' in refused.content.decode()
    assert client.post(url, swapped | {"place_1": "2", "place_2": "1"}).status_code == 302
    assert "Juara 1" in text_of(client.get(url))
    assert client.post(at(run.category, "plenary_revoke"), {"note": ""}).status_code == 422
    assert client.post(at(run.category, "plenary_revoke"), {"note": "Salah ketik."}).status_code == 302
    assert Decision.objects.get().revoked_at is not None


def test_choice_inside_a_tie_is_labelled(tied, client_of, chair):
    client = client_of(chair)
    client.post(at(tied.category, "plenary"), MEETING | {"place_1": "1", "place_3": "2", "place_2": "3"})
    assert text_of(client.get(at(tied.category, "plenary"))).count("putusan pleno atas nilai sama") == 2


def test_secretariat_reads_the_plenary_and_adds_awards(run, client_of, secretariat, nominees):
    client = client_of(secretariat)
    assert "place_1" not in client.get(at(run.category, "plenary")).content.decode()
    url = at(run.category, "award_add")
    refused = client.post(url, {"nominee": nominees[0].pk, "name": "Cakupan tertinggi", "measure": "", "reason": ""})
    assert refused.status_code == 422
    assert "Cakupan tertinggi" in refused.content.decode()
    good = {"nominee": nominees[0].pk, "name": "Cakupan tertinggi", "measure": "coverage", "reason": "Tertinggi."}
    assert client.post(url, good).status_code == 302
    award = SpecialAward.objects.get()
    assert client.post(at(run.category, "award_remove", award.pk)).status_code == 302
    assert SpecialAward.objects.count() == 0


# --- papers ---------------------------------------------------------------------------------------------


def test_secretariat_enters_and_an_observer_confirms(run, client_of, secretariat, chair, observer, scan):
    client = client_of(secretariat)
    url = at(run.category, "paper_new", "decide")
    typed = MEETING | {"place_2": "1", "place_1": "2", "place_3": "3", "letter": "BA/12", "seat": chair.seats.get().pk}
    without_scan = client.post(url, typed)
    assert without_scan.status_code == 422
    assert 'value="BA/12"' in without_scan.content.decode()
    assert client.post(url, typed | {"scan": scan()}).status_code == 302
    act = PaperAct.objects.get()
    assert client.post(at(run.category, "paper_confirm", act.pk)).status_code == 403
    reader = client_of(observer)
    assert "Menunggu diperiksa" in text_of(client.get(at(run.category, "paper", act.pk)))
    assert reader.get(at(run.category, "paper", act.pk)).status_code == 404
    check_services.check(act.scan_id)
    assert "Pemerintah Kabupaten Kutai Kartanegara" in text_of(reader.get(at(run.category, "paper", act.pk)))
    sent = reader.get(at(run.category, "paper_scan", act.pk))
    assert (sent.status_code, sent["X-Content-Type-Options"]) == (200, "nosniff")
    assert sent.getvalue()[:5] == b"%PDF-"
    assert reader.post(at(run.category, "paper_confirm", act.pk)).status_code == 302
    assert "BA/12" in text_of(reader.get(at(run.category, "plenary")))


def test_branch_answer_is_entered_from_the_review_page(reviewed, client_of, secretariat, branch_head, observer, scan):
    client = client_of(secretariat)
    html = client.get(at(reviewed.category, "review")).content.decode()
    [url] = {found.replace("&amp;", "&") for found in re.findall(r'href="([^"]+usulan=2&amp;cabang=K01)"', html)}
    typed = {"answer": "agreed", "reason": "", "letter": "S-1", "seat": branch_head.seats.get().pk, "scan": scan()}
    assert client.post(url, typed).status_code == 302
    act = PaperAct.objects.get()
    check_services.check(act.scan_id)
    assert client_of(observer).post(at(reviewed.category, "paper_confirm", act.pk)).status_code == 302
    assert BranchResponse.objects.get().from_paper == "S-1"


def test_revocation_is_offered_and_entered_while_a_decision_is_in_force(run, client_of, secretariat, chair, scan):
    client = client_of(secretariat)
    url = at(run.category, "paper_new", "revoke")
    assert client.get(url).status_code == 404
    plenary.decide(
        run.category, run, [], held_on=datetime.date(2025, 7, 30), place="Aula", deviation_reason="Ditunda.", by=chair
    )
    assert url in client.get(at(run.category, "papers")).content.decode()
    typed = {"letter": "BA/13", "seat": chair.seats.get().pk}
    assert client.post(url, typed | {"scan": scan()}).status_code == 422
    assert client.post(url, typed | {"note": "Juara tertukar.", "scan": scan()}).status_code == 302
    shown = text_of(client.get(at(run.category, "paper", PaperAct.objects.get().pk)))
    assert "Pencabutan penetapan" in shown
    assert "Juara tertukar." in shown


@pytest.mark.parametrize("verb", ["release", "override", "respond", "apa-saja"])
def test_paper_that_cannot_be_entered_now_is_not_found(verb, closed, client_of, secretariat):
    category = closed([["80"] * 5, ["81"] * 5])
    category.stage = Stage.CLOSED
    category.save()
    assert client_of(secretariat).get(at(category, "paper_new", verb)).status_code == 404


def test_wrong_entry_is_discarded_with_a_reason(run, client_of, secretariat, chair, scan):
    payload = {"run": 1, "placements": {"2": 1, "1": 2, "3": 3}, "held_on": "2025-07-30", "place": "Aula"}
    act = paper.enter(
        run.category, "decide", chair.seats.get(), payload | {"deviation_reason": ""}, letter="BA/1", scan=scan(),
        by=secretariat,
    )  # fmt: skip
    client = client_of(secretariat)
    assert client.post(at(run.category, "paper_discard", act.pk), {"note": ""}).status_code == 422
    assert client.post(at(run.category, "paper_discard", act.pk), {"note": "Salah."}).status_code == 302
    assert PaperAct.objects.count() == 0


# --- the announcement -----------------------------------------------------------------------------------


def released(run, chair):  # type: ignore[no-untyped-def]
    rows = nominations_of(run)
    plenary.decide(
        run.category, run, [(rows[0], 1), (rows[1], 2), (rows[2], 3)], held_on=datetime.date(2025, 7, 30),
        place="Aula", deviation_reason="", by=chair,
    )  # fmt: skip
    plenary.special_award(
        run.category, rows[3].nominee, name="Cakupan tertinggi", measure="coverage", reason="Tertinggi.", by=chair
    )
    run.category.released_at = timezone.now()
    run.category.stage = Stage.ANNOUNCED
    run.category.save()


def test_announcement_names_places_and_no_totals(run, chair, client):
    url = reverse("results", args=["kaltim", run.category.edition.slug])
    assert client.get(url).status_code == 404
    released(run, chair)
    text = text_of(client.get(url))
    assert "Pemerintah Kabupaten Kutai Kartanegara Juara 1" in text
    assert "Cakupan tertinggi" in text
    assert "82,60" not in text
    assert "Sekretaris Daerah" not in text


def test_nominee_reads_the_own_explanation_after_the_release(run, chair, client_of, official):
    client = client_of(official)
    own = nominations_of(run)[1].get_absolute_url()
    link = f'href="{at(run.category, "explanation", 1)}"'
    assert client.get(at(run.category, "explanation", 1)).status_code == 404
    assert link not in client.get(own).text
    released(run, chair)
    assert client.get(own).text.count(link) == 1
    text = text_of(client.get(at(run.category, "explanation", 1)))
    assert "Wawancara 100,00 81,08 80,02 81,0800 Nilai akhir 81,0800" in text
    assert "Anggota" not in text
    assert client.get(at(run.category, "explanation", 2)).status_code == 404
