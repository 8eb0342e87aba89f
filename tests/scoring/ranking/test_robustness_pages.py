import datetime
import re

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scoring import tasks
from scoring.ledger_check import faults
from scoring.models import Decision, Event, Robustness, TieReason
from scoring.services import ranking, robustness
from scoring.tie_queries import tie_field, unexplained
from tests.scoring.ranking.test_pages import at, big_round, text_of

CLOSE = [["80", "90", "70"], ["81", "70", "91"], ["60", "95", "84"], ["75", "80", "79"]]
PAGES = ("robustness", "panel_report", "decision_sheet", "rank_plot", "panel_plot")


@pytest.fixture
def advised(run):
    tasks.robustness(run.pk)
    return run


@pytest.fixture
def close(closed, secretariat):
    """2 before 1 by less than noise."""
    made = ranking.run(closed(CLOSE), by=secretariat)
    tasks.robustness(made.pk)
    return made


# --- the worker -----------------------------------------------------------------------------------------


def test_run_asks_and_the_worker_answers_once_or_twice_alike(run):
    asked = Robustness.objects.get()
    assert (asked.run, asked.computed_at, asked.result) == (run, None, {})
    tasks.robustness(run.pk)
    first = Robustness.objects.get()
    tasks.robustness(run.pk)
    assert Robustness.objects.get().result == first.result
    assert first.result["order"] == ["2", "1", "3", "4"]


def test_lost_advice_is_asked_for_again_by_the_secretariat(run, client_of, secretariat, chair, observer):
    Robustness.objects.update(asked_at=timezone.now() - datetime.timedelta(minutes=3))
    url = at(run.category, "robustness")
    assert "Hitung lagi" not in text_of(client_of(chair).get(url))
    client = client_of(secretariat)
    assert "Hitung lagi" in text_of(client.get(url))
    assert client.post(at(run.category, "robustness_again")).status_code == 302
    assert "Sedang dihitung" in text_of(client.get(url))
    with pytest.raises(PermissionDenied):
        robustness.ask_again(run, by=chair)


