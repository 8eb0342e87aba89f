"""What the typefaces of our papers can draw, for everything that is typed to be printed. Pure."""

import unicodedata

# What every typeface of our papers can draw; anything else is printed as an empty box.
_LATIN = ((0x20, 0x7E), (0xA0, 0xB1), (0xB4, 0xB8), (0xBA, 0xFF))
PRINTED = frozenset(
    {chr(code) for first, last in _LATIN for code in range(first, last + 1)} | set("\tıŒœʻʼˆ˚˜–—‘’‚“”„•…′″‹›⁄€™↑↓−∕")
)


def unprinted(text: str) -> str:
    """The letters of a text that paper would show as an empty box, or not at all; each once."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    return "".join(dict.fromkeys(letter for line in lines for letter in line if letter not in PRINTED))


def named(letters: str) -> str:
    """Letters as they can be told: those that can be seen, and the numbers of those that cannot."""
    return " ".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in letters)
