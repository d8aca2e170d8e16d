"""Settles amounts that can be read in two ways, and says what the others rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.columns.numbers.number_words import settle_number_words
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.questions import Ask, Question, settle
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, describe_readings

_FIX = f"Say which mark is the decimal one: {option('decimal', '.')} or {option('decimal', ',')}"
_ANSWERS = {".": "the point is the decimal mark", ",": "the comma is the decimal mark"}
_MARKS = {".": "a point", ",": "a comma"}


def settle_formats(
    frame: pl.DataFrame, columns: Sequence[str | None], formats: NumberFormats, ask: Ask | None
) -> tuple[NumberFormats, tuple[Note, ...]]:
    """Ask for marks and words of amounts that can be read in two ways, and note what proved the others.

    Args:
        frame: The rows.
        columns: The amounts, the one that is forecast first; None among them is passed over.
        formats: How the table's columns write their numbers.
        ask: Asked; errors name both totals where it's None.

    Raises:
        ColumnsError: Nobody can be asked.
    """
    formats, said = settle_number_words(frame, columns, formats, ask)
    settled, notes = dict(formats.by_column), list(said)
    is_open = [name for name in dict.fromkeys(columns) if name in settled and settled[name].is_open]
    answered: str | None = None
    for name in dict.fromkeys(columns):
        if name is None or name not in settled:
            continue
        found = settled[name]
        if found.mixed and not found.n_open:
            text = f"In {name}, some cells have a decimal point and some a comma: each is read by itself."
            notes.append(Note("decimal_mark", 1, text, Evidence("no cell has two readings")))
        if not found.n_open:
            continue
        certainty = found.certainty
        totals = {mark: _total(frame[name], replace(found, decimal=mark)) for mark in (".", ",")}
        readings = {mark: Reading(f"{_MARKS[mark]} is decimal", totals[mark]) for mark in totals}
        if found.is_open:
            certainty = "asked"
            if answered is None:
                cells = [f"'{settled[each].example}'" for each in is_open]
                question = Question(
                    "decimal_mark",  # of the file: whoever writes one column with commas writes all so
                    f"In {' and '.join(is_open)}, the mark in cells such as {' and '.join(cells)} can be a "
                    "decimal mark or part thousands.",
                    tuple(_ANSWERS.values()),
                    _FIX,
                    tuple(readings.values()),
                )
                answer = settle(question, ask)
                answered = next(mark for mark, text in _ANSWERS.items() if text == answer)
            settled[name] = found = replace(found, decimal=answered, reason="as answered", certainty="asked")
        if found.decimal is None or totals["."] == totals[","]:
            continue
        chosen, other = readings[found.decimal], readings["," if found.decimal == "." else "."]
        text = (
            f"In {name}, {_MARKS[found.decimal]} is the decimal mark: {found.reason} "
            f"({describe_readings((chosen, other))})."
        )
        evidence = Evidence(f"'{found.example}': {found.reason}", (chosen, other), certainty)
        notes.append(Note("decimal_mark", found.n_open, text, evidence))
    return replace(formats, by_column=settled), tuple(notes)


def _total(cells: pl.Series, number_format: NumberFormat) -> float:
    return float(parse_numbers(cells, decimal=number_format, units=True).sum() or 0.0)
