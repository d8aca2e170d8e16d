"""Files of a day each that hold no dates: the day that each file's name says."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
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
    """`raw` with the day of each file's name in a column, where no column holds dates and the reader agrees.

    A day in a name may also be the one on which the file was written, so that it is never taken unasked.

    Args:
        raw: The table as read.
        stats: What its columns' cells look like.
        options: `date` is "file" where the days in the names count.
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
    days = {file: _day_of(file) for file in files}
    if None in days.values() or len(set(days.values())) < len(files) or (not told and len(files) < _FEWEST):
        return raw
    if not told:
        question = Question(
            f"No column holds dates, and each of {len(files)} files names a day of its own ({files[0]} …): "
            "was what it holds sold on that day?",
            ("yes", "no"),
            f"Say {option('date', FILE_DATE)} if so; else write the day into a column of each file.",
        )
        if settle(question, ask) == "no":
            return raw
    column = pl.col(FILE).cast(pl.String).replace_strict(days, return_dtype=pl.Date).alias(FILE_DATE)
    text = f"The days are those of the {len(files)} files' names ({files[0]} …)."
    readings = (Reading("the day of a sale"), Reading("the day on which the file was written"))
    note = Note("file_days", len(files), text, Evidence("the files' names", readings, "told"))
    return replace(raw, frame=raw.frame.with_columns(column), notes=(*raw.notes, note))


def _day_of(file: str) -> datetime.date | None:
    found = _DAY.findall(file)
    if len(found) != 1:
        return None
    year, _, month, day = found[0]
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
