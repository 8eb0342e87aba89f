"""Example rubrics per kind of nominee. Weights, levels and anchors are made up: "contoh, bukan ketentuan resmi".

No public source states official weights (docs/domain.md 4); the criteria are those seen from 2018 to 2025.
"""

from typing import Any

BANDS = (("0", "59"), ("60", "74"), ("75", "89"), ("90", "100"))


def _levels(*texts: str) -> list[dict[str, str]]:
    return [{"from": low, "to": high, "text": text} for (low, high), text in zip(BANDS, texts, strict=True)]


def _leaf(code: str, name: str, source: str, weight: int, levels: list[dict[str, str]] | None = None) -> dict:
    return {"code": code, "name": name, "source": source, "weight": weight, "levels": levels or []}


def _group(code: str, name: str, *children: dict[str, Any]) -> dict[str, Any]:
    return {"code": code, "name": name, "source": "group", "weight": 0, "children": children}


UNDERSTANDING = _leaf(
    "pemahaman",
    "Pemahaman program jaminan sosial ketenagakerjaan",
    "panel",
    1500,
    _levels(
        "Belum dapat menjelaskan program dan pesertanya",
        "Menjelaskan garis besar, data belum dikuasai",
        "Menguasai program dan data sendiri",
        "Menguasai program, data, dan rencana perluasan per kelompok pekerja",
    ),
)
COMMITMENT = _leaf(
    "komitmen",
    "Komitmen dan keberlanjutan",
    "panel",
    1000,
    _levels(
        "Belum ada rencana setelah tahun penilaian",
        "Ada rencana, belum ada anggaran",
        "Ada rencana dan anggaran",
        "Ada rencana dan anggaran beberapa tahun dengan dasar hukum",
    ),
)
PRESENTED_INNOVATION = _leaf(
    "inovasi_wawancara",
    "Inovasi yang dipaparkan",
    "panel",
    1000,
    _levels(
        "Belum ada inovasi",
        "Ada gagasan, belum berjalan",
        "Sudah berjalan dan ada hasilnya",
        "Sudah berjalan, hasilnya terukur, dan dapat ditiru",
    ),
)
WRITTEN_INNOVATION = _leaf(
    "inovasi_dokumen",
    "Bukti inovasi",
    "desk",
    1000,
    _levels(
        "Tidak ada bukti",
        "Bukti berupa rencana",
        "Bukti pelaksanaan",
        "Bukti pelaksanaan dan bukti hasil",
    ),
)
BUDGET_LEVELS = _levels(
    "Belum dianggarkan",
    "Dianggarkan untuk sebagian kelompok",
    "Dianggarkan untuk sebagian besar kelompok",
    "Dianggarkan untuk semua kelompok yang menjadi kewenangan",
)

EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "government": (
        _group(
            "dokumen",
            "Penilaian dokumen",
            _leaf(
                "regulasi",
                "Regulasi daerah",
                "desk",
                1500,
                _levels(
                    "Belum ada peraturan",
                    "Surat edaran atau instruksi",
                    "Peraturan bupati/wali kota",
                    "Peraturan daerah",
                ),
            ),
            _leaf("anggaran", "Penganggaran iuran dalam APBD", "desk", 1000, BUDGET_LEVELS),
            WRITTEN_INNOVATION,
        ),
        {
            **_leaf("cakupan", "Cakupan kepesertaan Jamsostek", "computed", 2000),
            "anchors": [["0", "0"], ["50", "60"], ["100", "100"]],
        },
        _group(
            "wawancara",
            "Wawancara",
            UNDERSTANDING,
            PRESENTED_INNOVATION,
            COMMITMENT,
            _leaf(
                "dana_lain",
                "Pendanaan di luar APBD",
                "panel",
                1000,
                _levels(
                    "Belum ada",
                    "Dijajaki",
                    "Berjalan dengan satu sumber",
                    "Berjalan dengan beberapa sumber yang berkelanjutan",
                ),
            ),
        ),
    ),
    "village": (
        _group(
            "dokumen",
            "Penilaian dokumen",
            _leaf("regulasi", "Peraturan desa atau keputusan kelurahan", "desk", 2000),
            _leaf("anggaran", "Penganggaran iuran dalam APBDes", "desk", 2000, BUDGET_LEVELS),
            {**WRITTEN_INNOVATION, "weight": 1500},
        ),
        _group(
            "wawancara",
            "Wawancara",
            UNDERSTANDING,
            {**PRESENTED_INNOVATION, "weight": 1500},
            {**COMMITMENT, "weight": 1500},
        ),
    ),
    "company": (
        _group(
            "dokumen",
            "Penilaian dokumen",
            _leaf("kepatuhan", "Kepatuhan mengikuti semua program yang wajib", "desk", 3000),
            _leaf("pekerja_rentan", "Dukungan bagi pekerja rentan", "desk", 1500),
            WRITTEN_INNOVATION,
        ),
        _group(
            "wawancara",
            "Wawancara",
            UNDERSTANDING,
            {**PRESENTED_INNOVATION, "weight": 1500},
            {**COMMITMENT, "weight": 1500},
        ),
    ),
}


def shipped_weights(nominee_kind: str) -> dict[str, int]:
    """Weights of the example's leaves in hundredths by code: a rubric that equals them still needs the label."""

    def leaves(rows: Any) -> dict[str, int]:
        weights: dict[str, int] = {}
        for row in rows:
            weights |= leaves(row["children"]) if "children" in row else {row["code"]: row["weight"]}
        return weights

    return leaves(EXAMPLES[nominee_kind])
