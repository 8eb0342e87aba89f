"""A list of candidates, row by row, before anything is written."""

import pytest
from django.core.exceptions import ValidationError

from nominations.candidates import Candidate, Place, dry_run
from nominations.likeness import Known
from nominations.regency_names import Known as Regency

REGENCIES = [
    Regency(1, "64.01", "Kabupaten Paser"),
    Regency(2, "64.72", "Kota Samarinda"),
    Regency(3, "63.01", "Kabupaten Tanah Laut", own=False),
]
HEAD = ["Kode Kemendagri", "Kabupaten/Kota", "Nama Perusahaan", "NPP", "NIB", "Alamat"]
SUMBER = Candidate(Known(11, "PT Sumber Makmur", "AA001", "1234567890123", "Paser"), "64.01", here=4)
KNOWN = [
    SUMBER,
    Candidate(Known(12, "PT Lama Jaya", place="Paser"), "64.01", address="Jalan Lama"),
]


def companies(*rows, head=HEAD, candidates=KNOWN, **more):
    return dry_run([[head, *rows]], "company", REGENCIES, candidates, **more)


def one(*cells, **more):
    return companies([*cells], **more).rows[0]


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        (("64.01", "Paser", "PT Baru Sekali"), "new"),
        (("64.01", "Paser", "Sumber Makmur"), "same"),
        (("64.01", "Paser", "Sumber Makmur", "AA001", "1234567890123"), "same"),
        (("64.72", "Samarinda", "PT. Sumber Makmur", "aa001"), "changed"),
        (("64.01", "Paser", "PT Lama Jaya", "", "", "Jalan Baru"), "new"),
        (("64.72", "Samarinda", "PT Sumber Makmur"), "doubtful"),
        (("64.01", "Paser", "PT Sumbr Makmur"), "doubtful"),
        (("64.01", "Paser", "PT Nama Lain", "AA001"), "doubtful"),
        (("64.01", "Paser", "PT Sumber Makmur", "BB777"), "doubtful"),
        (("64.01", "Samarinda", "PT Baru Sekali"), "error"),
        (("63.01", "Tanah Laut", "PT Baru Sekali"), "error"),
        (("64.01", "Paser", ""), "error"),
        (("64.01", "Paser", "PT Baru Sekali", "?"), "error"),
        (("64.01", "Paser", "PT Baru Sekali", "", "12345"), "error"),
        (("64.01", "Paser", "P" * 161), "error"),
    ],
)
def test_a_row_says_what_it_would_do(cells, outcome):
    assert one(*cells).outcome == outcome


def test_a_row_in_doubt_asks_and_offers_no_second_record_of_a_number():
    by_number, by_name = one("64.01", "Paser", "PT Nama Lain", "AA001"), one("64.01", "Paser", "PT Sumbr Makmur")
    assert [value for value, _label in by_number.choices] == ["same:11", "skip"]
    assert [value for value, _label in by_name.choices] == ["same:11", "new", "skip"]
    assert by_name.choices[0][1] == "Sama dengan PT Sumber Makmur, Paser"


def test_what_a_row_says_anew_is_shown_and_blank_changes_nothing():
    row = one("64.01", "Paser", "PT Lama Jaya", 11007777.0, "", "Jalan Baru")
    assert [(change.name, change.before, change.now) for change in row.changes] == [
        ("NPP", "", "11007777"),
        ("Alamat", "Jalan Lama", "Jalan Baru"),
    ]


def test_the_same_twice_in_the_file_is_an_error_at_the_second_row():
    found = companies(
        ["64.01", "Paser", "PT Satu", "AA9"],
        ["64.72", "Samarinda", "PT Dua", "AA 9"],
        ["64.01", "Paser", "CV Satu"],
    )
    assert [(row.line, row.reasons) for row in found.rows] == [
        (3, ("NPP AA 9 sudah ada di baris 2.",)),
        (4, ("CV Satu sudah ada di baris 2.",)),
        (2, ()),
    ]
    assert (found.is_clean, found.counts["error"]) == (False, 2)


def test_a_candidate_is_also_known_by_the_name_it_was_merged_under():
    row = one("64.01", "Paser", "PT Nama Dulu", aliases=[Known(11, "PT Nama Dulu", place="Paser")])
    assert (row.outcome, row.candidate) == ("same", SUMBER)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (["Nama", "NPP"], "Beri judul kolom"),
        ([*HEAD, "Kode Kemendagri"], "Sisakan satu kolom saja untuk Kode Kemendagri."),
    ],
)
def test_a_file_without_our_columns_is_refused(head, words):
    with pytest.raises(ValidationError) as refusal:
        companies(["64.01", "Paser", "PT Satu"], head=head)
    assert refusal.value.messages[0].startswith(words)


def test_a_file_without_rows_is_refused_and_other_columns_are_named():
    with pytest.raises(ValidationError, match="Isi sedikitnya satu baris"):
        companies()
    head = ["Kode", "Kab/Kota", "Nama Badan Usaha", "Skala usaha", "Jumlah tenaga kerja perusahaan"]
    found = companies(["64.01", "Paser", "PT Satu", "Besar", 100], head=head)
    assert found.unread == ("Skala usaha", "Jumlah tenaga kerja perusahaan")


def test_villages_are_known_by_code_and_name():
    villages = {"64.01.01.2001": Place("64.01.01.2001", "Suliliran", "Pasir Belengkong", "Kabupaten Paser")}
    known = [Candidate(Known(21, "Desa Suliliran"), "64.01", village="64.01.01.2001", here=2)]
    rows = [
        ["6401012001", "Desa Suliliran"],
        ["64.01.01.2001", "Damit"],
        ["64.01.01.2009", "Damit"],
        ["64.01", "Damit"],
    ]
    table = [["Kode desa", "Nama desa/kelurahan"], *rows]
    found = dry_run([table], "village", REGENCIES, known, villages)
    assert [(row.line, row.outcome, row.reasons) for row in found.rows] == [
        (3, "error", ("Kode dan nama berbeda: 64.01.01.2001 adalah Suliliran, Kecamatan Pasir Belengkong.",)),
        (4, "error", ("Kode 64.01.01.2009 tidak dikenal di provinsi ini.",)),
        (5, "error", ("Tulis kode Kemendagri desa/kelurahan, misalnya 64.02.07.2004.",)),
        (2, "same", ()),
    ]


def test_governments_are_known_by_their_regency():
    known = [Candidate(Known(31, "Pemerintah Kabupaten Paser"), "64.01")]
    table = [["Kode Kemendagri", "Kabupaten/Kota"], ["64.01", "Paser"], ["64.72", "Kota Samarinda"]]
    found = dry_run([table], "government", REGENCIES, known)
    assert [(row.name, row.outcome, row.candidate) for row in found.rows] == [
        ("Kabupaten Paser", "new", known[0]),
        ("Kota Samarinda", "new", None),
    ]
