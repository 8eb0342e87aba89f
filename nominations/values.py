"""How an answer is typed, stored and shown. Stored text has one form per kind, so that equal means equal."""

import re
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from paritrana.numbers import num

YES, NO = "yes", "no"
TEXT_LENGTH = 5000
# 1250, 1.250, 1.250.000,5: points group thousands, a comma starts the fraction.
NUMBER = re.compile(r"(\d{1,3}(\.\d{3})+|\d{1,18})(,\d{1,6})?", re.ASCII)


def canonical(kind: str, choices: Sequence[str], typed: str) -> str:
    """The stored form of what was typed; empty stays empty. ValidationError says how to write it."""
    typed = typed.strip()
    if not typed:
        return ""
    if kind == "yes_no":
        if typed not in (YES, NO):
            raise ValidationError(_("Pilih Ya atau Tidak."), code="choice")
        return typed
    if kind == "choice":
        if typed not in choices:
            raise ValidationError(_("Pilih salah satu jawaban yang tersedia."), code="choice")
        return typed
    if kind == "number":
        return _number(typed)
    if len(typed) > TEXT_LENGTH:
        raise ValidationError(
            _("Ringkas uraian menjadi paling banyak %(limit)s huruf; sekarang %(now)s."),
            code="long",
            params={"limit": num(TEXT_LENGTH), "now": num(len(typed))},
        )
    return typed.replace("\r\n", "\n")


def _number(typed: str) -> str:
    plain = re.sub(r"[\s\u00a0]", "", typed.removeprefix("Rp"))
    if not NUMBER.fullmatch(plain):
        raise ValidationError(
            _("Tulis angka saja, misalnya 1.250 atau 1.250,5 (titik untuk ribuan, koma untuk pecahan)."),
            code="number",
        )
    value = Decimal(plain.replace(".", "").replace(",", "."))
    return f"{value.normalize():f}"


def typed(kind: str, value: str) -> str:
    """A stored answer as it stands in the field when it is edited."""
    return num(Decimal(value)) if kind == "number" and value else value


def shown(kind: str, value: str, unit: str = "") -> str:
    """A stored answer in words; an answer that is missing is an empty string."""
    if not value:
        return ""
    if kind == "yes_no":
        return str(_("Ya")) if value == YES else str(_("Tidak"))
    if kind == "number":
        figure = num(Decimal(value))
        return f"Rp{figure}" if unit == "Rp" else f"{figure} {unit}".strip()
    return value
