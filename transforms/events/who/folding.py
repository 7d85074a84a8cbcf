"""Texts made comparable: accents dropped, typographic marks made plain, every offset kept.

One character in, one character out, so that a match found in the folded text has the same offsets in the text
as written. Case is kept: it tells Turkey from turkey.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_COMBINING = re.compile("[\u0300-\u036f]")

# Letters that carry no Unicode decomposition, and punctuation that newspapers vary.
_PLAIN = {
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ð": "d", "Ð": "D", "þ": "t",
    "Þ": "T", "ħ": "h", "Ħ": "H", "ŧ": "t", "ß": "s", "æ": "a", "Æ": "A", "œ": "o", "Œ": "O", "ə": "a",
    "Ə": "A", "ŋ": "n", "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "ʿ": "'", "ʾ": "'",
    "“": '"', "”": '"', "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ",
    "\n": " ", "\r": " ",
}  # fmt: skip


@functools.cache
def _table() -> dict[int, str]:
    """The translation of every Latin letter with marks to its bare letter."""
    table = {ord(char): plain for char, plain in _PLAIN.items()}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        if code in table:
            continue
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii():
            table[code] = base
    return table


def fold(text: str) -> str:
    """`text` without accents and with plain quotes, hyphens and spaces: same length, same case.

    Combining marks stay: see `without_marks`.
    """
    if text.isascii():
        return text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    return text.translate(_table())


def without_marks(text: str) -> tuple[str, list[int]]:
    """`text` without combining marks, and for each character left (and the end) its offset in `text`.

    Needed for the rare text that spells é as e plus U+0301.
    """
    kept = [index for index, char in enumerate(text) if not "\u0300" <= char <= "\u036f"]
    return "".join(text[index] for index in kept), [*kept, len(text)]


def has_marks(text: str) -> bool:
    """Whether `text` holds combining marks, so that folding it needs `without_marks` first."""
    return not text.isascii() and _COMBINING.search(text) is not None
