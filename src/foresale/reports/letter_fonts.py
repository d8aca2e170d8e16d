"""Which installed fonts have the letters of a text: the usual one, then whichever has what it lacks."""

from __future__ import annotations

import contextlib
import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.font_manager import FontEntry

USUAL_FONT = "DejaVu Sans"
NO_LETTER = "?"
_OF_SIGNS = ("Last Resort", "DejaVu Sans Display", "DejaVu Serif Display", "STIXNon", "STIXSize", "cm")
"""Beginnings of the names of fonts that have boxes or signs where others have letters."""
_USUAL_WEIGHT = 400
_BEFORE = ("Noto", "Source", "Droid")
"""Fonts that are asked before others, as they are made to go with each other."""


@dataclass(frozen=True)
class LetterFonts:
    """Fonts that have the letters of a text between them.

    Attributes:
        families: Their names; each letter is taken from the first that has it.
        missing: Letters that none has.
    """

    families: tuple[str, ...]
    missing: frozenset[str] = frozenset()

    def keep(self, text: str) -> str:
        """A text without letters that can't be shown: a question mark stands for each that is seen."""
        plain = " ".join(text.split())
        return "".join(
            letter if letter not in self.missing else (NO_LETTER if is_seen(letter) else "")
            for letter in plain
        )


def is_seen(letter: str) -> bool:
    """Whether a letter is one that is written, not a sign that steers how others are."""
    return unicodedata.category(letter) not in ("Cc", "Cf")


def find_fonts(text: str) -> LetterFonts:
    """Fonts that are installed here and have the letters of a text.

    Args:
        text: Everything that is to be shown.

    Examples:
        >>> find_fonts("Milch, lait, γάλα, молоко, حليب")
        LetterFonts(families=('DejaVu Sans',), missing=frozenset())
        >>> find_fonts("Milk \U000ff001").keep("Milk \U000ff001")
        'Milk ?'
    """
    return _find(frozenset(text))


@functools.lru_cache(64)
def _find(letters: frozenset[str]) -> LetterFonts:
    from matplotlib.font_manager import FontProperties, findfont

    usual = findfont(FontProperties(family=USUAL_FONT))
    left = frozenset(letter for letter in letters if not (letter.isspace() or _has(usual, 0, letter)))
    families = [USUAL_FONT]
    for font in _list_fonts() if left else ():
        found = frozenset(letter for letter in left if _has(font.fname, font.index, letter))
        if found:
            families.append(font.name)
            left -= found
        if not left:
            break
    return LetterFonts(tuple(families), left)


def _list_fonts() -> Iterator[FontEntry]:
    """Upright fonts of the usual weight, one of each name; those too that came after Matplotlib looked."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    known = {font.fname for font in fontManager.ttflist}
    for path in findSystemFonts():
        if path not in known:
            with contextlib.suppress(OSError, RuntimeError):  # one that can't be read has no letters for us
                fontManager.addfont(path)
    named = {
        font.name: font
        for font in reversed(fontManager.ttflist)
        if font.style == "normal" and font.weight == _USUAL_WEIGHT and not font.name.startswith(_OF_SIGNS)
    }
    yield from sorted(named.values(), key=lambda font: (not font.name.startswith(_BEFORE), font.name))


def _has(path: str, face: int, letter: str) -> bool:
    return bool(_font(path, face).get_char_index(ord(letter)))


@functools.lru_cache(32)
def _font(path: str, face: int) -> Any:
    from matplotlib.ft2font import FT2Font

    return FT2Font(path, face_index=face)
