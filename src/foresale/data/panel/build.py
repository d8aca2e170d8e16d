"""From sales rows to a regular panel: series × day, week or month."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Bools, Ints
from foresale.data.panel.covariates import Ahead, Span, covariates, read_ahead
from foresale.data.panel.cut_periods import rows_of_whole_periods
from foresale.data.panel.duplicates import settle_repeated_keys
from foresale.data.panel.grid import Grid, numbers
from foresale.data.panel.line_rules import apply_line_rules
from foresale.data.panel.missing_rows import SoldRows
from foresale.data.panel.opening_days import close_as_said
from foresale.data.panel.options import PanelOptions
from foresale.data.panel.period_axis import PeriodAxis
from foresale.data.panel.period_rules import (
    find_covered_span,
    local_times,
    read_periods,
)
from foresale.data.panel.series_index import TOTAL_KEY, clean_keys, index_series, new_series
from foresale.data.panel.series_life import series_notes
from foresale.data.panel.shared_column import share_column
from foresale.data.panel.stock_outs import find_censored_periods
from foresale.data.panel.target_rules import TargetRows, fill_target
from foresale.data.reading.provenance import CLOSED_HERE
from foresale.errors import ColumnsError, HistoryError
from foresale.frequency import Dates, Frequency, next_periods, period_index
from foresale.notes import Note
from foresale.panel import Panel
from foresale.sales import ColumnRoles, Sales

_YEARS_AHEAD = 3
_DEFAULTS = PanelOptions()


@dataclass(frozen=True)
class _Lines:
    """Rows that count; each one's series (a position) and day; and the table of series."""

    frame: pl.DataFrame
    series: pl.DataFrame
    position: Ints
    days: Dates
    roles: ColumnRoles

    def place(self, periods: PeriodAxis) -> _Lines:
        return replace(self, days=periods.place(self.days))

    def only(self, mask: NDArray[np.bool_]) -> _Lines:
        if mask.all():
            return self
        return replace(
            self, frame=self.frame.filter(mask), position=self.position[mask], days=self.days[mask]
        )


@dataclass(frozen=True)
class _Axis:
    """The panel's periods: the first one's start, T with history, and F more with values known ahead."""

    first: np.datetime64
    freq: Frequency
    n_past: int
    n_ahead: int

    @property
    def dates(self) -> Dates:
        return np.concatenate([[self.first], next_periods(self.first, self.freq, self.n_past - 1)])


