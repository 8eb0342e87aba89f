"""The same company proposed by two branches: one nomination goes on for both, nothing is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nominations.carry_queries import plan_merge
from nominations.models import Answer, Evidence, Extension, HandedSection, Nomination, RegisteredFile
from nominations.services import answers as answering
from nominations.services import sections
from nominations.services.merging import merge, why_not
from nominations.services.proposals import add_nominee, propose
from nominations.workflow import Status
from paritrana.access import represented
from paritrana.accounts.models import User
from paritrana.audit.models import Entry
from paritrana.files.models import Upload
from paritrana.notices.models import Notice
from paritrana.regions.models import Nominee
from paritrana.roles import Role
from scoring.models import Recusal, ScoreSheet
from tests import factories
from tests.nominations.conftest import TYPED, in_days, pdf
from tests.nominations.test_registered import arrive, begin


@pytest.fixture
def companies(edition):
    made = factories.category(edition, "Usaha Menengah", "usaha-menengah", nominee_kind="company")
    factories.instrument(made)
    return made


@pytest.fixture
def pair(companies, regencies, branch_head, secretariat):
    """Number 1, by the branch of Samarinda; number 2, by the secretariat, with an NPP."""
    first = propose(companies, factories.company(regencies[0], "PT Sumber Makmur"), by=branch_head)
    second = propose(companies, factories.company(regencies[5], "Sumber Makmur, Tbk", "AA001"), by=secretariat)
    return first, second


@pytest.fixture
def people(pair):
    """One person for each of the two."""
    return [
        factories.person(
            f"wakil{row.number}", f"Wakil {row.number}", Role.NOMINEE, nominee=row.nominee, province=row.province
        )
        for row in pair
    ]


def fill(nomination, person, *codes):
    for row in nomination.category.instruments.get().indicators.filter(code__in=codes):
        answering.save_answer(nomination, row, value=TYPED[row.kind], note="", version=0, by=person)


def go(kept, away, by, reason="Satu perusahaan."):
    return merge(kept, away, reason=reason, seen=plan_merge(kept, away).fingerprint, by=by)


def test_answers_of_the_kept_one_stand_and_its_holes_are_filled(pair, people, secretariat):
    kept, away = pair
    fill(kept, people[0], "I1")
    fill(away, people[1], "I1", "I2")
    taken = Answer.objects.get(nomination=away, indicator__code="I2")
    Answer.objects.filter(nomination=away, indicator__code="I1").update(value="no")
    file = answering.add_evidence(taken, pdf(), by=people[1])
    go(kept, away, secretariat)
    assert list(Answer.objects.filter(nomination=kept).values_list("indicator__code", "value")) == [
        ("I1", "yes"),
        ("I2", "1250.5"),
    ]
    assert list(Answer.objects.filter(nomination=away).values_list("indicator__code", "value")) == [
        ("I1", "no"),
        ("I2", "1250.5"),
    ]
    file = Evidence.objects.select_related("answer", "file").get(pk=file.pk)
    assert (file.answer.nomination, file.file.nominee) == (kept, kept.nominee)
    assert Entry.objects.get(verb="answers.take_over").after["files"] == ["perda.pdf"]


def test_the_other_ends_as_merged_and_keeps_its_number(pair, people, secretariat):
    kept, away = pair
    go(kept, away, secretariat)
    away.refresh_from_db()
    assert (away.number, away.status, away.merged_into, away.status_reason) == (2, "merged", kept, "Satu perusahaan.")
    assert Entry.objects.get(verb="nominations.merge").reason == "Satu perusahaan."
    with pytest.raises(ValidationError, match="Isi di usulan nomor 1"):
        fill(away, people[1], "I1")


def test_people_and_proposers_of_both_go_on_together(pair, people, branch_head, secretariat):
    go(*pair, secretariat)
    second = User.objects.get(pk=people[1].pk)
    assert set(represented(second)) == {pair[0].nominee_id, pair[1].nominee_id}
    told = Notice.objects.filter(title="Usulan nomor 2 digabung ke nomor 1").values_list("to__username", flat=True)
    assert sorted(told) == ["kepala.cabang", "sekretariat", "wakil1", "wakil2"]


def test_the_two_candidates_are_one_from_now_on(pair, kaltim, companies, regencies, secretariat):
    kept, away = pair
    go(kept, away, secretariat)
    stands = Nominee.objects.get(pk=kept.nominee_id)
    assert (stands.npp, Nominee.objects.get(npp="AA001", merged_into=stands).pk) == ("AA001", away.nominee_id)
    with pytest.raises(ValidationError, match="sudah digabung dengan PT Sumber Makmur"):
        propose(companies, Nominee.objects.get(pk=away.nominee_id), by=secretariat)
    with pytest.raises(ValidationError, match="Sudah tercatat: PT Sumber Makmur"):
        add_nominee(kaltim, kind="company", regency=regencies[2], name="PT Baru", npp="AA001", by=secretariat)


def test_who_stands_elsewhere_stays_a_candidate(pair, edition, secretariat):
    other = factories.category(edition, "Usaha Besar", "usaha-besar", nominee_kind="company")
    propose(other, pair[1].nominee, by=secretariat)
    go(*pair, secretariat)
    assert not Nominee.objects.filter(merged_into__isnull=False).exists()


def test_one_candidate_in_two_categories_is_merged_as_far_as_the_questions_agree(pair, people, edition, secretariat):
    other = factories.category(edition, "Usaha Besar", "usaha-besar", nominee_kind="company")
    factories.instrument(other, 2)
    away = propose(other, pair[0].nominee, by=secretariat)
    fill(away, people[0], "I1", "I2")
    go(pair[0], away, secretariat)
    kept = Answer.objects.filter(nomination=pair[0]).values_list("indicator__instrument__category__slug", "value")
    assert list(kept) == [("usaha-menengah", "yes"), ("usaha-menengah", "1250.5")]
    assert not Nominee.objects.filter(merged_into__isnull=False).exists()


def test_merging_needs_a_reason_and_what_was_read(pair, people, secretariat):
    with pytest.raises(ValidationError) as refusal:
        go(*pair, secretariat, " ")
    assert list(refusal.value.message_dict) == ["reason"]
    seen = plan_merge(*pair).fingerprint
    fill(pair[1], people[1], "I1")
    with pytest.raises(ValidationError, match="Periksa sekali lagi"):
        merge(*pair, reason="Alasan.", seen=seen, by=secretariat)


def test_two_verified_ones_are_not_merged(pair, secretariat):
    Nomination.objects.update(status=Status.VERIFIED)
    for row in pair:
        row.refresh_from_db()
    assert why_not(*pair)[0].startswith("Kedua usulan sudah dikirim dan selesai diverifikasi")
    with pytest.raises(ValidationError):
        go(*pair, secretariat)


def test_sheets_and_conflicts_of_interest_hold_a_nomination(pair, panelist, seat_of, secretariat):
    kept, away = pair
    common = {"province": away.province, "person": panelist}
    conflict = Recusal.objects.create(**common, nomination=away, kind="employer", reason="Contoh.", by=panelist)
    assert why_not(kept, away) == ["Panelis 1 tidak menilai usulan nomor 2; catat itu dulu untuk nomor 1."]
    assert why_not(away, kept) == []
    conflict.delete()
    ScoreSheet.objects.create(**common, nomination=kept, seat=seat_of(panelist), round="desk")
    assert why_not(kept, away) == ["Lembar penilaian sudah dibagikan untuk usulan nomor 1."]


def test_only_companies_and_only_open_ones_are_merged(category, nominees, pair, secretariat):
    rows = [factories.nomination(category, nominee, secretariat) for nominee in nominees[:2]]
    assert why_not(*rows)[0].startswith("Dua daerah atau desa yang berbeda")
    assert why_not(pair[0], rows[0]) == ["Kedua usulan bukan dari jenis kandidat yang sama."]
    assert why_not(pair[0], pair[0]) == ["Pilih dua usulan dari penyelenggaraan yang sama."]
    go(*pair, secretariat)
    pair[1].refresh_from_db()
    assert why_not(*pair) == ["Usulan nomor 2 sudah berakhir: digabung ke usulan lain."]


def test_others_may_not_merge(pair, branch_head, chair, official, stranger, nobody):
    for person in (branch_head, chair, official, stranger, nobody):
        with pytest.raises(PermissionDenied):
            go(*pair, person)


def test_hints_lead_to_the_page_that_merges(pair, people, edition, secretariat_client, client_of, page):
    listed = secretariat_client.get(page("nominations", edition)).text
    assert ("mirip nomor 2" in listed, page("nominations_alike", edition) in listed) == (True, True)
    assert "nama sama" in secretariat_client.get(page("nominations_alike", edition)).text
    address = page("nomination_merge", edition, 1, 2)
    assert address in secretariat_client.get(page("nomination", edition, 1)).text
    with CaptureQueriesContext(connection) as queries:
        assert secretariat_client.get(address).status_code == 200
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 20
    assert secretariat_client.get(page("nomination_merge", edition, 1, 1)).status_code == 404
    data = {"keep": "1", "seen-1": plan_merge(*pair).fingerprint}
    assert secretariat_client.post(address, data).status_code == 422
    assert secretariat_client.post(address, data | {"reason": "Alasan.", "keep": "9"}).status_code == 422
    assert secretariat_client.post(address, data | {"reason": "Alasan."}).status_code == 302
    text = client_of(people[1]).get(page("nomination", edition, 2)).text
    assert f'digabung ke <a href="{page("nomination", edition, 1)}">usulan nomor 1</a>' in text
    kept = secretariat_client.get(page("nomination", edition, 1)).text
    assert "Digabung ke usulan ini" in kept


def test_a_candidate_that_resembles_another_is_taken_after_a_tick(
    pair, companies, edition, regencies, secretariat_client, page
):
    address = page("nominee_new", edition) + "?kategori=usaha-menengah"
    data = {"regency": regencies[3].pk, "name": "PT Sumber Makmurr"}
    refused = secretariat_client.post(address, data)
    assert (refused.status_code, "Sumber Makmur, Tbk" in refused.text) == (422, True)
    assert secretariat_client.post(address, data | {"is_other": "on"}).status_code == 302
    nominee = Nominee.objects.get(name="PT Sumber Makmurr")
    address = page("nomination_new", edition) + "?kategori=usaha-menengah"
    refused = secretariat_client.post(address, {"nominee": nominee.pk})
    assert (refused.status_code, "usulan nomor 1" in refused.text) == (422, True)
    assert secretariat_client.post(address, {"nominee": nominee.pk, "is_other": "on"}).status_code == 302


def questions(nomination):
    return {row.code: row for row in nomination.category.instruments.get().indicators.all()}


def test_registered_files_go_on_to_the_kept_nomination(pair, people, secretariat):
    kept, away = pair
    asked = questions(away)
    begin(away, asked["I1"], people[1])
    go(kept, away, secretariat)
    row = RegisteredFile.objects.get()
    assert (row.nomination, row.indicator, row.state) == (kept, asked["I1"], "awaited")
    upload = arrive(Upload.objects.get())
    found = Evidence.objects.get()
    assert (upload.state, found.answer.nomination, found.file.nominee) == ("done", kept, kept.nominee)


def test_a_file_that_both_registered_is_awaited_once(pair, people, secretariat):
    for row, person in zip(pair, people, strict=True):
        begin(row, questions(row)["I1"], person)
    go(*pair, secretariat)
    assert list(RegisteredFile.objects.values_list("nomination", "state")) == [
        (pair[0].pk, "awaited"),
        (pair[1].pk, "withdrawn"),
    ]
    states = [arrive(upload).state for upload in Upload.objects.all()]
    assert (states, Evidence.objects.count(), RegisteredFile.objects.filter(state="awaited").count()) == (
        ["done", "done"],
        1,
        0,
    )


def test_merging_waits_for_files_whose_answer_stays_behind(pair, people, secretariat):
    kept, away = pair
    for row, person in zip(pair, people, strict=True):
        fill(row, person, "I1")
    begin(away, questions(away)["I1"], people[1])
    with pytest.raises(ValidationError, match="berkas terdaftar ini lengkap"):
        go(kept, away, secretariat)


@pytest.mark.parametrize(("own", "theirs", "then"), [(None, 9, 9), (12, 9, 12), (None, 1, 5)])
def test_the_later_own_deadline_stands(pair, companies, secretariat, own, theirs, then):
    kept, away = pair
    days = {number: in_days(number) for number in (1, 5, 9, 12)}
    companies.nomination_closes = days[5]
    companies.save()
    for row, of in ((kept, own), (away, theirs)):
        Nomination.objects.filter(pk=row.pk).update(deadline=days.get(of))
        row.refresh_from_db()
    go(kept, away, secretariat)
    row = Nomination.objects.select_related("category").get(pk=kept.pk)
    assert (row.closes_at, Extension.objects.count()) == (days[then], int(then == 9))


def test_sections_of_the_one_that_ends_leave_their_holders(pair, people, secretariat):
    about = {"name": "Rina", "office": "BKAD", "phone": "", "email": "", "by": people[1]}
    held = sections.hand(pair[1], questions(pair[1])["I1"].section_slug, **about)[0]
    go(*pair, secretariat)
    assert HandedSection.objects.get().ended_by == secretariat
    assert Notice.objects.filter(to=held.seat.person, title=f"Bagian {held.section} selesai").count() == 1
