"""Invented papers, one of each kind whose sentences can be written: what a preview shows."""

from datetime import date
from typing import Any

from paritrana.committees.models import Edition
from paritrana.numbers import tanggal
from reports.documents import Data, blocks, edition_facts, plain_date, sheet, years
from reports.documents.selection_minutes import opening
from reports.wording import SLOTS

NAME, OFFICE = "Nama Pejabat Contoh, S.H.", "Sekretaris Daerah Contoh"
NOMINEE, OTHER, CATEGORY = "Kabupaten Contoh", "Kota Contoh", "Pemerintah Kabupaten/Kota"
PERSON = {"name": NAME, "office": OFFICE, "role": "Ketua"}
MEMBER = {"name": "Nama Anggota Contoh", "office": "", "role": "Anggota"}
ROW = {"number": 1, "nominee": NOMINEE, "self": "95.00", "verified": "88.24", "complete": "100.00",
       "outcome": "shortlisted", "reason": "Nilai terverifikasi termasuk 7 nilai tertinggi."}  # fmt: skip
TURN = {"number": 1, "nominee": NOMINEE, "came": True, "status": "Hadir", "note": "", "time": "09.02–09.21",
        "planned": "09.00–09.20", "moved": False, "record": "", "root": "", "delegation": []}  # fmt: skip

LETTER: Data = {
    "letter": {
        "about": "Hal surat contoh",
        "event": "",
        "nature": "Penting",
        "attachment": "",
        "bring": [],
        "copies": ["Gubernur (sebagai laporan)"],
    },
    "to": "Bupati Contoh",
}
ABOUT: Data = {"category": CATEGORY, "nominee": NOMINEE}
HELD: Data = {
    "letter": LETTER["letter"] | {"event": "Wawancara Paritrana Award", "bring": ["Bahan paparan"]},
    "time": "09.00–10.00",
    "place_held": "Ruang Rapat Contoh",
}  # fmt: skip
WINNERS = blocks.table(["No.", "Penerima", "Peringkat"], [(1, NOMINEE, "Juara I"), (2, OTHER, "Juara II")])
DECREE: Data = {
    "draft": True,
    "decree": {
        "office": "GUBERNUR CONTOH",
        "title": "KEPUTUSAN GUBERNUR CONTOH",
        "about": "PENERIMA PENGHARGAAN",
        "establishing": "KEPUTUSAN GUBERNUR TENTANG PENERIMA PENGHARGAAN.",
        "copies": [],
    },
    "typed": {"about": "penerima penghargaan"},
    "blocks": [WINNERS],
}

SAMPLES: dict[str, Data] = {
    "certificate": {
        "heading": "Piagam Penghargaan",
        "giver": "Gubernur Contoh",
        "recipient": NOMINEE,
        "rank": "Juara I",
        "category": f"Kategori {CATEGORY}",
        "category_name": CATEGORY,
    },
    "invitation": LETTER | HELD | ABOUT | {"mode": "Tatap muka", "session": "Hari pertama"},
    "meeting": HELD | {"agenda": ["Persiapan wawancara"], "invited": [PERSON, MEMBER]},
    "selection": {
        "category": CATEGORY,
        "basis": ["Nomine adalah 7 kandidat dengan nilai terverifikasi tertinggi."],
        "through": [ROW],
        "left": [ROW | {"number": 2, "nominee": OTHER, "verified": "41.10", "reason": "Data dukung belum lengkap."}],
        "departures": [],
        "late": [],
        "ended": [],
        "present": [PERSON],
        "absent": [MEMBER],
    },
    "interview_minutes": {
        "category": CATEGORY,
        "session": {"name": "Hari pertama", "time": "09.00–10.10", "mode": "Tatap muka", "venue": "Ruang Rapat Contoh"},
        "turns": [TURN],
        "heard": 1,
        "panel": [PERSON | {"left": False, "acts": []}, MEMBER | {"left": False, "acts": []}],
        "leaders": [PERSON | {"time": ""}],
        "leader_note": "",
        "recusals": [],
        "absent": [],
        "underway": [],
        "records": [],
        "closed_by": NAME,
        "root": "",
        "signers": [PERSON | {"state": "hadir", "signs": True, "reason": ""}],
        "there": 1,
        "notes": "",
        "leader": PERSON,
        "nip": "",
    },
    "plenary_minutes": {
        "category": CATEGORY,
        "meeting": 1,
        "seal": "0" * 64,
        "rules_seal": "0" * 64,
        "blocks": [blocks.words("opening"), WINNERS, blocks.words("closing")],
        "signers": [PERSON | {"state": "hadir", "signs": True, "reason": ""}],
        "there": 1,
        "leader": PERSON,
        "nip": "",
    },
    "seat_request": LETTER | {"until": "Senin, 1 September"},
    "selection_notice": LETTER | ABOUT,
    "objection_reply": LETTER
    | ABOUT
    | {"objection": 1, "received": "Senin, 1 September", "statute_until": "Senin, 29 September"},
    "cover_letter": LETTER | {"category": CATEGORY},
    "integrity": {"name": NAME, "role": "Panelis", "office": OFFICE},
    "decree": DECREE | {"minutes": "Berita Acara Rapat Pleno Nomor 1"},
    "change_decree": DECREE
    | {
        "category": CATEGORY,
        "former": "Keputusan Gubernur Contoh Nomor 1",
        "ground": "sanggahan nomor 1 yang diterima",
        "reason": "nilai salah dihitung",
    },
    "committee_decree": DECREE,
}


# What depends on the day, of those kinds that print it.
DATED = {
    "invitation": ["day"],
    "meeting": ["day"],
    "selection": ["opening"],
    "interview_minutes": ["opening", "closed"],
    "plenary_minutes": ["opening"],
}


def sample(kind: str, edition: Edition) -> dict[str, Any]:
    """An invented paper of the edition; it has no number and no code to check it by."""
    day = date(edition.held_year, 8, 4)
    place = edition.province.capital
    dated = {"day": tanggal(day), "opening": opening(day, place), "closed": tanggal(day)}
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "title": edition.title,
        "period": years(edition),
        "committee": edition.committee_name,
        "number": "",
        "place": place,
        "date": plain_date(day),
        "signer": {"lines": [OFFICE], "name": NAME, "grade": "", "nip": ""},
        "check": None,
        "preview": True,
        # Every sentence once, also those of which a real paper has one or the other.
        "blocks": [blocks.words(slot) for slot in SLOTS[kind]],
        **{key: dated[key] for key in DATED.get(kind, ())},
        **SAMPLES[kind],
    }
