"""Which columns are known before they happen, and their values beyond the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from foresale.arrays import Array, Ints
from foresale.data.panel.grid import Grid, aggregate_covariate, is_text, label_positions, numbers
from foresale.frequency import Dates, Frequency, period_index
from foresale.messages import option
from foresale.notes import Note
from foresale.sales import ColumnRoles


@dataclass(frozen=True)
class Covariates:
    """Explaining columns as arrays: S × (T + F) known ahead, S × T known afterwards, and text labels."""

    known_ahead: Mapping[str, Array] = field(default_factory=dict)
    past_only: Mapping[str, Array] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """Periods of history, and periods that any sale was seen in: more where a part period was dropped."""

    past: int
    seen: int


@dataclass(frozen=True)
class Ahead:
    """A table of values known beforehand, placed on the panel.

    Attributes:
        frame: Rows with a date that falls on the panel or after it.
        series: The panel's keys and static columns.
        first: Start of the panel's first period.
        freq: Length of a period.
    """

    frame: pl.DataFrame
    series: pl.DataFrame
    keys: tuple[str, ...]
    date: str
    first: np.datetime64
    freq: Frequency

    @property
    def shared(self) -> list[str]:
        """Columns that tell a row's series: all keys, or what there is of keys and static columns."""
        columns = [key for key in self.keys if key in self.frame.columns]
        if len(columns) == len(self.keys):
            return columns
        return columns + [c for c in self.series.columns if c in self.frame.columns and c not in columns]

    @property
    def value_columns(self) -> list[str]:
        """Every column that is neither the date nor a series column."""
        return [c for c in self.frame.columns if c != self.date and c not in self.series.columns]

    def days(self) -> Dates:
        """Each row's day."""
        return self.frame[self.date].cast(pl.Date).to_numpy().astype("datetime64[D]")

    def periods(self) -> Ints:
        """Each row's period, negative before the panel."""
        return period_index(self.days(), self.first, self.freq)

    def place(self, column: str, n_periods: int, labels: tuple[str, ...] | None) -> Array:
        """S × `n_periods` values of `column`; a row stands for every series that it doesn't tell apart."""
        shared = self.shared
        groups = self.series.select(shared).unique(maintain_order=True).with_row_index("_group")
        period = self.periods()
        if shared:
            row = _match(self.frame, groups, shared)
            of_series = _match(self.series, groups, shared).to_numpy()
        else:
            row = pl.Series(np.zeros(self.frame.height, dtype=np.int64))
            of_series = np.zeros(self.series.height, dtype=np.int64)
        known = row.is_not_null().to_numpy() & (period >= 0) & (period < n_periods)
        group = row.fill_null(0).to_numpy().astype(np.int64)
        grid = Grid(group[known], period[known], (max(groups.height, 1), n_periods))
        values = (
            numbers(self.frame[column]) if labels is None else label_positions(self.frame[column], labels)
        )
        placed = aggregate_covariate(grid, values[known], text=labels is not None)
        return np.asarray(placed[of_series.astype(np.int64)])


def _match(table: pl.DataFrame, groups: pl.DataFrame, on: list[str]) -> pl.Series:
    return table.select(on).join(groups, on=on, how="left", maintain_order="left")["_group"]


def read_ahead(frame: pl.DataFrame, series: pl.DataFrame, date: str) -> pl.DataFrame:
    """The future table with its key and static columns as text, to match the panel's."""
    same = [
        column for column in series.columns if column in frame.columns and series[column].dtype == pl.String
    ]
    return frame.with_columns(pl.col(column).cast(pl.String) for column in same).filter(
        pl.col(date).is_not_null()
    )


def covariates(
    frame: pl.DataFrame,
    roles: ColumnRoles,
    grid: Grid,
    span: Span,
    *,
    ahead: Ahead | None,
    assume_known: bool,
) -> tuple[Covariates, list[Note]]:
    """Aggregate every explaining column, and keep as known-ahead only what really is known ahead.

    A price, promotion or other known-ahead column needs values beyond the last period with sales, in
    the same file or in a second one; without them a model couldn't use it on the day, so it counts as
    known only afterwards.

    Args:
        frame: The lines, one for each of the grid's rows.
        roles: The part each column plays.
        grid: Where the lines land, on periods that may reach beyond the history.
        span: Which of the grid's periods are history.
        ahead: The second file's rows, if there is one.
        assume_known: Whether to trust the declared roles without values ahead.
    """
    declared = [c for c in (roles.price, roles.promotion, *roles.known_ahead) if c is not None]
    beyond = ahead.value_columns if ahead is not None else []
    units = numbers(frame[roles.target])
    future: dict[str, Array] = {}
    past: dict[str, Array] = {}
    categories: dict[str, tuple[str, ...]] = {}
    demoted: list[str] = []
    for column in dict.fromkeys([*declared, *beyond, *roles.past_only]):
        tables = [frame] if ahead is None else [frame, ahead.frame]
        sources = [table[column] for table in tables if column in table.columns]
        labels = _labels(sources) if any(is_text(s) for s in sources) else None
        values = _from_lines(frame, column, grid, labels, units if column == roles.price else None)
        if ahead is not None and column in beyond:
            values = _fill(values, ahead.place(column, grid.shape[1], labels))
        if labels is not None:
            categories[column] = labels
        is_known = column in declared or column in beyond
        if is_known and (assume_known or bool(np.any(~np.isnan(values[:, span.seen :])))):
            future[column] = values
            continue
        past[column] = values[:, : span.past]
        if is_known:
            demoted.append(column)
    notes = [_note_demoted(demoted)] if demoted else []
    return Covariates(future, past, categories), notes


def _from_lines(
    frame: pl.DataFrame, column: str, grid: Grid, labels: tuple[str, ...] | None, units: Array | None
) -> Array:
    if column not in frame.columns:
        return np.full(grid.shape, np.nan)
    if labels is not None:
        return aggregate_covariate(grid, label_positions(frame[column], labels), text=True)
    values = numbers(frame[column])
    return (
        grid.weighted_mean(values, units)
        if units is not None
        else aggregate_covariate(grid, values, text=False)
    )


def _labels(sources: list[pl.Series]) -> tuple[str, ...]:
    values = pl.concat([s.cast(pl.String) for s in sources]).drop_nulls().unique().sort()
    return tuple(values.to_list())


def _fill(values: Array, more: Array) -> Array:
    return np.where(np.isnan(values), more, values)


def _note_demoted(columns: list[str]) -> Note:
    names = ", ".join(columns)
    plural = len(columns) > 1
    return Note(
        "known_ahead_missing",
        len(columns),
        f"{names} {'have' if plural else 'has'} no values beyond the last period with sales: used only as "
        f"known afterwards. Give {'them' if plural else 'it'} for the horizon in a second file "
        f"({option('future')}).",
    )
