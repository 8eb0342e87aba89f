"""The spreadsheet in which candidates are listed for one category."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from nominations.candidate_columns import COMPANY, HEADINGS, VILLAGE
from nominations.coverage_template import harmless

ROWS = 500


def template(kind: str, regencies: list[tuple[str, str]]) -> bytes:
    """XLSX with the columns of this kind of candidate, and the regencies (code, name) to copy from."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Kandidat")
    sheet.append([str(heading) for heading in HEADINGS[kind].values()])
    for at in range(1, len(HEADINGS[kind]) + 1):
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = 30
        # Codes and numbers are text: a spreadsheet would round a NIB and cut leading zeros.
        for line in range(2, ROWS):
            sheet.cell(line, at).number_format = "@"
    sheet.freeze_panes = "A2"
    list_ = book.create_sheet(_("Kabupaten dan kota"))
    for row in [(_("Kode Kemendagri"), _("Kabupaten/kota")), *regencies]:
        list_.append([harmless(str(cell)) for cell in row])
    list_.column_dimensions["A"].width, list_.column_dimensions["B"].width = 18, 32
    notes = book.create_sheet(_("Petunjuk"))
    notes.column_dimensions["A"].width = 100
    texts = [
        _("Isi lembar Kandidat, satu baris per kandidat; lembar lain hanya untuk dibaca dan tidak diimpor."),
        _("Yang kosong tidak mengubah apa pun pada kandidat yang sudah tercatat."),
        _("Kode adalah kode Kemendagri, bukan kode BPS; kode dan nama harus sesuai."),
        _("Jangan menaruh data perorangan (NIK, KPJ, nama pimpinan atau pekerja) di berkas ini."),
    ]
    if kind == COMPANY:
        texts.append(_("NPP dan NIB sebaiknya diisi: dengan itu kandidat yang sama dikenali."))
    if kind == VILLAGE:
        texts.append(_("Kode desa/kelurahan lengkap, misalnya 64.02.07.2004."))
    for text in texts:
        notes.append([text])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
