"""Columns that a plan gives for the days ahead: known ahead, whatever their names say."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.side_tables.join import DAY, ExtraTable
from foresale.messages import option
from foresale.notes import Note
from foresale.sales import ColumnRoles

# Kinds that come with a sale, so that what a plan says of them is itself a forecast of sales.
_WITH_SALES = ("result", "units", "sales", "revenue", "transaction", "time", "person", "shipping", "calendar")
#: Kinds that name or describe a series.
OF_SERIES = ("series", "row", "product", "code", "label", "category", "attribute", "brand", "store", "place",
              "channel")  # fmt: skip
_EXPLAINING_NOTHING = frozenset([*_WITH_SALES, *OF_SERIES])
# Kinds that a table beside the sales measures: unless it is a plan, it tells what happened.
_MEASURED = frozenset([*_EXPLAINING_NOTHING, "traffic", "stock"])
_MAX_LABELS = 30


def with_planned_columns(
    roles: ColumnRoles, stats: Mapping[str, ColumnStats], plans: Sequence[ExtraTable], options: ReadOptions
) -> tuple[ColumnRoles, list[Note]]:
    """The roles with every column as known ahead that a plan gives for the days ahead, and a note of it.

    Weather, markdowns and prices of fuel are known afterwards only, unless a plan says them. What is
    measured with the sales (revenue, receipts) stays out, and so does what the caller gave another part.

    Args:
        roles: The part of each of the sales' columns.
        stats: What their cells look like.
        plans: The plans.
        options: Parts that the caller gives.
    """
    settled = {name for names in options.columns_by_role().values() for name in names}
    free = [name for name in (*roles.past_only, *roles.ignored) if name not in settled]
    planned = [
        name
        for name in free
        if name in stats and _can_explain(stats[name]) and any(_gives(plan, name) for plan in plans)
    ]
    if not planned:
        return roles, []
    return _move_planned(roles, planned), [note_planned_columns(planned, "The plan")]


def with_joined_plan(
    roles: ColumnRoles, extra: ExtraTable, last: datetime.date | None, options: ReadOptions
) -> tuple[ColumnRoles, list[Note]]:
    """The roles with a joined table's columns as known ahead that it goes on to give after the last sale.

    Args:
        roles: The part of each column, after the join.
        extra: The joined table.
        last: Day of the last sale.
        options: Parts that the caller gives.
    """
    if not extra.dated or last is None:
        return roles, []
    ahead = extra.frame.filter(pl.col(DAY) > last)
    planned = [
        name
        for name in extra.columns
        if name in roles.past_only
        and name not in options.past_only
        and extra.kinds[name] not in _MEASURED
        and _varies(ahead[name])
    ]
    if not planned:
        return roles, []
    return _move_planned(roles, planned), [note_planned_columns(planned, extra.name)]


def with_own_plan(
    frame: pl.DataFrame, roles: ColumnRoles, options: ReadOptions
) -> tuple[ColumnRoles, list[Note]]:
    """The roles with columns as known ahead that the sales' own rows after the last sale go on to give.

    Args:
        frame: Typed rows, those after the last sale among them.
        roles: The part of each column.
        options: Parts that the caller gives.
    """
    last = frame.filter(pl.col(roles.target).is_not_null())[roles.date].max()
    ahead = frame.filter(pl.col(roles.date) > last) if last is not None else frame.clear()
    planned = [
        name
        for name in roles.past_only
        if name not in options.past_only and kind_of(name) not in _MEASURED and _varies(ahead[name])
    ]
    if not planned:
        return roles, []
    return _move_planned(roles, planned), [note_planned_columns(planned, "The file")]


def _varies(ahead: pl.Series) -> bool:
    """Whether cells say something: more than one value, so that zeros filled in don't count."""
    return ahead.drop_nulls().n_unique() > 1


def _move_planned(roles: ColumnRoles, planned: Sequence[str]) -> ColumnRoles:
    return replace(
        roles,
        known_ahead=(*roles.known_ahead, *planned),
        past_only=tuple(name for name in roles.past_only if name not in planned),
        ignored=tuple(name for name in roles.ignored if name not in planned),
    )


def note_planned_columns(names: Sequence[str], source: str) -> Note:
    """A note that columns are known ahead because a table says them, and how to leave them out."""
    listed = ", ".join(names)
    text = (
        f"{source} gives {listed} for the days ahead, so {'they count' if len(names) > 1 else 'it counts'} "
        f"as known ahead. What is itself a forecast, as weather is, may not help: what made the past's "
        f"forecasts worse is left out by the backtest, and {option('past_only', list(names))} says so "
        "without one."
    )
    return Note("planned_columns", len(names), text)


def _can_explain(stat: ColumnStats) -> bool:
    measured = stat.is_number or stat.is_flag
    return (
        stat.kind not in _EXPLAINING_NOTHING
        and not stat.constant
        and stat.dates < 0.9
        and (measured or stat.distinct <= _MAX_LABELS)
    )


def _gives(plan: ExtraTable, name: str) -> bool:
    return name in plan.columns and DAY in plan.frame.columns and not is_missing(plan.frame[name]).all()