def test_waiting_page_polls_without_queries_until_it_is_there(run, client_of, chair, nobody):
    client = client_of(chair)
    url = at(run.category, "robustness")
    [poll] = re.findall(r'hx-get="([^"]+)"', client.get(url).content.decode())
    with CaptureQueriesContext(connection) as queries:
        assert client.get(poll, headers={"HX-Request": "true"}).status_code == 204
    assert [query for query in queries if "scoring" in query["sql"]] == []
    assert client_of(nobody).get(url + "?seen=1", headers={"HX-Request": "true"}).status_code == 404
    tasks.robustness(run.pk)
    assert client.get(poll, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    cache.clear()


# --- pages ----------------------------------------------------------------------------------------------


def test_workspace_tells_how_firm_the_order_is(advised, client_of, chair):
    text = text_of(client_of(chair).get(at(advised.category, "robustness")))
    assert "Bahan pertimbangan pleno. Bukan bagian dari penetapan" in text
    assert "Juara 1 tetap pada 5 dari 5 perhitungan tanpa satu penilai." in text
    assert "sudah menukar keduanya" in text
    assert re.search(r"Selisih ke bawah \(±\d+,\d\d\)", text)
    assert "1. Pemerintah Kabupaten Kutai Kartanegara 82,60 1,52 " in text
    assert text.index("1. Pemerintah Kabupaten Kutai Kartanegara") < text.index("2. Pemerintah Kabupaten")


def test_panel_report_names_seats_for_readers_of_marks_and_codes_in_the_plot(advised, client_of, observer, panelists):
    client = client_of(observer)
    text = text_of(client.get(at(advised.category, "panel_report")))
    assert "Alfa Krippendorff" in text
    assert "Lebih ketat" in text
    plot = client.get(at(advised.category, "panel_plot"))
    assert plot["Content-Type"] == "image/svg+xml"
    svg = plot.content.decode()
    assert ">P5<" in svg
    assert "unsur" not in svg
    assert "style" not in svg


def test_sheet_of_decision_is_one_page_of_words(advised, client_of, secretariat):
    text = text_of(client_of(secretariat).get(at(advised.category, "decision_sheet")))
    assert "Peringkat 1 dan 2: selisih 1,52." in text
    assert "Tidak ikut menilai: 1 lembar" in text
    assert "Tanda tangan" in text


@pytest.mark.parametrize(
    ("who", "status"),
    [("panelist", 403), ("branch_head", 403), ("official", 403), ("nobody", 404), ("stranger", 404)],
)
def test_nobody_else_reads_the_advice(advised, client_of, request, who, status):
    client = client_of(request.getfixturevalue(who))
    assert {name: client.get(at(advised.category, name)).status_code for name in PAGES} == dict.fromkeys(PAGES, status)


def test_panelist_finds_no_link_on_the_ranking(advised, client_of, panelist, chair):
    url = at(advised.category, "ranking")
    link = at(advised.category, "robustness")
    assert link not in client_of(panelist).get(url).content.decode()
    assert link in client_of(chair).get(url).content.decode()


# --- close places ---------------------------------------------------------------------------------------


def test_reason_for_a_close_pair_is_written_once_and_sealed(close, client_of, chair, secretariat, observer):
    client = client_of(chair)
    url = at(close.category, "tie_reason")
    empty = client.post(url, {"action": "2-1", "note": " "})
    assert empty.status_code == 422
    assert "Tuliskan alasannya." in text_of(empty)
    assert client.post(url, {"action": "1-2", "note": "Apa saja."}).status_code == 422
    assert client.post(url, {"action": "2-1", "note": "Paparan lebih lengkap."}).status_code == 302
    assert TieReason.objects.get().reason == "Paparan lebih lengkap."
    assert Event.objects.last().verb == "robustness.explain"
    assert [fault for fault in faults(close.category) if "tiereason" in fault] == []
    for name in ("robustness", "decision_sheet"):
        assert "Paparan lebih lengkap." in text_of(client.get(at(close.category, name)))
    with pytest.raises(ValidationError, match="sudah ditulis"):
        robustness.explain(close.category, "2", "1", "Lagi.", by=secretariat)
    with pytest.raises(PermissionDenied):
        robustness.explain(close.category, "2", "1", "Lagi.", by=observer)


@pytest.mark.parametrize("advised", [True, False])
def test_decision_waits_for_the_reason_of_a_close_pair(close, client_of, chair, advised):
    """Also where the worker has not answered; once per pair, so that a second decision does not ask again."""
    if not advised:
        Robustness.objects.update(computed_at=None, result={})
    client, url = client_of(chair), at(close.category, "plenary")
    form = {"held_on": "2025-07-30", "place": "Aula", "deviation_reason": "Satu juara.", "place_2": "1"}
    form |= {"place_1": "0", "place_3": "0", "place_4": "0"}
    assert "Alasan Pemerintah Kabupaten Kutai Kartanegara di atas Pemerintah Kabupaten Paser" in text_of(
        client.get(url)
    )
    assert (client.post(url, form).status_code, Decision.objects.count()) == (422, 0)
    pairs = [tie_field(*pair) for pair in unexplained(close)]
    assert pairs[0] == "tie_2_1"
    assert client.post(url, form | dict.fromkeys(pairs, "Paparan lebih lengkap.")).status_code == 302
    assert TieReason.objects.count() == len(pairs)
    assert unexplained(close) == []


def test_a_changed_reason_is_found(close, chair):
    robustness.explain(close.category, "2", "1", "Paparan.", by=chair)
    TieReason.objects.update(reason="Lain.")
    assert len([fault for fault in faults(close.category) if "tiereason" in fault]) == 1


# --- cost -----------------------------------------------------------------------------------------------


def test_workspace_of_a_hundred_takes_few_queries(edition, panelists, chair, secretariat, regencies, client_of):
    """100 nominees x 9 persons x 5 criteria: at most 15 queries a page."""
    category = big_round(edition, [chair, *panelists], secretariat, regencies[0])
    tasks.robustness(ranking.run(category, by=secretariat).pk)
    client = client_of(secretariat)
    client.get(at(category, "robustness"))
    counts = {}
    for name in PAGES:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(category, name)).status_code == 200
        counts[name] = len(queries)
    assert max(counts.values()) <= 15, counts
