"""Paket hari-H: what stands on it, for whom, and when it is older than the plan."""

import io
import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
import segno
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pypdf import PdfReader

from interviews import services as interviews
from reports import pdf
from reports.documents.day_pack import Part, day_pack
from reports.models import Document
from reports.qr import MASK, qr_picture
from reports.services.day_pack import request_day_pack
from scoring.models import ScoreSheet
from scoring.services import sheets
from tests.interviews.conftest import committee_seats as committee_seats
from tests.interviews.conftest import later as later
from tests.interviews.conftest import order as order
from tests.interviews.conftest import ready as ready
from tests.interviews.conftest import room as room
from tests.interviews.conftest import session as session
from tests.interviews.conftest import shortlist as shortlist

from .papers import NAME_120

WHEN = datetime(2025, 7, 28, tzinfo=UTC)
MM = 72 / 25.4


@pytest.fixture
def made(session, secretariat):
    """`made(parts...)`: the pack of the session with these parts."""
    session.category.edition = session.edition
    return lambda *parts, **more: day_pack(session, parts=parts or tuple(Part), by=secretariat, **more)


def pages(data):
    paper = PdfReader(io.BytesIO(pdf.render_pdf("day_pack", data, created=WHEN, title="Paket hari-H")))
    return [" ".join(page.extract_text().split()) for page in paper.pages], paper


def page_of(session):
    edition = session.edition
    return reverse("day_pack", args=[edition.province.slug, edition.slug, session.pk])


@pytest.mark.parametrize(("paper", "size"), [("A4", (210, 297)), ("F4", (215, 330))])
def test_every_part_is_printed_with_names_of_120_characters(made, session, shortlist, panelist, paper, size):
    nominee = shortlist[0].nominee
    nominee.name = NAME_120
    nominee.save(update_fields=["name"])
    panelist.phone = "0812-0000-0001"
    panelist.save(update_fields=["phone"])
    data = made() | {"paper": paper}
    assert [len(stack["items"]) for stack in data["sheets"]] == [3] * 9
    assert len(data["tents"]) == 12
    cut = {"sheets": data["sheets"][:1], "tents": [data["tents"][0], data["tents"][9]], "briefs": data["briefs"][:1]}
    found, printed = pages(data | cut)
    # Cover, order, two attendance lists, two tents, three sheets, one brief, contacts: each on a page of its own.
    assert len(found) == 1 + 1 + 2 + 2 + 3 + 1 + 1
    assert {tuple(round(float(side) / MM) for side in page.mediabox[2:]) for page in printed.pages} == {size}
    assert "Hari pertama" in found[0]
    assert f"1 09.00 {NAME_120}" in found[1]
    assert "Tanda tangan" in found[2]
    assert f"1. {session.panel.first().person.name}" in found[3]
    assert found[5].count(NAME_120) == 2  # both sides of the tent
    assert ["Lembar penilaian wawancara" in page for page in found[6:9]] == [True] * 3
    assert f"Ringkasan nomine, {session.category} {NAME_120}" in found[9]
    assert "0812-0000-0001" in found[10]
    assert [entry.title for entry in printed.outline if not isinstance(entry, list)] == [
        "Hari pertama", "Urutan", "Daftar hadir delegasi", "Daftar hadir panelis", "Papan nama", "Lembar penilaian",
        "Ringkasan nomine", "Kontak",
    ]  # fmt: skip


def test_blank_sheet_names_itself_and_a_conflict_prints_none(made, session, shortlist, panelist):
    sheets.recuse(shortlist[1], person=panelist, kind="family", reason="Ipar", by=panelist)
    data = made(Part.SHEETS, panelist=panelist)
    found, _paper = pages(data)
    own = ScoreSheet.objects.filter(person=panelist).order_by("nomination__slots__period")
    first = own[0]
    assert f"{first.pk}-1" in found[1]
    assert "Pemahaman" in found[1]
    assert "Nilai 0–100" in found[1]
    assert "Tidak ikut menilai" in found[2]
    assert [word in found[2] for word in (f"{own[1].pk}-1", "Ipar", "Nilai 0–100")] == [False] * 3
    assert len(found) == 4
    assert data["sheets"][0]["items"][0]["qr"] == f"PARITRANA-LEMBAR {first.pk} 1"


def test_qr_picture_holds_the_modules_of_its_text():
    text = "PARITRANA-LEMBAR 812 1"
    path = re.search(r'd="([^"]+)"|d=\'([^\']+)\'', unquote(qr_picture(text)))
    drawn, at, row = set(), 0, 0
    for step, x, y in re.findall(r"([MmhH])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path[1] or path[2]):
        if step == "h":
            drawn |= {(row, column) for column in range(at, at + int(x))}
            at += int(x)
        else:
            at = int(x) if step == "M" else at + int(x)
            row = int(float(y)) if step == "M" else row + int(float(y or 0))
    wanted = segno.make_qr(text, error="q", boost_error=False, mask=MASK).matrix
    assert drawn == {(r + 2, c + 2) for r, line in enumerate(wanted) for c, dark in enumerate(line) if dark}


def test_same_plan_is_the_same_paper_and_a_moved_plan_makes_a_new_version(session, secretariat, later, client_of):
    first = request_day_pack(session, by=secretariat)
    assert request_day_pack(session, by=secretariat).pk == first.pk
    client = client_of(secretariat)
    assert "lebih lama dari jadwal" not in client.get(page_of(session)).content.decode()
    slot = session.slots.order_by("period").last()
    interviews.move_slot(slot, later(200), later(220), by=secretariat)
    assert "versi 1 lebih lama dari jadwal" in client.get(page_of(session)).content.decode()
    second = request_day_pack(session, by=secretariat)
    assert (second.version, Document.objects.get(pk=first.pk).superseded_at is None) == (2, False)
    assert second.data["order"][-1]["time"] == "12.20"


def test_pack_is_the_secretariats_alone(session, secretariat, chair, observer, client_of):
    document = request_day_pack(session, by=secretariat)
    for user in (chair, observer):
        with pytest.raises(PermissionDenied):
            request_day_pack(session, by=user)
        assert not Document.objects.visible_to(user, "documents.view").filter(pk=document.pk).exists()
        assert client_of(user).get(page_of(session)).status_code == 403
    assert Document.objects.visible_to(secretariat, "documents.view").filter(pk=document.pk).exists()


def test_parts_are_papers_of_their_own(session, secretariat, panelist, client_of):
    whole = request_day_pack(session, by=secretariat)
    seat = session.panel.get(person=panelist)
    client = client_of(secretariat)
    assert client.post(page_of(session), {}).status_code == 422
    page = client.post(page_of(session), {"parts": ["sheets"], "panelist": seat.pk})
    part = Document.objects.exclude(pk=whole.pk).get()
    assert (page.status_code, part.subject) == (302, f"session:{session.pk}:3:p{panelist.pk}")
    assert (len(part.data["sheets"]), part.data["contacts"], part.data["order"]) == (1, [], [])
    assert Document.objects.get(pk=whole.pk).superseded_at is None
    with pytest.raises(ValidationError):
        request_day_pack(session, parts=[], by=secretariat)
