"""Which column of a stock or supply file holds what, by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.vocabulary.column_words import split_words
from foresale.errors import ColumnsError, OptionError, did_you_mean
from foresale.messages import option

_FOLDER = Path(__file__).parent
OTHER = "other"
"""What looks like a field and is none, such as a safety stock."""
_WHOLE = ("date", "quantity")  # fields whose words say something else inside a longer name
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@cache
def field_phrases(vocabulary: str) -> Mapping[str, tuple[str, ...]]:
    """The fields of one kind of table in the order in which they are tried, each with its words run together.

    Args:
        vocabulary: `stock` or `supply`.
    """
    text = (_FOLDER / f"{vocabulary}_words.txt").read_text("utf-8")
    lines = re.sub(r"\n +", " ", text.strip()).splitlines()
    parts = [line.partition(": ") for line in lines if not line.startswith("#")]
    return {
        name: tuple("".join(split_words(phrase)) for phrase in phrases.split(","))
        for name, _, phrases in parts
    }


def field_strength(column: str, phrases: Iterable[str]) -> int:
    """How much of a column's name a field's words explain: letters of the longest phrase in it, or 0.

    Examples:
        >>> field_strength("Qty on hand", ("onhand", "qtyonhand")), field_strength("Colour", ("onhand",))
        (9, 0)
    """
    words = [word for word in words_of(column) if not word.isdigit()]
    spans = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    whole = "".join(words)
    fitting = [p for p in phrases if p in spans or (_UNSPACED.search(p) is not None and p in whole)]
    return max(map(len, fitting), default=0)


def find_fields(
    columns: Sequence[str], vocabulary: str, given: Mapping[str, str], asked_by: str
) -> dict[str, str]:
    """Field → the column that holds it.

    A column holds the field whose words say most of its name; what the caller says comes first.

    Args:
        columns: The table's own columns, without those that name its series.
        vocabulary: `stock` or `supply`.
        given: Field → column, as the caller says.
        asked_by: The option that says so.

    Raises:
        ColumnsError: Two columns claim one field, or the caller names a column that isn't there.
        OptionError: The caller names a field that there isn't.
    """
    phrases = field_phrases(vocabulary)
    for name, column in given.items():
        if name not in phrases:
            fix = did_you_mean(name, phrases, f"Fields: {', '.join(phrases)}.")
            raise OptionError(f"There is no field '{name}'.", fix=fix)
        if column not in columns:
            listed = f"Columns: {', '.join(columns)}."
            raise ColumnsError(f"There is no column '{column}'.", fix=did_you_mean(column, columns, listed))
    found = dict(given)
    claims: dict[str, list[tuple[int, int, str]]] = {}
    for column in columns:
        if column in given.values():
            continue
        best, strength, length = _claim(column, vocabulary)
        if strength and best not in found and best != OTHER:
            claims.setdefault(best, []).append((strength, -length, column))
    for name, claimed in claims.items():
        claimed.sort(key=lambda claim: claim[:2], reverse=True)
        if len(claimed) > 1 and claimed[0][:2] == claimed[1][:2]:
            first, second = claimed[0][2], claimed[1][2]
            raise ColumnsError(
                f"Both {first} and {second} can be the column of {name.replace('_', ' ')}.",
                fix=f"Say which: {option(asked_by, [f'{name}={first}'])}.",
            )
        found[name] = claimed[0][2]
    return found


def best_field(column: str, vocabulary: str) -> str | None:
    """The field that a column's name says most of; None where it says none.

    Examples:
        >>> best_field("In Transit W+1", "stock"), best_field("Colour", "stock")
        ('in_transit', None)
    """
    best, strength, _ = _claim(column, vocabulary)
    return best if strength else None


def _claim(column: str, vocabulary: str) -> tuple[str, int, int]:
    """A column's best field, how many letters of its name that explains, and how many there are."""
    phrases = field_phrases(vocabulary)
    length = len("".join(words_of(column)))
    strengths = {name: field_strength(column, phrases[name]) for name in phrases}
    strengths |= {name: 0 for name in _WHOLE if strengths.get(name, length) < length}
    best = max(strengths, key=lambda name: strengths[name])
    return best, strengths[best], length


def parse_given(texts: Sequence[str], asked_by: str) -> dict[str, str]:
    """What the caller says of columns, written as `field=column`.

    Raises:
        OptionError: A part isn't written so.

    Examples:
        >>> parse_given(["on_hand=Bestand"], "stock_columns")
        {'on_hand': 'Bestand'}
    """
    given = {}
    for text in texts:
        name, mark, column = text.partition("=")
        if not mark or not name.strip() or not column.strip():
            raise OptionError(
                f"'{text}' doesn't say which column holds a field.",
                fix=f"Write it as {option(asked_by, ['on_hand=Column name'])}.",
            )
        given[name.strip()] = column.strip()
    return given
