"""What a new edition starts with: the categories of known years and the nine seats of a usual committee.

Data, not rules: everything can be changed afterwards (docs/domain.md 3 and 6).
"""

from dataclasses import dataclass

from paritrana.regions.models import Nominee

GOVERNMENT, VILLAGE, COMPANY = Nominee.Kind.GOVERNMENT, Nominee.Kind.VILLAGE, Nominee.Kind.COMPANY
RANK_WORDS = ["Juara I", "Juara II", "Juara III"]
PLACES = 3


@dataclass(frozen=True)
class CategoryTemplate:
    name: str
    slug: str
    nominee_kind: str
    sector: str = ""


@dataclass(frozen=True)
class SeatTemplate:
    function: str
    element: str
    office: str
    awaiting: str


CATEGORIES: dict[str, tuple[CategoryTemplate, ...]] = {
    "2023": (
        CategoryTemplate("Kabupaten/Kota", "kabupaten-kota", GOVERNMENT),
        CategoryTemplate("Desa/Kelurahan", "desa-kelurahan", VILLAGE),
        CategoryTemplate("Usaha Menengah-Besar: Keuangan", "usaha-keuangan", COMPANY, "Keuangan"),
        CategoryTemplate(
            "Usaha Menengah-Besar: Perdagangan dan Jasa",
            "usaha-perdagangan-jasa",
            COMPANY,
            "Perdagangan & Jasa",
        ),
        CategoryTemplate(
            "Usaha Menengah-Besar: Pertambangan, Manufaktur, dan Konstruksi",
            "usaha-pertambangan-manufaktur-konstruksi",
            COMPANY,
            "Pertambangan/Manufaktur/Konstruksi",
        ),
        CategoryTemplate(
            "Usaha Menengah-Besar: Pertanian, Perkebunan, dan Perikanan",
            "usaha-pertanian-perkebunan-perikanan",
            COMPANY,
            "Pertanian/Perkebunan/Perikanan",
        ),
        CategoryTemplate("Usaha Menengah-Besar: Pendidikan", "usaha-pendidikan", COMPANY, "Pendidikan"),
        CategoryTemplate("Usaha Kecil dan Mikro (UKM)", "ukm", COMPANY),
    ),
    "2024": (
        CategoryTemplate("Kabupaten/Kota", "kabupaten-kota", GOVERNMENT),
        CategoryTemplate("Desa/Kelurahan", "desa-kelurahan", VILLAGE),
        CategoryTemplate("Usaha Besar dan Menengah", "usaha-besar-menengah", COMPANY),
        CategoryTemplate("Usaha Kecil dan Mikro", "usaha-kecil-mikro", COMPANY),
    ),
}

NINE_SEATS = (
    SeatTemplate("ketua", "pemerintah provinsi", "Sekretaris Daerah Provinsi", "Sekretariat Daerah Provinsi"),
    SeatTemplate(
        "sekretaris",
        "BPJS Ketenagakerjaan",
        "Kepala Kantor BPJS Ketenagakerjaan di ibu kota provinsi",
        "BPJS Ketenagakerjaan",
    ),
    SeatTemplate("anggota", "dinas tenaga kerja", "Kepala Dinas Tenaga Kerja", "Dinas Tenaga Kerja"),
    SeatTemplate("anggota", "pengusaha", "", "Apindo"),
    SeatTemplate("anggota", "serikat pekerja/buruh", "", "serikat pekerja/buruh"),
    SeatTemplate("anggota", "ahli jaminan sosial", "", "perguruan tinggi atau organisasi profesi"),
    SeatTemplate("anggota", "ahli ekonomi", "", "perguruan tinggi"),
    SeatTemplate("anggota", "ahli hukum", "", "perguruan tinggi"),
    SeatTemplate("anggota", "ahli kebijakan publik", "", "perguruan tinggi"),
)
