"""What the rows of letters, minutes and draft decrees hold, for the tests of the papers: invented values."""

from typing import Any

from reports.documents import blocks
from tests.reports.papers import CHECK, COMMON, EDITION, NAME_120, RULES, SIGNER

OFFICE = "Kepala Badan Perencanaan Pembangunan Daerah, Penelitian & Pengembangan\nProvinsi Kalimantan Timur"
BASE: dict[str, Any] = {
    **COMMON,
    "edition": EDITION,
    "category": "Pemerintah Kabupaten/Kota",
    "committee": "Panitia",
    "province": "Kalimantan Timur",
    "number": "400.14/7/2025",
    "place": "Samarinda",
    "date": "30 Juli 2025",
    "signer": SIGNER,
    "check": CHECK,
}


def letter(about: str, body: list[blocks.Block], **more: Any) -> dict[str, Any]:
    head = {"about": about, "nature": "Biasa", "attachment": "-", "copies": ["Gubernur Kalimantan Timur", NAME_120]}
    return {**BASE, "letter": head, "to": "Pimpinan Serikat Pekerja & Buruh Ma'mur", "blocks": body, **more}


SEAT_REQUEST = letter(
    "Permohonan Penunjukan Wakil",
    [
        blocks.words("opening"),
        blocks.facts([("Kedudukan", "Anggota"), ("Unsur", "serikat pekerja"), ("Masa tugas", "")]),
        blocks.words("request"),
        blocks.words("closing"),
    ],
    until="Jumat, 8 Agustus 2025",
)
SELECTION_NOTICE = letter(
    "Hasil Seleksi Administrasi",
    [
        blocks.words("opening"),
        blocks.facts(
            [
                ("Kandidat", NAME_120),
                ("Nomor usulan", 7),
                ("Hasil", "TIDAK LOLOS seleksi administrasi"),
                ("Penjelasan", "Data dukung belum lengkap.\nPerda belum diundangkan."),
            ]
        ),
        blocks.words("left"),
        blocks.words("closing"),
    ],
    to=NAME_120,
    nominee=NAME_120,
)
OBJECTION_REPLY = letter(
    "Jawaban atas Sanggahan",
    [
        blocks.words("opening"),
        blocks.heading("Isi sanggahan"),
        blocks.text("Angka cakupan Kabupaten Berau keliru.\nMohon diperiksa."),
        blocks.heading("Jawaban"),
        blocks.text("Angka cakupan sudah sesuai data BPJS Ketenagakerjaan per 31 Desember 2024. " * 12),
        blocks.heading("Dasar"),
        blocks.text("Aturan penilaian butir 3 & berita acara rapat pleno."),
        blocks.facts([("Putusan", "Ditolak"), ("Perhitungan", "ke-2"), ("Kode segel penilaian", "3f2a 91bc 77d0")]),
        blocks.words("closing"),
    ],
    objection=1,
    received="Rabu, 6 Agustus 2025",
    statute_until="Rabu, 3 September 2025",
    nominee="Kabupaten Berau",
)
COVER_LETTER = letter(
    "Penerusan Peringkat Pertama",
    [
        blocks.words("opening"),
        blocks.table(["Nama", "Peringkat", "Kabupaten/Kota"], [(NAME_120, "Juara I bersama", "Kabupaten Paser")] * 2),
        blocks.words("attached"),
        blocks.facts([("Berkas", "Berkas Penerusan"), ("Versi", 2), ("SHA-256", RULES)]),
        blocks.words("closing"),
    ],
)
INTEGRITY: dict[str, Any] = {
    **BASE,
    "category": "",
    "name": NAME_120,
    "role": "Anggota, unsur pakar jaminan sosial",
    "blocks": [
        blocks.words("opening"),
        blocks.facts([("Nama", NAME_120), ("Jabatan", OFFICE), ("Kedudukan", "Anggota")]),
        blocks.words("pledge_opening"),
        blocks.points("pledge"),
        blocks.heading("Konflik kepentingan yang dinyatakan"),
        blocks.words("conflicts"),
        blocks.table(
            ["Kandidat", "Kategori", "Jenis dan penjelasan", "Dinyatakan"],
            [("Kabupaten Berau", "Kabupaten/Kota", "Hubungan keluarga: saudara", "Senin, 21 Juli 2025")],
        ),
        blocks.words("closing"),
    ],
}
SEATS = [
    ("Nama Ketua, S.H.", "Ketua", "Sekretaris Daerah", "hadir", ""),
    ("Nama Sekretaris", "Sekretaris", OFFICE, "daring", ""),
    (NAME_120, "Anggota", OFFICE, "berhalangan", "tugas luar daerah"),
    ("Nama Pakar", "Anggota", "Dosen & peneliti", "menolak menandatangani", "tidak setuju dasar putusan"),
    *(("Nama Anggota", "Anggota", "Kepala Dinas", "hadir", ""),) * 4,
    ("", "Anggota", "serikat pekerja", "berhalangan", "belum ditunjuk"),
]
PLENARY_MINUTES: dict[str, Any] = {
    **BASE,
    "number": "BA-7/2025",
    "meeting": 2,
    "opening": "Pada hari ini, Selasa tanggal dua puluh sembilan bulan Juli tahun dua ribu dua puluh lima (29-07-2025),"
    " bertempat di Samarinda,",
    "seal": RULES,
    "rules_seal": RULES[::-1],
    "blocks": [
        blocks.words("opening"),
        blocks.heading("Peringkat yang dipakai"),
        blocks.text("Perhitungan ke-2, Selasa, 29 Juli 2025 pukul 09.10 WITA."),
        blocks.table(
            ["Peringkat", "Nomine", "Nilai akhir", "Ditetapkan"],
            [(place, NAME_120 if place == 2 else f"Kabupaten {place}", "88,25", "Juara I") for place in range(1, 20)],
            figures=[2],
        ),
        blocks.text("Tidak diperingkat:"),
        blocks.items(["Kabupaten Paser: Tidak hadir (tanpa pemberitahuan)"]),
        blocks.heading("Penetapan"),
        blocks.table(
            ["Peringkat", "Penerima", "Keterangan"],
            [("Juara II bersama", "Kabupaten Berau", "putusan pleno atas nilai sama")],
        ),
        blocks.heading("Syarat yang dilewati ketua"),
        blocks.table(["Yang belum dipenuhi", "Alasan dilanjutkan"], [("3 berkas belum diverifikasi.", "Mundur.")]),
        blocks.words("closing"),
    ],
    "signers": [
        {"seat": n, "name": name, "role": role, "office": office, "state": state, "reason": reason,
         "signs": state in ("hadir", "daring")}
        for n, (name, role, office, state, reason) in enumerate(SEATS)
    ],
    "there": 7,
    "leader": {"name": "Nama Ketua, S.H.", "role": "Ketua"},
    "nip": "19700101 199503 1 001",
}  # fmt: skip


