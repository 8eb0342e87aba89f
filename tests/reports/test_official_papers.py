"""Letters, minutes and decrees: that the context of each comes right from the rows, and who may ask for it."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from nominations.workflow import Status
from paritrana.committees.models import Seat, Stage, StageMove
from paritrana.committees.queries import committee
from paritrana.roles import Role
from reports.documents.invitations import Letter
from reports.documents.plenary_minutes import seats
from reports.models import Document
from reports.services import decisions, letters
from scoring.models import DecisionChange, Objection, ObjectionWindow, Placement, Recusal
from tests.reports import rows

DAY = datetime.date(2025, 7, 30)
LETTER = Letter(dated=DAY, about="Hal", event="", nature="Biasa", copies=["Inspektorat"])
FRAME = {"about": "Penetapan Penerima", "dated": None, "copies": ["Biro Hukum"], "number": ""}


def block(data, kind, place=0):
    return [row for row in data["blocks"] if row["block"] == kind][place]


def printed(data, slot):
    """The sentences of a slot; what could not be filled is marked."""
    return [
        "".join(f"?{run['text']}?" if run["missing"] else run["text"] for run in paragraph)
        for paragraph in data["texts"]["slots"][slot]
    ]


def signatures(edition, **changes):
    return [{**row, "state": "present", "reason": ""} | changes.get(row["name"], {}) for row in seats(edition)]


@pytest.fixture
def window(decided, category, secretariat):
    category.released_at = timezone.now()
    category.save(update_fields=["released_at"])
    return ObjectionWindow.objects.create(
        province=category.province, category=category, decision=decided, days=5, answer_days=10, last_day=DAY,
        closes_at=timezone.now(), statute_last_day=datetime.date(2025, 9, 3), statute_answer_days=10, wording="",
        opened_by=secretariat, opened_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def objection(window, category, finalists, secretariat):
    return Objection.objects.create(
        province=category.province, category=category, window=window, nomination=finalists[1], number=1,
        text="Nilai cakupan keliru.", filed_at=datetime.datetime(2025, 8, 6, 3, tzinfo=datetime.UTC),
        filed_by=secretariat, answer_by=DAY,
    )  # fmt: skip


# --- minutes --------------------------------------------------------------------------------------------


def test_plenary_minutes_say_what_was_decided_by_whom_and_why(category, decided, secretariat, chair, finalists):
    decided.deviation_reason = "Temuan lapangan."
    decided.save(update_fields=["deviation_reason"])
    Placement.objects.filter(decision=decided, place=2).update(from_tie=True)
    rows.award(category, finalists[3].nominee, secretariat)
    StageMove.objects.create(
        province=category.province, category=category, source="deliberation", target="decided", by=chair,
        note="Kandidat mundur.", set_aside=["3 berkas belum diverifikasi."],
    )  # fmt: skip
    StageMove.objects.update(at=decided.decided_at)
    leader = committee(category.edition).get(person=chair)
    made = decisions.request_plenary_minutes(
        category, decision=decided, signatures=signatures(category.edition), leader=leader.pk, nip="", notes="Catatan.",
        number="BA-7/2025", by=secretariat,
    )  # fmt: skip
    data = made.data
    assert (made.number, data["meeting"], data["seal"]) == ("BA-7/2025", 1, decided.run.sha256)
    assert printed(data, "opening") == [
        "Pada hari ini, Selasa tanggal dua puluh sembilan bulan Juli tahun dua ribu dua puluh lima (29-07-2025),"
        " bertempat di Samarinda, Panitia mengadakan rapat pleno Paritrana Award Kalimantan Timur 2024, tahun penilaian"
        " 2024, kategori Kabupaten/Kota, dengan hasil sebagai berikut."
    ]
    names = [nomination.nominee.name for nomination in finalists]
    assert block(data, "table")["rows"] == [
        ["1", names[0], "90,00", "Juara I"],
        ["2", names[1], "89,00", "Juara II"],
        ["3", names[2], "88,00", "Juara III"],
    ]
    assert block(data, "list")["items"] == [f"{names[3]}: Belum ada lembar nilai"]
    assert block(data, "table", 1)["rows"][1] == ["Juara II", names[1], "putusan pleno atas nilai sama"]
    assert block(data, "table", 2)["rows"] == [
        ["Komitmen terbesar bagi pekerja rentan", names[3], "porsi APBD", "Porsi APBD terbesar."]
    ]
    assert block(data, "table", 3)["rows"] == [["3 berkas belum diverifikasi.", "Kandidat mundur."]]
    texts = [row["text"] for row in data["blocks"] if row["block"] == "text"]
    assert [text in texts for text in ("Temuan lapangan.", "Catatan.")] == [True, True]
    assert data["leader"]["name"] == str(chair)


def test_every_meeting_has_minutes_of_its_own(category, decided, ranked, finalists, secretariat, chair):
    decided.revoked_at = timezone.now()
    decided.save(update_fields=["revoked_at"])
    second = rows.decision(ranked, [finalists[0]], chair)
    kept = {"signatures": [], "leader": None, "nip": "", "notes": "", "number": "BA-{urut}", "by": secretariat}
    made = [decisions.request_plenary_minutes(category, decision=row, **kept) for row in (decided, second)]
    assert [(row.number, row.version, row.data["meeting"]) for row in made] == [("BA-001", 1, 1), ("BA-002", 1, 2)]
    assert "Tidak diberikan: Juara 2, Juara 3." in [row.get("text") for row in made[1].data["blocks"]]


# --- decrees --------------------------------------------------------------------------------------------


def test_decree_lists_the_places_of_the_decision_in_force(category, decided, signer, secretariat, finalists):
    Placement.objects.filter(decision=decided, place__in=[2, 3]).update(place=2, word="Juara II bersama")
    made = decisions.request_decree(category.edition, categories=[category], by=secretariat, **FRAME)
    data = made.data
    assert (data["draft"], data["number"], data["date"]) == (True, "", "")
    assert data["decree"]["title"] == "KEPUTUSAN GUBERNUR KALIMANTAN TIMUR"
    assert [row[3] for row in block(data, "table")["rows"]] == ["Juara I", "Juara II bersama", "Juara II bersama"]
    considering = printed(data, "considering")
    assert considering[1].endswith("dalam Berita Acara Rapat Pleno tanggal 29 Juli 2025;")
    assert considering[2].endswith("Keputusan Gubernur tentang Penetapan Penerima;")
    assert printed(data, "recalling")[0] == "Undang-Undang Nomor 40 Tahun 2004 tentang Sistem Jaminan Sosial Nasional;"
    assert printed(data, "regarding") == []


def test_decree_needs_a_decision_in_force(category, ranked, signer, secretariat):
    with pytest.raises(ValidationError, match="sudah ditetapkan rapat pleno"):
        decisions.request_decree(category.edition, categories=[category], by=secretariat, **FRAME)


def test_change_decree_says_what_replaces_what_and_why(
    category, decided, window, objection, signer, secretariat, finalists
):
    change = DecisionChange.objects.create(
        province=category.province, category=category, supersedes=decided, objection=objection,
        reason="Angka cakupan dibetulkan.", opened_by=secretariat, package="{}",
        result={"placements": {str(finalists[1].pk): 1, str(finalists[0].pk): 2}},
    )  # fmt: skip
    made = decisions.request_change_decree(category, change=change, by=secretariat, **FRAME)
    names = [nomination.nominee.name for nomination in finalists]
    assert block(made.data, "table")["rows"] == [
        [names[1], "Juara II", "Juara 1"],
        [names[0], "Juara I", "Juara 2"],
        [names[2], "Juara III", "dicabut"],
    ]
    assert printed(made.data, "considering")[1] == (
        f"bahwa berdasarkan sanggahan nomor 1 dari {names[1]} yang diterima dan rapat pleno Panitia, penetapan tersebut"
        " perlu diubah karena Angka cakupan dibetulkan;"
    )


def test_committee_decree_prints_empty_seats_with_whom_they_wait_for(edition, chair, panelist, signer, secretariat):
    Seat.objects.create(
        role=Role.PANELIST, province=edition.province, edition=edition, function="anggota", element="pengusaha",
        awaiting="Apindo", order=99,
    )  # fmt: skip
    made = decisions.request_committee_decree(edition, by=secretariat, **FRAME)
    last = block(made.data, "table")["rows"][-1]
    assert last[1:] == ["Anggota", "pengusaha", "menunggu penunjukan dari Apindo", "selama penyelenggaraan"]
    assert len(block(made.data, "table")["rows"]) == made.data["seats"]


# --- letters --------------------------------------------------------------------------------------------


def test_seat_letters_go_to_the_organisations(edition, signer, secretariat):
    seat = Seat.objects.create(
        role=Role.PANELIST, province=edition.province, edition=edition, function="anggota", awaiting="Apindo"
    )
    until = datetime.date(2025, 8, 8)
    batch = letters.request_seat_letters(
        edition, seats=[seat], letter=LETTER, until=until, number="005/{urut}/2025", by=secretariat
    )
    [paper] = batch.documents.all()
    assert (paper.number, paper.data["to"]) == ("005/001/2025", "Pimpinan Apindo")
    assert "paling lambat Jumat, 8 Agustus 2025." in printed(paper.data, "request")[0]
    again = letters.request_seat_letters(edition, seats=[seat], letter=LETTER, until=until, number="", by=secretariat)
    assert (again, Document.objects.count()) == (batch, 1)


def test_every_candidate_is_told_its_result_with_the_reason(category, finalists, signer, secretariat):
    finalists[1].status, finalists[1].status_reason = Status.NOT_SHORTLISTED, "Data dukung belum lengkap."
    finalists[1].save(update_fields=["status", "status_reason"])
    batch = letters.request_selection_notices(category, letter=LETTER, number="", by=secretariat)
    papers = {paper.nomination: paper.data for paper in batch.documents.all()}
    assert len(papers) == 4
    assert ["Penjelasan", "Data dukung belum lengkap."] in block(papers[finalists[1]], "facts")["rows"]
    assert [papers[row]["blocks"][2]["slot"] for row in finalists[:2]] == ["interview", "left"]
    assert "{" not in str([printed(data, slot) for data in papers.values() for slot in data["texts"]["slots"]])


def test_objection_is_answered_with_question_answer_and_ground(category, objection, signer, secretariat, finalists):
    made = letters.request_objection_reply(
        category, objection=objection, outcome="rejected", answer="Angka sudah benar.", ground="Data BPJS.",
        letter=LETTER, number="", by=secretariat,
    )  # fmt: skip
    texts = [row["text"] for row in made.data["blocks"] if row["block"] == "text"]
    assert texts == ["Nilai cakupan keliru.", "Angka sudah benar.", "Data BPJS."]
    assert block(made.data, "facts")["rows"][0] == ["Putusan", "Ditolak"]
    assert printed(made.data, "closing")[0].endswith("paling lambat Rabu, 3 September 2025.")
    assert (made.nominee, made.category) == (finalists[1].nominee, category)


def test_cover_letter_follows_the_dossier_of_the_decision(category, decided, signer, secretariat, finalists):
    kept = {"to": "Kemenko PMK", "letter": LETTER, "number": "", "by": secretariat}
    with pytest.raises(ValidationError, match="Buat berkas penerusan"):
        letters.request_cover_letter(category, **kept)
    Document.objects.create(
        province=category.province, edition=category.edition, category=category, kind="dossier",
        subject=f"dossier:{category.pk}", title="Berkas", data={"decision": decided.pk}, made_by=secretariat,
        status="ready", file="x.zip", sha256=rows.SEAL,
    )  # fmt: skip
    made = letters.request_cover_letter(category, **kept)
    assert block(made.data, "table")["rows"] == [
        [finalists[0].nominee.name, "Juara I", str(finalists[0].nominee.regency)]
    ]
    assert ["SHA-256", rows.SEAL] in block(made.data, "facts")["rows"]


def test_integrity_names_the_conflicts_that_stand(edition, panelist, finalists, secretariat):
    Recusal.objects.create(
        province=edition.province, nomination=finalists[0], person=panelist, kind="family", reason="Saudara.",
        by=panelist,
    )  # fmt: skip
    seated = committee(edition).filter(person__isnull=False)
    batch = letters.request_integrity(edition, seats=seated, by=secretariat)
    found = {paper.data["name"]: paper.data for paper in batch.documents.all()}
    assert len(found) == seated.count()
    mine = found.pop(panelist.name)
    assert [row["why"] for row in mine["conflicts"]] == ["Hubungan keluarga: Saudara."]
    assert {data["blocks"][-2]["slot"] for data in found.values()} == {"no_conflict"}


@pytest.mark.parametrize("person", ["chair", "panelist", "observer", "official", "stranger", "administrator"])
def test_only_the_secretariat_asks(request, person, category, decided, signer):
    by = request.getfixturevalue(person)
    with pytest.raises(PermissionDenied):
        decisions.request_decree(category.edition, categories=[category], by=by, **FRAME)
    with pytest.raises(PermissionDenied):
        letters.request_selection_notices(category, letter=LETTER, number="", by=by)


# --- to the candidates ----------------------------------------------------------------------------------


@pytest.fixture
def notices(category, finalists, signer, secretariat):
    """Of four candidates, finished."""
    batch = letters.request_selection_notices(category, letter=LETTER, number="", by=secretariat)
    batch.documents.update(status="ready", file="x.pdf", sha256=rows.SEAL)
    return batch


def test_candidate_reads_its_notice_once_it_was_sent(client_of, category, notices, secretariat, official, finalists):
    category.stage = Stage.SELECTION
    category.save(update_fields=["stage"])
    url = reverse("letters_send", args=["kaltim", category.edition.slug, "pemberitahuan-seleksi", category.slug])
    client = client_of(secretariat)
    answer = client.post(url, follow=True)
    assert "Surat disampaikan setelah kategori ini melewati" in answer.content.decode()
    category.stage = Stage.INTERVIEWS
    category.save(update_fields=["stage"])
    assert not Document.objects.visible_to(official, "documents.view").exists()
    answer = client.post(url, follow=True)
    assert "Surat disampaikan kepada 1 orang." in answer.content.decode()
    assert official.name in answer.content.decode()
    assert [paper.nomination for paper in Document.objects.visible_to(official, "documents.view")] == [finalists[0]]


def test_release_shows_no_letter_that_was_not_sent(category, notices, official):
    category.released_at = timezone.now()
    category.save(update_fields=["released_at"])
    assert not Document.objects.visible_to(official, "documents.view").exists()


# --- forms ----------------------------------------------------------------------------------------------


def test_minutes_of_the_plenary_are_asked_for_by_form(
    client_of, secretariat, edition, category, decided, chair, panelist
):
    url = reverse("offer_of", args=["kaltim", edition.slug, "berita-acara-pleno", category.slug])
    client = client_of(secretariat)
    assert str(chair) in client.get(url).content.decode()
    found = seats(edition)
    typed = {"decision": decided.pk, "leader": found[0]["seat"], "number": "BA-1"}
    typed |= {f"state_{row['seat']}": "present" for row in found}
    refused = client.post(url, typed | {f"state_{found[1]['seat']}": "refuses"})
    assert (refused.status_code, Document.objects.count()) == (422, 0)
    typed |= {f"state_{found[1]['seat']}": "refuses", f"reason_{found[1]['seat']}": "tidak setuju"}
    assert client.post(url, typed).status_code == 302
    signers = Document.objects.get().data["signers"]
    assert [row["how"] for row in signers][:2] == ["present", "refuses"]
    assert "tidak setuju" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("slug", "typed"),
    [
        ("keputusan", {"about": "Penetapan"}),
        ("sk-panitia", {"about": "Pembentukan"}),
        ("permohonan-wakil", {"about": "Wakil", "dated": "2025-07-01", "until": "2025-07-09", "nature": "Biasa"}),
        ("pakta-integritas", {}),
    ],
)
def test_papers_of_an_edition_are_asked_for_by_form(
    client_of, secretariat, edition, category, decided, signer, chair, slug, typed
):
    url = reverse("offer", args=["kaltim", edition.slug, slug])
    client = client_of(secretariat)
    assert client.get(url).status_code == 200
    typed = typed | {"categories": [category.pk], "seats": [seat.pk for seat in committee(edition)]}
    assert client.post(url, typed).status_code == 302
    assert Document.objects.exists()
    assert client.get(url).status_code == 200
