"""Sections in the hands of colleagues of other offices."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.models import Answer, Evidence, HandedSection, Nomination
from nominations.queries import lines
from nominations.services import answers, sections
from nominations.services import evidence as evidence_services
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.audit.models import Entry
from paritrana.committees.models import Seat
from paritrana.files.models import File, Upload
from paritrana.files.services import store
from paritrana.notices.models import Notice
from paritrana.roles import Role
from tests import factories
from tests.nominations.conftest import TYPED, pdf

NEW = {"name": "Rina Sari, S.E.", "office": "Kepala Bidang, BKAD", "phone": "", "email": ""}
CODE = "nominations.section"


@pytest.fixture
def two(indicators):
    """The third and fourth question form a section of their own: anggaran."""
    for row in indicators[2:]:
        row.section, row.section_slug = "Anggaran", "anggaran"
        row.save()
    return indicators


@pytest.fixture
def handed(nomination, two, official):
    """Rina of BKAD holds anggaran."""
    return sections.hand(nomination, "anggaran", by=official, **NEW)[0]


@pytest.fixture
def rina(handed):
    return fresh(handed.seat.person)


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_hand_makes_account_seat_slip_and_says_so_in_the_trail(nomination, two, official):
    made, slip, code = sections.hand(nomination, "anggaran", by=official, **NEW)
    seat = made.seat
    assert (seat.role, seat.nominee, seat.office) == (Role.SECTION, nomination.nominee, "Kepala Bidang, BKAD")
    assert (slip.user, bool(code), made.section) == (seat.person, True, "Anggaran")
    assert Entry.objects.get(verb="sections.hand").after == {"section": "Anggaran", "person": "Rina Sari, S.E."}


def test_colleague_sees_and_fills_the_section_in_hand_only(nomination, two, rina, official):
    seen = [line.indicator.code for line in lines(nomination, rina, CODE)]
    assert seen == [row.code for row in two[2:]]
    mine = answers.save_answer(nomination, two[3], value=TYPED["text"], version=0, by=rina)
    other = answers.save_answer(nomination, two[0], value="yes", version=0, by=official)
    brought = answers.add_evidence(mine, pdf(), by=rina)
    hidden = answers.add_evidence(other, pdf("lain.pdf", "lain"), by=official)
    assert list(Answer.objects.visible_to(rina, CODE)) == [mine]
    assert list(Evidence.objects.visible_to(rina, CODE)) == [brought]
    File.objects.update(state=File.State.ACCEPTED)
    assert list(Evidence.objects.visible_to(rina, "evidence.view")) == [brought]
    assert list(Answer.objects.visible_to(rina, "nominations.view")) == []
    assert list(Nomination.objects.visible_to(rina, "nominations.fill")) == []
    with pytest.raises(PermissionDenied):
        answers.save_answer(nomination, two[0], value="no", version=1, by=rina)
    for verb in (answers.remove_evidence, answers.restrict_evidence):
        with pytest.raises(PermissionDenied):
            verb(hidden, by=rina)
    with pytest.raises(PermissionDenied):
        evidence_services.begin(nomination, two[0], name="a.pdf", size=9, by=rina)
    with pytest.raises(PermissionDenied):
        answers.send(nomination, sender_name="R", sender_office="B", by=rina)


def test_personal_file_of_others_is_named_but_not_opened(nomination, two, rina, official):
    answer = answers.save_answer(nomination, two[3], value=TYPED["text"], version=0, by=official)
    brought = answers.add_evidence(answer, pdf(), by=official)
    File.objects.update(state=File.State.ACCEPTED, restricted=True)
    assert list(Evidence.objects.visible_to(rina, CODE)) == [brought]
    assert list(Evidence.objects.visible_to(rina, "evidence.view")) == []


def test_taken_back_ends_at_once_and_drops_what_is_on_its_way(nomination, two, handed, rina, official):
    upload = evidence_services.begin(nomination, two[2], name="a.pdf", size=9, by=rina)[1]
    sections.take_back(handed, by=official)
    assert Upload.objects.filter(pk=upload.pk).exists() is False
    again = fresh(rina)
    assert (lines(nomination, again, CODE), list(Nomination.objects.visible_to(again, CODE))) == ([], [])
    with pytest.raises(PermissionDenied):
        answers.save_answer(nomination, two[3], value="x", version=0, by=again)
    assert Notice.objects.get(to=rina).title == "Bagian Anggaran ditarik kembali"
    with pytest.raises(ValidationError, match="sudah ditarik"):
        sections.take_back(handed, by=official)
    back, slip, _code = sections.hand(nomination, "anggaran", seat=handed.seat, by=official)
    assert (slip, [line.indicator.code for line in lines(nomination, fresh(rina), CODE)]) == (None, ["I3", "I4"])
    assert back.seat == handed.seat


def test_upload_that_arrives_after_taking_back_is_refused(nomination, two, handed, rina, official):
    upload = evidence_services.begin(nomination, two[2], name="a.pdf", size=9, by=rina)[1]
    content = pdf()
    Upload.objects.filter(pk=upload.pk).update(
        state=Upload.State.STORED, file=store(content, province=nomination.province, by=rina)
    )
    sections.take_back(handed, by=official)
    evidence_services.take(upload.pk)
    assert (Upload.objects.get(pk=upload.pk).state, Evidence.objects.count()) == (Upload.State.REFUSED, 0)


def test_a_section_has_one_holder_and_only_the_responsible_hands_it(nomination, two, handed, rina, official, nominees):
    with pytest.raises(ValidationError, match="sudah diisi Rina"):
        sections.hand(nomination, "anggaran", by=official, **NEW | {"name": "Lain"})
    with pytest.raises(ValidationError, match="bagian yang ada"):
        sections.hand(nomination, "tidak-ada", by=official, **NEW)
    other = factories.person("lain", "Lain", Role.NOMINEE, nominee=nominees[1], province=nominees[1].province)
    for by in (rina, other):
        with pytest.raises(PermissionDenied):
            sections.hand(nomination, "regulasi", by=by, **NEW | {"name": "Lain"})
        with pytest.raises(PermissionDenied):
            sections.take_back(handed, by=by)
    Nomination.objects.update(status=Status.SENT)
    with pytest.raises(ValidationError, match="masih diisi"):
        sections.hand(nomination, "regulasi", by=official, **NEW | {"name": "Lain"})


def test_helper_of_one_candidate_reaches_no_other(category, nominees, secretariat, two, handed, rina):
    other = factories.nomination(category, nominees[1], secretariat)
    assert lines(other, rina, CODE) == []
    with pytest.raises(PermissionDenied):
        answers.save_answer(other, two[3], value="x", version=0, by=rina)


def test_pages_of_a_colleague(nomination, two, handed, rina, client_of, page, edition):
    client = client_of(rina)
    own, section = page("own_sections", edition, 1), page("nomination_section", edition, 1, "anggaran")
    listed = client.get(own).text
    assert [text in listed for text in ("Anggaran", "Regulasi", "0 dari 2 butir lengkap")] == [True, False, True]
    assert section in client.get("/beranda/").text
    text = client.get(section).text
    assert (f'href="{own}"' in text, two[2].text in text, two[0].text in text) == (True, True, False)
    prefix = f"b{two[3].pk}"
    typed = {f"{prefix}-value": "Ada.", f"{prefix}-version": "0", "autosave": prefix}
    kept = client.post(section, typed, headers={"HX-Request": "true"})
    assert (kept.status_code, Answer.objects.get().value) == (200, "Ada.")
    done = client.post(section, {f"{prefix}-value": "Ada.", f"{prefix}-version": "1"})
    assert (done.status_code, done.url) == (302, own)
    assert client.get(page("nomination_section", edition, 1, "regulasi")).status_code == 404
    assert client.post(page("nomination_section", edition, 1, "regulasi"), typed).status_code == 404
    assert client.get(page("evidence_upload", edition, 1, two[2].pk)).status_code == 200
    for method in (client.get, client.post):
        assert method(page("evidence_upload", edition, 1, two[0].pk)).status_code == 404
    for name in ("nomination", "nomination_check", "colleagues", "questions", "sections"):
        assert client.get(page(name, edition, 1)).status_code == 403, name
    assert client.get(page("nominations", edition)).status_code == 403


def test_page_hands_out_lists_and_takes_back(nomination, two, official_client, page, edition):
    url = page("sections", edition, 1)
    answer = official_client.post(url, NEW | {"section": "anggaran"})
    code = re.search(r'slip-code">([A-Z0-9]{5}-[A-Z0-9]{5})<', answer.text)[1]
    handed = HandedSection.objects.get()
    listed = official_client.get(url).text
    assert [text in listed for text in ("Rina Sari, S.E., Kepala Bidang, BKAD", "0 / 2", code)] == [True, True, False]
    overview = official_client.get(nomination.get_absolute_url()).text
    assert "0 dari 2 butir lengkap · diisi Rina Sari, S.E., Kepala Bidang, BKAD" in overview
    assert official_client.post(page("section_slip", edition, 1, handed.pk)).status_code == 200
    assert official_client.post(page("section_take_back", edition, 1, handed.pk)).status_code == 302
    assert HandedSection.objects.get().ended_at is not None
    assert official_client.post(url, {"section": "anggaran", "seat": handed.seat_id}).status_code == 302
    for typed in (
        {"section": ""},
        {"section": "palsu"},
        {"section": "regulasi"},
        {"section": "regulasi", "seat": "9999"},
    ):
        assert official_client.post(url, typed).status_code == 422
    assert Seat.objects.filter(role=Role.SECTION).count() == 1
