"""Files of a month each whose rows only number the days: the month that each file's name says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.dates.date_parts import part_numbers
from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.columns.words.period_words import numbered_days, period_words
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.parsing.dates.label_months import YEAR, find_label_months, find_short_year
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.provenance import FILE
from foresale.errors import ColumnsError
from foresale.notes import Evidence, Note, Reading

MONTHS_BY_FILE = "month_by_file"
"""The rule of the note that months come from names of files or sheets."""
_SHEET = "sheet"
_DATED = 0.5  # share of a column's cells that are dates
_LAST_DAY = 31
_YEARS_BACK = 10


def add_file_months(raw: RawTable, stats: Mapping[str, ColumnStats]) -> RawTable:
    """The table with columns of the month, and the year where it is said, that its files' names say.

    Args:
        raw: The table as read.
        stats: What its columns' cells look like.

    Raises:
        ColumnsError: Several files number their days from 1, and their names don't say the month.
    """
    day = _day_column(raw, stats)
    if day is None:
        return raw
    by_sheet = _SHEET in raw.columns
    places = pl.col(_SHEET) if by_sheet else pl.col(FILE).cast(pl.String)
    labels = raw.frame.select(places).to_series().unique(maintain_order=True).to_list()
    files = raw.frame[FILE].cast(pl.String).unique(maintain_order=True).to_list()
    parts = find_label_months(labels)
    if None in parts.values():
        if len(labels) < 2:
            return raw
        raise ColumnsError(
            f"The days of a month are numbered from 1 ({day}) in each of {len(labels)} files or sheets, and "
            f"their names, such as '{labels[0]}', don't say which month.",
            fix="Name each by its month, such as 2024-01, or write whole dates into its cells.",
        )
    told = [part for part in parts.values() if part is not None]
    if None in {year for year, _ in told}:
        in_names = {year for file in files for year in YEAR.findall(file)}
        only = int(in_names.pop()) if len(in_names) == 1 else None
        _check_years(labels, only)
        parts = {label: (part[0] or only, part[1]) for label, part in parts.items() if part is not None}
    months = {label: part[1] for label, part in parts.items() if part is not None}
    frame = raw.frame.with_columns(
        places.replace_strict(months, return_dtype=pl.Int64).cast(pl.String).alias("Month")
    )
    of_year = {label: part[0] for label, part in parts.items() if part is not None}
    if None not in of_year.values():
        frame = frame.with_columns(
            places.replace_strict(of_year, return_dtype=pl.Int64).cast(pl.String).alias("Year")
        )
    what = "sheets" if by_sheet else "files"
    text = (
        f"Days of a month are numbered ({day}); the month is in the {what}' names ({', '.join(labels[:3])})."
    )
    note = Note(MONTHS_BY_FILE, len(labels), text, Evidence(text, (Reading("a month each"),), "proven"))
    frame = frame.drop(_SHEET) if by_sheet else frame
    return replace(raw, frame=frame, notes=(*raw.notes, note))


def _check_years(labels: Sequence[str], year: int | None) -> None:
    """Refuse to take a file's year for sheets or files whose names seem to have older ones, in two digits."""
    short = {label: found for label in labels if (found := find_short_year(label)) is not None}
    older = [label for label, found in short.items() if year and 0 < year % 100 - found <= _YEARS_BACK]
    if older and len(set(short.values())) > 1:
        raise ColumnsError(
            f"Names such as '{older[0]}' and '{labels[-1]}' could say years in two digits, but the file's "
            f"says {year}.",
            fix="Name each by its month with the whole year, such as 2024-01.",
        )


def _day_column(raw: RawTable, stats: Mapping[str, ColumnStats]) -> str | None:
    """What numbers days of a month, a column or several, where nothing else is a date or a part of one."""
    if any(stat.dates >= _DATED for name, stat in stats.items() if name != _SHEET):
        return None
    words = {name: period_words(name) for name in raw.columns}
    if any(found & {"month", "week", "quarter"} for name, found in words.items() if name != _SHEET):
        return None
    across = list(numbered_days(raw.columns))
    if across:
        return f"columns {across[0]} to {across[-1]}"
    for name in raw.columns:
        if "day" not in words[name]:
            continue
        cells = raw.frame[name].filter(~is_missing(raw.frame[name]))
        numbers = part_numbers(cells, "day")
        others = cells.filter(numbers.is_null()).cast(pl.String).unique().to_list()
        if numbers.count() and numbers.min() == 1 and all(says_total(other) for other in others):
            return name
    return None
