import random
import struct
import sys
from fractions import Fraction

import pytest
import rfc8785

from scoring.engine.canonical import canonical, jcs, sha256


def test_canonical_is_the_rfc_8785_form():
    value = {"\u20ac": "Euro", "\r": "Return", "1": "One", "\U0001f600": 0, "\u00f6": [True, None, -1]}
    assert canonical(value).decode() == (
        '{"\\r":"Return","1":"One","\u00f6":[true,null,-1],"\u20ac":"Euro","\U0001f600":0}'
    )
    assert canonical('\u20ac$\x0f\nA\'B"\\\\"/\x7f') == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'
    # Section 3.2.3 sorts by UTF-16 units: an astral letter stands before U+FFFF.
    assert canonical({"\uffff": 1, "\U00010000": 2}) == '{"\U00010000":2,"\uffff":1}'.encode()


def test_canonical_puts_strings_into_nfc():
    assert canonical({"cafe\u0301": "e\u0301"}) == canonical({"caf\u00e9": "\u00e9"})
    assert sha256("e\u0301") == sha256("\u00e9")
    with pytest.raises(ValueError):
        canonical({"e\u0301": 1, "\u00e9": 2})


@pytest.mark.parametrize("value", [1.0, {"a": [0.5]}, {1: "a"}, b"a", Fraction(1, 2)])
def test_canonical_refuses_floats_and_foreign_types(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_canonical_refuses_integers_that_no_double_holds():
    assert canonical(2**53 - 1) == b"9007199254740991"
    with pytest.raises(ValueError):
        canonical(2**53)


def test_jcs_spells_numbers_like_ecmascript():
    # RFC 8785, appendix B.
    for bits, text in {
        "0000000000000000": "0",
        "8000000000000000": "0",
        "0000000000000001": "5e-324",
        "8000000000000001": "-5e-324",
        "7fefffffffffffff": "1.7976931348623157e+308",
        "4340000000000000": "9007199254740992",
        "4430000000000000": "295147905179352830000",
        "44b52d02c7e14af5": "9.999999999999997e+22",
        "44b52d02c7e14af6": "1e+23",
        "444b1ae4d6e2ef4e": "999999999999999700000",
        "444b1ae4d6e2ef50": "1e+21",
        "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d": "0.000001",
        "41b3de4355555553": "333333333.3333332",
        "becbf647612f3696": "-0.0000033333333333333333",
    }.items():
        assert jcs(struct.unpack(">d", bytes.fromhex(bits))[0]) == text.encode()
    for number in (float("nan"), float("inf")):
        with pytest.raises(ValueError):
            jcs(number)


def any_json(random_, depth=3):
    kind = random_.randrange(8 if depth else 6)
    if kind < 3:
        return [None, True, False, 0, -7, 2**53 - 1][random_.randrange(6)]
    if kind == 3:
        number = struct.unpack(">d", random_.randbytes(8))[0]
        return number if abs(number) <= sys.float_info.max else 1.5
    if kind < 6:
        return "".join(
            chr(random_.choice([random_.randrange(0x80), random_.randrange(0xE000, 0x11000)])) for _ in "abcd"
        )
    items = [any_json(random_, depth - 1) for _ in range(random_.randrange(4))]
    return items if kind == 6 else {chr(random_.randrange(0x20, 0xD800)): item for item in items}


def test_jcs_equals_another_implementation_on_random_values():
    random_ = random.Random(8785)
    for _ in range(500):
        value = any_json(random_)
        assert jcs(value) == rfc8785.dumps(value)
