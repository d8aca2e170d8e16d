"""The words that column names are made of, by language: read from one small text file each."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_ORDER = "kinds"  # the file whose order of kinds counts
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe",
                          "đ": "d", "Đ": "D", "\u0131": "i", "ð": "d", "þ": "th", "’": "'"})  # fmt: skip
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f]")
_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0dff\u0e31-\u0e4e])+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_ARTICLE = re.compile("^ال(?=...)")
_BREAKS = (
    re.compile(r"(?<=[a-z0-9\u0430-\u044f\u0451])(?=[A-Z\u0410-\u042f\u0401])|(?<=[A-Z])(?=[A-Z][a-z])"),
    re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])"),
)


def split_words(name: str) -> list[str]:
    """A name's words in lower case without accents, in any script; runs without spaces stay whole.

    Examples:
        >>> split_words("Prix_unitaire (€)"), split_words("Ilość"), split_words("Дата продажи")
        (['prix', 'unitaire'], ['ilosc'], ['дата', 'продажи'])
    """
    spelt = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", spelt))
    for where in _BREAKS:
        text = where.sub(" ", text)
    return [_ARTICLE.sub("", word.lower()) for word in _WORD.findall(text)]


def cut_unspaced(words: list[str]) -> list[str]:
    """`words` with those of Chinese, Japanese and Korean cut where a known word begins or ends.

    Examples:
        >>> cut_unspaced(["店舗数量", "units"])
        ['店舗', '数量', 'units']
    """
    return [part for word in words for part in (_cut(word) if _UNSPACED.search(word) else (word,))]


@cache
def _cut(word: str) -> tuple[str, ...]:
    known, longest = _list_unspaced_words()
    if word in known:
        return (word,)
    parts: list[str] = []
    rest = ""
    at = 0
    while at < len(word):
        size = next((n for n in range(longest, 1, -1) if word[at : at + n] in known), 0)
        if size and rest:
            parts.append(rest)
            rest = ""
        if size:
            parts.append(word[at : at + size])
        else:
            rest += word[at]
        at += size or 1
    return (*parts, rest) if rest else tuple(parts)


@cache
def _list_unspaced_words() -> tuple[frozenset[str], int]:
    words = {w for kinds in _languages().values() for _, phrases in kinds for p in phrases for w in p}
    known = frozenset(word for word in words if _UNSPACED.search(word))
    return known, max(map(len, known))


@cache
def _languages() -> dict[str, tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]]:
    """Language → its kinds in the order of the file, each with its phrases as words."""
    return {path.stem: _read(path.read_text("utf-8")) for path in sorted(_FOLDER.glob("*.txt"))}


def _read(text: str) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    lines = re.sub(r"\n +", " ", text.strip()).splitlines()
    parts = [line.partition(": ") for line in lines if not line.startswith("#")]
    return tuple(
        (kind, tuple(tuple(split_words(p)) for p in phrases.split(","))) for kind, _, phrases in parts
    )


@cache
def words_for(part: str) -> frozenset[str]:
    """The single words of every language that a part such as "period" or "another date" has."""
    return frozenset(
        word for kinds in _languages().values() for kind, phrases in kinds if kind == part
        for phrase in phrases if len(phrase) == 1 for word in phrase
    )  # fmt: skip


@cache
def kind_phrases() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """Kinds and their phrases in the order in which a name is held against them.

    Phrases of several words that a language's own file adds come before all else, as they are the most
    telling; then the kinds in their order, with every language's words.
    """
    languages = _languages()
    order = languages[_ORDER]
    others = [entry for language, kinds in languages.items() if language != _ORDER for entry in kinds]
    kinds = [kind for kind, _ in order]
    first = [
        (kind, tuple(phrase for k, phrases in others if k == kind for phrase in phrases if len(phrase) > 1))
        for kind in dict.fromkeys(kinds)
    ]
    last = {kind: i for i, kind in enumerate(kinds)}
    rest = [
        (
            kind,
            phrases
            + tuple(p for k, more in others if k == kind and last[k] == i for p in more if len(p) == 1),
        )
        for i, (kind, phrases) in enumerate(order)
    ]
    return tuple(
        (kind, phrases) for kind, phrases in (*first, *rest) if kind not in PARTS_OF_DATES and phrases
    )


#: Entries of the files that are no kinds: words that tell dates.
PARTS_OF_DATES = frozenset(
    ("date", "date of a sale", "another date", "part of a date", "period", "plain date")
)
