"""Sheets of a day, week or month each whose rows have no date: the period that each sheet's name says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.words.period_words import numbered_days, period_words
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.label_months import YEAR, find_label_month
from foresale.data.reading.parsing.dates.label_periods import LabelPeriod, find_label_periods, spell_period
from foresale.data.reading.parsing.dates.weekday_names import weekdays_by_name
from foresale.data.reading.parsing.plain_text import plain_word
from foresale.data.reading.provenance import FILE
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

SHEET_PERIODS = "sheet_periods"
"""The rule of the note that dates come from the names of sheets."""
_SHEET = "sheet"
_WEEKS_OF_MONTH = 6
_DATED = 0.5  # share of a column's cells that are dates


def add_sheet_periods(
    raw: RawTable, stats: Mapping[str, ColumnStats], options: ReadOptions, ask: Ask | None
) -> RawTable:
    """The table with the period of its sheet on each row, where nothing else says when it was.

    Weeks and months without a year take the one that the caller says, or that the workbook's name says if the
    reader agrees.

    Args:
        raw: The table as read.
        stats: What its columns' cells look like.
        options: May hold the year.
        ask: Asked whether the year in the workbook's name is the sales'.

    Raises:
        ColumnsError: Nothing says the year, or the sheets go over its end.
    """
    if _SHEET not in raw.columns or options.date is not None or not _lacks_dates(raw, stats):
        return raw
    labels = raw.frame[_SHEET].unique(maintain_order=True).to_list()
    periods = find_label_periods(labels)
    if periods is None:
        return raw
    if periods[0].unit != "day" and any(one.year is None for one in periods):
        periods = _with_year(periods, labels, raw, options, ask)
    spelt = {label: spell_period(one) for label, one in zip(labels, periods, strict=True)}
    name = "date" if "date" not in raw.columns else "period"
    column = pl.col(_SHEET).replace_strict(spelt, return_dtype=pl.String).alias(name)
    text = (
        f"No column holds dates: each row is of the {periods[0].unit} that its sheet is named by "
        f"({labels[0]} …)."
    )
    readings = (Reading("when it was sold"), Reading("a store or a version"))
    note = Note(SHEET_PERIODS, len(labels), text, Evidence("each sheet is named by another one", readings))
    return replace(raw, frame=raw.frame.with_columns(column).drop(_SHEET), notes=(*raw.notes, note))


def _lacks_dates(raw: RawTable, stats: Mapping[str, ColumnStats]) -> bool:
    """Whether no column but that of sheets says more of time than a weekday."""
    for name in raw.columns:
        if name == _SHEET:
            continue
        if name in stats and stats[name].dates >= _DATED:
            return False
        if period_words(name) and not _holds_weekdays(raw.frame[name]):
            return False
    return not numbered_days(raw.columns)


def _holds_weekdays(cells: pl.Series) -> bool:
    words = {plain_word(word).strip(" .") for word in cells.cast(pl.String).drop_nulls().unique()}
    return bool(words) and len(weekdays_by_name(words)) == len(words)


def _with_year(
    periods: Sequence[LabelPeriod],
    labels: Sequence[str],
    raw: RawTable,
    options: ReadOptions,
    ask: Ask | None,
) -> list[LabelPeriod]:
    unit, year = periods[0].unit, options.year
    open_ones = [one.number for one in periods if one.year is None]
    file = str(raw.frame[FILE][0]).partition(" [")[0]
    fix = f"Write the year into the sheets' names, such as '{labels[0]} 2024'"
    if unit == "week" and max(open_ones) <= _WEEKS_OF_MONTH and find_label_month(file) is not None:
        raise ColumnsError(
            f"{file}: the sheets' names ({labels[0]} … {labels[-1]}) number weeks, of the month in the "
            "file's name or of a year.",
            fix="Name each sheet by its week of the year or its first day, such as '2024-W12' or "
            "'2024-03-18'.",
        )
    if open_ones != sorted(open_ones):
        raise ColumnsError(
            f"{file}: the sheets' names ({labels[0]} … {labels[-1]}) are {unit}s without a year, and they "
            "aren't in the order of one year.",
            fix=f"{fix}.",
        )
    in_name = set(YEAR.findall(file))
    if year is None and len(in_name) == 1:
        named = in_name.pop()
        question = Question(
            f"year:{file}",
            f"The sheets of {file} are named by {unit}s without a year. {named} stands in the file's name: "
            "were these sold in it?",
            ("yes", "no"),
            f"Say {option('year', int(named))}, or another year.",
        )
        year = int(named) if settle(question, ask) == "yes" else None
    if year is None:
        raise ColumnsError(
            f"{file}: the sheets' names ({labels[0]} … {labels[-1]}) are {unit}s without a year, and no row "
            "has a date.",
            fix=f"Say it by {option('year', 2024)}. Or: {fix[0].lower()}{fix[1:]}.",
        )
    return [one if one.year is not None else replace(one, year=year) for one in periods]
