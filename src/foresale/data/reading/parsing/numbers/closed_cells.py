"""Cells that say, where a number is expected, that the shop was closed or nothing was left to sell."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.parsing.numbers.cell_words import CLOSED, SOLD_OUT


def says_closed(cells: pl.Series, numbers: pl.Series) -> pl.Series:
    """True for each cell that says, instead of a number, that the shop was closed.

    Args:
        cells: The target's cells.
        numbers: What was read from them, null where a cell is no number.
    """
    return _says(cells, numbers, CLOSED)


def says_sold_out(cells: pl.Series, numbers: pl.Series) -> pl.Series:
    """True for each cell that says, instead of a number, that nothing was left to sell.

    Args:
        cells: The target's cells.
        numbers: What was read from them, null where a cell is no number.
    """
    return _says(cells, numbers, SOLD_OUT)


def _says(cells: pl.Series, numbers: pl.Series, words: tuple[str, ...]) -> pl.Series:
    if cells.dtype != pl.String or numbers.null_count() == cells.null_count():
        return pl.repeat(value=False, n=len(cells), eager=True)
    text = cells.str.strip_chars(" \t\n\r()[]*.!-–—\u00a0").str.to_lowercase()
    return (text.is_in(words) & numbers.is_null()).fill_null(value=False)
