"""Numbers that look like a NIK: 16 digits, as they stand or in groups.

The digits are province, regency, district, day of birth (40 more for women), month, year, four in sequence
(Peraturan Presiden 96/2018 and the regulations before it). Pure.
"""

import re
from collections.abc import Iterator

NIK = re.compile(r"(?<!\d)(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4})(?!\d)")
PROVINCES = "1[1-9]|2[1-9]|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7]"
DIGITS = re.compile(rf"(?:{PROVINCES})\d{{4}}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{{6}}")
# A digit of a larger number, or of a fraction, stands on the other side.
GLUED = re.compile(r"[.,]\d")


def found_in(text: str) -> Iterator[str]:
    """Those whose digits name a province and a day, without separators."""
    for match in NIK.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        glued = text[max(match.start() - 1, 0) : match.start()] in {".", ","} or GLUED.match(text, match.end())
        if not glued and DIGITS.fullmatch(digits):
            yield digits
