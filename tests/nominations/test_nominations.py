import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from nominations.models import Nomination
from nominations.services.nominations import advance, extend, forward, why_closed
from nominations.workflow import Status
from paritrana.committees.models import Stage
from paritrana.notices.models import Notice
from paritrana.regions.models import Nominee
from paritrana.roles import Role
from tests import factories
from tests.nominations.conftest import in_days


def words(refusal) -> list[str]:
    return refusal.value.messages


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
