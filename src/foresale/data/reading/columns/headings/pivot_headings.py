"""Pivot tables in one column: products with their sums above days or months, or these above products."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.date_formats import match_dates
from foresale.data.reading.parsing.dates.parse_dates import date_share
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.provenance import FILE
from foresale.notes import Evidence, Note, Reading, counted

_MIN_SECTIONS = 2
_MOST_LABELS = 0.34  # share of the rows: each label has two dates or more below it
_FEW_DATES = 0.5
_LOOKED_AT = 200
_MOST_ROWS = 50_000  # of a pivot with products below dates
_SECTIONS = ("section", "heading", "upper_section")


def fill_pivot_headings(raw: RawTable, options: ReadOptions) -> RawTable:
    """`raw` with the labels of a compact pivot in a column of their own, and without their sums.

    Such a table has one column of labels and dates in turn; a label's amounts are the sums of the dates
    below it, or a date's those of the labels below it, which proves it.

    Args:
        raw: The table as read.
        options: `fill_down` may say that labels don't hold for the rows below them.
    """
    names = raw.columns
    frame = raw.frame
    if options.fill_down is False or len(names) < 2 or frame.height < 3 * _MIN_SECTIONS:
        return raw
    first = frame[names[0]]
    share = date_share(first.head(_LOOKED_AT), named_so=False) if first.dtype == pl.String else 0.0
    if first.null_count() or not 0 < share < 1 or (share < _FEW_DATES and frame.height > _MOST_ROWS):
        return raw
    distinct = first.unique(maintain_order=True)
    dates = distinct.filter(match_dates(distinct)["family"].is_not_null())
    totals = [label for label in distinct.to_list() if says_total(label)]
    is_total = first.is_in(totals)
    heads = first.is_in(dates.implode()) == (share < _FEW_DATES)
    heads &= ~is_total
    body = heads.filter(~is_total)
    if not len(body) or not body[0] or not _MIN_SECTIONS <= heads.sum() <= _MOST_LABELS * len(heads):
        return raw
    blocks = heads.cum_sum().to_numpy()
    amounts = [parse_numbers(frame[name]) for name in names[1:]]
    proven = [one for one in amounts if one.count() and _sum_up(one, heads, is_total, blocks)]
    if not proven:
        return raw
    return _with_column(raw, heads, is_total, of_dates=share < _FEW_DATES)


def _sum_up(amounts: pl.Series, heads: pl.Series, totals: pl.Series, blocks: np.ndarray) -> bool:
    """Whether each heading's amount is the sum of those below it."""
    numbers = amounts.fill_null(0.0).to_numpy()
    body = ~(heads | totals).to_numpy()
    sums = np.bincount(blocks[body], numbers[body], minlength=int(blocks.max()) + 1)
    wholes = numbers[heads.to_numpy()]
    off = np.abs(wholes - sums[1:])
    return bool((off <= 1e-6 + 1e-6 * np.abs(wholes)).all() and np.abs(wholes).any())


def _with_column(raw: RawTable, heads: pl.Series, totals: pl.Series, *, of_dates: bool) -> RawTable:
    """The rows below the labels with these in a column; where these are dates, products are in one too."""
    first = raw.columns[0]
    name = _free_name(raw.columns, ("date", "period", "day") if of_dates else _SECTIONS)
    label = pl.when(pl.lit(heads)).then(pl.col(first).str.strip_chars()).forward_fill().over(FILE)
    frame = raw.frame.with_columns(label.alias(name)).filter(~(heads | totals))
    if of_dates:
        items = pl.col(first).str.strip_chars().alias(_free_name(raw.columns, _SECTIONS))
        frame = frame.with_columns(items).drop(first)
    shown = ", ".join(raw.frame[first].filter(heads).str.strip_chars().head(3))
    text = (
        f"{counted(int(heads.sum()), 'row')} of {first} ({shown} …) are sums of the rows below them, as in "
        f"a pivot table: each holds for those rows, in column {name}, and its sum is left out."
    )
    seen = "each is the sum of the rows below it"
    readings = (Reading("a label holds for the rows below it"), Reading("all rows are one series"))
    note = Note("pivot_headings", int(heads.sum()), text, Evidence(seen, readings, "proven"))
    return replace(raw, frame=frame, notes=(*raw.notes, note))


def _free_name(taken: list[str], wanted: tuple[str, ...]) -> str:
    return next(name for name in wanted if name not in taken)
