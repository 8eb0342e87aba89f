from nominations.agenda import agenda, blockers
from nominations.models import Instrument, Nomination
from nominations.workflow import Status
from paritrana.committees.models import Stage
from tests import factories
from tests.nominations.conftest import in_days


def titles(user):
    return [(item.title, item.count) for item in agenda(user)]


def texts(category, target):
    return [(blocker.text, blocker.hard) for blocker in blockers(category, target)]


def test_the_candidate_fills_and_completes(nomination, instrument, official, stranger):
    [item] = agenda(official)
    assert (item.title, item.deadline) == (
        "Isi penilaian mandiri Pemerintah Kabupaten Paser",
        nomination.closes_at,
    )
    assert agenda(stranger) == []
    Nomination.objects.update(status=Status.RETURNED, deadline=in_days(1))
    assert titles(official) == [("Lengkapi penilaian mandiri Pemerintah Kabupaten Paser", 0)]
    Nomination.objects.update(deadline=in_days(-1))
    assert titles(official) == []


def test_nothing_is_asked_before_the_instrument_is_frozen(nomination, instrument, official):
    Instrument.objects.update(frozen_at=None)
    assert titles(official) == []


def test_the_secretariat_verifies_and_closes_lapsed_returns(category, nominees, secretariat):
    for nominee, status, deadline in (
        (nominees[0], Status.SENT, None),
        (nominees[1], Status.SENT, None),
        (nominees[2], Status.RETURNED, in_days(-1)),
        (nominees[3], Status.RETURNED, in_days(1)),
    ):
        factories.nomination(category, nominee, secretariat, status, deadline=deadline)
    assert titles(secretariat) == [
        ("Verifikasi usulan yang sudah dikirim", 2),
        ("Tutup pengembalian yang lewat batas", 1),
    ]


def test_a_branch_head_proposes_while_the_category_is_open(category, branch_head):
    title = "Usulkan kandidat dari wilayah Anda"
    assert [item.deadline for item in agenda(branch_head) if item.title == title] == [category.nomination_closes]
    category.nomination_closes = in_days(-1)
    category.save()
    assert [item for item in agenda(branch_head) if item.title == title] == []


def test_the_agenda_takes_few_queries(nomination, instrument, secretariat, official, django_assert_num_queries):
    # seats, sent and lapsed and asked
    with django_assert_num_queries(2):
        agenda(secretariat)
    # seats, own nominations, refused files, registered files, what a letter changed, files of one item
    with django_assert_num_queries(6):
        agenda(official)


def test_nominations_do_not_open_without_a_frozen_instrument(category):
    assert texts(category, Stage.NOMINATION) == [("Instrumen penilaian mandiri belum berisi butir.", True)]
    instrument = factories.instrument(category, frozen=False)
    assert texts(category, Stage.NOMINATION) == [("Instrumen penilaian mandiri belum ditetapkan.", True)]
    Instrument.objects.filter(pk=instrument.pk).update(frozen_at=in_days(0))
    assert texts(category, Stage.NOMINATION) == []


def test_unsent_nominations_hold_the_selection_softly(category, nominees, secretariat):
    factories.nomination(category, nominees[0], secretariat)
    assert texts(category, Stage.SELECTION) == [("1 usulan belum dikirim.", False)]


def test_what_holds_the_interviews(category, nominees, secretariat):
    category.stage = Stage.SELECTION
    factories.nomination(category, nominees[0], secretariat, Status.SENT)
    running = factories.nomination(category, nominees[1], secretariat, Status.RETURNED, deadline=in_days(1))
    verified = factories.nomination(category, nominees[2], secretariat, Status.VERIFIED)
    assert texts(category, Stage.INTERVIEWS) == [
        ("2 berkas belum diverifikasi.", True),
        ("Belum ada nomine hasil seleksi administrasi.", True),
    ]
    Nomination.objects.filter(status=Status.SENT).update(status=Status.SHORTLISTED)
    running.deadline = in_days(-1)
    running.save()
    assert texts(category, Stage.INTERVIEWS) == [("1 usulan belum diputuskan lolos atau tidak.", True)]
    category.skips = [Stage.SELECTION]
    assert texts(category, Stage.INTERVIEWS) == []
    category.skips = []
    verified.status = Status.WITHDRAWN
    verified.save()
    assert texts(category, Stage.INTERVIEWS) == []
