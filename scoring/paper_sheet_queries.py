"""Reads of sheets on paper: what their code names, and whether one may be keyed."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from paritrana.committees.models import Category
from scoring.amendment_queries import sealed_count
from scoring.models import PaperSheet, RuleBook, ScoreSheet

Status = ScoreSheet.Status
# As a scanner types the QR code, or as it stands below it: "12-1".
CODE = re.compile(r"(?:PARITRANA-LEMBAR)?\W*([0-9]{1,12})\W+([0-9]{1,4})", re.IGNORECASE)


def payload(sheet: int, version: int) -> str:
    """What the QR code of a blank sheet says."""
    return f"PARITRANA-LEMBAR {sheet} {version}"


def read_code(text: str) -> tuple[int, int] | None:
    """The sheet and the version that a typed or scanned code names.

    >>> read_code("PARITRANA-LEMBAR 12 1"), read_code(" 12-1 "), read_code("12")
    ((12, 1), (12, 1), None)
    """
    match = CODE.fullmatch(text.strip())
    return (int(match[1]), int(match[2])) if match else None


def rules_version(category: Category) -> int:
    """Which version of the rules a sheet printed now is marked by: each amendment raises it."""
    return sealed_count(category) + 1


def why_not_keyed(sheet: ScoreSheet, version: int) -> str:
    """Why the marks of a sheet on paper cannot count, with the way out; empty when they can."""
    category = sheet.nomination.category
    if sheet.voided_by_id or version != rules_version(category):
        return _(
            "Kriteria diubah setelah lembar ini dicetak. Cetak lembar kosong yang baru, lalu minta panelis menilai "
            "pada lembar itu."
        )
    if not RuleBook.objects.filter(category=category, frozen_at__isnull=False).exists():
        return _("Kriteria kategori ini sedang diubah. Tunggu sampai ditetapkan, lalu cetak lembar kosong yang baru.")
    if sheet.status == Status.RECUSED:
        return _("Panelis ini tidak ikut menilai kandidat ini karena konflik kepentingan; lembarnya tidak dihitung.")
    if sheet.status not in ScoreSheet.OPEN:
        return _("Lembar ini tidak dapat diisi lagi: %s.") % sheet.get_status_display().lower()
    return ""


def standing(sheet: ScoreSheet) -> PaperSheet | None:
    """What was keyed of this sheet and not rejected."""
    return sheet.papers.exclude(status=PaperSheet.Status.REJECTED).first()


def waiting_in(category: Category) -> Iterable[int]:
    """Open sheets of which a paper waits for its second officer."""
    rows = PaperSheet.objects.filter(sheet__nomination__category=category, status=PaperSheet.Status.WAITING)
    return rows.filter(sheet__status__in=ScoreSheet.OPEN).values("sheet")
