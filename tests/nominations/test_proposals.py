import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from nominations.agenda import agenda, blockers
from nominations.models import Nomination
from nominations.services.nominations import advance
from nominations.services.proposals import add_nominee, propose
from paritrana.audit.models import Entry
from paritrana.committees.models import Stage
from paritrana.notices.models import Notice
from paritrana.regions.models import Village
from tests import factories
from tests.nominations.conftest import in_days


def words(refusal) -> list[str]:
    return refusal.value.messages


def test_propose_numbers_records_and_tells(category, nominees, secretariat, official):
    first = propose(category, nominees[0], by=secretariat)
    second = propose(category, nominees[1], by=secretariat)
    assert [(row.number, row.status, row.province_id) for row in (first, second)] == [
        (1, "proposed", "64"),
        (2, "proposed", "64"),
    ]
    assert list(Entry.objects.filter(verb="nominations.propose").values_list("actor_id", flat=True)) == [
        secretariat.pk,
        secretariat.pk,
    ]
    notice = Notice.objects.get()
    assert (notice.to, notice.title, notice.url) == (
        official,
        "Diusulkan dalam kategori Kabupaten/Kota",
        first.get_absolute_url(),
    )
    assert "WITA" in notice.text


def test_propose_twice_says_where_it_is(category, nominees, secretariat):
    propose(category, nominees[0], by=secretariat)
    with pytest.raises(ValidationError) as refusal:
        propose(category, nominees[0], by=secretariat)
    assert words(refusal) == ["Pemerintah Kabupaten Paser sudah diusulkan dalam kategori ini dengan nomor 1."]


def test_propose_again_after_an_end(category, nominees, secretariat):
    first = propose(category, nominees[0], by=secretariat)
    advance(first, "refuse", by=secretariat, note="Surat penolakan.")
    assert propose(category, nominees[0], by=secretariat).number == 2


def test_a_branch_head_proposes_for_the_branch_and_only_there(category, nominees, branch, branch_head):
    assert propose(category, nominees[0], by=branch_head).proposed_branch == branch
    with pytest.raises(PermissionDenied):
        propose(category, nominees[5], by=branch_head)


def test_others_may_not_propose(category, nominees, branch_staff, panelist, official, stranger, nobody):
    for person in (branch_staff, panelist, official, stranger, nobody):
        with pytest.raises(PermissionDenied):
            propose(category, nominees[0], by=person)


def test_propose_refuses_another_kind_and_a_closed_stage(category, regencies, nominees, secretariat):
    company = factories.company(regencies[0], "PT Contoh")
    with pytest.raises(ValidationError):
        propose(category, company, by=secretariat)
    for stage in (Stage.PREPARATION, Stage.INTERVIEWS, Stage.DECIDED):
        category.stage = stage
        category.save()
        with pytest.raises(ValidationError):
            propose(category, nominees[0], by=secretariat)


def test_a_late_nominee_needs_a_letter_and_an_own_deadline(category, nominees, secretariat, branch_head):
    category.nomination_closes = in_days(-1)
    category.save()
    with pytest.raises(ValidationError) as refusal:
        propose(category, nominees[0], by=branch_head)
    assert words(refusal) == ["Batas pengusulan sudah lewat. Usulan susulan dicatat oleh sekretariat."]
    with pytest.raises(ValidationError) as refusal:
        propose(category, nominees[0], by=secretariat)
    assert list(refusal.value.message_dict) == ["late_letter"]
    with pytest.raises(ValidationError) as refusal:
        propose(category, nominees[0], by=secretariat, late_letter="560/12")
    assert list(refusal.value.message_dict) == ["deadline"]
    until = in_days(3)
    made = propose(category, nominees[0], by=secretariat, late_letter="560/12", deadline=until)
    assert (made.late_letter, made.closes_at, made.status) == ("560/12", until, "late")


@pytest.fixture
def late(category, nominees, secretariat):
    """Paser, proposed by the secretariat a day after the deadline."""
    category.nomination_closes = in_days(-1)
    category.save()
    return propose(category, nominees[0], by=secretariat, late_letter="560/12", deadline=in_days(3))


def test_a_late_nominee_stands_once_a_second_officer_has_confirmed(late, official, secretariat, second_secretariat):
    assert not Nomination.objects.visible_to(official, "nominations.view").exists()
    assert not Notice.objects.exists()
    with pytest.raises(PermissionDenied, match="orang lain"):
        advance(late, "confirm_late", by=secretariat)
    assert advance(late, "confirm_late", by=second_secretariat).status == "proposed"
    assert Nomination.objects.visible_to(official, "nominations.view").get() == late
    assert Notice.objects.get().to == official


def test_the_second_officer_is_one_of_those_whom_the_edition_names(late, edition, observer, panelist, stranger):
    edition.second_officers = ["secretariat"]
    edition.save()
    for other in (observer, panelist, stranger):
        with pytest.raises(PermissionDenied):
            advance(late, "confirm_late", by=other)
    edition.second_officers = ["observer"]
    edition.save()
    assert advance(late, "confirm_late", by=observer).status == "proposed"


