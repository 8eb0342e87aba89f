"""The sentences of letters, minutes and draft decrees as we offer them, and the fields that only they have.

Legal bases are those of general law that the award rests on. Which decree of a minister orders the award is not
published: nothing here names one, the secretariat adds what its legal bureau gives.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

OPENING, CLOSING = _("Pembuka"), _("Penutup")
THANKS = "Atas perhatian dan kerja sama Bapak/Ibu, kami ucapkan terima kasih."
EACH = _("Tiap baris satu butir.")

LEGAL_BASES = "\n".join(
    [
        "Undang-Undang Nomor 40 Tahun 2004 tentang Sistem Jaminan Sosial Nasional;",
        "Undang-Undang Nomor 24 Tahun 2011 tentang Badan Penyelenggara Jaminan Sosial;",
        "Peraturan Pemerintah Nomor 44 Tahun 2015 tentang Penyelenggaraan Program Jaminan Kecelakaan Kerja dan Jaminan"
        " Kematian sebagaimana telah diubah dengan Peraturan Pemerintah Nomor 82 Tahun 2019;",
        "Peraturan Pemerintah Nomor 45 Tahun 2015 tentang Penyelenggaraan Program Jaminan Pensiun;",
        "Peraturan Pemerintah Nomor 46 Tahun 2015 tentang Penyelenggaraan Program Jaminan Hari Tua;",
        "Peraturan Pemerintah Nomor 37 Tahun 2021 tentang Penyelenggaraan Program Jaminan Kehilangan Pekerjaan;",
        "Instruksi Presiden Nomor 2 Tahun 2021 tentang Optimalisasi Pelaksanaan Program Jaminan Sosial"
        " Ketenagakerjaan;",
        "Peraturan Menteri Dalam Negeri Nomor 27 Tahun 2021 tentang Pedoman Penyusunan Anggaran Pendapatan dan Belanja"
        " Daerah Tahun Anggaran 2022;",
    ]
)
IN_FORCE = "Keputusan ini mulai berlaku pada tanggal ditetapkan."


def _decree(considering: str, articles: str, regarding: str = "") -> dict[str, tuple[Any, ...]]:
    return {
        "considering": (_("Menimbang"), considering, EACH),
        "recalling": (
            _("Mengingat"),
            LEGAL_BASES,
            _("Tiap baris satu dasar hukum. Periksa dengan Biro Hukum dan sesuaikan."),
        ),
        "regarding": (_("Memperhatikan"), regarding, _("Tiap baris satu butir; kosongkan bila tidak ada.")),
        "articles": (_("Diktum"), articles, _("Tiap baris satu diktum: KESATU, KEDUA, dan seterusnya.")),
    }


# kind -> slot -> (label, what it says, help)
SLOTS: dict[str, dict[str, tuple[Any, ...]]] = {
    "seat_request": {
        "opening": (
            OPENING,
            "Dalam rangka {judul}, tahun penilaian {tahun_penilaian}, {panitia} memerlukan wakil dari lembaga yang"
            " Bapak/Ibu pimpin untuk:",
        ),
        "request": (
            _("Permintaan"),
            "Sehubungan dengan hal tersebut, mohon Bapak/Ibu menunjuk satu orang wakil dan menyampaikan nama dengan"
            " gelar, jabatan, nomor telepon, dan alamat surel paling lambat {batas_jawaban}.",
        ),
        "closing": (CLOSING, THANKS),
    },
    "selection_notice": {
        "opening": (
            OPENING,
            "Berdasarkan rapat seleksi administrasi {judul}, tahun penilaian {tahun_penilaian}, dengan hormat kami"
            " sampaikan hasil seleksi sebagai berikut:",
        ),
        "interview": (
            _("Bila lolos dan ada wawancara"),
            "Selanjutnya {nama_penerima} mengikuti tahap wawancara sebagai nomine. Jadwal wawancara disampaikan dengan"
            " undangan tersendiri.",
        ),
        "through": (
            _("Bila lolos tanpa wawancara"),
            "Selanjutnya {nama_penerima} dinilai sebagai nomine. Hasilnya disampaikan setelah ditetapkan rapat pleno.",
        ),
        "left": (
            _("Bila tidak lolos"),
            "Kami menghargai partisipasi {nama_penerima} dan upayanya melindungi pekerja, dan mengharapkan"
            " keikutsertaan pada penyelenggaraan berikutnya.",
        ),
        "closing": (CLOSING, THANKS),
    },
    "objection_reply": {
        "opening": (
            OPENING,
            "Menjawab sanggahan nomor {nomor_sanggahan} yang diterima {tanggal_sanggahan} atas hasil {judul} kategori"
            " {kategori}, dengan hormat kami sampaikan hal-hal berikut.",
        ),
        "closing": (
            CLOSING,
            "Demikian jawaban ini disampaikan. Keberatan menurut Undang-Undang Nomor 30 Tahun 2014 dapat diajukan"
            " paling lambat {batas_keberatan}.",
        ),
    },
    "cover_letter": {
        "opening": (
            OPENING,
            "Bersama ini kami sampaikan peraih peringkat pertama {judul}, tahun penilaian {tahun_penilaian}, kategori"
            " {kategori}, Provinsi {provinsi}, untuk mengikuti penilaian tingkat nasional:",
        ),
        "attached": (_("Lampiran"), "Terlampir berkas penerusan dengan data dukung:"),
        "closing": (CLOSING, THANKS),
    },
    "integrity": {
        "opening": (OPENING, "Yang bertanda tangan di bawah ini:"),
        "pledge_opening": (_("Di atas pernyataan"), "dengan ini menyatakan bahwa saya:"),
        "pledge": (
            _("Pernyataan"),
            "menilai secara jujur, mandiri, dan berdasarkan data dukung, paparan, dan aturan penilaian yang"
            " ditetapkan;\n"
            "tidak meminta dan tidak menerima pemberian dalam bentuk apa pun yang berkaitan dengan penilaian;\n"
            "menjaga kerahasiaan nilai, peringkat, dan pembahasan sampai hasil diumumkan;\n"
            "tidak menilai kandidat yang dengannya saya mempunyai konflik kepentingan, dan segera menyatakan konflik"
            " yang timbul kemudian;\n"
            "bersedia diperiksa dan menerima akibatnya apabila pernyataan ini ternyata tidak benar.",
            EACH,
        ),
        "conflicts": (
            _("Bila ada konflik kepentingan"),
            "Saya mempunyai konflik kepentingan dengan kandidat di bawah ini dan tidak ikut menilainya; dengan kandidat"
            " lain saya tidak mempunyai konflik kepentingan.",
        ),
        "no_conflict": (
            _("Bila tidak ada konflik kepentingan"),
            "Saya tidak mempunyai konflik kepentingan dengan kandidat mana pun.",
        ),
        "closing": (CLOSING, "Demikian pernyataan ini saya buat dengan sebenarnya."),
    },
    "plenary_minutes": {
        "opening": (
            OPENING,
            "{pada_hari_ini} {panitia} mengadakan rapat pleno {judul}, tahun penilaian {tahun_penilaian}, kategori"
            " {kategori}, dengan hasil sebagai berikut.",
        ),
        "closing": (
            CLOSING,
            "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.",
        ),
    },
    "decree": _decree(
        "bahwa untuk mendorong perluasan pelindungan pekerja melalui program jaminan sosial ketenagakerjaan di Provinsi"
        " {provinsi} telah diselenggarakan {judul}, tahun penilaian {tahun_penilaian};\n"
        "bahwa {panitia} telah melaksanakan penilaian dan menetapkan penerima penghargaan dalam {berita_acara};\n"
        "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan huruf b, perlu menetapkan Keputusan"
        " Gubernur tentang {tentang};",
        "Menetapkan penerima penghargaan {judul}, tahun penilaian {tahun_penilaian}, sebagaimana tercantum dalam"
        " Lampiran yang merupakan bagian tidak terpisahkan dari Keputusan ini.\n"
        "Kepada penerima penghargaan sebagaimana dimaksud dalam Diktum KESATU diberikan piagam penghargaan.\n"
        f"{IN_FORCE}",
    ),
    "change_decree": _decree(
        "bahwa dengan {keputusan_semula} telah ditetapkan penerima penghargaan {judul}, tahun penilaian"
        " {tahun_penilaian}, kategori {kategori};\n"
        "bahwa berdasarkan {dasar_perubahan} dan rapat pleno {panitia}, penetapan tersebut perlu diubah karena"
        " {alasan_perubahan};\n"
        "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan huruf b, perlu menetapkan Keputusan"
        " Gubernur tentang {tentang};",
        "Mengubah penerima penghargaan kategori {kategori} dalam {keputusan_semula} sehingga menjadi sebagaimana"
        " tercantum dalam Lampiran yang merupakan bagian tidak terpisahkan dari Keputusan ini.\n"
        "Piagam penghargaan yang tidak sesuai dengan Lampiran Keputusan ini dinyatakan tidak berlaku dan"
        " dikembalikan.\n"
        "Ketentuan lain dalam {keputusan_semula} tetap berlaku.\n"
        f"{IN_FORCE}",
    ),
    "committee_decree": _decree(
        "bahwa untuk menyelenggarakan {judul}, tahun penilaian {tahun_penilaian}, secara tertib dan dapat"
        " dipertanggungjawabkan perlu dibentuk {panitia};\n"
        "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, perlu menetapkan Keputusan Gubernur"
        " tentang {tentang};",
        "Membentuk {panitia} {judul}, tahun penilaian {tahun_penilaian}, dengan susunan sebagaimana tercantum dalam"
        " Lampiran yang merupakan bagian tidak terpisahkan dari Keputusan ini.\n"
        "{panitia} sebagaimana dimaksud dalam Diktum KESATU bertugas melaksanakan seleksi administrasi, wawancara, dan"
        " rapat pleno, serta mengusulkan penerima penghargaan kepada Gubernur.\n"
        "Dalam melaksanakan tugas, {panitia} bertanggung jawab kepada Gubernur.\n"
        f"{IN_FORCE}",
    ),
}

# field -> (help, where in a document's data it stands)
FIELDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "batas_jawaban": (_("sampai kapan lembaga menjawab"), ("until",)),
    "nomor_sanggahan": (_("nomor sanggahan"), ("objection",)),
    "tanggal_sanggahan": (_("kapan sanggahan diterima"), ("received",)),
    "batas_keberatan": (_("hari terakhir keberatan menurut UU 30/2014"), ("statute_until",)),
    "tentang": (_("tentang apa keputusannya"), ("typed.about",)),
    "berita_acara": (_("berita acara rapat pleno dengan nomor dan tanggal"), ("minutes",)),
    "keputusan_semula": (_("keputusan yang diubah"), ("former",)),
    "dasar_perubahan": (_("sanggahan atau surat perintah yang mendasari perubahan"), ("ground",)),
    "alasan_perubahan": (_("alasan perubahan"), ("reason",)),
}