def build_panel(sales: Sales, options: PanelOptions = _DEFAULTS) -> tuple[Panel, tuple[Note, ...]]:
    """Turn a retailer's rows into regular series, by named rules that each say what they touched.

    A file without key columns becomes one series whose key column `series` says `total`.

    Args:
        sales: Rows with declared roles.
        options: What to decide differently from the defaults.

    Returns:
        The panel, and a note for each rule that changed or decided something, in order.

    Raises:
        HistoryError: No row is left, all rows fall into one period, or the panel would be absurdly large.

    Examples:
        >>> frame = pl.DataFrame(
        ...     {"day": ["2024-01-01", "2024-01-03", "2024-01-04"], "units": [3.0, 0.0, 2.0]}
        ... )
        >>> rows = Sales(
        ...     frame.with_columns(pl.col("day").str.to_date()), ColumnRoles(date="day", target="units")
        ... )
        >>> build_panel(rows)[0].target.tolist()
        [[3.0, nan, 0.0, 2.0]]
    """
    _check_columns(sales)
    options = options.completed_by(sales.said)
    lines, notes = _place_lines(sales, options)
    known = ~np.isnan(numbers(lines.frame[lines.roles.target]))
    history = lines.only(known)
    if not history.frame.height:
        raise HistoryError(
            f"No row with a {sales.roles.target} is left of {sales.frame.height:,} read.",
            fix="Look at the rejected rows, or relax the rules that drop lines (returns, duplicates).",
        )
    units = numbers(history.frame[lines.roles.target])
    rows_read = SoldRows(units, history.position, history.days, lines.series.height)
    periods, holes, period_notes = read_periods(rows_read, lines.roles, options)
    freq = periods.freq
    lines, history = lines.place(periods), history.place(periods)
    whole, cut_notes = rows_of_whole_periods(replace(rows_read, days=history.days), periods, options)
    history = history.only(whole)
    ahead = _ahead(sales, lines, periods)
    axis, axis_notes = _axis(history, lines.days[~known], ahead, periods, options)
    notes += [*period_notes, *cut_notes, *axis_notes]
    if ahead is not None:
        ahead = replace(ahead, first=axis.first)
        lines, new_notes = _with_new_series(lines, ahead)
        ahead = replace(ahead, series=lines.series)
        notes += new_notes
    _check_size(lines.series.height, axis, options)

    period = period_index(lines.days, axis.first, freq)
    inside = (period >= 0) & (period < axis.n_past)
    history = lines.only(inside & known)
    listed = Grid(lines.position[inside], period[inside], (lines.series.height, axis.n_past))
    holes = holes.with_new_series(lines.series.height)
    rows = _target_rows(history, period[inside & known], listed, _find_said_closed(lines, listed, inside))
    target, target_notes = fill_target(rows, holes, lines.series, axis.dates, freq, options)
    notes += target_notes

    usable = (period >= 0) & (period < axis.n_past + axis.n_ahead)
    explaining = lines.only(usable)
    grid = Grid(explaining.position, period[usable], (lines.series.height, axis.n_past + axis.n_ahead))
    columns, column_notes = covariates(
        explaining.frame,
        lines.roles,
        grid,
        Span(axis.n_past, max(axis.n_past, int(period[known].max()) + 1)),
        ahead=ahead,
        assume_known=options.assume_known_ahead,
    )
    censored, stock_notes = find_censored_periods(
        history.frame, history.roles, rows.grid, freq, ~np.isnan(target.values)
    )
    non_negative = target.non_negative
    if options.non_negative is None and lines.roles.log_target:
        non_negative = False
        if not any(note.rule == "log_values" for note in sales.notes):
            text = f"{lines.roles.target} holds logarithms, by its name: left as it is."
            notes.append(Note("log_values", 1, text))
    panel = Panel(
        series=lines.series,
        keys=lines.roles.keys,
        dates=axis.dates,
        freq=freq,
        target=target.values,
        closed=target.closed,
        censored=censored & ~target.closed,
        known_ahead={name: share_column(values) for name, values in columns.known_ahead.items()},
        past_only={name: share_column(values) for name, values in columns.past_only.items()},
        categories=columns.categories,
        target_name=lines.roles.target,
        non_negative=non_negative,
        unit_column=_unit_column(lines),
    )
    said: list[Note] = []
    if options.closed_days == "auto":
        panel, said = close_as_said(panel)
    return panel, (*notes, *said, *stock_notes, *column_notes, *series_notes(panel, options))


def _unit_column(lines: _Lines) -> str | None:
    """The column of units, where the series are in several."""
    unit = lines.roles.unit
    return unit if unit in lines.series.columns and lines.series[unit].n_unique() > 1 else None


def _check_columns(sales: Sales) -> None:
    roles = sales.roles
    named = [roles.date, roles.target, *roles.keys, *roles.static, *roles.known_ahead, *roles.past_only]
    single = (roles.price, roles.promotion, roles.stockout, roles.in_stock, roles.transaction)
    ahead = sales.future.columns if sales.future is not None else []
    wanted = [*named, *(column for column in single if column is not None)]
    missing = [c for c in wanted if c not in sales.frame.columns and c not in (set(ahead) - {roles.date})]
    if missing:
        raise ColumnsError(
            f"The rows have no column {', '.join(missing)}; they have {', '.join(sales.frame.columns)}.",
            fix="Name columns that are there.",
        )


def _place_lines(sales: Sales, options: PanelOptions) -> tuple[_Lines, list[Note]]:
    """Apply the rules on single rows, and say which series and day each row belongs to."""
    roles = sales.roles
    frame, notes = apply_line_rules(sales.frame, roles, options)
    frame = frame.filter(pl.col(roles.date).is_not_null())
    if not roles.keys:
        frame = frame.with_columns(pl.lit("total").alias(TOTAL_KEY))
        roles = replace(roles, keys=(TOTAL_KEY,))
    frame, key_notes = clean_keys(frame, roles.keys, merge_spelling=options.key_spelling != "keep")
    moments, zone_notes = local_times(frame[roles.date], options)
    frame = frame.with_columns(moments.alias(roles.date))
    static = tuple(column for column in roles.static if column in frame.columns and column not in roles.keys)
    series, position = index_series(frame, roles.keys, static)
    days = moments.cast(pl.Date).to_numpy().astype("datetime64[D]")
    lines = _Lines(frame, series, position, days, roles)
    keep, repeated = settle_repeated_keys(frame, position, roles, options)
    return lines.only(keep), [*notes, *key_notes, *zone_notes, *repeated]


