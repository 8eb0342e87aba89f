"""Which regency a row of a spreadsheet means: by Kemendagri code AND name, never by one of them alone.

Pure. Codes of the statistics office (BPS) look the same and mean other regencies in two of five cases
(docs/domain.md 8), so a code and a name that disagree are said to the person, never guessed away.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

# How people call a regency, without spaces and prefix, by its Kemendagri code.
ALIASES = {
    "kukar": "64.02", "kubar": "64.07", "kutim": "64.08", "ppu": "64.09", "mahulu": "64.11", "mahakamhulu": "64.11",
    "tala": "63.01", "batola": "63.04", "hss": "63.06", "hst": "63.07", "hsu": "63.08", "tanbu": "63.10",
    "konsel": "74.05", "kolut": "74.08", "konut": "74.09", "butur": "74.10", "koltim": "74.11", "konkep": "74.12",
    "mubar": "74.13", "buteng": "74.14", "busel": "74.15",
}  # fmt: skip

# BPS codes that are another regency's code for Kemendagri, for the provinces where we know them.
BPS = {
    "64.02": "64.07", "64.03": "64.02", "64.04": "64.08", "64.05": "64.03",
    "74.01": "74.04", "74.02": "74.03", "74.03": "74.02", "74.04": "74.01", "74.09": "74.10", "74.10": "74.09",
}  # fmt: skip

WORDS = {"kab": "kabupaten", "kotamadya": "kota", "kodya": "kota", "kep": "kepulauan"}
UNSAID = {"administrasi", "adm"}


@dataclass(frozen=True)
class Known:
    """A regency of the register; `own` when the branch serves it in this province at the date."""

    key: int
    code: str
    name: str
    own: bool = True


@dataclass
class Register:
    """All known regencies, to be found by code and by name."""

    regencies: Iterable[Known]
    by_code: dict[str, Known] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_code = {known.code: known for known in self.regencies}
        for known in self.by_code.values():
            whole = squash(known.name)
            for name in {whole, re.sub(r"^(kabupaten|kota)", "", whole, count=1)}:
                self.by_name.setdefault(name, []).append(known)
        for alias, code in ALIASES.items():
            if code in self.by_code:
                for name in (alias, f"kabupaten{alias}"):
                    self.by_name.setdefault(name, []).append(self.by_code[code])

    def match(self, code: str, name: str) -> tuple[Known | None, str]:
        """The regency that code and name agree on, or None; and the reason why not, else an empty string."""
        of_code = self.by_code.get(code)
        of_name = self.by_name.get(squash(name), [])
        if of_code and of_code in of_name:
            return of_code, ""
        words = {
            "code": code,
            "name": name,
            "of_code": of_code.name if of_code else "",
            "of_name": _(" atau ").join(f"{known.name} ({known.code})" for known in of_name),
        }
        if not code and not name:
            return None, _("Isi kode Kemendagri dan nama kabupaten/kota.")
        if not code:
            hint = _(" Mungkin %(of_name)s.") % words if of_name else ""
            return None, _("Isi kode Kemendagri.") + hint
        if not name:
            hint = _(" Kode %(code)s adalah %(of_code)s.") % words if of_code else ""
            return None, _("Isi nama kabupaten/kota.") + hint
        if of_code and of_name:
            text = _("Kode dan nama berbeda: %(code)s adalah %(of_code)s, sedangkan namanya %(of_name)s.")
            return None, f"{text % words} {self._bps(code, of_name)}".strip()
        if of_code:
            return None, _("Nama “%(name)s” tidak dikenal. Kode %(code)s adalah %(of_code)s.") % words
        if of_name:
            text = _("Kode %(code)s tidak dikenal. Kode Kemendagri: %(of_name)s.")
            return None, f"{text % words} {self._bps(code, of_name)}".strip()
        return None, _("Kode %(code)s dan nama “%(name)s” tidak dikenal.") % words

    def _bps(self, code: str, of_name: list[Known]) -> str:
        meant = self.by_code.get(BPS.get(code, ""))
        if meant in of_name:
            return _("%(code)s adalah kode BPS %(name)s; pakai kode Kemendagri.") % {"code": code, "name": meant.name}
        return _("Periksa apakah kode itu kode BPS; pakai kode Kemendagri.")


def squash(name: str) -> str:
    """A name without spaces, signs and case: "Kab. Kutai Barat" and "KABUPATEN KUTAI-BARAT" are the same."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return "".join(WORDS.get(word, word) for word in words if word not in UNSAID)


def tidy_code(cell: Any) -> str:
    """64.74 of "64.74", "6474", 6474.0 and of 64.74, the number a spreadsheet makes of it."""
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, float):
        cell = str(int(cell)) if cell.is_integer() else f"{cell:.2f}"
    text = str(cell).strip().lstrip("'")
    found = re.fullmatch(r"(\d{2})[.\s]?(\d{2})", text)
    return f"{found[1]}.{found[2]}" if found else text[:20]
