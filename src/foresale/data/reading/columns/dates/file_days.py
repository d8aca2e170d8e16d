"""Files of a day, week or month each that hold no dates: what each file's name says."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.words.period_words import numbered_days, period_words
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.label_periods import find_label_periods, spell_period
from foresale.data.reading.provenance import FILE
from foresale.data.reading.questions import Ask, Question, settle
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

FILE_DATE = "file"
"""The date column that stands for the days in the files' names."""
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DATED = 0.5  # share of a column's cells that are dates
_FEWEST = 3


def add_file_days(
    raw: RawTable, stats: Mapping[str, ColumnStats], options: ReadOptions, ask: Ask | None
) -> RawTable:
    """`raw` with the period of each file's name in a column, where no column holds dates.

    A day in a name may also be the one on which the file was written, so that the reader must agree.

    Args:
        raw: The table as read.
        stats: What its columns' cells look like.
        options: `date` is "file" where the periods in the names count.
        ask: Asked whether they do.

    Raises:
        ColumnsError: Nobody is there to ask.
    """
    told = options.date == FILE_DATE
    if FILE_DATE in raw.columns or (options.date is not None and not told):
        return raw
    if any(stat.dates >= _DATED or period_words(name) for name, stat in stats.items()):
        return raw
    files = raw.frame[FILE].cast(pl.String).unique(maintain_order=True).to_list()
    unit, spelt = _periods_of(files)
    if len(set(spelt)) < len(files) or (not told and len(files) < _FEWEST):
        return raw
    if unit != "day" and numbered_days(raw.columns):
        return raw
    if not told:
        question = Question(
            "file_days",
            f"No column holds dates, and each of {len(files)} files names a {unit} of its own "
            f"({files[0]} …): was what it holds sold {'on' if unit == 'day' else 'in'} that {unit}?",
            ("yes", "no"),
            f"Say {option('date', FILE_DATE)} if so; else write the {unit} into a column of each file.",
        )
        if settle(question, ask) == "no":
            return raw
    of_files = dict(zip(files, spelt, strict=True))
    column = pl.col(FILE).cast(pl.String).replace_strict(of_files, return_dtype=pl.String).alias(FILE_DATE)
    text = f"The {unit}s are those of the {len(files)} files' names ({files[0]} …)."
    readings = (Reading(f"the {unit} of a sale"), Reading(f"the {unit} in which the file was written"))
    note = Note("file_days", len(files), text, Evidence("the files' names", readings, "told"))
    return replace(raw, frame=raw.frame.with_columns(column), notes=(*raw.notes, note))


def _periods_of(files: Sequence[str]) -> tuple[str, list[str]]:
    """Which period the files' names say, and each one's; none where not all say one with its year."""
    days = [_day_of(file) for file in files]
    if None not in days:
        return "day", [str(day) for day in days]
    periods = find_label_periods([file.rpartition(".")[0] or file for file in files])
    if periods is None or periods[0].unit == "day" or any(one.year is None for one in periods):
        return "", []
    return periods[0].unit, [spell_period(one) for one in periods]


def _day_of(file: str) -> datetime.date | None:
    found = _DAY.findall(file)
    if len(found) != 1:
        return None
    year, _, month, day = found[0]
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
