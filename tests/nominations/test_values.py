import pytest
from django.core.exceptions import ValidationError

from nominations.values import canonical, shown, typed


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("0", "0"),
        ("1250", "1250"),
        ("1.250", "1250"),
        ("1.250.000,50", "1250000.5"),
        (" 12,5 ", "12.5"),
        ("Rp 1.000", "1000"),
        ("1 250", "1250"),
        ("", ""),
    ],
)
def test_canonical_number(value, stored):
    assert canonical("number", [], value) == stored


@pytest.mark.parametrize("value", ["1.25", "12.5", "1,2,3", "-5", "lima", "1e5", "1.2345", "٣", "9" * 30])
def test_canonical_refuses_what_is_not_clearly_a_number(value):
    with pytest.raises(ValidationError) as refusal:
        canonical("number", [], value)
    assert refusal.value.messages == [
        "Tulis angka saja, misalnya 1.250 atau 1.250,5 (titik untuk ribuan, koma untuk pecahan)."
    ]


def test_canonical_refuses_what_was_not_offered():
    for kind, choices, value in (("yes_no", [], "mungkin"), ("choice", ["Perda"], "Perbup")):
        with pytest.raises(ValidationError):
            canonical(kind, choices, value)
    with pytest.raises(ValidationError):
        canonical("text", [], "a" * 5001)


@pytest.mark.parametrize(
    ("kind", "value", "unit", "words"),
    [
        ("yes_no", "yes", "", "Ya"),
        ("yes_no", "no", "", "Tidak"),
        ("number", "1250.5", "orang", "1.250,5 orang"),
        ("number", "1250000", "Rp", "Rp1.250.000"),
        ("number", "0", "", "0"),
        ("text", "", "", ""),
    ],
)
def test_shown(kind, value, unit, words):
    assert shown(kind, value, unit) == words


@pytest.mark.parametrize("value", ["0", "1250.5", "1000000", "12345678901234.25"])
def test_typed_again_is_the_same_number(value):
    assert canonical("number", [], typed("number", value)) == value
