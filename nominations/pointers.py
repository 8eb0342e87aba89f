"""What the words of an answer point to: a file in a cloud, a regulation of some year. Pure."""

import re

# Where people keep files for others to fetch. Such a link may die, ask for a password or show another file tomorrow.
CLOUDS = (
    "drive.google.com",
    "docs.google.com",
    "photos.app.goo.gl",
    "1drv.ms",
    "onedrive.live.com",
    "sharepoint.com",
    "dropbox.com",
    "icloud.com",
    "mega.nz",
    "mediafire.com",
    "wetransfer.com",
    "we.tl",
    "terabox.com",
    "box.com",
)
_HOSTS = "|".join(re.escape(host) for host in CLOUDS)
_LINK = re.compile(
    rf"(?<![\w.-])(?:https?://)?(?:[\w-]+\.)*(?:{_HOSTS})(?:/[^\s<>\"'()]*)?(?![\w.-]*\w)", re.IGNORECASE
)
# "Perda Nomor 4 Tahun 2020", "SK No. 12/2020": the year of a regulation, not every figure of four digits.
_YEAR = re.compile(r"\b(?:nomor|no\.?)\s*[\w./-]*?\s*(?:tahun\s*|/)((?:19|20)\d\d)\b", re.IGNORECASE)


def cloud_links(text: str) -> list[str]:
    """Links to files in a cloud, each once, as typed."""
    return list(dict.fromkeys(match[0].rstrip(".,;") for match in _LINK.finditer(text)))


def regulation_years(text: str) -> list[int]:
    """The years of the regulations that a text names, each once.

    >>> regulation_years("Perda Nomor 4 Tahun 2020 dan Perbup No. 7/2024")
    [2020, 2024]
    """
    return list(dict.fromkeys(int(match[1]) for match in _YEAR.finditer(text)))


def years_outside(text: str, year: int) -> list[int]:
    """The years of the regulations in a text when none of them is `year`; else nothing is to be said."""
    years = regulation_years(text)
    return [] if year in years else years