def decree(about: str, annex: list[blocks.Block], **more: Any) -> dict[str, Any]:
    office = "GUBERNUR KALIMANTAN TIMUR"
    return {
        **BASE,
        "draft": True,
        "number": "",
        "date": "",
        "decree": {
            "office": office,
            "title": f"KEPUTUSAN {office}",
            "about": about.upper(),
            "establishing": f"KEPUTUSAN GUBERNUR TENTANG {about.upper()}.",
            "copies": ["Menteri Dalam Negeri", "Inspektorat"],
        },
        "typed": {"about": about, "dated": "", "copies": []},
        "blocks": annex,
        **more,
    }


DECREE = decree(
    "Penetapan Penerima Penghargaan Paritrana Award Provinsi Kalimantan Timur Tahun Penilaian 2024",
    [
        blocks.heading("Kategori Pemerintah Kabupaten/Kota"),
        blocks.table(
            ["No.", "Penerima", "Kabupaten/Kota", "Peringkat"],
            [(n, NAME_120, "Kabupaten Penajam Paser Utara", "Juara II bersama") for n in range(1, 16)],
            figures=[0],
        ),
        blocks.heading("Kategori Desa/Kelurahan"),
        blocks.text("Tidak ada pemenang."),
    ],
    minutes="Berita Acara Rapat Pleno Nomor BA-7/2025 tanggal 29 Juli 2025",
)
CHANGE_DECREE = decree(
    "Perubahan atas Keputusan Penetapan Penerima Penghargaan",
    [
        blocks.heading("Kategori Pemerintah Kabupaten/Kota"),
        blocks.table(
            ["Penerima", "Semula", "Menjadi"],
            [("Kabupaten Berau", "Juara II", "Juara I"), ("Kabupaten Paser", "Juara III", "dicabut")],
        ),
    ],
    former="Keputusan Gubernur Nomor 100.3.3.1/K.55/2025",
    ground="sanggahan nomor 1 dari Kabupaten Berau yang diterima",
    reason="angka cakupan dibetulkan",
)
COMMITTEE_DECREE = decree(
    "Pembentukan Panitia Paritrana Award Provinsi Kalimantan Timur",
    [
        blocks.heading("Susunan Panitia"),
        blocks.table(
            ["No.", "Kedudukan", "Unsur", "Nama dan jabatan", "Masa tugas"],
            [
                (n, role, "pemerintah", f"{name}\n{office}" if name else "menunggu penunjukan dari Apindo", "2025")
                for n, (name, role, office, *_rest) in enumerate(SEATS, 1)
            ],
            figures=[0],
        ),
    ],
)
PAPERS = {
    "seat_request": SEAT_REQUEST,
    "selection_notice": SELECTION_NOTICE,
    "objection_reply": OBJECTION_REPLY,
    "cover_letter": COVER_LETTER,
    "integrity": INTEGRITY,
    "plenary_minutes": PLENARY_MINUTES,
    "decree": DECREE,
    "change_decree": CHANGE_DECREE,
    "committee_decree": COMMITTEE_DECREE,
}
