"""What a column's cells say about its part, from a sample spread over the whole table."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from foresale.data.reading.columns.numbers.cell_units import WITH_UNITS
from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.columns.words.names import date_rank, kind_of, says_moment
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.parsing.dates.parse_dates import date_share
from foresale.data.reading.parsing.numbers.closed_cells import says_closed, says_sold_out
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_flags, parse_numbers
from foresale.data.reading.provenance import FILE, ROW

_SAMPLE = 8_000
_NAMELESS = re.compile(r"(?i)(?:column|unnamed)[ _:]*\d+$")
_FEW = 0.1


@dataclass(frozen=True)
class ColumnStats:
    """One column's name and cells in a few numbers.

    Attributes:
        name: The column's name.
        kind: What the name says it holds (`column_names.kind_of`).
        missing: Share of cells without a value, 0–1.
        numeric: Share of the filled cells that are numbers.
        flags: Share of the filled cells that say yes or no.
        dates: Share of the filled cells that are dates.
        distinct: Different values in the sample.
        constant: Whether all filled cells hold one value.
    """

    name: str
    kind: str | None
    missing: float
    numeric: float
    flags: float
    dates: float
    distinct: int
    constant: bool

    @property
    def is_number(self) -> bool:
        """Whether nearly all filled cells are numbers."""
        return self.numeric >= 0.9

    @property
    def is_flag(self) -> bool:
        """Whether nearly all filled cells say yes or no."""
        return self.flags >= 0.9


def spread_sample(frame: pl.DataFrame, rows: int = _SAMPLE) -> pl.DataFrame:
    """About `rows` rows, evenly spread, so that a table sorted by series shows many of them."""
    return frame if frame.height <= rows else frame.gather_every(frame.height // rows)


def measure_columns(frame: pl.DataFrame, formats: NumberFormats) -> dict[str, ColumnStats]:
    """What is in each of the table's own columns.

    Args:
        frame: The table as read.
        formats: How each column writes its numbers.
    """
    sample = spread_sample(frame)
    return {
        name: _measure(sample[name], frame[name], formats.of(name))
        for name in frame.columns
        if name not in (FILE, ROW)
    }


def _measure(cells: pl.Series, whole: pl.Series, number_format: NumberFormat) -> ColumnStats:
    if cells.dtype in (pl.Categorical, pl.Enum):
        cells = cells.cast(pl.String)
    filled = cells.filter(~is_missing(cells))
    count = max(len(filled), 1)
    rank = date_rank(cells.name) or (1 if period_words(cells.name) or says_moment(cells.name) else 0)
    distinct = filled.n_unique()
    numeric = (
        0.0
        if rank > 1 and cells.dtype == pl.String
        else _numeric(filled, number_format, units=kind_of(cells.name) in WITH_UNITS)
    )
    looks_dated = filled.dtype != pl.String or bool(filled.head(200).str.contains(r"\d").any())
    dated = date_share(filled, named_so=rank != 0) if looks_dated and (rank != 0 or numeric < _FEW) else 0.0
    flags = _share(parse_flags(filled), count) if distinct <= 4 and cells.dtype == pl.String else 0.0
    if cells.dtype == pl.Boolean:
        flags = 1.0
    constant = distinct <= 1
    if constant and len(whole) > len(cells):
        constant = whole.drop_nulls().n_unique() <= 1
    kind = kind_of(cells.name)
    if kind == "row" and _NAMELESS.match(cells.name) and numeric < _FEW and dated < _FEW:
        kind = None  # labels below a blank header, not the rows' numbers
    return ColumnStats(
        name=cells.name,
        kind=kind,
        missing=1 - len(filled) / max(len(cells), 1),
        numeric=numeric,
        flags=flags,
        dates=dated,
        distinct=distinct,
        constant=constant,
    )


def _numeric(filled: pl.Series, number_format: NumberFormat, *, units: bool) -> float:
    """The share of numbers among cells, of which those count for nothing that say closed or sold out."""
    parsed = parse_numbers(filled, decimal=number_format, units=units)
    words = int((says_closed(filled, parsed) | says_sold_out(filled, parsed)).sum()) if parsed.count() else 0
    return parsed.count() / max(len(filled) - words, 1)


def _share(parsed: pl.Series, count: int) -> float:
    return (len(parsed) - parsed.null_count()) / count
