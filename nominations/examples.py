"""Example instruments: "contoh, bukan ketentuan resmi". No official list of questions has been published; these
follow what the award's criteria and the public reports of past rounds ask about."""

from typing import Any

from django.utils.translation import gettext_lazy as _

YES_NO, NUMBER, CHOICE, TEXT = "yes_no", "number", "choice", "text"
# An old law counts as long as it is in force; figures and deeds belong to the assessment year (users.md 2.11).
IN_FORCE, MADE = "in_force", "made"


def _row(section: Any, code: str, kind: str, text: Any, help: Any = "", **more: Any) -> dict[str, Any]:
    time = IN_FORCE if section is _REGULATION else MADE
    return {"section": section, "code": code, "kind": kind, "text": text, "help": help, "evidence_time": time, **more}


_REGULATION = _("Regulasi")
_BUDGET = _("Anggaran")
_PROTECTION = _("Pelindungan pekerja")
_DATA = _("Data dan sinergi")
_INNOVATION = _("Inovasi")
_COMPLIANCE = _("Kepatuhan")
_CARE = _("Kepedulian pada pekerja rentan")
_EVIDENCE_OF_PAYMENT = _("Lampirkan keputusan dan bukti pembayaran iuran.")

EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "government": [
        _row(_REGULATION, "R1", CHOICE, _("Peraturan tertinggi tentang jaminan sosial ketenagakerjaan yang berlaku"),
             _("Pilih tingkat peraturan yang berlaku pada tahun penilaian. Lampirkan salinannya."),
             choices=["Peraturan Daerah", "Peraturan Bupati/Wali Kota", "Instruksi atau surat edaran", "Belum ada"]),
        _row(_REGULATION, "R2", TEXT, _("Isi pokok peraturan dan kelompok pekerja yang diatur"),
             _("Sebutkan nomor, tahun, dan pasal yang penting."), needs_evidence=False),
        _row(_BUDGET, "A1", NUMBER, _("Anggaran APBD untuk iuran jaminan sosial ketenagakerjaan"),
             _("Jumlah yang dianggarkan pada tahun penilaian. Lampirkan halaman DPA."), unit="Rp"),
        _row(_BUDGET, "A2", NUMBER, _("Realisasi anggaran tersebut"),
             _("Jumlah yang dibayarkan sampai akhir tahun penilaian."), unit="Rp"),
        _row(_BUDGET, "A3", NUMBER, _("Pendanaan di luar APBD (CSR, zakat, donatur)"),
             _("Tulis 0 bila tidak ada. Lampirkan perjanjian atau bukti penyaluran."), unit="Rp"),
        _row(_PROTECTION, "P1", NUMBER, _("Pegawai non-ASN yang terlindungi"), _EVIDENCE_OF_PAYMENT, unit="orang"),
        _row(_PROTECTION, "P2", NUMBER, _("Perangkat desa yang terlindungi"), _EVIDENCE_OF_PAYMENT, unit="orang"),
        _row(_PROTECTION, "P3", NUMBER, _("Anggota BPD yang terlindungi"), _EVIDENCE_OF_PAYMENT, unit="orang"),
        _row(_PROTECTION, "P4", NUMBER, _("Pengurus RT dan RW yang terlindungi"), _EVIDENCE_OF_PAYMENT, unit="orang"),
        _row(_PROTECTION, "P5", NUMBER, _("Pekerja rentan yang iurannya dibantu"),
             _("Petani, nelayan, pengemudi ojek daring, guru ngaji, pelaku UMKM, dan lainnya."), unit="orang"),
        _row(_PROTECTION, "P6", YES_NO, _("Semua proyek jasa konstruksi pemerintah daerah didaftarkan"),
             _("Lampirkan daftar proyek dan bukti pendaftaran.")),
        _row(_DATA, "D1", YES_NO, _("Ada data pekerja rentan yang terpadu antarperangkat daerah"),
             _("Jangan lampirkan daftar yang memuat NIK; cukup rekapitulasinya.")),
        _row(_DATA, "D2", TEXT, _("Sinergi dengan desa, lembaga keagamaan, dan pelaku usaha"),
             _("Uraikan bentuk kerja sama dan hasilnya.")),
        _row(_INNOVATION, "I1", TEXT, _("Inovasi untuk memperluas pelindungan"),
             _("Uraikan apa yang baru, sejak kapan, dan hasil yang dapat diukur.")),
    ],
    "village": [
        _row(_REGULATION, "R1", YES_NO, _("Ada peraturan desa/kelurahan atau keputusan tentang pelindungan pekerja"),
             _("Lampirkan salinannya.")),
        _row(_BUDGET, "A1", NUMBER, _("Anggaran desa/kelurahan untuk iuran jaminan sosial ketenagakerjaan"),
             _("Lampirkan halaman APBDes atau dokumen anggaran kelurahan."), unit="Rp"),
        _row(_BUDGET, "A2", NUMBER, _("Pendanaan di luar anggaran desa/kelurahan"),
             _("Tulis 0 bila tidak ada."), unit="Rp"),
        _row(_PROTECTION, "P1", NUMBER, _("Perangkat desa/kelurahan yang terlindungi"), _EVIDENCE_OF_PAYMENT,
             unit="orang"),
        _row(_PROTECTION, "P2", NUMBER, _("Anggota BPD atau LPM yang terlindungi"), _EVIDENCE_OF_PAYMENT,
             unit="orang"),
        _row(_PROTECTION, "P3", NUMBER, _("Pengurus RT dan RW yang terlindungi"), _EVIDENCE_OF_PAYMENT, unit="orang"),
        _row(_PROTECTION, "P4", NUMBER, _("Pekerja rentan yang iurannya dibantu"),
             _("Petani, nelayan, pedagang kecil, dan lainnya."), unit="orang"),
        _row(_DATA, "D1", YES_NO, _("Ada pendataan pekerja rentan di desa/kelurahan"),
             _("Jangan lampirkan daftar yang memuat NIK; cukup rekapitulasinya.")),
        _row(_INNOVATION, "I1", TEXT, _("Inovasi untuk memperluas pelindungan"),
             _("Uraikan apa yang baru dan hasilnya.")),
    ],
    "company": [
        _row(_COMPLIANCE, "K1", NUMBER, _("Pekerja seluruhnya pada akhir tahun penilaian"), unit="orang"),
        _row(_COMPLIANCE, "K2", NUMBER, _("Pekerja yang terdaftar dalam jaminan sosial ketenagakerjaan"),
             _("Lampirkan rekapitulasi kepesertaan, bukan daftar nama."), unit="orang"),
        _row(_COMPLIANCE, "K3", CHOICE, _("Program yang diikuti"),
             _("JKK: kecelakaan kerja, JKM: kematian, JHT: hari tua, JP: pensiun."),
             choices=["JKK, JKM, JHT, dan JP", "JKK, JKM, dan JHT", "JKK dan JKM"]),
        _row(_COMPLIANCE, "K4", YES_NO, _("Iuran dibayar tepat waktu selama tahun penilaian"),
             _("Lampirkan bukti pembayaran bulan terakhir.")),
        _row(_COMPLIANCE, "K5", YES_NO, _("Semua rekanan dan subkontraktor terdaftar"),
             _("Lampirkan daftar rekanan dan bukti pendaftarannya.")),
        _row(_CARE, "S1", NUMBER, _("Pekerja rentan yang iurannya dibantu perusahaan"), _EVIDENCE_OF_PAYMENT,
             unit="orang"),
        _row(_CARE, "S2", NUMBER, _("Dana perusahaan untuk pelindungan pekerja rentan"),
             _("Tulis 0 bila tidak ada."), unit="Rp"),
        _row(_INNOVATION, "I1", TEXT, _("Inovasi atau praktik baik dalam pelindungan pekerja"),
             _("Uraikan apa yang baru dan hasilnya.")),
    ],
}  # fmt: skip