def _ahead(sales: Sales, lines: _Lines, periods: PeriodAxis) -> Ahead | None:
    if sales.future is None:
        return None
    frame = read_ahead(sales.future, lines.series, lines.roles.date)
    if periods.shift or periods.is_stepped:
        day = periods.place(frame[lines.roles.date].cast(pl.Date).to_numpy().astype("datetime64[D]"))
        frame = frame.with_columns(pl.Series(lines.roles.date, day))
    return Ahead(frame, lines.series, lines.roles.keys, lines.roles.date, lines.days.min(), periods.freq)


def _axis(
    history: _Lines, later_days: Dates, ahead: Ahead | None, periods: PeriodAxis, options: PanelOptions
) -> tuple[_Axis, list[Note]]:
    """The periods that the history covers, and how far known values reach beyond it."""
    moments, freq = history.frame[history.roles.date], periods.freq
    first_day, last_day, notes = find_covered_span(history.days, moments, periods, options)
    first = periods.start_of(first_day)
    n_past = int(period_index(np.array([last_day]), first, freq)[0]) + 1
    if n_past < 2:
        raise HistoryError(
            f"All rows ({history.frame.height:,}) fall into one {freq.noun} ({first}).",
            fix="Give a longer history, or a shorter period (freq).",
        )
    later = later_days[later_days > history.days.max()]
    if ahead is not None and ahead.frame.height:
        later = np.concatenate([later, ahead.days()])
    reach = int(period_index(later, first, freq).max()) + 1 - n_past if len(later) else 0
    return _Axis(first, freq, n_past, min(max(reach, 0), _YEARS_AHEAD * freq.periods_a_year)), notes


def _with_new_series(lines: _Lines, ahead: Ahead) -> tuple[_Lines, list[Note]]:
    """Add the series that only the future file knows, without history."""
    keys = list(lines.roles.keys)
    if not set(keys) <= set(ahead.frame.columns):
        return lines, []
    unseen = new_series(ahead.frame, lines.series, keys)
    if unseen.is_empty():
        return lines, []
    example = ", ".join(str(value) for value in unseen.select(keys).row(0))
    text = f"{unseen.height:,} series are only in the future file (first: {example}): new, without history."
    series = pl.concat([lines.series, unseen])
    return replace(lines, series=series), [Note("new_series", unseen.height, text)]


def _check_size(n_series: int, axis: _Axis, options: PanelOptions) -> None:
    cells = n_series * (axis.n_past + axis.n_ahead)
    if cells > options.max_cells:
        raise HistoryError(
            f"The panel would hold {cells:,} values: {n_series:,} series × {axis.n_past:,} {axis.freq.noun}s "
            f"from {axis.first}.",
            fix="Look for a mistyped date, name fewer keys, or take a longer period (freq).",
        )


def _find_said_closed(lines: _Lines, listed: Grid, inside: NDArray[np.bool_]) -> Bools:
    """S × T, true where rows say "closed" in place of a number."""
    if CLOSED_HERE not in lines.frame.columns:
        return np.zeros(listed.shape, dtype=bool)
    said = lines.frame[CLOSED_HERE].fill_null(value=False).to_numpy()
    return np.asarray(listed.count(said[inside]) > 0)


def _target_rows(history: _Lines, period: Ints, listed: Grid, said_closed: Bools) -> TargetRows:
    grid = Grid(history.position, period, listed.shape)
    shut = said_closed & (grid.rows == 0)
    rows_a_sale = 1.0
    if history.roles.transaction is not None:
        n_sales = max(history.frame[history.roles.transaction].n_unique(), 1)
        rows_a_sale = max(history.frame.height / n_sales, 1.0)
    units = numbers(history.frame[history.roles.target])
    return TargetRows(grid, units, rows_a_sale, listed.rows > 0, shut, logarithmic=history.roles.log_target)
