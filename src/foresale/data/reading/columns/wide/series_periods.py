"""Columns named by a store or product and a period (North Jan 2024, South Jan 2024 …), as rows."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.columns.wide.period_measures import Groups, split_names
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.provenance import COLUMN
from foresale.data.reading.questions import Ask
from foresale.data.reading.vocabulary.sale_words import layer_kind, sale_kind
from foresale.notes import Note

_FEWEST_PERIODS, _FEWEST_LABELS = 3, 2
_MOSTLY = 0.8  # share of the table's columns
_DATED = 0.5  # share of a column's cells that are dates


def series_periods(stats: dict[str, ColumnStats]) -> Groups | None:
    """Label → period → column, where most columns are named by both, each label with the same periods.

    Labels that say a measure, a plan or what became of a sale are no stores or products. Beside dates the
    columns are what happened on each day.

    Args:
        stats: The table's columns' stats.
    """
    names = list(stats)
    if any(stat.dates >= _DATED for stat in stats.values()):
        return None
    splits, periods = split_names(names)
    for order in (0, 1):
        groups: Groups = defaultdict(dict)
        for name, found in splits.items():
            fitting = [(pair[1 - order], pair[order]) for pair in found if pair[order] in periods]
            if fitting and stats[name].is_number:
                label, period = max(fitting, key=lambda pair: len(pair[1]))
                groups[label][period] = name
        same = {frozenset(columns) for columns in groups.values()}
        covered = sum(map(len, groups.values()))
        if (
            len(same) == 1
            and len(groups) >= _FEWEST_LABELS
            and len(next(iter(same))) >= _FEWEST_PERIODS
            and covered >= _MOSTLY * len(names)
            and not any(map(_says_more, groups))
        ):
            return dict(groups)
    return None


def _says_more(label: str) -> bool:
    """Whether a label is more than the name of a store or product."""
    is_name = kind_of(label) in (None, "store", "product", "place") or says_total(label, alone=True)
    return not is_name or layer_kind(label) is not None or sale_kind(label) is not None


def rows_of_series(
    frame: pl.DataFrame, groups: Groups, reading: DateReading, ask: Ask | None, value: str
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """One row for each row, label and period, the label in a column `series`; and notes.

    Args:
        frame: The table as read.
        groups: From `series_periods`.
        reading: What the caller knows of dates.
        ask: Asked where the periods can be read in two ways.
        value: What to call the values.
    """
    places = [
        (column, label, period) for label, columns in groups.items() for period, column in columns.items()
    ]
    kept = [name for name in frame.columns if name not in {column for column, _, _ in places}]
    date = "date" if "date" not in kept else "period"
    label = "series" if "series" not in kept else "part"
    labels = list(next(iter(groups.values())))
    parsed = parse_dates(pl.Series("The columns' names", labels), reading, ask=ask)
    days = dict(zip(labels, parsed.values.cast(pl.Date), strict=True))
    named = pl.DataFrame(
        [(column, own, days[period]) for column, own, period in places],
        schema={COLUMN: pl.String, label: pl.String, date: pl.Date},
        orient="row",
    )
    columns = named[COLUMN].to_list()
    wide = frame.with_columns(pl.col(columns).cast(pl.String))
    long = wide.unpivot(columns, index=kept, variable_name=COLUMN, value_name=value)
    long = long.join(named, on=COLUMN, how="left", maintain_order="left")
    text = (
        f"Columns are named by {len(labels)} periods ({labels[0]} to {labels[-1]}) and {len(groups)} others "
        f"({', '.join(list(groups)[:6])}), which are in '{label}': each became a row, its value '{value}'."
    )
    long = long.with_columns(pl.col(COLUMN).cast(pl.Categorical()))
    return long, (*parsed.notes, Note("wide_layout", frame.height, text))
