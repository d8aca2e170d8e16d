"""A date above the header of a report without any in its rows, such as `Date: 2024-03-01` of a till."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.words.names import date_rank
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.formats.labels_above import split_label
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.date_ranges import split_ranges
from foresale.data.reading.parsing.dates.parse_dates import date_share
from foresale.data.reading.provenance import FILE
from foresale.notes import Evidence, Note, Reading

_DATED = 0.5  # share of a column's cells that are dates
_PLAIN = 3  # rank of a name that says nothing but date, or the date of sales


def add_date_above(raw: RawTable, stats: Mapping[str, ColumnStats], options: ReadOptions) -> RawTable:
    """The table with the date that a line above each file's header gives, where no column holds any.

    Args:
        raw: The table as read.
        stats: What its columns' cells look like.
        options: May name the column of dates.
    """
    if options.date is not None or any(
        stat.dates >= _DATED or period_words(name) for name, stat in stats.items()
    ):
        return raw
    files = raw.frame[FILE].cast(pl.String).unique(maintain_order=True).to_list()
    found = {file: _date_of(raw.lines_above.get(file, "")) for file in files}
    if None in found.values():
        return raw
    said = {file: pair for file, pair in found.items() if pair is not None}
    label = said[files[0]][0]
    days = {file: day for file, (_, day) in said.items()}
    column = pl.col(FILE).cast(pl.String).replace_strict(days, return_dtype=pl.String).alias(label)
    text = (
        f"No column holds dates; a line above the header does ({label}: {days[files[0]]}): it is that of the "
        "rows below."
    )
    readings = (Reading("the day of the sales"), Reading("the day of the report"))
    note = Note("date_above", len(files), text, Evidence(f"the line says {label}", readings, "likely"))
    return replace(raw, frame=raw.frame.with_columns(column), notes=(*raw.notes, note))


def _date_of(lines: str) -> tuple[str, str] | None:
    """The only line that is a date, with its label."""
    parted = [found for line in lines.splitlines() if (found := split_label(line)) is not None]
    dated = [
        (label, value)
        for label, value in parted
        if date_rank(label) >= _PLAIN and _is_day(pl.Series("date", [value]))
    ]
    return dated[0] if len(dated) == 1 else None


def _is_day(cells: pl.Series) -> bool:
    return split_ranges(cells) is None and date_share(cells, named_so=True) == 1
