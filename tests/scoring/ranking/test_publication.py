"""What is published of a decided category, and whether verify.py finds every change in it."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from paritrana.accounts.models import User
from scoring import signing, snapshot, verify
from scoring.engine.merkle import leaf_hash
from scoring.models import Decision, Event, ScoreSheet
from scoring.services import amendments, closing, plenary, ranking, robustness, rubric, sheets
from tests.scoring.ranking.conftest import nominations_of
from tests.scoring.ranking.test_pages import at


def release(decision: Decision) -> None:
    decision.category.released_at = timezone.now()
    decision.category.save(update_fields=["released_at"])


def ran(folder: Path, content: bytes, *arguments: str) -> tuple[int, str]:
    """verify.py as somebody at home runs it: a copy in a folder, nothing of the portal in reach."""
    (folder / "paket.json").write_bytes(content)
    (folder / "verify.py").write_bytes(Path(verify.__file__).read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", "paket.json", *arguments], cwd=folder, capture_output=True, text=True
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def tried(content: bytes) -> int:
    """As `main`, in this process."""
    try:
        verify.verify(verify.read(content))
    except verify.Difference:
        return 1
    except (verify.Broken, KeyError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError):
        return 2
    return 0


# --- commitments ----------------------------------------------------------------------------------------


def test_a_sent_sheet_leaves_its_commitment_and_the_closing_their_root(closed_by_verbs):
    category = closed_by_verbs("totals")
    events = list(Event.objects.filter(category=category, verb="sheets.submit").order_by("number"))
    sheet = ScoreSheet.objects.get(pk=next(iter(events[0].rows)).removeprefix("scoresheet:"))
    entry = {"nominee": "1", "person": str(sheet.person_id), "round": "interview"}
    marks = {"visi": "84.00", "dana": "84.00"}
    text = verify.jcs({"salt": events[0].salt, "sheet": {**entry, "marks": marks}})
    assert events[0].data == {"commitment": leaf_hash(text.encode()).hex()}
    closing = Event.objects.get(category=category, verb="sheets.close")
    ordered = ScoreSheet.objects.order_by("nomination__number", "round", "person_id")
    of_sheet = {next(iter(event.rows)): event.data["commitment"] for event in events}
    leaves = [bytes.fromhex(of_sheet[f"scoresheet:{sheet.pk}"]) for sheet in ordered]
    assert closing.data == {"root": verify.merkle_root(leaves).hex()}


# --- the package ----------------------------------------------------------------------------------------


def test_amended_rules_pass_with_their_number_and_the_void_sheets_in_the_chain(closed_by_verbs, secretariat, chair):
    category = closed_by_verbs("full")
    row = amendments.propose(category.rule_book, reason="Desimal.", by=secretariat)
    amendments.confirm(row, seen="12.12", typed="batalkan 12 lembar", by=chair)
    book = rubric.edit_rules(category.rule_book, decimals=3, by=secretariat)
    rubric.freeze(book, by=chair)
    for sheet in ScoreSheet.objects.filter(voided_by=None):
        sheets.submit(sheet, {"visi": "84", "dana": "85"}, sheet.version, by=sheet.person)
    closing.close_scoring(category, by=secretariat)
    run = ranking.run(category, by=secretariat)
    robustness.compute(run.pk)
    content = snapshot.complete(run, None)
    assert (tried(content), json.loads(content)["rules"]["amendment"]) == (0, "1")


def test_rules_that_leave_sheets_out_and_round_on_the_way_are_announced_and_checked(decided, observer, client):
    decision = decided("full", trim=1, rounding_stages=["panel", "criterion"])
    robustness.compute(decision.run.pk)
    assert tried(snapshot.complete(decision.run, decision)) == 0
    release(decision)
    page = client.get(at(decision.category, "result")).content.decode()
    assert "2 desimal juga pada: rata-rata panel tiap kandidat, bobot dikali rata-rata tiap kriteria." in page
    assert "1 lembar wawancara tertinggi dan 1 terendah tiap kandidat tidak ikut dirata-rata." in page


@pytest.mark.parametrize(
    ("asked", "recused", "level"),
    [("totals", False, "totals"), ("codes", False, "codes"), ("codes", True, "totals"), ("full", True, "full")],
)
def test_package_passes_at_every_level(asked, recused, level, decided, tmp_path):
    decision = decided(asked, recused)
    content = snapshot.published(decision)
    package = json.loads(content)
    assert package["level"] == level
    assert ("input" in package["run"], "events" in package["ledger"]) == (level != "totals", level == "full")
    assert "explanation" not in content.decode() or level != "totals"
    code, said = ran(tmp_path, content, signing.public_key())
    assert (code, said.splitlines()[0]) == (0, "PASS:")
    assert f"tingkat paket: {level}" in said
    assert [person.name for person in User.objects.all() if person.name in content.decode()] == []


@pytest.mark.parametrize(("level", "told"), [("totals", False), ("codes", True)])
def test_chances_are_published_where_the_rules_say_so_and_marks_stand_beside_them(level, told, decided, tmp_path):
    decision = decided(level, publish_chances=True)
    robustness.compute(decision.run.pk)
    content = snapshot.published(decision)
    assert ("robustness" in json.loads(content)) == told
    code, said = ran(tmp_path, content)
    assert (code, "peluang peringkat dihitung ulang" in said) == (0, told)


def test_package_stays_the_same_whatever_comes_after_the_decision(decided, secretariat, chair):
    decision = decided("full")
    before = snapshot.published(decision)
    row = nominations_of(decision.run)[2]
    plenary.special_award(decision.category, row.nominee, name="Khusus", measure="coverage", reason="-", by=chair)
    assert snapshot.published(decision) == before


def test_names_the_sheet_whose_mark_was_changed(decided, tmp_path):
    package = json.loads(snapshot.published(decided("full")))
    sheet = package["run"]["input"]["sheets"][5]
    sheet["marks"]["dana"] = "99.00"
    code, said = ran(tmp_path, verify.jcs(package).encode())
    place = f"run.input.sheets[5] (nomine {sheet['nominee']}, penilai {sheet['person']}, interview)"
    assert (code, said.startswith(f"TIDAK COCOK: {place}")) == (1, True)


def test_two_hundred_changes_of_one_character_are_all_found(decided):
    decision = decided("full", recused=True)
    robustness.compute(decision.run.pk)
    text = snapshot.complete(decision.run, decision).decode()
    assert tried(text.encode()) == 0
    random_ = random.Random(200)
    found = set()
    for _ in range(200):
        place = random_.randrange(len(text))
        other = random_.choice([c for c in '0123456789abcdefABCDEF.-+ xZ"\\,:{}[]é' if c != text[place]])
        changed = text[:place] + other + text[place + 1 :]
        code = tried(changed.encode())
        assert code, (place, text[place - 40 : place + 40], other)
        found.add(code)
    assert found == {1, 2}


def test_white_space_between_values_changes_nothing(decided):
    package = snapshot.published(decided())
    assert tried(json.dumps(json.loads(package), indent=2, sort_keys=True, ensure_ascii=False).encode()) == 0


def test_another_key_does_not_pass_for_the_portals(decided, settings, tmp_path):
    decision = decided()
    key = signing.public_key()
    settings.SIGNING_KEY = "11" * 32
    code, said = ran(tmp_path, snapshot.published(decision), key)
    assert (code, said.startswith("TIDAK COCOK: signature.public_key")) == (1, True)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"a":1,"a":2}', b'{"a":1.5}', b"[" * 9999])
def test_a_broken_file_is_said_in_one_line(content, tmp_path):
    code, said = ran(tmp_path, content)
    assert (code, said.count("\n"), said.startswith("Berkas tidak dapat diperiksa")) == (2, 1, True)


def test_codes_do_not_stand_in_the_order_of_the_seats(closed_by_verbs, panelists, secretariat):
    """The rules name the seats in their order; the sheets must not follow it."""
    for order, person in enumerate(reversed(panelists[:4]), 1):
        person.seats.update(order=order)
    run = ranking.run(closed_by_verbs("codes"), by=secretariat)
    people = [sheet["person"] for sheet in run.input["sheets"] if sheet["nominee"] == "1"]
    assert people == sorted(people, key=int)
    assert snapshot.level_of(run) == "codes"
    del run.input["sheets"][0]  # as after a hand-over
    assert snapshot.level_of(run) == "totals"


# --- pages ----------------------------------------------------------------------------------------------


def addresses(decision: Decision) -> list[str]:
    edition = decision.category.edition
    args = [edition.province.slug, edition.slug, decision.category.slug]
    return [reverse("result", args=args), reverse("result_package", args=args)]


def test_stranger_gets_nothing_before_the_release_and_everything_to_check_after_it(decided, client, tmp_path):
    decision = decided("codes")
    assert [client.get(url).status_code for url in addresses(decision)] == [404, 404]
    release(decision)
    page, package = addresses(decision)
    text = client.get(page).content.decode()
    for shown in [decision.run.rules_sha256, decision.run.sha256, signing.public_key(), package, reverse("verifier")]:
        assert shown in text
    for row in nominations_of(decision.run):
        assert row.nominee.name in text
    with CaptureQueriesContext(connection) as queries:
        response = client.get(package)
    assert len(queries) <= 20
    assert response["Content-Disposition"].startswith('attachment; filename="paket-hasil-kaltim-')
    content = response.getvalue()
    assert content == snapshot.published(decision)
    assert client.get(reverse("verifier")).getvalue() == Path(verify.__file__).read_bytes()
    assert ran(tmp_path, content, signing.public_key())[0] == 0


def test_observer_takes_the_complete_package_before_the_release(
    closed_by_verbs, secretariat, observer, chair, client_of, tmp_path
):
    category = closed_by_verbs("totals", recused=True)
    url = at(category, "ranking_package")
    assert client_of(observer).get(url).status_code == 404  # no run yet
    robustness.compute(ranking.run(category, by=secretariat).pk)
    client = client_of(observer)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert len(queries) <= 20
    code, said = ran(tmp_path, response.getvalue())
    assert (code, "dihitung ulang dari 256 susunan panel" in said) == (0, True)
    assert [client_of(user).get(url).status_code for user in (chair, secretariat)] == [403, 403]
    assert "Unduh paket hasil lengkap" in client_of(observer).get(at(category, "ranking")).content.decode()