def test_a_late_nominee_is_refused_once_sheets_are_out(
    late, category, nominees, secretariat, second_secretariat, panelist
):
    other = factories.nomination(category, nominees[1], secretariat)
    sheet = other.sheets.create(province_id=other.province_id, person=panelist, seat=panelist.seats.get(), round="desk")
    for act in (
        lambda: advance(late, "confirm_late", by=second_secretariat),
        lambda: propose(category, nominees[2], by=secretariat, late_letter="560/14", deadline=in_days(3)),
    ):
        with pytest.raises(ValidationError, match="Perubahan kriteria"):
            act()
    sheet.delete()
    assert advance(late, "confirm_late", by=second_secretariat).status == "proposed"


def test_a_late_nominee_is_cancelled_with_a_reason(late, category, nominees, secretariat, second_secretariat):
    with pytest.raises(ValidationError):
        advance(late, "cancel_late", by=second_secretariat)
    assert advance(late, "cancel_late", by=second_secretariat, note="Surat tidak ada.").status == "cancelled"
    again = propose(category, nominees[0], by=secretariat, late_letter="560/13", deadline=in_days(3))
    assert (again.number, again.status) == (2, "late")


def test_a_late_nominee_is_not_confirmed_after_its_own_deadline(late, second_secretariat):
    Nomination.objects.filter(pk=late.pk).update(deadline=in_days(-1))
    with pytest.raises(ValidationError, match="sudah lewat"):
        advance(late, "confirm_late", by=second_secretariat)


def test_an_unconfirmed_late_nominee_holds_the_category_back(late, category, second_secretariat):
    texts = [blocker.text for blocker in blockers(category, Stage.INTERVIEWS)]
    assert "1 usulan susulan menunggu petugas kedua." in texts
    titles = [(item.title, item.count) for item in agenda(second_secretariat)]
    assert titles == [("Periksa usulan susulan sebagai petugas kedua", 1)]
    assert [item for item in agenda(late.proposed_by) if "susulan" in item.title] == []


def test_add_nominee_refuses_doubles_by_npp_and_name(kaltim, regencies, secretariat):
    made = add_nominee(
        kaltim, kind="company", regency=regencies[0], name=" PT  Contoh Jaya ", npp="AA1", by=secretariat
    )
    assert (made.name, made.province_id) == ("PT Contoh Jaya", "64")
    for fields, field in (
        ({"regency": regencies[1], "name": "PT Lain", "npp": "AA1"}, "npp"),
        ({"regency": regencies[0], "name": "pt contoh jaya"}, "name"),
    ):
        with pytest.raises(ValidationError) as refusal:
            add_nominee(kaltim, kind="company", by=secretariat, **fields)
        assert list(refusal.value.message_dict) == [field]
        assert "Sudah tercatat: PT Contoh Jaya" in words(refusal)[0]


def test_add_nominee_finds_the_village_and_asks_when_several_are_meant(kaltim, regencies, secretariat):
    for code, name, district in (
        ("64.01.01.2001", "Suliliran", "Pasir Belengkong"),
        ("64.01.01.2002", "Damit", "Pasir Belengkong"),
        ("64.01.02.2001", "Damit", "Kuaro"),
    ):
        Village.objects.create(code=code, name=name, district=district, regency=regencies[0], province=kaltim)
    made = add_nominee(kaltim, kind="village", regency=regencies[0], village="suliliran", by=secretariat)
    assert (made.name, made.village.code) == ("Desa/Kelurahan Suliliran, Kecamatan Pasir Belengkong", "64.01.01.2001")
    for typed in ("Damit", "Tidak Ada", "", "64.01.01.2001"):
        with pytest.raises(ValidationError) as refusal:
            add_nominee(kaltim, kind="village", regency=regencies[0], village=typed, by=secretariat)
        assert list(refusal.value.message_dict) == ["village"]
    by_code = add_nominee(kaltim, kind="village", regency=regencies[0], village="64.01.02.2001", by=secretariat)
    assert by_code.village.district == "Kuaro"


def test_a_branch_head_adds_nominees_only_in_the_own_regencies(kaltim, regencies, branch_head):
    add_nominee(kaltim, kind="company", regency=regencies[0], name="PT Dalam", by=branch_head)
    with pytest.raises(PermissionDenied):
        add_nominee(kaltim, kind="company", regency=regencies[5], name="PT Luar", by=branch_head)


@pytest.mark.django_db(transaction=True)
def test_two_proposals_at_once_get_two_numbers(category, nominees, secretariat):
    made = []

    def go(nominee):
        try:
            made.append(propose(category, nominee, by=secretariat).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(nominee,)) for nominee in nominees[:4]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [1, 2, 3, 4]
