import pytest

from nominations.likeness import Index, Known, Reason, alike, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PT. Sumber Makmur, Tbk", "sumber makmur"),
        ("P.T.Sumber Makmur (Persero) Tbk.", "CV Sumber-Makmur"),
        ("PT Sumbermakmur", "PT Sumber Makmur"),
    ],
)
def test_a_name_says_the_same_whatever_form_and_signs_it_has(one, other):
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("PT Kaltim Prima Coal", "Kaltim Prima Coa", True),
        ("PT Prima Kaltim Coal", "PT Kaltim Prima Coal", True),
        ("PT Sumber Makmur 2", "PT Sumber Makmur 3", False),
        ("PT Berau Coal", "PT Berau Coal Energy", False),
        ("PT Maju", "CV Jaya", False),
    ],
)
def test_names_are_alike_up_to_a_slip_of_the_pen(one, other, expected):
    assert alike(one, other) is expected


def test_the_index_gives_every_reason_the_strongest_first():
    known = [
        Known(1, "PT Sumber Makmur", npp="AA 001", nib="1234567890123"),
        Known(2, "CV Sumber Makmur"),
        Known(3, "PT Lain Sekali", npp="aa001"),
        Known(4, "PT Sumber Makmurr"),
        Known(5, "PT Tidak Ada"),
    ]
    found = Index(known).like("Sumber Makmur", "AA-001", "1234567890123")
    assert [(row.known.key, row.reasons) for row in found] == [
        (3, (Reason.NPP,)),
        (1, (Reason.NPP, Reason.NIB, Reason.NAME)),
        (2, (Reason.NAME,)),
        (4, (Reason.SIMILAR,)),
    ]
    assert [row.is_certain_by_number for row in found] == [True, True, False, False]


def test_blank_numbers_are_not_the_same_number():
    assert Index([Known(1, "PT Satu"), Known(2, "PT Dua")]).like("PT Tiga") == []


def test_each_pair_comes_once_and_nobody_is_like_itself():
    index = Index([Known(1, "PT Sumber Makmur"), Known(2, "Sumber Makmur"), Known(3, "PT Lain")])
    assert [(one.key, row.known.key) for one, row in index.pairs()] == [(1, 2)]


def test_two_thousand_names_of_one_pattern_are_no_pairs():
    names = [Known(number, f"PT Contoh Perlindungan Pekerja Nomor {number:04}") for number in range(2000)]
    assert list(Index(names).pairs()) == []
