"""What rows of lists and reports hold, for the tests of the papers: invented values, offices only."""

from typing import Any

from .papers import CHECK, COMMON, EDITION, NAME_120

CATEGORY = "Pemerintah Kabupaten/Kota & Badan Usaha Skala Besar"
OFFICE = "Plt. Kepala Dinas Tenaga Kerja dan Transmigrasi\nKabupaten Penajam Paser Utara & Sekitarnya"
PLACE_HELD = {
    "name": "Hari pertama, sesi pagi",
    "category": CATEGORY,
    "day": "Senin, 28 Juli 2025",
    "time": "09.00–12.00 WITA",
    "place": "Hotel Ma'mur, Ruang A & B, Jalan Contoh Nomor 2",
    "link": "",
}
TURNS = [
    {"slot": 1, "number": 1, "time": "09.00", "nominee": "Kabupaten Berau"},
    {"slot": 2, "number": 2, "time": "09.25", "nominee": NAME_120},
]
PANEL = [{"name": "Nama Ketua, S.H., M.H.", "seat": "Ketua"}, {"name": NAME_120, "seat": OFFICE}]

SCHEDULE: dict[str, Any] = {
    **COMMON,
    "edition": EDITION,
    "days": [
        {
            "day": "Senin, 28 Juli 2025",
            "sessions": [
                {**PLACE_HELD, "turns": TURNS, "panel": PANEL},
                {**PLACE_HELD, "name": "Sesi kosong", "time": "13.00–15.00 WITA", "turns": [], "panel": []},
            ],
        },
        {"day": "Selasa, 29 Juli 2025", "sessions": [{**PLACE_HELD, "turns": TURNS * 4, "panel": PANEL}]},
    ],
    "counts": {"sessions": 3, "turns": 10},
    "printed": "Selasa, 22 Juli 2025 pukul 09.10 WITA",
    "check": CHECK,
}

ATTENDANCE: dict[str, Any] = {
    **COMMON,
    "edition": EDITION,
    "subject": PLACE_HELD["name"],
    "event": PLACE_HELD,
    "delegations": [
        {**turn, "members": [{"name": NAME_120, "office": OFFICE}] + [{"name": "", "office": ""}] * 3} for turn in TURNS
    ],
    "lists": [
        {"name": "Panelis", "people": PANEL},
        {"name": "Panitia lain", "people": [{"name": "", "seat": ""}] * 6},
    ],
    "check": CHECK,
}

LINE = {
    "segment": "Semua segmen",
    "participants": 962711,
    "base": 1358649,
    "base_kind": "Angkatan kerja",
    "percent": "70.86",
    "before": "74.06",
    "change": "-3.20",
    "gap": "-4.14",
}
COVERAGE_REPORT: dict[str, Any] = {
    **COMMON,
    "edition": EDITION,
    "province": "Kalimantan Timur",
    "as_of": "31 Desember 2024",
    "before": "31 Desember 2023",
    "target": "75.00",
    "regencies": [
        {
            "name": "Kabupaten Kutai Timur",
            "lines": [
                LINE,
                {**LINE, "segment": "BPU", "participants": 77074, "base": 51086, "percent": "150.87", "gap": None,
                 "base_kind": "Perkiraan jumlah segmen", "change": "12.30"},
            ],
            "source": f"BPJS Ketenagakerjaan {NAME_120}; BPS Sakernas & proyeksi",
            "notes": ["Di atas 100%: periksa pembilang dan penyebut"],
        },
        {
            "name": "Kota Bontang",
            "lines": [dict.fromkeys(LINE) | {"segment": "Semua segmen", "base_kind": ""}],
            "source": "",
            "notes": ["Belum dikonfirmasi"],
        },
    ]
    + [{"name": f"Kabupaten Ma'mur {n}", "lines": [LINE] * 4, "source": "BPJS", "notes": []} for n in range(6)],
    "whole": None,
    "missing": 1,
    "plots": [],
    "printed": "Selasa, 29 Juli 2025 pukul 09.10 WITA",
    "check": CHECK,
}  # fmt: skip


def _words(text: str) -> dict[str, Any]:
    return {"block": "heading", "text": text}


def _table(head: list[str], rows: list[list[str]], *figures: int) -> dict[str, Any]:
    columns = [{"title": title, "figure": place in figures} for place, title in enumerate(head)]
    return {"block": "table", "ruled": False, "columns": columns, "rows": rows}


REPORT: dict[str, Any] = {
    **COMMON,
    "edition": EDITION,
    "category": CATEGORY,
    "printed": "Selasa, 29 Juli 2025 pukul 09.10 WITA",
    "check": CHECK,
}

PANEL_REPORT: dict[str, Any] = {
    **REPORT,
    "heading": "Laporan Panelis",
    "blocks": [
        _words("Wawancara"),
        _table(
            ["Kode", "Panelis", "Lembar", "Rata-rata", "Simpangan baku", "Terendah–tertinggi", "Beda dari panel",
             "Tidak ikut menilai", "Tidak hadir"],
            [["P1", f"{NAME_120}\n{OFFICE}", "19", "82,41", "4,10", "70,00–91,50", "-2,15", "1", "0"],
             ["P2", "Nama Ketua\nKetua", "20", "84,00", "3,90", "75,00–95,00", "+2,15", "0", "0"]],
            *range(2, 9),
        ),
        _table(["Nomine", *(f"P{n}" for n in range(1, 10))], [[NAME_120] + ["82,41"] * 9] * 3, *range(1, 10)),
        _words("Nilai terendah dan tertinggi"),
        _table(["Panelis", "Nomine", "Kriteria", "Nilai", "Alasan pada lembar"],
               [["Nama Ketua", NAME_120, "Komitmen & inovasi", "98,00", "Jawaban sangat meyakinkan"]], 3),
    ],
}  # fmt: skip

