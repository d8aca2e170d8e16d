"""The one table: series × period, dense, with declared column roles.

Everything above the data floor works on a `Panel`. Cutting it at a cutoff
(`as_of`) is the only way the backtest makes a past, so nothing that a column's
role doesn't allow can reach a model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Bools, Floats
from foresale.cards import Card, Shown
from foresale.frequency import Dates, Frequency, next_periods


@dataclass
class PooledValues:
    """What is worked out over all series of a history, kept so that some of them can be forecast alone.

    Without `rows` the history holds all series, and what is worked out is noted; with them it holds some,
    and what was noted counts.

    Attributes:
        values: Arrays by name.
        rows: Of some series: their positions among all.
        functions: What works all series' numbers out anew where some of them have changed.
    """

    values: dict[str, NDArray[Any]] = field(default_factory=dict)
    rows: NDArray[np.intp] | None = None
    functions: dict[str, Callable[[Any], Any]] = field(default_factory=dict)

    def note(self, name: str, values: NDArray[Any]) -> None:
        """Keep what was worked out over all series."""
        self.values[name] = values

    def of(self, rows: NDArray[np.intp]) -> PooledValues:
        """The same for the series at some positions alone."""
        return PooledValues(self.values, rows, self.functions)


@dataclass(frozen=True, repr=False)
class Panel(Shown):
    """Sales of S series over T regular periods, and the columns that explain them.

    Attributes:
        series: S rows, in the order of the arrays' first axis: the key columns (strings), then static
            columns.
        keys: Names of the key columns (product, store …). A file without any gets ("series",): one series
            whose key says "total".
        dates: T period starts, oldest first, without holes.
        freq: Length of a period.
        target: S × T float64 units (or money); NaN where demand is unknown: before the
            series began, missing, or closed. A known zero is 0.
        closed: S × T, true where the shop didn't trade (target is NaN there).
        censored: S × T, true where a stock-out hid demand (target keeps what was sold).
        known_ahead: Columns whose values are known before they happen (price, promotion),
            each S × (T + F) float64 with F ≥ 0 periods beyond `dates`; NaN where unknown.
        past_only: Columns known only once they happened (weather, stock), each S × T float64.
        calendar: Columns that depend on the date alone (holidays, pay days), each of length T + F.
        categories: For a text column among the two above, its labels; the array holds their positions.
        target_name: The target's column name in the user's file.
        non_negative: Whether demand can't fall below zero.
        unit_column: Column of `series` that says in which currency or unit each series is, where they are in
            several: only series of one unit are added up. None where all are in one.
        sold_short: S × T, what was sold where cleaning hid the target of a stock-out: demand was no less.
            NaN elsewhere; none before cleaning, and where nothing is hidden.
        hierarchy: Levels of the user's own that series are added up by, each the columns of `series` that
            make it, such as ("region",) and ("region", "store"); none for one level a column.
        pool: What all series of the history say together, where it is noted or where these are some of them.
    """

    series: pl.DataFrame
    keys: tuple[str, ...]
    dates: Dates
    freq: Frequency
    target: Floats
    closed: Bools
    censored: Bools
    known_ahead: Mapping[str, Floats] = field(default_factory=dict)
    past_only: Mapping[str, Floats] = field(default_factory=dict)
    calendar: Mapping[str, Floats] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    target_name: str = "sales"
    non_negative: bool = True
    sold_short: Floats | None = None
    unit_column: str | None = None
    hierarchy: tuple[tuple[str, ...], ...] = ()
    pool: PooledValues | None = field(default=None, compare=False, repr=False)

    def _card(self) -> Card:
        days = [str(day) for day in self.dates.astype("datetime64[D]")] or [""]
        return "Panel", [
            ("series", f"{self.n_series:,} by {', '.join(self.keys)}"),
            ("periods", f"{self.n_periods:,} {self.freq.noun}s, {days[0]} to {days[-1]}"),
            ("target", self.target_name),
        ]

    @property
    def is_part(self) -> bool:
        """Whether these are some of a history's series, and what all say together was noted before."""
        return self.pool is not None and self.pool.rows is not None

    def pooled(
        self, name: str, work_out: Callable[[], NDArray[Any]], series_axis: int | None = None
    ) -> NDArray[Any]:
        """What all series say together: worked out, or, of a part, as it was noted.

        Args:
            name: Of what.
            work_out: Works it out from all series.
            series_axis: The axis that has an entry for each series, if any.

        Raises:
            KeyError: It wasn't noted.
        """
        if self.pool is None:
            return work_out()
        if self.pool.rows is None:
            found = self.pool.values[name] = work_out()
            return found
        noted = self.pool.values[name]
        return noted if series_axis is None else np.take(noted, self.pool.rows, axis=series_axis)

    def __post_init__(self) -> None:
        """Refuse arrays whose shapes disagree."""
        shape = (self.series.height, len(self.dates))
        for name, array in (
            ("target", self.target),
            ("closed", self.closed),
            ("censored", self.censored),
            *self.past_only.items(),
            *([] if self.sold_short is None else [("sold_short", self.sold_short)]),
        ):
            if array.shape != shape:
                raise ValueError(f"{name} is {array.shape}, the panel is {shape}")
        for name, array in self.known_ahead.items():
            if array.shape[0] != shape[0] or array.shape[1] < shape[1]:
                raise ValueError(f"{name} is {array.shape}, the panel needs at least {shape}")
        for name, array in self.calendar.items():
            if array.ndim != 1 or len(array) < shape[1]:
                raise ValueError(f"{name} is {array.shape}, the panel needs at least {shape[1]} dates")

    @property
    def n_series(self) -> int:
        """Number of series (S)."""
        return self.series.height

    @property
    def n_periods(self) -> int:
        """Number of past periods (T)."""
        return len(self.dates)

    @property
    def units(self) -> tuple[str, ...]:
        """The currencies or units that never are added up, the commonest first; none where all is in one."""
        if self.unit_column is None:
            return ()
        counts = self.unit_labels().value_counts(name="n").sort("n", "unit", descending=[True, False])
        return tuple(counts["unit"].to_list())

    def unit_labels(self) -> pl.Series:
        """The currency or unit of each series, "" where there is none."""
        if self.unit_column is None:
            return pl.repeat("", self.n_series, eager=True).alias("unit")
        return self.series[self.unit_column].cast(pl.String).fill_null("").alias("unit")

    def of_unit(self, unit: str) -> Panel:
        """The series in one currency or unit, which can be added up."""
        return replace(self.select((self.unit_labels() == unit).to_numpy()), unit_column=None)

    @property
    def static_columns(self) -> tuple[str, ...]:
        """Columns of `series` that describe a series without naming it."""
        return tuple(column for column in self.series.columns if column not in self.keys)

    def future_dates(self, horizon: int) -> Dates:
        """The `horizon` period starts after the last one."""
        return next_periods(self.dates[-1], self.freq, horizon)

    def first_period(self) -> NDArray[np.int64]:
        """Per series, the position of its first known period; T where it has none."""
        known = ~np.isnan(self.target)
        return np.where(known.any(axis=1), known.argmax(axis=1), self.n_periods)

    def as_of(self, cutoff: int, horizon: int) -> Panel:
        """What was known when the first `cutoff` periods were over, and `horizon` were asked for.

        Known-ahead columns keep `horizon` periods beyond the cutoff; everything else ends there.
        """
        return replace(
            self,
            dates=self.dates[:cutoff],
            target=self.target[:, :cutoff],
            closed=self.closed[:, :cutoff],
            censored=self.censored[:, :cutoff],
            known_ahead={k: v[:, : cutoff + horizon] for k, v in self.known_ahead.items()},
            past_only={k: v[:, :cutoff] for k, v in self.past_only.items()},
            calendar={k: v[: cutoff + horizon] for k, v in self.calendar.items()},
            sold_short=None if self.sold_short is None else self.sold_short[:, :cutoff],
        )

    def select(self, rows: NDArray[np.integer] | Bools) -> Panel:
        """The same panel with only the series at `rows` (positions or a mask)."""
        positions = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        return replace(
            self,
            series=self.series[positions.tolist()],
            target=self.target[positions],
            closed=self.closed[positions],
            censored=self.censored[positions],
            known_ahead={k: v[positions] for k, v in self.known_ahead.items()},
            past_only={k: v[positions] for k, v in self.past_only.items()},
            sold_short=None if self.sold_short is None else self.sold_short[positions],
            pool=None,
        )

    def to_frame(self) -> pl.DataFrame:
        """One row per series and known period: keys, `date`, target, `closed`, `censored`."""
        s, t = np.nonzero(~np.isnan(self.target) | self.closed)
        return self.series.select(self.keys)[s.tolist()].with_columns(
            pl.Series("date", self.dates[t].astype("datetime64[D]")),
            pl.Series(self.target_name, self.target[s, t]).fill_nan(None),
            pl.Series("closed", self.closed[s, t]),
            pl.Series("censored", self.censored[s, t]),
        )
