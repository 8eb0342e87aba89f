"""The table of a paper for spreadsheets, from its frozen row alone: figures are numbers, what is missing is empty."""

from decimal import Decimal

from django.utils.translation import gettext as _

from reports.documents import Data
from reports.models import Document

Head = list[str]
Rows = list[list[object]]


def table_of(document: Document) -> tuple[Head, Rows]:
    """Of a document in `Document.TABLES`."""
    kinds = {Document.Kind.RANKING_REPORT: _ranking, Document.Kind.COVERAGE_REPORT: _coverage}
    return kinds[Document.Kind(document.kind)](document.data)


def _ranking(data: Data) -> tuple[Head, Rows]:
    criteria = data["criteria"]
    head = [
        _("Peringkat"), _("Nomine"), _("Ditetapkan"), _("Nilai akhir"),
        *(f"{row['code']} {row['name']} ({_('bobot')} {row['weight'].replace('.', ',')})" for row in criteria),
        _("Lembar nilai"), _("Panelis"), _("Keterangan"),
    ]  # fmt: skip
    ranked: Rows = [
        [
            row["rank"], row["nominee"], row["place"], _number(row["total"]), *map(_number, row["components"]),
            row["sheets"], row["panel"], row["note"],
        ]
        for row in data["rows"]
    ]  # fmt: skip
    blank = [None] * (len(criteria) + 2)
    left: Rows = [[None, row["nominee"], "", None, *blank, row["reason"]] for row in data["unranked"]]
    return head, ranked + left


def _coverage(data: Data) -> tuple[Head, Rows]:
    head = [
        _("Kabupaten/kota"), _("Segmen"), _("Peserta aktif"), _("Penyebut"), _("Jenis penyebut"), _("Cakupan (%)"),
        _("Tahun sebelumnya (%)"), _("Perubahan (poin)"), _("Selisih target (poin)"), _("Per tanggal"), _("Sumber"),
        _("Keterangan"),
    ]  # fmt: skip
    return head, [
        [
            row["name"], line["segment"], line["participants"], line["base"], line["base_kind"],
            *(_number(line[key]) for key in ("percent", "before", "change", "gap")),
            data["as_of"], row["source"], "; ".join(row["notes"]),
        ]
        for row in data["regencies"]
        for line in row["lines"]
    ]  # fmt: skip


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