SCORE_SHEETS: dict[str, Any] = {
    **REPORT,
    "heading": "Lembar Penilaian Terisi",
    "session": "Hari pertama, sesi pagi",
    "blocks": [
        block
        for person in (NAME_120, "Nama Ketua, S.H.")
        for block in (
            {"block": "page", "text": f"{person} · Wawancara"},
            {"block": "facts", "rows": [["Kedudukan", OFFICE], ["Lembar", "2"]]},
            _table(
                ["Nomine", *(f"Kriteria {n} & lainnya" for n in range(1, 9)), "Nilai lembar", "Catatan"],
                [[f"1. {NAME_120}", *["82,00"] * 8, "82,00", "Data dukung sangat lengkap; Jawaban meyakinkan"],
                 ["2. Kabupaten Berau", *["–"] * 9, "Tidak ikut menilai: hubungan keluarga"]],
                *range(1, 10),
            ),
            {"block": "facts", "rows": [["Tanda tangan", "." * 48]]},
        )
    ],
}  # fmt: skip

FEEDBACK: dict[str, Any] = {
    **REPORT,
    "printed": "",
    "heading": "Umpan Balik bagi Kandidat",
    "nominee": NAME_120,
    "blocks": [
        _words("Nilai per kriteria"),
        {"block": "facts", "rows": [["Nilai akhir", "82,03"]]},
        _table(
            ["Kriteria", "Bobot", "Nilai Anda", "Rata-rata kategori", "Selisih", "Poin"],
            [["Regulasi & anggaran pelindungan pekerja rentan", "40,00", "84,10", "80,00", "+4,10", "33,6400"],
             ["Wawancara", "60,00", "digabung", "–", "–", "48,3900"]],
            *range(1, 6),
        ),
        _words("Kekuatan"),
        {"block": "list", "items": ["Regulasi & anggaran: 4,10 di atas rata-rata kategori"], "ordered": False},
        _words("Catatan panitia"),
        {"block": "text", "text": "Pertahankan Perda.\nLengkapi data Jum'at.", "small": False},
    ],
}  # fmt: skip

HANDOVER: dict[str, Any] = {
    **REPORT,
    "printed": "",
    "category": "",
    "heading": "Urutan Penyerahan dan Naskah MC",
    "blocks": [
        {"block": "facts", "rows": [["Waktu", "Selasa, 5 Agustus 2025 pukul 19.00 WITA"]]},
        _words(CATEGORY),
        {"block": "text", "text": "Baca lengkap dengan kabupaten/kota:", "small": False},
        {"block": "list", "items": ["Nama mirip: PT Ma'mur & Anak (Berau) dan PT Makmur (Paser)."], "ordered": False},
        _table(
            ["Urutan", "Penerima", "Penghargaan", "Nomor", "Hadiah"],
            [["1", f"{NAME_120}\nKabupaten Berau", "Juara III", "Piagam 400/3/2025\nUsulan 12", "–"],
             ["2", "PT Ma'mur & Anak\nKabupaten Berau", "Juara I", "Usulan 7", "Televisi; Rp2.500.000,00"]],
        ),
        {"block": "text", "text": "Naskah MC:", "small": False},
        {"block": "list", "items": [f"Juara III, kategori {CATEGORY}, diberikan kepada {NAME_120}."], "ordered": False},
    ],
}  # fmt: skip

PRIZE_RECEIPT: dict[str, Any] = {
    **REPORT,
    "printed": "",
    "heading": "Tanda Terima Piagam dan Hadiah",
    "number": "",
    "place": "Samarinda",
    "date": "",
    "blocks": [
        {"block": "text", "text": "Yang bertanda tangan di bawah ini telah menerima:", "small": False},
        _table(
            ["No.", "Penerima", "Penghargaan", "Nomor piagam", "Hadiah", "Nama penerima dan tanggal", "Tanda tangan"],
            [["1", f"{NAME_120}\nKabupaten Berau", "Juara I", "400/1/2025", "Televisi; Rp2.500.000,00", "", ""],
             ["2", "Kota Bontang", "Juara II", "–", "–", "", ""]],
        ) | {"ruled": True},
    ],
}  # fmt: skip

ROUND_REPORT: dict[str, Any] = {
    **REPORT,
    "category": "",
    "heading": "Laporan Pelaksanaan",
    "blocks": [
        _words("Tahapan"),
        _table(
            ["Tahap", CATEGORY, "Desa & Kelurahan", "Badan Usaha Menengah", "Usaha Kecil dan Mikro"],
            [["Seleksi administrasi", *["28 Jul 2025"] * 4], ["Tahap sekarang", *["Diumumkan"] * 4]],
        ),
        _words("Panitia"),
        {"block": "facts", "rows": [["Dasar", "100.3.3.1/K.1/2025 5 Januari 2025"]]},
        _table(["Kedudukan", "Nama", "Jabatan atau unsur"], [["Ketua", NAME_120, OFFICE]]),
        _words("Kandidat dan data dukung"),
        _table(
            ["Kategori", "Usulan", "Terkirim", "Nomine", "Berhenti", "Data dukung", "Lembar penilaian"],
            [[CATEGORY, "10", "9", "7", "1", "1.204", "63"]], *range(1, 7),
        ),
        _words("Hasil"),
        _table(["Kategori", "Penghargaan", "Penerima", "Nilai akhir"], [[CATEGORY, "Juara I", NAME_120, "86,41"]], 3),
        _words("Berita acara dan keputusan"),
        _table(["Dokumen", "Nomor"], [["Berita Acara Rapat Pleno", "belum bernomor"]]),
    ],
}  # fmt: skip
