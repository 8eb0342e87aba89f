"""What a document row holds, for the tests of the papers: invented values, offices only."""

from typing import Any

RULES = "3f2a91bc77d0e8114c5b9a60d2f7c3e81b04a6f59d3c7e2288aa10b4c6d5e7f9"
NAME_120 = (
    "Perusahaan Umum Daerah Air Minum & Jasa Tirta Ma'mur Kabupaten Penajam Paser Utara dan "
    "Sekitarnya Wilayah Kalimantan Ti."
)
LETTERHEAD = {
    "name": ["Pemerintah Provinsi Kalimantan Timur", "Panitia Paritrana Award"],
    "address": ["Jalan Contoh Nomor 2, Samarinda"],
}
EDITION = {
    "title": "Paritrana Award Provinsi Kalimantan Timur",
    "assessment_year": 2024,
    "held_year": 2025,
}
SIGNER = {
    "lines": ["a.n. Gubernur Kalimantan Timur", "Plt. Sekretaris Daerah Provinsi"],
    "name": "Nama Pejabat Contoh, S.H.",
    "grade": "Pembina Utama Madya",
    "nip": "19700101 199503 1 001",
}
CHECK = {
    "url": "https://paritrana.example/cek/K7QX3M9DPTWA8RHC2BNV/",
    "address": "paritrana.example/cek",
    "code": "K7QX-3M9D-PTWA-8RHC-2BNV",
}
COMMON: dict[str, Any] = {"paper": "A4", "draft": False, "letterhead": LETTERHEAD}

CERTIFICATE: dict[str, Any] = {
    **COMMON,
    "heading": "Piagam Penghargaan",
    "number": "",
    "giver": "Gubernur Kalimantan Timur",
    "recipient": "Pemerintah Kabupaten Kutai Kartanegara",
    "rank": "Juara I",
    "category": "Kategori Pemerintah Kabupaten/Kota",
    "title": "Paritrana Award Provinsi Kalimantan Timur Tahun 2025",
    "period": "Tahun penilaian 2024, pelaksanaan 2025",
    "place": "Samarinda",
    "date": "5 Agustus 2025",
    "signer": SIGNER,
    "check": CHECK,
}

RANKING_REPORT: dict[str, Any] = {
    **COMMON,
    "edition": EDITION,
    "category": "Pemerintah Kabupaten/Kota",
    "status": "provisional",
    "status_note": "",
    "run": {"number": 2, "time": "Senin, 28 Juli 2025 pukul 17.12 WITA", "engine": "1.0"},
    "rules_hash": RULES,
    "example_weights": True,
    "criteria": [
        {"code": "A", "name": "Regulasi", "source": "Penilaian berkas", "weight": "40.00"},
        {"code": "B", "name": "Wawancara", "source": "Nilai panelis", "weight": "60.00"},
    ],
    "missing_policy": "ls_fill",
    "tie_break": ["nilai Wawancara"],
    "rows": [
        {
            "rank": 1,
            "place": "Juara I",
            "nominee": "Kabupaten Kutai Kartanegara",
            "total": "86.41",
            "components": ["34.5640", "51.8460"],
            "sheets": 9,
            "panel": 9,
            "note": "",
        },
        {
            "rank": 2,
            "place": "",
            "nominee": "Kabupaten Berau",
            "total": "79.27",
            "components": ["31.7080", "47.5620"],
            "sheets": 8,
            "panel": 9,
            "note": "",
        },
    ],
    "unranked": [{"nominee": "Kabupaten Paser", "reason": "Tidak hadir (tanpa pemberitahuan)"}],
    "sheet_notes": ["Kabupaten Berau: 8 dari 9 lembar nilai; satu panelis tidak ikut menilai."],
    "responses": [
        {
            "branch": "Cabang Berau",
            "regencies": "Kabupaten Berau",
            "answer": "silent",
            "reason": "",
            "reply": "",
            "recorded": "",
        },
        {
            "branch": "Cabang Bontang",
            "regencies": "Kota Bontang",
            "answer": "note",
            "reason": "Angka Jakon sudah direvisi.",
            "reply": "Revisi sudah dipakai.",
            "recorded": "",
        },
    ],
    "decision": None,
    "signer": None,
    "place": "",
    "date": "",
    "printed": "Selasa, 29 Juli 2025 pukul 09.10 WITA",
    "check": None,
}

DECISION: dict[str, Any] = {
    "date": "Selasa, 29 Juli 2025",
    "recorded": "Dicatat dari berita acara bertanda tangan Nomor 31/2025.",
    "places": [{"place": "Juara I", "nominee": "Kabupaten Berau"}],
    "specials": [{"title": "Cakupan tertinggi", "nominee": "Kota Bontang", "basis": "cakupan"}],
    "deviations": [{"text": "Juara I kepada Kabupaten Berau.", "reason": "temuan lapangan."}],
    "conditions": [{"text": "3 berkas belum diverifikasi.", "reason": "kandidat mundur."}],
}

RECEIPT: dict[str, Any] = {
    **COMMON,
    "number": "64/2024/0017",
    "edition": EDITION,
    "category": "Pemerintah Kabupaten/Kota",
    "nominee": "Kabupaten Berau",
    "sent": "Kamis, 31 Juli 2025 pukul 23.40 WITA",
    "sender": {"name": "Nama Pengirim Contoh", "office": "Dinas Tenaga Kerja Kabupaten Berau"},
    "answers": [
        {
            "code": "1.1",
            "question": "Apakah ada Peraturan Daerah yang berlaku?",
            "answer": "Ya",
            "note": "Berlaku sejak 2020.",
            "files": [{"name": "perda-3-2020.pdf", "size": 1572864, "sha256": RULES}],
        },
        {"code": "1.2", "question": "Berapa anggaran iuran?", "answer": "", "note": "", "files": []},
    ],
    "check": None,
}
