"""One page about a nominee: claims beside verified values, coverage with its falls, regulations; no mark."""

import json
from datetime import date

import pytest
from django.core.files.base import ContentFile

from interviews.brief import brief, headline
from interviews.models import ExpectedMember, Presentation, Reply
from nominations.models import (
    Answer,
    CoverageBase,
    CoverageFigure,
    CoverageNote,
    Evidence,
    Indicator,
    Regulation,
    Verification,
)
from paritrana.committees.models import Seat
from paritrana.files.models import File
from scoring.services import sheets
from tests import factories
from tests.interviews.test_pages import url


def answer(nomination, indicator, value, by, note=""):
    return Answer.objects.create(
        province=nomination.province,
        nomination=nomination,
        indicator=indicator,
        value=value,
        note=note,
        version=1,
        changed_by=by,
    )


@pytest.fixture
def heard(session, shortlist, official, secretariat, branch):
    """Paser: a claim that was lowered, one with a file, money beyond the budget; coverage fell in one segment."""
    nomination = shortlist[0]
    instrument = factories.instrument(nomination.category, 4)
    yes, number, _choice, text = instrument.indicators.order_by("order")
    Indicator.objects.filter(pk=number.pk).update(text="Pendanaan di luar APBD (CSR)", unit="Rp")
    verdict = {"by": secretariat, "answer_version": 1, "province": nomination.province}
    lowered = answer(nomination, text, "Kami melindungi 9.000 nelayan. " * 20, official)
    Verification.objects.create(answer=lowered, verdict="accepted", value="4.500", reason="Hanya 4.500.", **verdict)
    proven = answer(nomination, yes, "yes", official, note="Perda Nomor 3 Tahun 2020")
    file = File(
        province=nomination.province, name="perda.pdf", size=9, type="pdf", sha256="0" * 64, uploaded_by=official
    )
    file.state = File.State.ACCEPTED
    file.content.save("perda.pdf", ContentFile(b"%PDF-1.4"), save=True)
    Evidence.objects.create(province=nomination.province, answer=proven, file=file)
    answer(nomination, number, "1500000", official)
    regency, common = nomination.nominee.regency, {"province": nomination.province}
    for year, people in ((2023, 900), (2024, 700)):
        day = date(year, 12, 31)
        CoverageBase.objects.create(
            **common, regency=regency, as_of=day, kind="labour_force", people=1000, source="BPS", entered_by=secretariat
        )
        CoverageFigure.objects.create(
            **common,
            branch=branch,
            regency=regency,
            as_of=day,
            segment="pu",
            participants=people,
            source="BPJS",
            entered_by=secretariat,
            confirmed_at="2025-01-15T00:00Z",
            confirmed_by=secretariat,
        )
    CoverageNote.objects.create(
        **common, regency=regency, as_of=date(2024, 12, 31), branch=branch, text="Pabrik tutup.", by=secretariat
    )
    reply = Reply.objects.create(**common, slot=session.slots.first(), status="coming", by=official)
    ExpectedMember.objects.create(**common, reply=reply, name="Contoh", office="Bupati", capacity="head", acting="Plt.")
    Presentation.objects.create(**common, slot=session.slots.first(), video="https://video.example.id/1", by=official)
    Regulation.objects.create(
        **common,
        regency=regency,
        kind="perda",
        number="3",
        year=2020,
        about="Jaminan sosial pekerja",
        entered_by=secretariat,
    )
    return nomination


def test_brief_puts_claims_beside_what_was_verified(heard, panelist):
    found = brief(panelist, heard)
    assert [(row["code"], row["verified"], row["reason"], row["files"], row["state"]) for row in found["claims"]] == [
        ("I1", "", "", 1, "Belum diverifikasi"),
        ("I4", "4.500", "Hanya 4.500.", 0, "Diterima"),
    ]
    assert [len(row["self"]) for row in found["claims"]] == [2, 280]
    assert [(row["question"], row["self"]) for row in found["beyond"]] == [
        ("Pendanaan di luar APBD (CSR)", "Rp1.500.000")
    ]
    assert (found["others"], found["came"]) == (0, False)
    assert [(row["office"], row["capacity"]) for row in found["delegation"]] == [
        ("Plt. Bupati", "Kepala daerah atau pimpinan")
    ]
    assert [row["video"] for row in found["presentation"]] == ["https://video.example.id/1"]
    assert json.loads(json.dumps(found)) == found  # the printed pack stores it


def test_brief_shows_the_fall_with_its_explanation(heard, panelist):
    found = brief(panelist, heard)
    coverage = found["coverage"]
    assert (coverage["now"], coverage["before"], coverage["change"]) == ("70,00%", "90,00%", "-20,00")
    assert [(part["name"], part["people"], part["fell"]) for part in coverage["segments"]] == [("PU", "-200", True)]
    assert [(note["office"], note["text"]) for note in coverage["notes"]] == [("Cabang Samarinda", "Pabrik tutup.")]
    assert headline(found) == "Cakupan turun 20,00 poin persen, dari 90,00% menjadi 70,00%."
    assert found["regulations"] == [{"name": "Perda 3/2020", "about": "Jaminan sosial pekerja"}]


def test_brief_of_a_company_has_no_coverage(ready, regencies, secretariat, panelist):
    row = factories.nomination(ready, factories.company(regencies[0], "PT Contoh"), secretariat)
    found = brief(panelist, row)
    assert (found["coverage"], found["regulations"], found["claims"], headline(found)) == (None, [], [], "")


@pytest.mark.parametrize(
    ("who", "status"),
    [("panelist", 200), ("chair", 200), ("secretariat", 200), ("observer", 200), ("official", 403), ("stranger", 404)],
)
def test_brief_page_is_for_those_who_hear(request, client_of, heard, session, who, status):
    address = url("brief", session, session.pk, session.slots.first().pk)
    assert client_of(request.getfixturevalue(who)).get(address).status_code == status


def test_brief_page_asks_the_own_open_suggestion_and_names_a_conflict(client_of, heard, session, panelists, chair):
    """The seat's office names the candidate: it asks. A declared conflict is said, and there is no sheet to open."""
    address = url("brief", session, session.pk, session.slots.first().pk)
    Seat.objects.filter(person=panelists[0]).update(office="Kepala Dinas Kabupaten Paser")
    sheets.recuse(heard, person=chair, kind="family", reason="Kerabat.", by=chair)
    pages = [client_of(user).get(address).content.decode() for user in (panelists[0], panelists[1], chair)]
    assert ["kemungkinan konflik kepentingan Anda" in page for page in pages] == [True, False, False]
    assert ["Anda tidak ikut menilai" in page for page in pages] == [False, False, True]
    assert ["Buka lembar penilaian" in page for page in pages] == [True, True, False]


def test_brief_page_costs_at_most_twenty_queries(
    client_of, heard, session, panelist, secretariat, django_assert_max_num_queries
):
    address = url("brief", session, session.pk, session.slots.first().pk)
    for user in (panelist, secretariat):
        browser = client_of(user)
        with django_assert_max_num_queries(22):  # two of them are the frame of the transaction
            page = browser.get(address).content.decode()
        assert ("Buka lembar penilaian" in page, "Pabrik tutup." in page) == (user == panelist, True)
