"""One spelling for every value: RFC 8785 (JCS) bytes, and the seals over them."""

import hashlib
import unicodedata


def jcs(value: object) -> bytes:
    """The RFC 8785 bytes of any JSON value; strings stay as they are.

    Raises ValueError for NaN, infinities, lone surrogates and integers that no double holds, TypeError for what
    JSON does not know.
    """
    return _json(value).encode()


def canonical(value: object) -> bytes:
    """The bytes that are sealed: `jcs` of the value with all strings in NFC.

    A float is a TypeError: marks and totals travel as strings.
    """
    return jcs(_composed(value))


def sha256(value: object) -> str:
    """Hex SHA-256 of the canonical bytes: the seal of a rule book, a run, a snapshot."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _composed(value: object) -> object:
    if isinstance(value, float):
        raise TypeError("a float is never sealed")
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [_composed(item) for item in value]
    if isinstance(value, dict):
        members = {_composed(key): _composed(item) for key, item in value.items()}
        if len(members) < len(value):
            raise ValueError("two keys are the same after NFC")
        return members
    return value


def _json(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int):
        if abs(value) >= 2**53:
            raise ValueError("an integer beyond 2^53 travels as a string")
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(_json(item) for item in value) + "]"
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("the keys of an object are strings")
        # RFC 8785 sorts by UTF-16 code units, which is not the order of code points.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_string(key)}:{_json(value[key])}" for key in keys) + "}"
    raise TypeError(f"{type(value).__name__} has no canonical form")


_ESCAPES: dict[int, str] = {code: f"\\u{code:04x}" for code in range(0x20)} | {
    ord(plain): "\\" + letter for plain, letter in zip('"\\\b\f\n\r\t', '"\\bfnrt', strict=True)
}


def _string(text: str) -> str:
    return '"' + text.translate(_ESCAPES) + '"'


def _number(value: float) -> str:
    """ECMAScript's Number::toString: Python's shortest digits, placed by its rules for the exponent."""
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError("JSON knows no such number")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _e, exponent = f"{abs(value)!r}".partition("e")
    whole, _point, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{digits.rjust(len(digits) - point, '0')}"
    head = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{sign}{head}e{point - 1:+d}"
