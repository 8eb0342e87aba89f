"""Regulations and outreach: the secretariat for the province, the branch head for the own; mistakes are taken out."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.models import OutreachEvent, ProtectedGroup, Protection, Regulation
from nominations.services import outreach, protection, regulations
from nominations.views.rows import address
from paritrana.audit.models import Entry
from paritrana.roles import Role
from tests import factories

EVENT = {"subject": "Jamsostek", "starts_on": date(2025, 2, 3), "ends_on": date(2025, 2, 3), "place": "Aula"}


def add(province, by, regency=None, number="1"):
    return regulations.add_regulation(
        province, regency=regency, kind="perda", number=number, year=2020, about="Contoh", by=by
    )


def test_a_branch_head_keeps_regulations_of_the_own_regencies(
    kaltim, regencies, branch_head, branch_staff, secretariat, stranger
):
    own, far = add(kaltim, branch_head, regencies[0]), add(kaltim, secretariat, regencies[7], "2")
    province = add(kaltim, secretariat, None, "3")
    for row in (far, province):
        with pytest.raises(PermissionDenied):
            regulations.edit_regulation(
                row, regency=regencies[0], kind="se", number="9", year=2020, about="x", by=branch_head
            )
    with pytest.raises(PermissionDenied):
        add(kaltim, branch_head, regencies[7], "4")
    with pytest.raises(ValidationError, match="Pilih kabupaten/kota"):
        add(kaltim, branch_head, None, "4")
    for by in (branch_staff, stranger):
        with pytest.raises(PermissionDenied):
            add(kaltim, by, regencies[0], "5")
    assert list(Regulation.objects.visible_to(branch_head, "regulations.edit")) == [own]
    assert Regulation.objects.visible_to(branch_head, "regulations.view").count() == 3


def test_a_regulation_entered_by_mistake_leaves_the_register_and_stays_in_the_trail(
    kaltim, regencies, branch_head, secretariat, stranger
):
    row = add(kaltim, branch_head, regencies[0])
    with pytest.raises(PermissionDenied):
        regulations.remove_regulation(row, note="x", by=stranger)
    with pytest.raises(ValidationError):
        regulations.remove_regulation(row, note=" ", by=branch_head)
    regulations.remove_regulation(row, note="Salah daerah", by=branch_head)
    entry = Entry.objects.get(verb="regulations.remove")
    assert (Regulation.objects.count(), entry.before["number"], entry.reason) == (0, "1", "Salah daerah")
    assert add(kaltim, secretariat, regencies[0]).number == "1"


def test_a_regulation_on_which_protection_rests_stays(kaltim, regencies, secretariat):
    row = add(kaltim, secretariat, regencies[0])
    protection.add_usual_groups(kaltim, by=secretariat)
    group = ProtectedGroup.objects.first()
    Protection.objects.create(
        province=kaltim, regency=regencies[0], group=group, year=2024, protected=True, regulation=row, by=secretariat
    )
    with pytest.raises(ValidationError, match="Ganti dahulu dasar perlindungan"):
        regulations.remove_regulation(row, note="x", by=secretariat)


def test_a_branch_head_keeps_the_events_of_the_own_branch(
    edition, kaltim, regencies, branch, branch_head, branch_staff, secretariat, stranger
):
    own = outreach.add_event(edition, invited=["Dinas"], by=branch_head, **EVENT)
    other = outreach.add_event(edition, invited=[], by=secretariat, **EVENT)
    assert (own.branch, other.branch) == (branch, None)
    lain = factories.branch(kaltim, "K02", "Cabang Lain", [regencies[0]])
    head = factories.person("kepala.lain", "Kepala Lain", Role.BRANCH_HEAD, branch=lain)
    for by, row in ((branch_head, other), (head, own), (branch_staff, own), (stranger, own)):
        with pytest.raises(PermissionDenied):
            outreach.edit_event(row, invited=[], by=by, **EVENT)
    outreach.edit_event(own, invited=["Dinas"], by=secretariat, **EVENT)
    own.refresh_from_db()
    assert own.branch == branch


def test_an_event_entered_by_mistake_is_taken_out_with_its_agencies(edition, branch_head, stranger):
    row = outreach.add_event(edition, invited=["Dinas", "Apindo"], by=branch_head, **EVENT)
    with pytest.raises(PermissionDenied):
        outreach.remove_event(row, note="x", by=stranger)
    with pytest.raises(ValidationError):
        outreach.remove_event(row, note="", by=branch_head)
    outreach.remove_event(row, note="Tercatat dua kali", by=branch_head)
    entry = Entry.objects.get(verb="outreach.remove")
    assert (OutreachEvent.objects.count(), entry.before["invited"], entry.reason) == (
        0, ["Apindo", "Dinas"], "Tercatat dua kali",
    )  # fmt: skip


def test_pages_of_the_branch_head(client_of, edition, kaltim, regencies, branch_head, secretariat):
    browser, far = client_of(branch_head), add(kaltim, secretariat, regencies[7], "2")
    own = add(kaltim, branch_head, regencies[0])
    page = browser.get(address("regulations", edition)).content.decode()
    assert (address("regulation", edition, own.pk) in page, f'{address("regulation", edition, far.pk)}"' in page) == (
        True,
        False,
    )
    new = browser.get(address("regulation_new", edition)).content.decode()
    assert ("Provinsi (semua daerah)" in new, "Kota Balikpapan" in new, "Paser" in new) == (False, False, True)
    assert browser.get(address("regulation_remove", edition, far.pk)).status_code == 404
    empty = browser.post(address("regulation_remove", edition, own.pk), {"note": ""})
    assert (empty.status_code, Regulation.objects.count()) == (422, 2)
    assert browser.post(address("regulation_remove", edition, own.pk), {"note": "Keliru"}).status_code == 302
    event = outreach.add_event(edition, invited=[], by=branch_head, **EVENT)
    assert "Cabang Samarinda" in browser.get(address("outreach_event", edition, event.pk)).content.decode()
    assert browser.post(address("outreach_remove", edition, event.pk), {"note": "Keliru"}).status_code == 302
    assert (Regulation.objects.count(), OutreachEvent.objects.count()) == (1, 0)
