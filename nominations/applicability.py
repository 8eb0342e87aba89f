"""Which questions a kind of candidate is asked. Pure.

A kelurahan has no Perdes, APBDes or BPD, and a kota administrasi no Perda of its own (users.md 2.10). What is not
asked is neither missing nor zero: its weight goes to the other questions of its section in equal parts, so every
section asks every kind of candidate at least one question.
"""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Candidate(TextChoices):
    """Kinds of candidates that a question may leave out."""

    KABUPATEN = "kabupaten", _("kabupaten")
    KOTA = "kota", _("kota")
    ADMINISTRATIVE = "administrative", _("kota/kabupaten administrasi")
    DESA = "desa", _("desa")
    KELURAHAN = "kelurahan", _("kelurahan")


GOVERNMENTS = (Candidate.KABUPATEN, Candidate.KOTA, Candidate.ADMINISTRATIVE)
VILLAGES = (Candidate.DESA, Candidate.KELURAHAN)
OF_KIND: dict[str, tuple[Candidate, ...]] = {"government": GOVERNMENTS, "village": VILLAGES}
# The regencies of Jakarta are administrative: they have no council and make no Perda.
ADMINISTRATIVE_PROVINCE = "31"


def candidate_of(kind: str, regency: str, village: str = "") -> str:
    """The kind by the Kemendagri codes: 64.02 kabupaten, 64.72 kota, 31.71 administrative, 64.02.07.2004 desa,
    64.72.01.1001 kelurahan; empty where there is nothing to tell apart."""
    if kind == "village":
        return Candidate.KELURAHAN if village[9:10] == "1" else Candidate.DESA
    if kind != "government":
        return ""
    if regency.startswith(f"{ADMINISTRATIVE_PROVINCE}."):
        return Candidate.ADMINISTRATIVE
    return Candidate.KOTA if regency[3:4] == "7" else Candidate.KABUPATEN


def empty_sections(kind: str, asked: Iterable[tuple[str, Iterable[str]]]) -> list[tuple[str, Candidate]]:
    """Sections that would ask some kind of candidate nothing; `asked` are (section, exempt) of every question."""
    questions = [(section, set(exempt)) for section, exempt in asked]
    return [
        (section, candidate)
        for section in dict.fromkeys(section for section, _exempt in questions)
        for candidate in OF_KIND.get(kind, ())
        if all(candidate in exempt for of, exempt in questions if of == section)
    ]
