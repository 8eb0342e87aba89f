import datetime
import json

import pytest
from django.utils import timezone

from nominations.workflow import Status
from paritrana.committees.models import Category, StageMove
from reports.documents.ranking_report import ranking_report
from scoring.models import BranchResponse, Robustness
from tests import factories
from tests.reports import rows

NOW = datetime.datetime(2025, 7, 29, 1, 10, tzinfo=datetime.UTC)


pytestmark = pytest.mark.usefixtures("rule_book")


def test_provisional_report_adds_up_and_names_no_winner(ranked, finalists):
    data = ranking_report(ranked, now=NOW)
    assert (data["status"], data["status_note"], data["decision"]) == ("provisional", "", None)
    assert data["rules_hash"] == rows.SEAL
    assert data["tie_break"] == ["Wawancara"]
    assert data["printed"] == "Selasa, 29 Juli 2025 pukul 09.10 WITA"
    assert [(row["rank"], row["place"], row["total"], row["components"]) for row in data["rows"]] == [
        (1, "", "90.00", ["40.0000", "50.0000"]),
        (2, "", "89.00", ["39.0000", "50.0000"]),
        (3, "", "88.00", ["38.0000", "50.0000"]),
    ]
    assert data["unranked"] == [{"nominee": finalists[3].nominee.name, "reason": "Belum ada lembar nilai"}]


def test_decided_report_prints_words_conditions_and_embargo(ranked, decided, finalists, category, chair, secretariat):
    rows.award(category, finalists[1].nominee, secretariat)
    StageMove.objects.create(
        province=category.province,
        category=category,
        source="interviews",
        target="deliberation",
        by=chair,
        note="Berkas milik kandidat yang mundur.",
        set_aside=["3 berkas belum diverifikasi."],
    )
    decided.deviation_reason = "Temuan lapangan."
    decided.from_paper = "BA/31/2025"
    decided.save(update_fields=["deviation_reason", "from_paper"])
    data = ranking_report(ranked, now=NOW)
    assert data["status"] == "decided"
    assert data["status_note"].startswith("Embargo")
    assert json.loads(data["embedded"]["text"])["run"]["sha256"] == rows.SEAL
    assert [row["place"] for row in data["rows"]] == ["Juara I", "Juara II", "Juara III"]
    assert data["decision"] == {
        "date": "Selasa, 29 Juli 2025",
        "recorded": "Dicatat dari berita acara bertanda tangan BA/31/2025.",
        "places": [{"place": word, "nominee": finalist.nominee.name} for word, finalist in zip(rows.WORDS, finalists)],
        "specials": [
            {
                "title": "Komitmen terbesar bagi pekerja rentan",
                "nominee": finalists[1].nominee.name,
                "basis": "porsi APBD",
            }
        ],
        "tie_basis": "",
        "deviations": [{"text": "Urutan penetapan berbeda dari hasil perhitungan.", "reason": "Temuan lapangan."}],
        "conditions": [{"text": "3 berkas belum diverifikasi.", "reason": "Berkas milik kandidat yang mundur."}],
    }


def test_missing_sheets_are_counted_without_names(ranked, finalists, panelists):
    for user in panelists[:3]:
        rows.sheet(finalists[0], user)
    rows.sheet(finalists[0], panelists[3], "recused", "Pernah membina.")
    rows.sheet(finalists[1], panelists[0], "absent", "Sakit.")
    data = ranking_report(ranked, now=NOW)
    assert (data["rows"][0]["sheets"], data["rows"][0]["panel"]) == (3, 4)
    assert data["sheet_notes"] == [
        f"{finalists[0].nominee}: 3 dari 4 lembar nilai (1 tidak ikut menilai).",
        f"{finalists[1].nominee}: 0 dari 1 lembar nilai (1 tidak hadir).",
    ]


def test_silent_branch_is_printed_after_the_window(ranked, finalists, branch, branch_head):
    ranked.review_opened_at = NOW - datetime.timedelta(hours=3)
    ranked.review_closes_at = NOW - datetime.timedelta(hours=1)
    ranked.save(update_fields=["review_opened_at", "review_closes_at"])
    BranchResponse.objects.create(
        province=ranked.province,
        run=ranked,
        nomination=finalists[0],
        branch=branch,
        answer="remark",
        reason="Angka Jakon direvisi.",
        by=branch_head,
        reply="Sudah dipakai.",
    )
    responses = ranking_report(ranked, now=NOW)["responses"]
    assert [(row["regencies"], row["answer"], row["reply"]) for row in responses] == [
        (finalists[0].nominee.name, "note", "Sudah dipakai."),
        (finalists[1].nominee.name, "silent", ""),
        (finalists[2].nominee.name, "silent", ""),
    ]
    early = ranking_report(ranked, now=NOW - datetime.timedelta(hours=2))["responses"]
    assert [row["answer"] for row in early] == ["note", "open", "open"]


def test_tie_names_the_step_that_settled_it(ranked):
    first, second = ranked.rows.filter(ranked=True)[:2]
    for row, step in ((first, "B"), (second, "shared")):
        row.deciding_step = step
        row.save(update_fields=["deciding_step"])
    notes = [row["note"] for row in ranking_report(ranked, now=NOW)["rows"]]
    assert notes == [
        "Nilai akhir sama; dibedakan oleh nilai Wawancara.",
        "Nilai akhir sama dan tidak terurai oleh urutan pembeda; peringkat bersama.",
        "",
    ]


def test_candidate_who_left_is_listed_with_the_state(ranked, category, nominees, secretariat):
    factories.nomination(category, nominees[5], secretariat, Status.WITHDRAWN)
    unranked = ranking_report(ranked, now=NOW)["unranked"]
    assert unranked[1] == {"nominee": nominees[5].name, "reason": "Menarik diri"}


def test_report_reads_few_rows(ranked, django_assert_num_queries):
    run = type(ranked).objects.select_related("category__edition__province").get(pk=ranked.pk)
    Category.objects.get(pk=run.category_id)
    with django_assert_num_queries(11):
        ranking_report(run, now=timezone.now())


def test_report_draws_the_totals_and_says_how_firmly_they_stand(ranked, finalists):
    assert ranking_report(ranked, now=NOW)["firmness"] is None
    numbers = [str(nomination.number) for nomination in finalists[:3]]
    Robustness.objects.create(
        province=ranked.province, run=ranked, asked_at=NOW, computed_at=NOW,
        result={
            "people": ["1", "2"], "firsts": numbers[:1], "panel": None, "weights": None, "shadow": {}, "margins": [],
            "without": [{"person": "2", "first": [numbers[1]], "changes": {}}],
            "bootstrap": {
                "first": {numbers[0]: "3/4"}, "winning": {numbers[0]: "1"},
                "ranks": {numbers[0]: ["1", "1", "2"]},
            },
        },
    )  # fmt: skip
    data = ranking_report(ranked, now=NOW)
    assert data["plot"].startswith("data:image/svg+xml;base64,")
    assert data["firmness"]["sentences"] == [
        "Juara 1 tetap pada 0 dari 1 perhitungan tanpa satu penilai. Juara 1 lain bila tanpa: P2."
    ]
    assert data["firmness"]["rows"] == [
        {"rank": 1, "nominee": finalists[0].nominee.name, "first": "75,0%", "winning": "100,0%", "reach": "1–2",
         "equals": ""}
    ]  # fmt: skip
