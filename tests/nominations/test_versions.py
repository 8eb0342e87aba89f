"""A change of the questions by letter: what stays, what opens again, what no longer counts."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.agenda import agenda
from nominations.models import Answer, Indicator, Instrument, Submission
from nominations.queries import lines, with_progress
from nominations.services import answers as answering
from nominations.services import instruments, verification, versions
from nominations.services.nominations import only_changes
from paritrana.committees.models import Stage
from paritrana.notices.models import Notice
from tests import factories
from tests.nominations.conftest import in_days, pdf


@pytest.fixture
def draft(category, secretariat, indicators):
    return versions.start_change(category, letter="B-12/PMK/2024", until=in_days(5), by=secretariat)


@pytest.fixture
def changed(draft, secretariat):
    """I1 as it was, I2 asks something else, I3 is dropped, N1 is new; I4 has moved to another section."""
    second = Indicator.objects.get(instrument=draft, code="I2")
    instruments.edit_indicator(second, by=secretariat, text="Pertanyaan baru tentang angka")
    instruments.edit_indicator(Indicator.objects.get(instrument=draft, code="I4"), by=secretariat, section="Lain")
    instruments.remove_indicator(Indicator.objects.get(instrument=draft, code="I3"), by=secretariat)
    instruments.add_indicator(
        draft, by=secretariat, section="Regulasi", code="N1", text="Ada surat edaran?", kind="yes_no",
        needs_evidence=False,
    )  # fmt: skip
    return draft


def freeze(draft, by):
    return instruments.freeze(draft, by=by)


def values_of(nomination, user):
    return {line.indicator.code: line.value for line in lines(nomination, user)}


def test_a_draft_changes_nothing_until_it_is_frozen(changed, nomination, official, category, secretariat):
    assert list(values_of(nomination, official)) == ["I1", "I2", "I3", "I4"]
    found = versions.change_of(changed)
    assert [row.code for row in found.new] == ["N1"]
    assert [row.code for row in found.changed] == ["I2"]
    assert sorted(now.code for _before, now in found.same) == ["I1", "I4"]
    assert [row.code for row in found.dropped] == ["I3"]
    versions.discard_change(changed, by=secretariat)
    assert Instrument.objects.get(category=category).version == 1


def test_answers_files_and_verdicts_of_unchanged_questions_stay(
    changed, sent, nomination, official, secretariat, judge_all
):
    nomination.refresh_from_db()
    judge_all(nomination)
    freeze(changed, secretariat)
    assert values_of(nomination, official) == {"I1": "yes", "I2": "", "N1": "", "I4": "Uraian contoh."}
    assert [line.is_current for line in lines(nomination, secretariat)] == [True, False, False, True]
    # What was dropped or asked before is kept with the former version, and is not counted.
    assert Answer.objects.filter(nomination=nomination).count() == 4
    row = with_progress(type(nomination).objects.filter(pk=nomination.pk)).get()
    assert (row.asked, row.answered, row.judged) == (4, 2, 2)
    text = Notice.objects.get(to=official, title="Pertanyaan berubah sesuai surat").text
    assert "sesuai surat nomor B-12/PMK/2024. Mohon menjawab butir N1, I2 paling lambat" in text
    assert text.endswith("Butir yang tidak lagi dihitung: I3.")


def test_who_has_sent_answers_only_what_changed(changed, sent, nomination, official, secretariat, category):
    first = Submission.objects.get()
    freeze(changed, secretariat)
    category.nomination_closes = in_days(-1)
    category.save()
    nomination.refresh_from_db()
    assert only_changes(nomination) == changed
    waiting = [item.title for item in agenda(official)]
    assert waiting == ["Jawab butir yang berubah: Pemerintah Kabupaten Paser"]
    now = {line.indicator.code: line for line in lines(nomination, official)}
    with pytest.raises(ValidationError, match="Hanya butir yang berubah"):
        answering.save_answer(nomination, now["I1"].indicator, value="no", version=1, by=official)
    with pytest.raises(ValidationError, match="masih kosong: "):
        answering.send(nomination, sender_name="A", sender_office="B", by=official)
    answer = answering.save_answer(nomination, now["I2"].indicator, value="7", version=0, by=official)
    answering.add_evidence(answer, pdf(), by=official)
    answering.save_answer(nomination, now["N1"].indicator, value="yes", version=0, by=official)
    second = answering.send(nomination, sender_name="A", sender_office="B", by=official)
    assert (first.receipt[-1], second.receipt[-1]) == ("1", "2")
    assert [row["code"] for row in second.content["answers"]] == [line.indicator.code for line in now.values()]
    assert agenda(official) == []
    # The same content is not sent twice.
    with pytest.raises(ValidationError) as refusal:
        answering.send(nomination, sender_name="A", sender_office="B", by=official)
    assert refusal.value.code == "sent"


def test_verification_waits_for_the_changes_and_not_longer(changed, sent, nomination, official, secretariat, judge_all):
    freeze(changed, secretariat)
    nomination.refresh_from_db()
    judge_all(nomination)
    with pytest.raises(ValidationError, match="masih dapat dijawab"):
        verification.complete(nomination, secretariat)
    Instrument.objects.filter(pk=changed.pk).update(change_until=in_days(-1))
    assert only_changes(nomination) is None
    assert verification.complete(nomination, secretariat).status == "verified"


def test_a_verified_file_is_sent_again_with_what_changed(changed, sent, nomination, official, secretariat, judge_all):
    nomination.refresh_from_db()
    judge_all(nomination)
    verification.complete(nomination, secretariat)
    freeze(changed, secretariat)
    for line in lines(nomination, official):
        if not line.value:
            value = "7" if line.indicator.kind == "number" else "yes"
            answering.save_answer(nomination, line.indicator, value=value, version=0, by=official)
    answering.send(nomination, sender_name="A", sender_office="B", by=official)
    nomination.refresh_from_db()
    assert nomination.status == "sent"


def test_why_a_change_is_refused(category, indicators, secretariat, official, nomination):
    for fields in ({"letter": " "}, {"until": in_days(-1)}):
        with pytest.raises(ValidationError):
            versions.start_change(category, by=secretariat, **({"letter": "B-1", "until": in_days(1)} | fields))
    with pytest.raises(PermissionDenied):
        versions.start_change(category, letter="B-1", until=in_days(1), by=official)
    draft = versions.start_change(category, letter="B-1", until=in_days(1), by=secretariat)
    with pytest.raises(ValidationError):
        versions.start_change(category, letter="B-2", until=in_days(1), by=secretariat)
    with pytest.raises(ValidationError, match="sama dengan versi yang berlaku"):
        freeze(draft, secretariat)
    draft.refresh_from_db()
    assert draft.frozen_at is None
    nomination.status = "shortlisted"
    nomination.save()
    assert versions.why_no_change(category)
    nomination.delete()
    category.stage = Stage.INTERVIEWS
    assert versions.why_no_change(category)


def test_the_pages_of_a_change(client_of, page, edition, category, sent, nomination, official, secretariat):
    office = client_of(secretariat)
    url = page("instrument_change", edition, category.slug)
    assert office.post(url, {}).status_code == 422
    assert office.post(url, {"letter": "B-9", "until": f"{in_days(3):%Y-%m-%dT%H:%M}"}).status_code == 302
    draft = Instrument.objects.get(version=2)
    act = page("instrument_act", edition, category.slug)
    office.post(act, {"action": "remove", "indicator": draft.indicators.get(code="I3").pk})
    instruments.edit_indicator(draft.indicators.get(code="I2"), by=secretariat, text="Berapa?")
    shown = office.get(page("instrument", edition, category.slug)).content.decode()
    assert "surat nomor B-9" in shown
    assert "Tidak lagi dihitung" in shown
    assert office.post(act, {"action": "freeze"}).status_code == 302
    candidate = client_of(official)
    assert "Butir yang berubah belum dikirim" in candidate.get(nomination.get_absolute_url()).content.decode()
    section = candidate.get(page("nomination_section", edition, nomination.number, "regulasi"))
    assert [form.line.indicator.code for form in section.context["forms"]] == ["I2"]
    assert candidate.get(page("nomination_section", edition, nomination.number, "cakupan")).status_code == 404
    prefix = section.context["forms"][0].prefix
    candidate.post(
        page("nomination_section", edition, nomination.number, "regulasi"),
        {f"{prefix}-value": "12", f"{prefix}-version": "0"},
    )
    form = {"sender_name": "A", "sender_office": "B", "without_evidence": "on"}
    assert candidate.post(page("nomination_check", edition, nomination.number), form).status_code == 302
    assert Submission.objects.count() == 2
    assert "sudah terkirim" in candidate.get(nomination.get_absolute_url()).content.decode()


def test_the_first_version_and_another_category_are_left_alone(category, edition, indicators, secretariat, changed):
    other = factories.category(edition, "Desa", "desa", nominee_kind="village")
    untouched = factories.instrument(other)
    freeze(changed, secretariat)
    assert list(untouched.indicators.values_list("changed_in", flat=True)) == [1, 1, 1, 1]
    assert dict(changed.indicators.values_list("code", "changed_in")) == {"I1": 1, "I2": 2, "N1": 2, "I4": 1}
