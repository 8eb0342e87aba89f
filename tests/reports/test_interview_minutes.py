"""Berita Acara Wawancara: from the frozen closing, with every seat, without any mark."""

import pytest
from django.urls import reverse

from interviews import services as interviews
from reports.documents.checking import is_embargoed
from reports.models import Document
from reports.services import request_interview_minutes
from tests.interviews.conftest import committee_seats as committee_seats
from tests.interviews.conftest import order as order
from tests.interviews.conftest import ready as ready
from tests.interviews.conftest import room as room
from tests.interviews.conftest import session as session
from tests.interviews.conftest import shortlist as shortlist
from tests.reports import papers
from tests.reports.test_pdf import made, size_mm, words

HEAD = {"name": "Contoh Bupati", "office": "Bupati", "capacity": "head", "acting": "Plt."}


@pytest.fixture
def closing(session, secretariat):
    """One came, two did not; nobody sent anything."""
    first, *others = session.slots.all()
    interviews.record_attendance(first, "present", "", [HEAD], by=secretariat)
    for slot in others:
        interviews.record_attendance(slot, "excused", "Surat Nomor 7", [], by=secretariat)
    return interviews.close(session, reason="Jaringan putus (contoh).", by=secretariat)


def signatures(closing, **states):
    return [
        {"name": seat["name"], "role": seat["role"], "office": seat["office"], "state": "present", "reason": ""}
        | states.get(seat["name"].replace(" ", ""), {})
        for seat in closing.facts["seats"]
    ]


def test_minutes_print_the_closing_and_how_every_seat_stands():
    text = words(made("interview_minutes", papers.MINUTES))
    order = [
        "Nomor: BA-001/2025",
        "Pukul 09.00–10.10 WITA, Tatap muka",
        "Nama Ketua, Ketua, Sekretaris Daerah (09.00–09.30) Nama Asisten, Plh. Ketua, Asisten II (09.30–10.10)",
        "3f2a 91bc 77d0",
        "bertempat di Samarinda, Panitia mengadakan wawancara dengan 1 nomine",
        "1 09.02–09.21 rencana 09.00–09.20 Kabupaten Berau Nama Contoh, Plt. Bupati Berau (Kepala daerah) Hadir",
        "dipindah ke urutan terakhir",
        "Berhalangan (ada pemberitahuan) Surat Nomor 7",
        "tidak ikut lagi Senin, 28 Juli 2025 pukul 11.15 WITA: mengajar",
        "Nama Ahli: Kabupaten Berau",
        "Nama Ahli (Anggota): Kabupaten Berau. Alasan: mengajar",
        "Nama Anggota (Anggota): Kabupaten Berau, lembar kertas menunggu petugas kedua",
        "SK perubahan menyusul.",
        "Sesi ditutup Senin, 28 Juli 2025 pukul 17.05 WITA oleh Staf Sekretariat.",
        "3 dari 4 peran hadir.",
        "belum diisi",
        "menolak menandatangani: tidak setuju urutan giliran",
        "Samarinda, 28 Juli 2025",
        "Pimpinan wawancara (Plh. Ketua), Nama Asisten NIP 19700101 199503 1 001",
        "Lampiran: notulen 1. Kabupaten Berau Tanya: nelayan? Jawab: 9.000.",
        "Lampiran: kode segel lengkap",
    ]
    places = [text.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    assert (text.count(papers.RULES), text.count("NIP")) == (2, 1)


@pytest.mark.parametrize(("paper", "size"), [("A4", (210, 297)), ("F4", (215, 330))])
def test_minutes_hold_long_names_on_both_papers(paper, size):
    name = papers.NAME_120
    long = {"name": name, "role": "Ketua", "office": name}
    changes = {
        "paper": paper,
        "category": name,
        "turns": [
            {**turn, "nominee": name, "delegation": [{**long, "capacity": "Wakil"}] * 3}
            for turn in papers.MINUTES["turns"]
        ],
        "signers": [{**row, **long} for row in papers.MINUTES["signers"]],
        "leader": long,
    }
    sheet = made("interview_minutes", papers.MINUTES, **changes)
    assert (size_mm(sheet), words(sheet).count("Air Minum & Jasa Tirta Ma'mur")) == (size, 25)


def test_minutes_are_made_of_the_frozen_closing(closing, secretariat):
    document = request_interview_minutes(closing, place="Hotel", signatures=signatures(closing), by=secretariat)
    data = document.data
    assert data["opening"].endswith("(28-07-2025), bertempat di Hotel,")
    assert (data["heard"], data["there"], len(data["signers"]), data["root"]) == (1, 9, 9, "")
    assert {row["reason"] for row in data["absent"]} == {"Jaringan putus (contoh)."}
    assert data["absent"][0]["nominees"] == "semua nomine yang hadir"
    assert is_embargoed(document)


def test_minutes_made_again_are_the_next_version_with_the_same_number(closing, secretariat):
    common = {"place": "Hotel Samarinda", "number": "BA-{urut}/2025", "by": secretariat}
    first = request_interview_minutes(closing, signatures=signatures(closing), **common)
    assert request_interview_minutes(closing, signatures=signatures(closing), **common) == first
    second = request_interview_minutes(closing, signatures=signatures(closing, Panelis1={"state": "away"}), **common)
    assert [(paper.version, paper.number) for paper in (first, second)] == [(1, "BA-001/2025"), (2, "BA-001/2025")]
    assert second.data["there"] == 8


def test_minutes_are_made_by_the_secretariat_and_never_shown_to_a_candidate(
    client_of, closing, secretariat, chair, official, stranger, category
):
    edition = closing.session.edition
    address = reverse("interview_minutes", args=[edition.province.slug, edition.slug, closing.session_id])
    assert [client_of(user).get(address).status_code for user in (chair, official, stranger)] == [403, 403, 404]
    browser = client_of(secretariat)
    assert browser.get(address).status_code == 200
    states = {f"state_{seat['seat']}": "present" for seat in closing.facts["seats"]}
    first = next(iter(states))
    typed = {"place": "Hotel", "nip": "", "notes": "", "number": "", **states}
    refused = browser.post(address, typed | {first: "refuses"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [first.replace("state", "reason")])
    assert browser.post(address, typed).status_code == 302
    type(category).objects.filter(pk=category.pk).update(released_at="2025-08-05T00:00Z")
    seen = [Document.objects.visible_to(user, "documents.view").count() for user in (chair, official)]
    assert seen == [1, 0]
