"""What the target is where rows don't say it: not sold, not known, closed, or not begun."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.data.panel.closed_days import closed_periods
from foresale.data.panel.grid import Grid, Positions, Values
from foresale.data.panel.options import PanelOptions
from foresale.data.panel.period_rules import share_filled
from foresale.data.panel.series_life import first_sales
from foresale.data.panel.spacing import read_spacing
from foresale.frequency import Dates, Frequency
from foresale.notes import Note, counted, percent
from foresale.panel import Bools
from foresale.sales import ColumnRoles

_SIGNED_FROM = 0.05
_DENSE = 0.9  # above this share of periods with a row, a hole is an exception and not a day without sales


@dataclass(frozen=True)
class MissingPolicy:
    """Whether a period without a row means that nothing was sold, and the sentence that says why."""

    zero: bool
    reason: str


def read_holes(
    units: Values, series: Positions, days: Dates, roles: ColumnRoles, options: PanelOptions
) -> MissingPolicy:
    """Decide from the file itself what a missing row means.

    Invoices list only what was sold, so a hole is a zero. A file that writes its zeros down leaves out
    only what it doesn't know. One without zeros is read by how full it is.
    """
    if options.missing != "auto":
        return MissingPolicy(options.missing == "zero", "as asked")
    if roles.transaction is not None:
        return MissingPolicy(zero=True, reason="an invoice file lists only what was sold")
    if roles.log_target:
        return MissingPolicy(zero=False, reason=f"{roles.target} holds logarithms")
    zeros = float((units == 0).mean())
    if zeros >= 0.001:
        return MissingPolicy(
            zero=False, reason=f"the file writes its zeros down ({percent(zeros, digits=1)} of rows)"
        )
    spacing = read_spacing(days)
    filled = share_filled(series, days.astype(np.int64), spacing)[Frequency.DAY]
    covered = len(spacing.days) * spacing.step / (np.ptp(spacing.days).astype(int) + spacing.step)
    filled *= covered if covered < 0.5 else 1.0
    if filled >= _DENSE:
        return MissingPolicy(
            zero=False, reason=f"{percent(filled)} of the periods have a row, so a hole is an exception"
        )
    return MissingPolicy(
        zero=True, reason=f"the file holds no zeros, and only {percent(filled)} of the periods have a row"
    )


@dataclass(frozen=True)
class Target:
    """The target array, where it was closed, and whether it can be negative."""

    values: Values
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
    units: Values
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
        closed, closed_notes = closed_periods(sold, series, dates, freq)
        notes += closed_notes
    else:
        closed = np.zeros(grid.shape, dtype=bool)
    closed = closed | rows.shut
    start = _starts(target, grid)
    begun = np.arange(grid.shape[1]) >= start[:, None]
    closed &= begun
    hole = ~rows.listed & begun & ~closed
    if holes.zero:
        target[hole] = 0.0
    n_holes = int(hole.sum())
    if n_holes:
        meaning = "nothing sold" if holes.zero else "not known"
        of = f"{n_holes:,} of {int(begun.sum()):,} series-{freq.noun}s"
        text = f"{of} have no row: {meaning} ({holes.reason})."
        notes.append(Note("missing_is_zero" if holes.zero else "missing_is_unknown", n_holes, text))
    early = ~begun & (target == 0)
    if early.any():
        n_late = int(early.any(axis=1).sum())
        count = int(early.sum())
        zeros = counted(count, "zero")
        text = f"{zeros} before the first sale of {n_late:,} series: not sold yet, so not known."
        notes.append(Note("zeros_before_first_sale", count, text))
    target[early | closed] = np.nan
    return Target(target, closed, non_negative), notes


def _signs(target: Values, options: PanelOptions, notes: list[Note]) -> tuple[Values, bool]:
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


def _starts(target: Values, grid: Grid) -> Positions:
    """Where each series begins: its first sale, or its first row when it never sold; T without rows."""
    first = first_sales(target)
    n_periods = grid.shape[1]
    has_row = grid.rows > 0
    first_row = np.where(has_row.any(axis=1), has_row.argmax(axis=1), n_periods)
    return np.where(first < n_periods, first, first_row)
