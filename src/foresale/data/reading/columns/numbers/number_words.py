"""Words beside numbers that mean a thousand in one language and a million in another: proved or asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.parsing.numbers.number_cells import split_cells, split_scale
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import OptionError
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

#: Word → what it may make of a number, the commoner reading first.
_READINGS: Mapping[str, tuple[tuple[float, str], ...]] = {
    "mil": ((1e3, "a thousand, as in Spanish and Portuguese"), (1e6, "a million, short for it in English")),
    "mi": ((1e6, "a million, short for it in Portuguese"), (1.0, "a unit, such as miles")),
}


def read_number_words(told: Sequence[str]) -> dict[str, float]:
    """What words beside numbers mean, as the caller says it.

    Args:
        told: Such as `mil=1000`.

    Raises:
        OptionError: One is no word and number.

    Examples:
        >>> read_number_words(["mil=1000"])
        {'mil': 1000.0}
    """
    words = {}
    for text in told:
        word, _, size = text.partition("=")
        try:
            words[word.strip().lower()] = float(size)
        except ValueError:
            words[""] = 0.0
        if "" in words or not all(0 < size < float("inf") for size in words.values()):
            raise OptionError(
                f"'{text}' doesn't say how much a word beside a number is.",
                fix=f"Write {option('number_words', ['mil=1000'])}.",
            )
    return words


def settle_number_words(
    frame: pl.DataFrame, columns: Sequence[str | None], formats: NumberFormats, ask: Ask | None
) -> tuple[NumberFormats, tuple[Note, ...]]:
    """Ask what words beside amounts mean that stand for several sizes, unless another word proves it.

    Args:
        frame: The rows.
        columns: The amounts, the one that is forecast first; None among them is passed over.
        formats: How the table's columns write their numbers.
        ask: Asked; errors name both totals where it's None.

    Raises:
        ColumnsError: Nobody can be asked.
    """
    notes = []
    for name in dict.fromkeys(columns):
        if name is None or frame[name].dtype != pl.String:
            continue
        found = formats.of(name)
        cells = frame[name].filter(frame[name].str.contains(r"(?i)\bmil?\b").fill_null(value=False))
        beside = split_cells(cells.unique()).drop_nulls("body")["beside"]
        said = {word for words in beside.drop_nulls() for word in words.replace(".", " ").split()}
        for word in sorted(said & set(_READINGS) - set(found.words)):
            found, note = _settle(frame[name], word, found, ask)
            formats = replace(formats, by_column={**formats.by_column, name: found})
            notes.append(note)
    return formats, tuple(notes)


def _settle(cells: pl.Series, word: str, found: NumberFormat, ask: Ask | None) -> tuple[NumberFormat, Note]:
    """How the column reads with the one meaning of a word."""
    readings = {size: replace(found, words={**found.words, word: size}) for size, _ in _READINGS[word]}
    totals = {
        size: Reading(f"{word} is {meaning}", _total(cells, readings[size]))
        for size, meaning in _READINGS[word]
    }
    proven = _prove_size(cells, word)
    reason, certainty = (f"other cells say {proven[1]}", "proven") if proven else ("as answered", "asked")
    if proven is None:
        example = cells.filter(cells.str.contains(rf"(?i)\b{word}\b").fill_null(value=False))[0]
        answers = tuple(f"{word}={size:.0f}" for size in readings)
        question = Question(
            f"number_word:{cells.name}:{word}",
            f"In {cells.name}, '{word}' in cells such as '{example}' has two meanings.",
            answers,
            "Say which it is: " + " or ".join(option("number_words", [answer]) for answer in answers),
            tuple(totals.values()),
        )
        size = float(settle(question, ask).partition("=")[2])
    else:
        size = proven[0]
    chosen, other = totals[size], next(reading for at, reading in totals.items() if at != size)
    sure: Certainty = "proven" if certainty == "proven" else "asked"
    text = f"In {cells.name}, {chosen.meaning}: {reason}."
    return readings[size], Note("number_words", 1, text, Evidence(text, (chosen, other), sure))


def _prove_size(cells: pl.Series, word: str) -> tuple[float, str] | None:
    """The size of a word beside others of the same column: a thousand beside millions, and the reverse."""
    beside = split_cells(cells.drop_nulls().unique()).drop_nulls("body")["beside"]
    lowered = beside.str.replace_all(r"\.", " ")
    others = lowered.filter(~lowered.str.contains(rf"\b{word}\b") & (lowered != ""))
    scaled = pl.DataFrame({"beside": others}).hstack(split_scale(others).rename({"beside": "rest"}))
    for size, _ in _READINGS[word]:
        hits = scaled.filter(pl.col("scale") == {1e3: 1e6, 1e6: 1e3}.get(size, 0.0))
        if hits.height:
            return size, f"'{hits['beside'][0]}'"
    return None


def _total(cells: pl.Series, number_format: NumberFormat) -> float:
    return float(parse_numbers(cells, decimal=number_format, units=True).sum() or 0.0)
