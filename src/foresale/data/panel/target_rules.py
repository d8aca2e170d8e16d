"""What the target is where rows don't say it: not sold, not known, closed, or not begun."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array, Bools, Ints
from foresale.data.panel.closed_days import find_closed_periods
from foresale.data.panel.grid import Grid
from foresale.data.panel.missing_rows import MissingPolicy
from foresale.data.panel.options import PanelOptions
from foresale.data.panel.series_life import first_sales
from foresale.frequency import Dates, Frequency
from foresale.notes import Note, counted

_SIGNED_FROM = 0.05


@dataclass(frozen=True)
class Target:
    """The target array, where it was closed, and whether it can be negative."""

    values: Array
    closed: Bools
    non_negative: bool


@dataclass(frozen=True)
class TargetRows:
    """Rows with a known target, placed on the panel.

    Attributes:
        grid: Where each row lands.
        units: Its target.
        rows_a_sale: Rows that make one sale (lines of an invoice), on average.
        listed: S × T, true where there is any row, if only with an empty target.
        shut: S × T, true where the rows say that the shop was closed.
        logarithmic: Whether units are logarithms, of which none means nothing.
    """

    grid: Grid
    units: Array
    rows_a_sale: float
    listed: Bools
    shut: Bools
    logarithmic: bool


def fill_target(
    rows: TargetRows,
    holes: MissingPolicy,
    series: pl.DataFrame,
    dates: Dates,
    freq: Frequency,
    options: PanelOptions,
) -> tuple[Target, list[Note]]:
    """Every series' demand in every period, and a note for each rule that applied."""
    notes: list[Note] = []
    grid = rows.grid
    target = grid.sum(rows.units)
    target, non_negative = _signs(target, options, notes)
    if options.closed_days == "auto" and non_negative and not rows.logarithmic:
        sold = grid.count(rows.units > 0) / rows.rows_a_sale
        closed, closed_notes = find_closed_periods(sold, series, dates, freq)
        notes += closed_notes
    else:
        closed = np.zeros(grid.shape, dtype=bool)
    closed = closed | rows.shut
    start = _starts(target, grid)
    begun = np.arange(grid.shape[1]) >= start[:, None]
    closed &= begun
    hole = ~rows.listed & begun & ~closed
    target[hole & holes.zero[:, None]] = 0.0
    notes += _hole_notes(hole, begun, holes, freq)
    early = ~begun & (target == 0)
    if early.any():
        n_late = int(early.any(axis=1).sum())
        count = int(early.sum())
        zeros = counted(count, "zero")
        text = f"{zeros} before the first sale of {n_late:,} series: not sold yet, so not known."
        notes.append(Note("zeros_before_first_sale", count, text))
    target[early | closed] = np.nan
    return Target(target, closed, non_negative), notes


def _hole_notes(hole: Bools, begun: Bools, holes: MissingPolicy, freq: Frequency) -> list[Note]:
    """What periods without a row were taken for, one note a group of series."""
    notes = []
    of = int(begun.sum())
    mixed = bool((hole & holes.zero[:, None]).any() and (hole & ~holes.zero[:, None]).any())
    for zero, rule, meaning in (
        (False, "missing_is_unknown", "not known"),
        (True, "missing_is_zero", "nothing sold"),
    ):
        mine = hole & (holes.zero[:, None] == zero)
        count = int(mine.sum())
        if not count:
            continue
        n_series = int(mine.any(axis=1).sum())
        where = f" in {n_series:,} series" if mixed else ""
        text = (
            f"{count:,} of {of:,} series-{freq.noun}s have no row{where}: {meaning} ({holes.reasons[zero]})."
        )
        notes.append(Note(rule, count, text, holes.evidence))
    return notes


def _signs(target: Array, options: PanelOptions, notes: list[Note]) -> tuple[Array, bool]:
    """Clip totals below zero, unless so many are that the target is signed by nature."""
    negative = target < 0
    count = int(negative.sum())
    n_sold = int((np.nan_to_num(target) != 0).sum())
    if options.non_negative is False:
        return target, False
    if options.non_negative is None and count > _SIGNED_FROM * max(n_sold, 1):
        text = f"{count:,} of {n_sold:,} totals are below zero: kept, and forecasts may be negative too."
        notes.append(Note("signed_target", count, text))
        return target, False
    if count:
        notes.append(Note("negative_totals", count, f"{count:,} totals below zero were set to zero."))
        target = np.where(negative, 0.0, target)
    return target, True


def _starts(target: Array, grid: Grid) -> Ints:
    """Where each series begins: its first sale, or its first row when it never sold; T without rows."""
    first = first_sales(target)
    n_periods = grid.shape[1]
    has_row = grid.rows > 0
    first_row = np.where(has_row.any(axis=1), has_row.argmax(axis=1), n_periods)
    return np.where(first < n_periods, first, first_row)
