"""Two verifiers on one file, the candidate's word on what came back, the same file elsewhere, and the history."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from nominations.hold_models import LASTS
from nominations.models import Answer, Verification, VerificationHold
from nominations.queries import holds_of, lines, same_files
from nominations.services import holds
from nominations.services.answers import add_evidence, reply, save_answer, send
from nominations.services.verification import complete, return_, verify
from paritrana.files import check_services
from paritrana.files.models import File
from paritrana.notices.models import Notice
from paritrana.roles import Role
from tests import factories
from tests.nominations.conftest import in_days, pdf


def answer_of(nomination, code):
    return Answer.objects.get(nomination=nomination, indicator__code=code)


def holders(nomination, by):
    return {slug: str(hold.by) for slug, hold in holds_of(nomination, by).items()}


# --- who works on what ----------------------------------------------------------------------------------


def test_a_verdict_takes_the_section_and_keeps_others_out(nomination, sent, secretariat, second_secretariat):
    verify(answer_of(nomination, "I1"), verdict="accepted", by=secretariat)
    assert holders(nomination, second_secretariat) == {"regulasi": "Staf Sekretariat"}
    verify(answer_of(nomination, "I3"), verdict="accepted", by=second_secretariat)
    with pytest.raises(ValidationError) as refusal:
        verify(answer_of(nomination, "I2"), verdict="accepted", by=second_secretariat)
    assert (refusal.value.code, "Staf Sekretariat" in refusal.value.messages[0]) == ("held", True)
    holds.take(nomination, "regulasi", by=second_secretariat)
    verify(answer_of(nomination, "I2"), verdict="accepted", by=second_secretariat)
    assert set(holders(nomination, secretariat).values()) == {"Staf Sekretariat Kedua"}


def test_a_hold_lapses_is_released_by_its_owner_and_ends_with_the_file(
    nomination, sent, secretariat, second_secretariat, judge_all
):
    hold = holds.take(nomination, "regulasi", by=secretariat)
    holds.release(nomination, "regulasi", by=second_secretariat)
    assert VerificationHold.objects.count() == 1
    hold.at = timezone.now() - LASTS - datetime.timedelta(minutes=1)
    hold.save()
    assert holders(nomination, secretariat) == {}
    verify(answer_of(nomination, "I1"), verdict="accepted", by=second_secretariat)
    holds.release(nomination, "regulasi", by=second_secretariat)
    assert holders(nomination, secretariat) == {}
    judge_all(nomination)
    complete(nomination, secretariat)
    assert VerificationHold.objects.count() == 0
    with pytest.raises(ValidationError):
        holds.take(nomination, "regulasi", by=secretariat)


def test_only_verifiers_hold(nomination, sent, official, chair, observer, stranger, branch_head):
    for person in (official, chair, observer, stranger, branch_head):
        with pytest.raises(PermissionDenied):
            holds.take(nomination, "regulasi", by=person)
        assert holds_of(nomination, person) == {}


def test_the_page_shows_who_works_and_takes_over_in_the_open(
    client_of, page, edition, nomination, sent, secretariat, second_secretariat
):
    holds.take(nomination, "regulasi", by=second_secretariat)
    client, url = client_of(secretariat), page("verification_file", edition, 1)
    text = client.get(url).text
    assert "Sedang dikerjakan oleh <strong>Staf Sekretariat Kedua</strong>" in text
    assert text.count('name="seen"') == 2  # the two items of the other section
    assert "Staf Sekretariat Kedua" in client.get(page("verification", edition)).text
    taken = client.post(page("verification_hold", edition, 1, "regulasi"), {"action": "take"})
    assert (taken.status_code, taken.url) == (302, f"{url}#bagian-regulasi")
    assert "Sedang Anda kerjakan sejak" in client.get(url).text
    client.post(page("verification_hold", edition, 1, "regulasi"), {"action": "release"})
    assert holders(nomination, secretariat) == {}
    assert client.post(page("verification_hold", edition, 1, "tiada"), {}).status_code == 404


def test_a_verdict_overwrites_no_other_unseen(client_of, page, edition, nomination, sent, secretariat):
    client, answer = client_of(secretariat), answer_of(nomination, "I2")
    url = page("verify_answer", edition, 1, answer.pk)
    data = {f"v{answer.pk}-verdict": "accepted", f"v{answer.pk}-value": "1.250,5", "version": 1, "seen": ""}
    assert client.post(url, data, headers={"HX-Request": "true"}).status_code == 200
    late = data | {f"v{answer.pk}-verdict": "period", f"v{answer.pk}-reason": "Tahun 2022."}
    refused = client.post(url, late, headers={"HX-Request": "true"})
    found = Verification.objects.get()
    assert (refused.status_code, found.verdict) == (422, "accepted")
    assert "Yang tersimpan: Diterima" in refused.text
    again = late | {"seen": found.seen}
    assert client.post(url, again, headers={"HX-Request": "true"}).status_code == 200
    assert Verification.objects.get().verdict == "period"


# --- returned with a list, answered item by item --------------------------------------------------------


def test_a_return_names_its_items_and_each_is_answered(
    client_of, page, edition, nomination, sent, secretariat, official, indicators
):
    for code, verdict in (("I1", "accepted"), ("I2", "period"), ("I3", "incomplete"), ("I4", "accepted")):
        reason = "" if verdict == "accepted" else f"Alasan {code}."
        verify(answer_of(nomination, code), verdict=verdict, reason=reason, by=secretariat)
    desk = client_of(secretariat).get(page("verification_file", edition, 1)).text
    assert "Salah periode. Alasan I2." in desk
    row = return_(nomination, "Mohon dilengkapi.", in_days(2), secretariat)
    notice = Notice.objects.get(to=official, title="Usulan dikembalikan untuk dilengkapi")
    assert "Butir yang perlu ditindaklanjuti: I2, I3." in notice.text

    client = client_of(official)
    assert "Alasan I2." in client.get(nomination.get_absolute_url()).text
    url, number = page("nomination_section", edition, 1, "regulasi"), indicators[1]
    form = client.get(url).text
    assert f'name="b{number.pk}-reply"' in form
    assert f'name="b{indicators[0].pk}-reply"' not in form
    data = {f"b{number.pk}-value": "1.250,5", f"b{number.pk}-note": "", f"b{number.pk}-version": 1}
    typed = data | {f"b{number.pk}-reply": "Perda 2024 ada di halaman 3.", "autosave": f"b{number.pk}"}
    saved = client.post(url, typed, headers={"HX-Request": "true"})
    assert (saved.status_code, 'value="2"' in saved.text) == (200, True)
    assert {line.indicator.code: line.item.flag for line in lines(row, official)}["I2"] == ""
    assert "Sudah Anda tindaklanjuti" in client.get(url).text

    # Answered without another text: it waits for another look all the same, with the answer beside it.
    save_answer(row, indicators[2], value="Belum ada", version=1, by=official)
    send(row, sender_name="Pejabat", sender_office="Kabid", by=official)
    with pytest.raises(ValidationError) as refusal:
        complete(row, secretariat)
    assert refusal.value.messages == ["Verifikasi dulu 2 butir yang belum diperiksa."]
    desk = client_of(secretariat).get(page("verification_file", edition, 1)).text
    assert "Perda 2024 ada di halaman 3." in desk
    assert "Hasil sebelumnya: Salah periode. Alasan I2." in desk

    verify(answer_of(row, "I2"), verdict="accepted", by=secretariat)
    assert Verification.objects.get(answer__indicator=number).reply == ""
    history = client_of(secretariat).get(page("verification_history", edition, 1, answer_of(row, "I2").pk)).text
    for words in (
        "menyimpan jawaban", "Jawaban: 1.250,5", "Alasan I2.", "menindaklanjuti butir", "Perda 2024 ada di halaman 3."
    ):  # fmt: skip
        assert words in history


def test_only_what_was_returned_is_answered_and_only_by_its_people(
    nomination, sent, secretariat, official, second_secretariat
):
    found = verify(answer_of(nomination, "I2"), verdict="period", reason="Tahun 2022.", by=secretariat)
    with pytest.raises(ValidationError):
        reply(found, "Sudah.", by=official)
    return_(nomination, "Lengkapi.", in_days(1), secretariat)
    with pytest.raises(PermissionDenied):
        reply(found, "Sudah.", by=second_secretariat)
    with pytest.raises(ValidationError) as refusal:
        reply(found, "x" * 2001, by=official)
    assert list(refusal.value.message_dict) == ["reply"]
    assert reply(found, " Sudah. ", by=official).reply == "Sudah."
    # Said again, it is said once.
    version = answer_of(nomination, "I2").version
    reply(found, "Sudah.", by=official)
    assert answer_of(nomination, "I2").version == version


# --- the same file elsewhere ----------------------------------------------------------------------------


def test_the_same_bytes_elsewhere_are_a_hint_for_verifiers(
    client_of, page, edition, kaltim, category, nominees, nomination, answer_all, secretariat, official, observer
):
    """Another candidate of this edition and the same candidate of the last one; not what is unsent or removed."""
    answers = answer_all(nomination)
    add_evidence(answers[0], pdf("perda.pdf", "sama"), by=official)
    add_evidence(answers[1], pdf("lain.pdf", "lain"), by=official)
    send(nomination, sender_name="Pejabat", sender_office="Kabid", by=official)

    def elsewhere(of, nominee, name, is_sent=True):
        person = factories.person(name, name, Role.NOMINEE, nominee=nominee, province=kaltim)
        row = factories.nomination(of, nominee, secretariat)
        for indicator in of.instruments.get().indicators.all():
            value = {"yes_no": "no", "number": "1", "choice": "Perda", "text": "Contoh."}[indicator.kind]
            answer = save_answer(row, indicator, value=value, version=0, by=person)
            if indicator.code == "I3":
                add_evidence(answer, pdf("salinan.pdf", "sama"), by=person)
        if is_sent:
            send(row, sender_name="Contoh", sender_office="Contoh", by=person)
        return row

    last_year = factories.category(factories.edition(kaltim, 2023))
    factories.instrument(last_year)
    other, old = elsewhere(category, nominees[1], "lain"), elsewhere(last_year, nominees[0], "dulu")
    elsewhere(category, nominees[2], "belum", is_sent=False)
    for file in File.objects.all():
        check_services.check(file.pk)
    found = same_files(nomination, secretariat)
    (evidence,) = found.values()
    assert [row.answer.nomination for row in evidence] == [other, old]
    for person in (official, observer):
        assert same_files(nomination, person) == {}
    text = client_of(secretariat).get(page("verification_file", edition, 1)).text
    assert "Isi “perda.pdf” persis sama" in text
    assert "Pemerintah Kabupaten Kutai Kartanegara" in text
    assert "Paritrana Award Kalimantan Timur 2023" in text
    assert "Petunjuk saja" in text
