# ruff: noqa: RUF001, RUF002 (other scripts)
"""Brings text to one spelling: Latin digits, no accents, plain blanks, lower case."""

from __future__ import annotations

import unicodedata

import polars as pl

#: The first digit of each script whose ten digits follow each other.
_ZEROS = "٠۰०০੦૦௦౦೦൦๐໐၀០᠐０"
LATIN_DIGITS = {chr(ord(zero) + value): str(value) for zero in _ZEROS for value in range(10)}
"""Each digit of another script, and its value as a Latin one."""
_ACCENTS = "[\u0300-\u036f]"
_DIRECTION_MARKS = "[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
_BLANKS = r"[\s\u00a0\u2007\u2009\u202f\u3000]+"


def latin_digits(cells: pl.Series) -> pl.Series:
    """Cells with the digits of other scripts (Arabic, Persian, Devanagari, full-width …) as 0–9.

    Examples:
        >>> latin_digits(pl.Series(["٢٠٢٤", "２４", "12"])).to_list()
        ['2024', '24', '12']
    """
    if cells.dtype != pl.String or not cells.str.contains(r"[^\x00-\x7f]").any():
        return cells
    return cells.str.replace_many(list(LATIN_DIGITS), list(LATIN_DIGITS.values()))


def plain_text(cells: pl.Series) -> pl.Series:
    """Cells in lower case, without accents or marks of direction, their blanks single, their digits Latin.

    Examples:
        >>> plain_text(pl.Series(["5. März\u00a02024", "AĞUSTOS"])).to_list()
        ['5. marz 2024', 'agustos']
    """
    text = cells
    if text.str.contains(r"[^\x00-\x7f]").any():
        text = latin_digits(text).str.normalize("NFKD").str.replace_all(_ACCENTS, "").str.normalize("NFKC")
        text = text.str.replace_all(_DIRECTION_MARKS, "").str.replace_all("[‐‑−]", "-")
    text = text.str.to_lowercase().str.replace_all(_ACCENTS, "").str.replace_all("ı", "i", literal=True)
    return text.str.replace_all(_BLANKS, " ").str.strip_chars()


def plain_word(word: str) -> str:
    """One word as `plain_text` spells it.

    Examples:
        >>> plain_word("Février"), plain_word("Ağustos")
        ('fevrier', 'agustos')
    """
    spelt = "".join(c for c in unicodedata.normalize("NFKD", word) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFKC", spelt).lower().replace("\u0307", "").replace("ı", "i").strip()
