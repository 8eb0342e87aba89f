"""The columns of the dossier: what may stand in one, the usual ones, and how a province writes down its own."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

# What the portal can fill in by itself. Beside these: `kriteria <kode>` and `jawaban <kode>`.
ENTRIES = {
    "kandidat": _("nama kandidat"),
    "jenis": _("jenis kandidat"),
    "nomor": _("nomor usulan"),
    "kabupaten": _("kabupaten/kota"),
    "provinsi": _("provinsi"),
    "kategori": _("kategori"),
    "penyelenggaraan": _("judul penyelenggaraan"),
    "tahun penilaian": _("tahun penilaian"),
    "tahun pelaksanaan": _("tahun pelaksanaan"),
    "juara": _("sebutan juara"),
    "nilai": _("nilai akhir"),
    "tanggal pleno": _("tanggal rapat pleno"),
    "per tanggal": _("tanggal data cakupan"),
    "pu": _("peserta aktif PU"),
    "bpu": _("peserta aktif BPU"),
    "jakon": _("peserta aktif jasa konstruksi"),
    "pmi": _("peserta aktif PMI"),
    "peserta": _("jumlah peserta aktif"),
    "penyebut": _("penyebut cakupan"),
    "jenis penyebut": _("jenis penyebut"),
    "cakupan": _("cakupan dalam persen"),
    "regulasi": _("peraturan yang terdaftar"),
}
BY_CODE = ("kriteria", "jawaban")
AT_MOST = 60
LENGTH = 80
SEPARATOR = "="

Column = tuple[str, str]


def default() -> list[Column]:
    """Who, where, which place, coverage by segment with its denominator, regulations (docs/domain.md 4, 5 and 7)."""
    return [
        (_t("Kandidat"), "kandidat"),
        (_t("Kabupaten/kota"), "kabupaten"),
        (_t("Provinsi"), "provinsi"),
        (_t("Kategori"), "kategori"),
        (_t("Tahun penilaian"), "tahun penilaian"),
        (_t("Juara"), "juara"),
        (_t("Nilai akhir"), "nilai"),
        (_t("Tanggal rapat pleno"), "tanggal pleno"),
        (_t("Data cakupan per"), "per tanggal"),
        (_t("Peserta PU"), "pu"),
        (_t("Peserta BPU"), "bpu"),
        (_t("Peserta jasa konstruksi"), "jakon"),
        (_t("Peserta PMI"), "pmi"),
        (_t("Jumlah peserta aktif"), "peserta"),
        (_t("Penyebut"), "penyebut"),
        (_t("Jenis penyebut"), "jenis penyebut"),
        (_t("Cakupan (%)"), "cakupan"),
        (_t("Regulasi"), "regulasi"),
    ]


def as_text(columns: list[Column]) -> str:
    """One column a line: `Judul = isian`."""
    return "\n".join(f"{title} {SEPARATOR} {entry}" for title, entry in columns)


def read(text: str) -> list[Column]:
    """The columns that somebody wrote down; ValidationError names the line that cannot be read."""
    columns: list[Column] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        title, separator, entry = (part.strip() for part in line.partition(SEPARATOR))
        entry = " ".join(entry.split())
        if not (title and separator and entry):
            raise ValidationError(_t("Baris %s: tulis judul kolom, tanda =, lalu isiannya.") % number)
        words = {"number": number, "title": title[:LENGTH], "entry": entry[:LENGTH], "most": LENGTH}
        if len(title) > LENGTH or len(entry) > LENGTH:
            raise ValidationError(_t("Baris %(number)s: paling panjang %(most)s huruf.") % words)
        if title in [other for other, _entry in columns]:
            raise ValidationError(_t("Baris %(number)s: judul “%(title)s” sudah dipakai.") % words)
        kind, _space, code = entry.partition(" ")
        if entry.lower() in ENTRIES:
            columns.append((title, entry.lower()))
        elif kind.lower() in BY_CODE and code:
            columns.append((title, f"{kind.lower()} {code}"))
        else:
            raise ValidationError(_t("Baris %(number)s: isian “%(entry)s” tidak dikenal.") % words)
    if not columns:
        raise ValidationError(_t("Tulis paling sedikit satu kolom."))
    if len(columns) > AT_MOST:
        raise ValidationError(_t("Tulis paling banyak %s kolom.") % AT_MOST)
    return columns
