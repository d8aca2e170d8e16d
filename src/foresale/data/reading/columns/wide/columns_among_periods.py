"""Numbers in a table with a column a period that are no period: sums of some of them, or not to be read."""

from __future__ import annotations

import numpy as np
import polars as pl

from foresale.arrays import Floats
from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.provenance import FILE, own_columns
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note

_FEWEST_TOTALS, _FEWEST_ELSEWHERE = 3, 6  # different sums that prove a column beside what it sums, or apart
_MOST_ROWS, _MOST_PERIODS = 2_000, 1_500
_SAMPLE = 500
_CLOSE = 1e-6


def find_span_sums(frame: pl.DataFrame, periods: list[str]) -> dict[str, tuple[str, str]]:
    """Columns that are the sum of two or more periods in a row, each with the first and last of these.

    Such are half-years, quarters and years to date, however they are called.

    Args:
        frame: The table as read.
        periods: Its columns that are periods, in their order.
    """
    if len(periods) > _MOST_PERIODS:
        return {}
    rows = frame.head(_MOST_ROWS)
    others = [name for name in own_columns(frame) if name not in periods]
    numbers = {name: parse_numbers(rows[name]) for name in others}
    numbers = {
        name: cells
        for name, cells in numbers.items()
        if not cells.null_count() and (says_total(name) or cells.n_unique() >= _FEWEST_TOTALS)
    }
    if not numbers:
        return {}
    amounts = np.column_stack([parse_numbers(rows[name]).fill_null(0.0).to_numpy() for name in periods])
    until = np.column_stack([np.zeros(len(amounts)), np.cumsum(amounts, axis=1)])
    among = set(_columns_among(frame, periods))
    found = {}
    for name, cells in numbers.items():
        span = _find_span(cells.to_numpy().astype(np.float64), until)
        is_beside = span is not None and (name in among or span[1] == len(periods) - 1)
        if span is not None and (is_beside or says_total(name) or cells.n_unique() >= _FEWEST_ELSEWHERE):
            found[name] = periods[span[0]], periods[span[1]]
    return found


def _find_span(whole: Floats, until: Floats) -> tuple[int, int] | None:
    """Places of the first and last period of those that add up to `whole` in every row."""
    row = int(np.argmax(np.abs(whole)))
    sums = until[row][None, :] - until[row][:, None]
    first, end = np.nonzero(np.abs(sums - whole[row]) <= _CLOSE * max(1.0, abs(whole[row])))
    wide = end - first >= 2
    for start, stop in zip(first[wide].tolist(), end[wide].tolist(), strict=True):
        off = np.abs(until[:, stop] - until[:, start] - whole)
        if (off <= _CLOSE * np.maximum(1.0, np.abs(whole))).all():
            return start, stop - 1
    return None


def span_sum_notes(found: dict[str, tuple[str, str]]) -> tuple[Note, ...]:
    """What is told of sums that are left out.

    Args:
        found: As `find_span_sums` answers.
    """
    return tuple(
        Note(
            "summary_column",
            1,
            f"{name} is the sum of {first} to {last} in each row: left out.",
            Evidence(f"{name} equals the sum of {first} to {last} in every row", (), "proven"),
        )
        for name, (first, last) in found.items()
    )


def refuse_columns_among(frame: pl.DataFrame, periods: list[str]) -> None:
    """Stop where numbers stand between periods, and are neither one nor the sum of some: which is unknown.

    Args:
        frame: The table without sums of periods.
        periods: Its columns that are periods.

    Raises:
        ColumnsError: There are such.
    """
    odd = [
        name for name in _columns_among(frame, periods) if parse_numbers(frame[name].head(_SAMPLE)).count()
    ]
    if odd:
        names = own_columns(frame)
        before = names[names.index(odd[0]) - 1]
        raise ColumnsError(
            f"Column '{odd[0]}' stands among periods (behind '{before}'), but is none, nor the sum of some.",
            fix=f"If it is a period, call it so, as '{periods[0]}' is; else leave it out with "
            f"{option('ignored', [odd[0]])}.",
        )


def _columns_among(frame: pl.DataFrame, periods: list[str]) -> list[str]:
    """Columns with periods before and behind them; of several files none, whose own columns came behind."""
    names = own_columns(frame)
    if FILE in frame.columns and frame[FILE].n_unique() > 1:
        return []
    places = [names.index(name) for name in periods]
    return [name for name in names[min(places) : max(places)] if name not in periods]
