import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from nominations.models import Nomination
from nominations.services.nominations import add_nominee, advance, extend, forward, propose, why_closed
from nominations.workflow import Status
from paritrana.audit.models import Entry
from paritrana.committees.models import Stage
from paritrana.notices.models import Notice
from paritrana.regions.models import Nominee, Village
from paritrana.roles import Role
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
    assert (made.late_letter, made.closes_at) == ("560/12", until)


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


@pytest.mark.parametrize(
    ("action", "role", "allowed"),
    [
        ("refuse", "official", True),
        ("refuse", "secretariat", True),
        ("refuse", "branch_head", False),
        ("withdraw", "official", True),
        ("withdraw", "panelist", False),
        ("withdraw", "stranger", False),
    ],
)
def test_who_may_end_a_nomination(request, nomination, action, role, allowed):
    person = request.getfixturevalue(role)
    if not allowed:
        with pytest.raises(PermissionDenied):
            advance(nomination, action, by=person, note="Contoh alasan.")
    else:
        assert advance(nomination, action, by=person, note="Contoh alasan.").status_reason == "Contoh alasan."


def test_an_end_needs_its_reason_and_frees_the_slot(nomination, secretariat):
    with pytest.raises(ValidationError) as refusal:
        advance(nomination, "withdraw", by=secretariat, note="  ")
    assert list(refusal.value.message_dict) == ["note"]
    advance(nomination, "withdraw", by=secretariat, note="Surat.")
    assert factories.nomination(nomination.category, nomination.nominee, secretariat).status == Status.PROPOSED


def test_advance_refuses_what_another_tab_has_done(nomination, secretariat):
    stale = Nomination.objects.get(pk=nomination.pk)
    advance(nomination, "withdraw", by=secretariat, note="Surat.")
    with pytest.raises(ValidationError) as refusal:
        advance(stale, "refuse", by=secretariat, note="Surat.")
    assert refusal.value.code == "moved_on"


def test_only_the_secretariat_disqualifies(sent, nomination, official, chair, secretariat):
    for person in (official, chair):
        with pytest.raises(PermissionDenied):
            advance(nomination, "disqualify", by=person, note="Contoh.")
    assert advance(nomination, "disqualify", by=secretariat, note="Contoh.").status == Status.DISQUALIFIED


def test_extend_needs_a_later_time_and_a_reason(nomination, secretariat, official):
    with pytest.raises(PermissionDenied):
        extend(nomination, in_days(20), "Sinyal buruk.", by=official)
    for until, reason, field in (
        (in_days(20), " ", "reason"),
        (in_days(-1), "Sinyal buruk.", "until"),
        (in_days(5), "Sinyal buruk.", "until"),
    ):
        with pytest.raises(ValidationError) as refusal:
            extend(nomination, until, reason, by=secretariat)
        assert list(refusal.value.message_dict) == [field]
    until = in_days(20)
    assert extend(nomination, until, "Sinyal buruk.", by=secretariat).closes_at == until
    assert Notice.objects.get(to=official).title == "Batas pengiriman diperpanjang"
    assert nomination.extensions.get().reason == "Sinyal buruk."


def test_why_closed(instrument, nomination, category):
    assert why_closed(nomination) == ""
    nomination.deadline = timezone.now() - datetime.timedelta(minutes=1)
    assert why_closed(nomination).startswith("Batas waktu sudah lewat")
    nomination.deadline = None
    for stage, start in (
        (Stage.PREPARATION, "Pengisian belum dibuka"),
        (Stage.SELECTION, "Pengisian sudah ditutup"),
        (Stage.INTERVIEWS, "Pengisian sudah ditutup"),
    ):
        nomination.category.stage = stage
        assert why_closed(nomination).startswith(start)
    nomination.category.stage = Stage.SELECTION
    nomination.deadline = in_days(1)
    assert why_closed(nomination) == ""
    instrument.frozen_at = None
    instrument.save()
    assert why_closed(nomination).startswith("Pengisian belum dibuka")


def test_forward_only_after_the_release_and_once(nomination, secretariat, chair):
    Nomination.objects.update(status=Status.SHORTLISTED)
    with pytest.raises(ValidationError):
        forward(nomination, by=secretariat)
    nomination.category.released_at = timezone.now()
    nomination.category.save()
    with pytest.raises(PermissionDenied):
        forward(nomination, by=chair)
    assert forward(nomination, by=secretariat).forwarded_at
    with pytest.raises(ValidationError):
        forward(nomination, by=secretariat)


def test_one_operator_for_several_villages(regencies, kaltim, secretariat):
    operator = factories.user("operator", "Operator Kecamatan")
    edition = factories.edition(kaltim, 2023)
    category = factories.category(edition, "Desa", "desa", nominee_kind=Nominee.Kind.VILLAGE)
    for number in (1, 2):
        village = factories.village(regencies[0], f"64.01.01.200{number}", f"Contoh {number}")
        operator.seats.create(role=Role.NOMINEE, nominee=village, letter="Surat kuasa 1")
        factories.nomination(category, village, secretariat)
    visible = Nomination.objects.visible_to(operator, "nominations.fill")
    assert list(visible.values_list("nominee__name", flat=True)) == ["Desa Contoh 1", "Desa Contoh 2"]


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
