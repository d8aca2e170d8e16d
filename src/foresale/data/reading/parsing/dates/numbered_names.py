"""Words that stand for a number in some language, such as names of months and of weekdays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from foresale.data.reading.parsing.plain_text import plain_word


def numbers_by_name(words: Iterable[str], languages: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The number of each word that names one; words of no language are left out.

    Languages that know most of the words decide together. A word to which they give different numbers is
    left out.

    Args:
        words: Different words of one column.
        languages: Language → its words, as `plain_word` spells them → their numbers.
    """
    spelt = {word: plain_word(word).strip(".") for word in words}
    known = {
        language: {word: named[plain] for word, plain in spelt.items() if plain in named}
        for language, named in languages.items()
    }
    most = max((len(found) for found in known.values()), default=0)
    best = [found for found in known.values() if most and len(found) == most]
    numbers: dict[str, int] = {}
    for word in spelt:
        read = {found[word] for found in best if word in found}
        if not read:
            read = {found[word] for found in known.values() if word in found}
        if len(read) == 1:
            numbers[word] = read.pop()
    return numbers
