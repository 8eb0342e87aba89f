import ast
import datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from paritrana.accounts.services import make_person
from paritrana.audit.models import Entry
from paritrana.audit.services import record
from paritrana.committees.services import editions, seats
from paritrana.roles import Role
from paritrana.web.words import VERBS, changes, table_word, verb_word
from tests import factories

ROOT = Path(__file__).resolve().parents[3]
TRAIL = "/kaltim/penilaian-2024/riwayat/"


@pytest.fixture
def acts(edition, category, secretariat, panelist, seat_of):
    editions.edit(edition, by=secretariat, decree_number="100.3/12", decree_date=datetime.date(2025, 5, 2))
    editions.edit_category(category, by=secretariat, desk_by="team", places=2)
    seats.end(seat_of(panelist), by=secretariat, reason="Mengundurkan diri")


def test_trail_reads_in_words(acts, secretariat, client_of):
    page = client_of(secretariat).get(TRAIL).text
    for words in (
        "mengubah penyelenggaraan", "Nomor keputusan panitia", "100.3/12", "Jumat, 2 Mei 2025",
        "Penilai dokumen", "Tim verifikasi", "Alasan: Mengundurkan diri", "Staf Sekretariat",
    ):  # fmt: skip
        assert words in page, words


def test_trail_is_filtered_and_searched(acts, secretariat, client_of):
    client = client_of(secretariat)
    assert [
        entry.verb for entry, *_ in client.get(TRAIL, {"part": "committees", "verb": "categories.edit"}).context["rows"]
    ] == ["categories.edit"]
    assert [entry.verb for entry, *_ in client.get(TRAIL, {"verb": "seats.end"}).context["rows"]] == ["seats.end"]
    assert len(client.get(TRAIL, {"q": "mengundurkan"}).context["rows"]) == 1
    assert len(client.get(TRAIL, {"q": "tidak ada"}).context["rows"]) == 0
    assert client.get(TRAIL, {"since": "bukan tanggal", "verb": "aneh"}).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [("secretariat", 200), ("observer", 200), ("chair", 403), ("panelist", 403), ("official", 403), ("stranger", 404)],
)
def test_trail_is_for_secretariat_and_observer(role, status, edition, request, client_of):
    assert client_of(request.getfixturevalue(role)).get(TRAIL).status_code == status


def test_accounts_of_the_province_stand_in_its_trail_only(acts, edition, secretariat, stranger, kalsel, client_of):
    make_person(name="Orang Kalsel", by=stranger)
    factories.edition(kalsel)
    assert "Orang Kalsel" not in client_of(secretariat).get(TRAIL).text
    assert "Orang Kalsel" in client_of(stranger).get("/kalsel/penilaian-2024/riwayat/").text


def test_a_guest_of_one_category_reads_no_trail(acts, edition, category, secretariat, client_of):
    guest = factories.user("tamu", "Tamu")
    until = timezone.now() + datetime.timedelta(days=9)
    seats.give(
        Role.OBSERVER, person=guest, edition=edition, category=category, letter="1", ends_at=until, by=secretariat
    )
    assert client_of(guest).get(TRAIL).context["rows"] == []


def test_entries_can_be_neither_changed_nor_deleted(acts):
    for write in (lambda: Entry.objects.update(reason="x"), lambda: Entry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_every_act_has_a_word():
    assert verb_word("stages.release") == "membuka embargo"
    assert verb_word("hal.baru_sekali") == "hal baru sekali"
    assert table_word("committees.Category") == "Kategori"
    assert table_word("hilang.Tabel") == "hilang.Tabel"


def test_values_are_shown_as_people_read_them(category, secretariat):
    entry = record(
        secretariat, "categories.edit", category,
        before={"skips": [], "desk_by": "panel", "nomination_closes": None, "extra_key": True},
        after={
            "skips": ["selection"], "desk_by": "team", "nomination_closes": "2025-07-31T15:59:00Z", "extra_key": False,
        },
    )  # fmt: skip
    with timezone.override("Asia/Makassar"):
        assert changes(entry) == [
            ("Tahap yang dilewati", "–", "Seleksi administrasi"),
            ("Penilai dokumen", "Semua panelis", "Tim verifikasi"),
            ("Batas pengiriman", "–", "Kamis, 31 Juli 2025 pukul 23.59 WITA"),
            ("Extra key", "ya", "tidak"),
        ]


def test_trail_asks_the_same_number_of_queries_at_any_size(
    edition, category, secretariat, client_of, django_assert_num_queries
):
    client = client_of(secretariat)
    client.get(TRAIL)
    for many in (7, 200):
        for number in range(many):
            record(secretariat, "categories.edit", category, after={"places": number})
        with django_assert_num_queries(TRAIL_QUERIES):
            client.get(TRAIL)


TRAIL_QUERIES = 13


def recorded_verbs():
    """The second argument of every `record(...)` in our sources that is plain text."""
    for app in ("paritrana", "nominations", "scoring", "interviews", "reports"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) >= 3:
                    verb = node.args[1]
                    if isinstance(verb, ast.Constant):
                        yield verb.value


def test_every_recorded_act_has_a_word_of_ours():
    assert sorted(set(recorded_verbs()) - set(VERBS)) == []
