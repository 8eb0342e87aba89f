"""Wrong category: moved with its number and what fits; nothing is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.carry_queries import former_answers, plan_move
from nominations.models import Answer, CategoryMove, Evidence, HandedSection, Indicator, RegisteredFile
from nominations.queries import lines
from nominations.services import sections
from nominations.services.moving import move, why_fixed, why_not_into
from nominations.services.nominations import advance
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.audit.models import Entry
from paritrana.committees.models import Stage
from paritrana.files.models import Upload
from paritrana.notices.models import Notice
from scoring.models import ScoreSheet
from tests import factories
from tests.nominations.conftest import in_days
from tests.nominations.test_registered import arrive, begin


@pytest.fixture
def other(edition, instrument):
    """Another category: I1 as it is here, I2 asked otherwise, I3 of another kind, I9 new."""
    made = factories.category(edition, "Kota Besar", "kota-besar")
    target = factories.instrument(made)
    Indicator.objects.filter(instrument=target, code="I2").update(text="Ditanyakan lain")
    Indicator.objects.filter(instrument=target, code="I3").update(kind="text", choices=[])
    Indicator.objects.filter(instrument=target, code="I4").update(code="I9")
    return made


def go(nomination, category, by, reason="Salah kategori.", **more):
    nomination.refresh_from_db()
    return move(nomination, category, reason=reason, seen=plan_move(nomination, category).fingerprint, by=by, **more)


def test_what_fits_goes_along_and_the_rest_is_kept(nomination, other, answer_all, secretariat, official):
    answer_all(nomination)
    plan = plan_move(nomination, other)
    assert [row.code for _answer, row in plan.fits] == ["I1", "I2"]
    assert [answer.indicator.code for answer in plan.kept] == ["I3", "I4"]
    assert [row.code for row in plan.missing] == ["I3", "I9"]
    go(nomination, other, secretariat)
    nomination.refresh_from_db()
    assert (nomination.number, nomination.category, nomination.status) == (1, other, "proposed")
    assert [(line.indicator.code, line.value) for line in lines(nomination, official)] == [
        ("I1", "yes"),
        ("I2", "1250.5"),
        ("I3", ""),
        ("I9", ""),
    ]
    assert [answer.indicator.code for answer, _words in former_answers(nomination, official)] == ["I3", "I4"]
    assert Answer.objects.count() == 4
    assert (
        Notice.objects.get(to=official, title="Dipindahkan ke kategori Kota Besar").url == nomination.get_absolute_url()
    )
    entry = Entry.objects.get(verb="nominations.move")
    assert (entry.reason, entry.after["not_counted"]) == ("Salah kategori.", ["I3", "I4"])


def test_back_again_everything_is_as_before(nomination, category, other, answer_all, secretariat):
    answer_all(nomination)
    go(nomination, other, secretariat)
    go(nomination, category, secretariat, "Ternyata benar.")
    codes = Answer.objects.filter(indicator__instrument__category=category).values_list("indicator__code", flat=True)
    assert (sorted(codes), CategoryMove.objects.count()) == (["I1", "I2", "I3", "I4"], 2)


def test_what_was_sent_comes_back_where_answers_are_missing(sent, other, secretariat):
    nomination = sent.nomination
    go(nomination, other, secretariat)
    nomination.refresh_from_db()
    assert (nomination.status, nomination.status_reason) == ("returned", "Salah kategori.")
    assert nomination.submissions.get() == sent


def test_verdicts_stay_on_what_is_asked_the_same(sent, other, judge_all, secretariat):
    nomination = sent.nomination
    judge_all(nomination)
    advance(nomination, "complete", by=secretariat)
    Indicator.objects.filter(instrument__category=other, code__in=["I3", "I9"]).delete()
    go(nomination, other, secretariat)
    nomination.refresh_from_db()
    current = {line.indicator.code: line.is_current for line in lines(nomination, secretariat)}
    assert (nomination.status, current) == ("sent", {"I1": True, "I2": False})


def test_a_closed_category_needs_a_deadline_of_its_own(nomination, other, secretariat):
    other.nomination_closes = in_days(-1)
    other.save()
    with pytest.raises(ValidationError) as refusal:
        go(nomination, other, secretariat)
    assert list(refusal.value.message_dict) == ["deadline"]
    until = in_days(2)
    go(nomination, other, secretariat, deadline=until)
    nomination.refresh_from_db()
    assert nomination.closes_at == until


def test_a_move_needs_a_reason_and_what_was_read(nomination, other, answer_all, secretariat):
    with pytest.raises(ValidationError) as refusal:
        go(nomination, other, secretariat, " ")
    assert list(refusal.value.message_dict) == ["reason"]
    seen = plan_move(nomination, other).fingerprint
    answer_all(nomination)
    with pytest.raises(ValidationError, match="Periksa sekali lagi"):
        move(nomination, other, reason="Alasan.", seen=seen, by=secretariat)


@pytest.mark.parametrize("stage", [Stage.PREPARATION, Stage.INTERVIEWS])
def test_a_move_into_another_stage_is_refused(nomination, other, secretariat, stage):
    other.stage = stage
    other.save()
    with pytest.raises(ValidationError, match="Kota Besar"):
        go(nomination, other, secretariat)


@pytest.mark.parametrize("status", [Status.SHORTLISTED, Status.WITHDRAWN])
def test_what_is_decided_or_ended_stays(nomination, other, secretariat, status):
    nomination.status = status
    nomination.save()
    assert len(why_fixed(nomination)) == 1


def test_what_has_sheets_stays(nomination, other, secretariat, panelist, seat_of):
    ScoreSheet.objects.create(
        province=nomination.province, nomination=nomination, person=panelist, seat=seat_of(panelist), round="desk"
    )
    with pytest.raises(ValidationError, match="Lembar penilaian sudah dibagikan untuk usulan nomor 1"):
        go(nomination, other, secretariat)


def test_a_candidate_stands_once_in_a_category_of_its_kind(nomination, other, edition, nominees, secretariat):
    factories.nomination(other, nominees[0], secretariat)
    assert why_not_into(nomination, other).endswith("dengan nomor 2; gabungkan.")
    companies = factories.category(edition, "Usaha", "usaha", nominee_kind="company")
    assert why_not_into(nomination, companies) == "Kategori Usaha untuk badan usaha."


def test_others_may_not_move(nomination, other, branch_head, chair, official, stranger, nobody):
    for person in (branch_head, chair, official, stranger, nobody):
        with pytest.raises(PermissionDenied):
            go(nomination, other, person)


def test_the_page_lists_what_is_not_counted_before_it_moves(
    nomination, other, edition, answer_all, secretariat_client, official_client, page
):
    answer_all(nomination)
    address = page("nomination_move", edition, 1)
    assert "?kategori=kota-besar" in secretariat_client.get(address).text
    address += "?kategori=kota-besar"
    shown = secretariat_client.get(address).text
    assert "Disimpan, tetapi tidak dihitung" in shown
    seen = plan_move(nomination, other).fingerprint
    assert secretariat_client.post(address, {"seen": seen, "reason": ""}).status_code == 422
    assert secretariat_client.post(address, {"seen": "lama", "reason": "Alasan."}).status_code == 422
    assert secretariat_client.post(address, {"seen": seen, "reason": "Alasan."}).status_code == 302
    text = official_client.get(page("nomination", edition, 1)).text
    assert "2 jawaban dari kategori sebelumnya, tidak dihitung" in text


def test_registered_files_and_their_bytes_follow_to_the_same_question(
    nomination, indicators, other, official, secretariat
):
    begin(nomination, indicators[0], official)
    go(nomination, other, secretariat)
    now = other.instruments.get().indicators.get(code="I1")
    assert RegisteredFile.objects.get().indicator == now
    upload = arrive(Upload.objects.get())
    assert (upload.state, Evidence.objects.get().answer.indicator) == ("done", now)
    assert RegisteredFile.objects.get().state == "complete"


def test_a_move_waits_for_registered_files_that_have_no_place_there(
    nomination, indicators, other, official, secretariat
):
    begin(nomination, indicators[3], official)
    with pytest.raises(ValidationError, match="berkas terdaftar ini lengkap.*“perda.pdf” \\(I4\\)"):
        go(nomination, other, secretariat)


def test_sections_that_are_not_asked_there_leave_their_holders(nomination, indicators, other, official, secretariat):
    Indicator.objects.filter(code="I2").update(section="Anggaran", section_slug="anggaran")
    Indicator.objects.filter(code="I3", instrument=indicators[0].instrument).update(
        section="Jaminan", section_slug="jaminan"
    )
    about = {"office": "BKAD", "phone": "", "email": "", "by": official}
    stays = sections.hand(nomination, "anggaran", name="Rina Sari", **about)[0]
    ends = sections.hand(nomination, "jaminan", name="Budi", **about)[0]
    rows = [(stays.seat.person, "I2"), (ends.seat.person, "I3")]
    for person, code in rows:
        asked = Indicator.objects.get(instrument=indicators[0].instrument, code=code)
        begin(nomination, asked, User.objects.get(pk=person.pk), sha256="")
    go(nomination, other, secretariat)
    assert list(HandedSection.objects.values_list("ended_by", flat=True)) == [None, secretariat.pk]
    assert Notice.objects.get(to=ends.seat.person).title == "Bagian Jaminan selesai"
    assert Entry.objects.get(verb="sections.take_back").reason == "Salah kategori."
    upload = Upload.objects.get()
    now = other.instruments.get().indicators.get(code="I2")
    assert (upload.owner, upload.subject) == (stays.seat.person, f"{nomination.pk}/{now.pk}")
