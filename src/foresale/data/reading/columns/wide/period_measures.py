"""Turns columns named by period and measure (2024-01 Units, 2024-01 Sales …) into rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.parsing.dates.date_formats import NUMERIC_LOOKS, match_dates
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.provenance import COLUMN
from foresale.data.reading.questions import Ask
from foresale.data.reading.vocabulary.sale_words import layer_kind
from foresale.notes import Note

_FEWEST = 3  # periods of a measure
_MOSTLY = 0.5  # share of a table's columns
_MARK = re.compile(r"\s*[-_:|/,.]\s*|\s+(?:-\s+)?|(?<=\))\s*|\s*(?=\()")
_TARGETS = ("units", "sales", "revenue")
_MEASURES = (*_TARGETS, "price", "promotion", "stock", "stockout", "in_stock", "known")
Groups = dict[str, dict[str, str]]


def measure_periods(stats: dict[str, ColumnStats]) -> Groups | None:
    """Measure → period → column, where most columns are named by both; None where they aren't.

    Args:
        stats: The table's columns' stats.
    """
    names = list(stats)
    splits, periods = split_names(names)
    for order in (0, 1):
        groups: Groups = defaultdict(dict)
        for name, found in splits.items():
            fitting = [(pair[1 - order], pair[order]) for pair in found if pair[order] in periods]
            known = [pair for pair in fitting if kind_of(pair[0]) in _MEASURES or layer_kind(pair[0])]
            if known:
                measure, period = max(known, key=lambda pair: len(pair[1]))
                groups[measure][period] = name
        groups = {measure: columns for measure, columns in groups.items() if len(columns) >= _FEWEST}
        covered = sum(len(columns) for columns in groups.values())
        if groups and covered >= _MOSTLY * len(names) and any(map(_is_target, groups)):
            return groups
    return None


def split_names(names: Sequence[str]) -> tuple[dict[str, list[tuple[str, str]]], set[str]]:
    """Every way to part each name in two, and those of the parts that are periods.

    Args:
        names: Names of columns.
    """
    splits = {name: list(_splits(name)) for name in names}
    parts = list(dict.fromkeys(part for found in splits.values() for pair in found for part in pair))
    if not parts:
        return splits, set()
    matched = match_dates(pl.Series("part", parts, dtype=pl.String))
    is_period = matched["family"].is_not_null() & ~matched["family"].is_in(NUMERIC_LOOKS)
    return splits, {part for part, dated in zip(parts, is_period, strict=True) if dated}


def _is_target(measure: str) -> bool:
    """Whether a measure is what was sold: units or money, or what happened beside what was planned."""
    return kind_of(measure) in _TARGETS or layer_kind(measure) == "actual"


def _splits(name: str) -> Iterator[tuple[str, str]]:
    """Every way to part a name in two at a mark or blank."""
    for mark in _MARK.finditer(name):
        left, right = name[: mark.start()].strip(), name[mark.end() :].strip()
        if left and right:
            yield left, right.strip("()")


def rows_of_measures(
    frame: pl.DataFrame, groups: Groups, reading: DateReading, ask: Ask | None
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """One row for each row and period, with a column for each measure; and notes.

    Args:
        frame: The table as read.
        groups: From `measure_periods`.
        reading: What the caller knows of dates.
        ask: Asked where the periods can be read in two ways.
    """
    labels = list(dict.fromkeys(label for columns in groups.values() for label in columns))
    inside = {column for columns in groups.values() for column in columns.values()}
    kept = [name for name in frame.columns if name not in inside]
    date = "date" if "date" not in kept else "period"
    ranks = {kind: rank for rank, kind in enumerate(_TARGETS)}
    target = min(groups, key=lambda measure: ranks.get(str(kind_of(measure)), 9 - _is_target(measure)))
    parsed = parse_dates(pl.Series("The columns' names", labels), reading, ask=ask)
    days = parsed.values.cast(pl.Date)
    pieces = [
        frame.select(
            *kept,
            pl.lit(day).cast(pl.Date).alias(date),
            pl.lit(groups[target].get(label)).alias(COLUMN),
            *(
                (pl.col(columns[label]) if label in columns else pl.lit(None)).alias(measure)
                for measure, columns in groups.items()
            ),
        )
        for label, day in zip(labels, days, strict=True)
    ]
    long = pl.concat(pieces, how="vertical_relaxed").with_columns(pl.col(COLUMN).cast(pl.Categorical()))
    text = (
        f"Columns are named by {len(labels)} periods ({labels[0]} to {labels[-1]}) and by what they hold "
        f"({', '.join(groups)}): each period became a row."
    )
    return long, (*parsed.notes, Note("wide_layout", frame.height, text))
