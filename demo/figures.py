"""The made-up figures of the example round. Every value is "contoh"; no real official is named.

Kaltim is scenario S1: ten regencies and cities, seven of them shortlisted. Kalsel is the neighbour.
"""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

# One constant for all demo accounts; they can sign in only with PARITRANA_DEMO=1.
PASSWORD = "Paritrana-Contoh-1"

THIS_YEAR = datetime.date(2024, 12, 31)
LAST_YEAR = datetime.date(2023, 12, 31)
INTERVIEW_DAY = datetime.date(2025, 7, 28)
CEREMONY = datetime.datetime(2025, 8, 5, 19, 30, tzinfo=ZoneInfo("Asia/Makassar"))

# code: (people at work 2023, 2024), then participants PU, BPU, Jakon of 2023 and of 2024.
COVERAGE = {
    "64.01": ((152_310, 155_020), (58_120, 21_340, 4_210), (60_870, 27_905, 4_480)),
    "64.02": ((361_900, 366_450), (148_220, 43_910, 9_870), (151_040, 52_300, 10_115)),
    "64.03": ((124_870, 127_300), (66_540, 15_220, 5_130), (65_180, 14_870, 4_905)),  # fell
    "64.07": ((80_140, 81_260), (24_310, 8_870, 1_640), (24_050, 8_610, 1_590)),  # fell
    "64.08": ((205_480, 209_730), (108_350, 31_470, 7_350), (112_960, 38_120, 7_910)),
    "64.09": ((82_760, 86_950), (31_260, 11_440, 6_980), (34_120, 15_730, 8_450)),
    "64.11": ((17_340, 17_690), (4_120, 1_980, 410), (4_390, 2_310, 460)),
    "64.71": ((338_250, 342_900), (176_430, 32_150, 14_680), (178_020, 34_890, 15_210)),
    "64.72": ((402_630, 408_310), (171_890, 48_760, 13_940), (176_350, 61_220, 14_470)),
    "64.74": ((88_910, 90_340), (51_270, 14_830, 4_760), (52_640, 19_950, 5_010)),
    "63.03": ((278_400, 281_150), (61_320, 29_870, 3_940), (63_110, 33_480, 4_120)),
    "63.08": ((121_330, 122_480), (18_640, 15_120, 1_370), (19_020, 17_350, 1_410)),
    "63.09": ((126_870, 128_010), (42_980, 17_260, 2_310), (43_540, 19_810, 2_390)),
    "63.11": ((69_450, 70_220), (28_710, 13_940, 1_980), (29_360, 18_470, 2_060)),
    "63.71": ((337_610, 340_880), (121_540, 36_210, 7_640), (120_180, 35_930, 7_510)),  # fell
    "63.72": ((122_040, 124_590), (51_370, 16_480, 3_870), (52_890, 20_140, 4_030)),
}

CAPITALS = {"64": "Samarinda", "63": "Banjarbaru"}

# The branches of the example and the regencies they serve. Penajam Paser Utara has two.
BRANCHES = {
    "64": {
        "CONTOH-SMD": ("Kantor Cabang Samarinda", ["64.02", "64.07", "64.11", "64.72"]),
        "CONTOH-BPN": ("Kantor Cabang Balikpapan", ["64.01", "64.09", "64.71"]),
        "CONTOH-BTG": ("Kantor Cabang Bontang", ["64.03", "64.08", "64.74"]),
    },
    "63": {
        "CONTOH-BJM": ("Kantor Cabang Banjarmasin", ["63.03", "63.71", "63.72"]),
        "CONTOH-BTA": ("Kantor Cabang Batulicin", ["63.08", "63.09", "63.11"]),
    },
}

# Candidates of which a colleague of another office holds the first section.
WITH_HELPER = {"64.74", "63.11"}

SHORTLIST = ["64.03", "64.01", "64.08", "64.09", "64.02", "64.74", "64.72"]
NOT_SHORTLISTED = {
    "64.07": "Data dukung alokasi APBD belum ada sampai batas perbaikan (contoh).",
    "64.11": "Nilai dokumen di bawah batas tujuh nomine (contoh).",
    "64.71": "Nilai dokumen di bawah batas tujuh nomine (contoh).",
}

# How good each nominee is in this story, 0..100; the marks spread around it.
QUALITY = {
    "64.08": Decimal("88.5"),
    "64.74": Decimal("87.8"),
    "64.72": Decimal("85.0"),
    "64.02": Decimal("83.5"),
    "64.09": Decimal("82.0"),
    "64.01": Decimal("80.5"),
    "64.03": Decimal("78.0"),
}

# Committee ("Tim 9"): function, element, office of the person.
COMMITTEE = [
    ("ketua", "", "Sekretaris Daerah Provinsi"),
    ("sekretaris", "", "Kepala Kantor Cabang BPJS Ketenagakerjaan di ibu kota provinsi"),
    ("anggota", "dinas tenaga kerja", "Kepala Dinas Tenaga Kerja dan Transmigrasi"),
    ("anggota", "pengusaha", "Ketua asosiasi pengusaha"),
    ("anggota", "serikat pekerja", "Ketua serikat pekerja"),
    ("anggota", "ahli jaminan sosial", "Akademisi jaminan sosial"),
    ("anggota", "ahli ekonomi", "Akademisi ekonomi"),
    ("anggota", "ahli hukum", "Akademisi hukum"),
    ("anggota", "ahli kebijakan publik", "Akademisi kebijakan publik"),
]

# Severity of each of the nine in this story, in points.
SEVERITY = [Decimal(x) for x in ("0", "1.5", "-2", "0.5", "1", "-1", "-3", "2", "1")]


def mark(quality: Decimal, rater: int, criterion: int, nominee: int) -> Decimal:
    """A mark in halves of a point, spread without chance around the quality of the nominee."""
    wobble = Decimal((rater * 7 + criterion * 5 + nominee * 3) % 11 - 5) / 2
    return min(Decimal(100), max(Decimal(40), quality + SEVERITY[rater] + wobble))


def answer_to(kind: str, choices: list[str], order: int, strong: bool) -> str:
    """A plausible answer to an indicator by its kind."""
    match kind:
        case "yes_no":
            return "yes" if strong or order % 3 else "no"
        case "number":
            return str((order * 137 + (900 if strong else 250)) % 5000)
        case "choice":
            return choices[0] if strong else choices[min(1, len(choices) - 1)]
        case _:
            return "Program perlindungan pekerja rentan dibiayai APBD dan sumbangan pihak ketiga (contoh)."
