"""What a document row holds, for the tests of the papers: invented values, offices only."""

from fractions import Fraction
from typing import Any

from paritrana.charts import data_uri, lengths

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
    "qr": f"https://paritrana.example/cek/K7QX3M9DPTWA8RHC2BNV/#v1.{'A' * 140}.{'B' * 86}",
    "address": "paritrana.example/cek",
    "code": "K7QX-3M9D-PTWA-8RHC-2BNV",
}
PLOT = data_uri(
    lengths(
        [("1. Kabupaten Kutai Kartanegara", Fraction(8641, 100), "86,41"), ("2. Ma'mur & lain", Fraction(79), "79,00")],
        full=100, title="Nilai akhir", text="Nilai akhir tiap nomine.",
    )
)  # fmt: skip
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
    "plot": PLOT,
    "firmness": {
        "sentences": ["Juara 1 tetap pada 8 dari 9 perhitungan tanpa satu penilai."],
        "rows": [
            {
                "rank": 1,
                "nominee": "Kabupaten Kutai Kartanegara",
                "first": "97,2%",
                "winning": "100,0%",
                "reach": "1–2",
                "equals": "",
            }
        ],
        "plot": PLOT,
    },
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
    "letters": [],
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

STATEMENT: dict[str, Any] = {
    **COMMON,
    "edition": EDITION,
    "category": "Pemerintah Kabupaten/Kota",
    "nominee": "Kabupaten Berau",
    "number": 7,
    "signer_name": "Nama Pejabat Contoh, S.H.",
    "signer_office": "Sekretaris Daerah Kabupaten Berau",
    "answers": [{"code": "1.1", "question": "Apakah ada Peraturan Daerah?", "answer": "Ya", "files": 2}],
    "check": CHECK,
}

SELECTION: dict[str, Any] = {
    **COMMON,
    "number": "",
    "edition": EDITION,
    "category": "Pemerintah Kabupaten/Kota",
    "committee": "Panitia",
    "opening": "Pada hari ini, Senin tanggal dua puluh delapan bulan Juli (28-07-2025), bertempat di Samarinda,",
    "present": [{"name": "Nama Contoh", "office": "Sekretaris Daerah", "role": "Ketua"}],
    "absent": [{"name": "Nama Lain", "office": "", "role": "Anggota"}],
    "basis": ["Nomine adalah 7 kandidat dengan nilai terverifikasi tertinggi.", "Semua yang bernilai sama diloloskan."],
    "through": [
        {"number": 1, "nominee": "Kabupaten Berau", "self": "95.00", "verified": "88.24", "complete": "100.00",
         "outcome": "shortlisted", "reason": "Nilai terverifikasi 88,24%, termasuk 7 nilai tertinggi."},
    ],
    "left": [
        {"number": 2, "nominee": "Kabupaten Paser", "self": "", "verified": "", "complete": "40.00",
         "outcome": "not_shortlisted", "reason": "Data dukung belum lengkap."},
    ],
    "departures": [
        {"number": 2, "nominee": "Kabupaten Paser", "outcome": "not_shortlisted", "reason": "Dokumen dipalsukan."},
    ],
    "ended": [
        {"number": 3, "nominee": "Kota Bontang", "self": "", "verified": "", "complete": "", "outcome": "withdrawn",
         "reason": "Surat Nomor 5.", "state": "Menarik diri"},
    ],
    "place": "Samarinda",
    "date": "28 Juli 2025",
    "check": CHECK,
}  # fmt: skip

MINUTES: dict[str, Any] = {
    **COMMON,
    "number": "BA-001/2025",
    "edition": EDITION,
    "category": "Pemerintah Kabupaten/Kota",
    "committee": "Panitia",
    "opening": "Pada hari ini, Senin tanggal dua puluh delapan bulan Juli (28-07-2025), bertempat di Samarinda,",
    "session": {"name": "Hari pertama", "time": "09.00–10.10 WITA", "mode": "Tatap muka", "venue": "Hotel"},
    "turns": [
        {"number": 1, "nomination": 7, "nominee": "Kabupaten Berau", "came": True, "status": "Hadir", "note": "",
         "time": "09.02–09.21", "planned": "09.00–09.20", "moved": False, "record": "Tanya: nelayan? Jawab: 9.000.",
         "root": RULES,
         "delegation": [{"name": "Nama Contoh", "office": "Plt. Bupati Berau", "capacity": "Kepala daerah"}]},
        {"number": 2, "nomination": 8, "nominee": "Kabupaten Paser", "came": False,
         "status": "Berhalangan (ada pemberitahuan)", "note": "Surat Nomor 7", "time": "", "root": "",
         "planned": "09.25–09.45", "moved": True, "record": "", "delegation": []},
    ],
    "heard": 1,
    "panel": [
        {"name": "Nama Ketua", "role": "Ketua", "office": "Sekretaris Daerah", "left": False, "acts": []},
        {"name": "Nama Ahli", "role": "Anggota", "office": "unsur ahli hukum", "left": True,
         "acts": ["tidak ikut lagi Senin, 28 Juli 2025 pukul 11.15 WITA: mengajar"]},
    ],
    "leaders": [
        {"name": "Nama Ketua", "role": "Ketua", "office": "Sekretaris Daerah", "time": "09.00–09.30"},
        {"name": "Nama Asisten", "role": "Plh. Ketua", "office": "Asisten II", "time": "09.30–10.10"},
    ],
    "leader_note": "",
    "recusals": [{"name": "Nama Ahli", "nominees": "Kabupaten Berau"}],
    "absent": [{"name": "Nama Ahli", "role": "Anggota", "nominees": "Kabupaten Berau", "reason": "mengajar"}],
    "underway": [
        {"name": "Nama Anggota", "role": "Anggota", "nominees": "Kabupaten Berau",
         "reason": "lembar kertas menunggu petugas kedua"},
    ],
    "records": [{"number": 1, "nominee": "Kabupaten Berau", "record": "Tanya: nelayan? Jawab: 9.000."}],
    "closed": "Senin, 28 Juli 2025 pukul 17.05 WITA",
    "closed_by": "Staf Sekretariat",
    "root": RULES,
    "signers": [
        {"name": "Nama Ketua", "role": "Ketua", "office": "Sekretaris Daerah", "state": "hadir", "signs": True,
         "reason": ""},
        {"name": "Nama Anggota", "role": "Anggota", "office": "", "state": "daring", "signs": True, "reason": ""},
        {"name": "", "role": "Anggota", "office": "", "state": "berhalangan", "signs": False, "reason": ""},
        {"name": "Nama Ahli", "role": "Anggota", "office": "", "state": "menolak menandatangani", "signs": False,
         "reason": "tidak setuju urutan giliran"},
    ],
    "there": 3,
    "notes": "SK perubahan menyusul.",
    "leader": {"name": "Nama Asisten", "role": "Plh. Ketua", "office": "Asisten II", "time": "09.30–10.10"},
    "nip": "19700101 199503 1 001",
    "place": "Samarinda",
    "date": "28 Juli 2025",
    "check": CHECK,
}  # fmt: skip
