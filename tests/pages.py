"""Which page shows which form when, and who opens it."""

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.conftest import client_named
from tests.isolation_table import EVERYBODY, LINES, Line
from tests.world import World
from tests.world_cast import CAST


def browser(letter: str) -> Client:
    client = client_named(CAST[letter])
    client.raise_request_exception = False
    return client


def text_of(response: Any) -> str:
    """The page; of a file nothing, but it is read to its end, so that it is closed."""
    if response.streaming:
        b"".join(response.streaming_content)
        return ""
    return response.content.decode(errors="replace")


def people(line: Line) -> str:
    """Who opens a page here: the first who may, and the chair, who sees other forms than the secretariat."""
    roles = EVERYBODY if line.public or line.personal else line.roles
    return roles[0] + ("C" if "C" in roles[1:] else "")


# Forms that are there at other moments than the plenary: page, person, arguments if not the usual row, query.
KATEGORI = "kategori=kabupaten-kota"
OF_A_CATEGORY = (
    "berita-acara-pleno",
    "keputusan-perubahan",
    "jawaban-sanggahan",
    "lembar-terisi",
    "tanda-terima-hadiah",
)
OF_AN_EDITION = (
    "permohonan-wakil",
    "pakta-integritas",
    "keputusan",
    "jadwal",
    "daftar-hadir",
    "laporan-cakupan",
    "urutan-penyerahan",
)
ELSEWHERE: dict[str, list[tuple[str, str, list[str], str]]] = {
    "preparation": [
        ("rule_book", "S", [], ""),
        ("instrument", "S", [], ""),
        ("categories", "S", [], ""),
        ("coverage_confirmation", "H", [], ""),
        ("stage", "C", [], ""),
    ],
    "nomination": [
        ("candidate_import", "S", [], KATEGORI),
        ("nomination_move", "S", [], ""),
        ("nomination_check", "N", [], ""),
        ("nomination_section", "N", [], ""),
        ("nomination", "S", [], ""),
        ("questions", "N", [], ""),
        ("sections", "N", [], ""),
        ("letter", "N", [], ""),
        ("nomination_section", "B", [], ""),
        ("questions_check", "N", [], ""),
        ("instrument_change", "S", [], ""),
        ("on_behalf_enter", "S", [], ""),
        ("on_behalf_objection", "N", [], ""),
        ("nomination_new", "S", [], KATEGORI),
        ("nominee_new", "S", [], KATEGORI),
        ("stage", "C", [], ""),
        ("paper_new", "S", ["kabupaten-kota", "override"], ""),
    ],
    "verification": [
        ("replacement_decide", "S", [], ""),
        ("replacement_ask", "N", [], ""),
        ("replacement_extend", "S", [], ""),
        ("verification_file", "S", [], ""),
        ("nomination", "N", [], ""),
    ],
    "selection": [("selection", "S", [], KATEGORI)],
    "interviews": [
        ("interview", "S", [], ""),
        ("interview_close", "S", [], ""),
        ("interview_plan", "S", [], KATEGORI),
        ("sheet", "P", [], ""),
        ("conflicts", "C", [], ""),
        ("sheet_follow", "S", [], ""),
        ("paper_sheet_new", "S", [], ""),
        ("progress", "S", [], ""),
    ],
    "deliberation": [
        *(("seat_new", "S", [kind], "") for kind in ("pengawas", "wakil", "cabang")),
        ("paper_new", "S", ["kabupaten-kota", "respond"], "usulan={number}&cabang=CONTOH-BTG"),
    ],
    "decided": [
        ("plenary", "C", [], ""),
        ("certificates", "S", [], ""),
        *(("offer", "S", [slug], "") for slug in OF_AN_EDITION),
        *(("offer_of", "S", [slug, "kabupaten-kota"], "") for slug in OF_A_CATEGORY),
        ("stage", "C", [], ""),
        ("paper_new", "S", ["kabupaten-kota", "release"], ""),
        ("paper_new", "S", ["kabupaten-kota", "feedback"], ""),
        ("paper_new", "S", ["kabupaten-kota", "revoke"], ""),
    ],
    "announced": [
        ("nomination", "S", [], ""),
        ("changes", "S", [], ""),
        ("objection_new", "N", [], ""),
        ("objection_new", "S", [], ""),
        ("change_decide", "C", [], ""),
    ],
}


def address(world: World, name: str, rest: list[str] | None = None, query: str = "") -> str:
    line = LINES[name]
    args = world.of(*rest) if rest else world.rows[line.args]() if line.args else []
    query = query.format(number=world.nomination.number)
    return f"{reverse(name, args=args)}?{query}".rstrip("?")


def pages(world: World, moment: str) -> Iterator[tuple[str, str, str]]:
    """(page, person, address) of what shows a form at this moment."""
    if moment == "deliberation":
        for name, line in LINES.items():
            if line.method == "GET":
                url = address(world, name)
                yield from ((name, letter, url) for letter in people(line))
    for name, letter, rest, query in ELSEWHERE[moment]:
        yield name, letter, address(world, name, rest, query)
