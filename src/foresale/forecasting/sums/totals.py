"""Sums of forecasts by product, store, category, week and month, which agree with their parts.

Means are added. Quantiles can't be: errors of parts cancel out, the less so the more they go
together. How much they do, and what shape the sums' errors have, is measured on the backtest
(`sum_errors`); `sum_distribution` makes quantiles of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array, Bools
from foresale.forecasting.features.groups import group_columns
from foresale.forecasting.quantiles.whole_units import to_whole
from foresale.forecasting.results import QUANTILES, quantile_column
from foresale.forecasting.sums.sum_distribution import ErrorShape, sum_deviation, sum_quantiles
from foresale.frequency import Dates, Frequency
from foresale.panel import Panel

GRAINS = {
    Frequency.DAY: ("day", "week", "month", "horizon"),
    Frequency.WEEK: ("week", "month", "horizon"),
    Frequency.MONTH: ("month", "horizon"),
    Frequency.FORTNIGHT: ("fortnight", "month", "horizon"),
    Frequency.FOUR_WEEKS: ("four-week period", "horizon"),
    Frequency.QUARTER: ("quarter", "horizon"),
}
MOST_MEMBERS = 2_000
STEP = " > "
"""Parts the columns of a level, from the top."""
UNIT_MARK = " · "
"""Parts a sum's name from its currency or unit, where series are in several."""
Shapes = Mapping[str, ErrorShape]


@dataclass(frozen=True)
class PartForecast:
    """Parts to be summed.

    Attributes:
        dates: H periods.
        mean: S × H.
        deviation: S × H.
        actual: S × H once known.
        whole: Which of the S parts sell whole units; None if not a single one does.
    """

    dates: Dates
    mean: Array
    deviation: Array
    actual: Array | None = None
    whole: Bools | None = None

    @cached_property
    def summands(self) -> Array:
        """S × 5H: means, variances, deviations, actuals and whether these are known, as sums need them.

        Of a past forecast only the cells whose actual is known.
        """
        known = np.zeros(self.mean.shape, dtype=bool) if self.actual is None else ~np.isnan(self.actual)
        parts = [self.mean, self.deviation**2, self.deviation, known if self.actual is None else self.actual]
        if self.actual is not None:
            parts = [np.where(known, part, 0.0) for part in parts]
        return np.concatenate([*parts, known], axis=1)


@dataclass(frozen=True)
class Level:
    """One kind of sum: for each series the position of its sum, and the sums' names."""

    name: str
    of_series: NDArray[np.intp]
    members: tuple[str, ...]


@dataclass(frozen=True)
class Sums:
    """Sums of a level and grain, each G × P: members by periods.

    Attributes:
        mean: What was forecast.
        apart: Variance if parts were independent.
        together: Variance if parts went in step.
        actual: What happened; NaN where none of it is known.
        starts: P dates.
        periods: P numbers of the panel's periods in each.
        whole: G, whether all that is summed is sold in whole units.
    """

    mean: Array
    apart: Array
    together: Array
    actual: Array
    starts: Dates
    periods: NDArray[np.intp]
    whole: Bools

    def quantiles(self, deviation: Array, shape: ErrorShape | None, *, non_negative: bool) -> Array:
        """G × P × Q, in whole units where that is what is sold.

        Args:
            deviation: G × P.
            shape: Of the errors; None for the plain ones.
            non_negative: Whether demand can't fall below zero.
        """
        return to_whole(sum_quantiles(self.mean, deviation, shape, non_negative=non_negative), self.whole)


def levels(panel: Panel) -> tuple[Level, ...]:
    """The total of each unit, then the levels of the user's own.

    Without any: one level a key or static column that groups series, then single keys.
    """
    units = panel.unit_labels()
    names = sorted(panel.units) or ["total"]
    places = units.replace_strict(names, range(len(names)), return_dtype=pl.Int64) if panel.units else None
    of_series = (
        np.zeros(panel.n_series, dtype=np.intp) if places is None else places.to_numpy().astype(np.intp)
    )
    found = [Level("total", of_series, tuple(names))]
    single = dict.fromkeys([*group_columns(panel), *panel.keys])
    for columns in panel.hierarchy or [(column,) for column in single]:
        text = member_names(panel.series, columns)
        if panel.units and panel.unit_column not in columns:
            text = text + UNIT_MARK + units
        labels = text.unique().sort()
        alone = len(labels) == panel.n_series and len(panel.keys) < 2 and not panel.hierarchy
        if not 1 < len(labels) <= MOST_MEMBERS or alone:
            continue
        codes = text.replace_strict(labels, np.arange(len(labels)), return_dtype=pl.Int64).to_numpy()
        found.append(Level(STEP.join(columns), codes.astype(np.intp), tuple(labels.to_list())))
    return tuple(found)


def member_names(series: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """The sum of a level that each series belongs to, such as "North > Store 01".

    Args:
        series: Keys and static columns, a row a series.
        columns: What makes the level, from the top.
    """
    parts = (pl.col(column).cast(pl.String).fill_null("") for column in columns)
    return series.select(pl.concat_str(*parts, separator=STEP).alias("name"))["name"]


def sum_forecast(
    panel: Panel, forecast: PartForecast, rho: Mapping[str, float], shapes: Shapes | None = None
) -> pl.DataFrame:
    """The totals table of `results.Forecast`.

    Args:
        panel: The series that are summed.
        forecast: Their forecast.
        rho: From `measure_rho`.
        shapes: From `measure_shapes`; sums without one have plain quantiles.
    """
    tables = []
    for level in levels(panel):
        for grain, sums in sums_of_level(level, forecast, GRAINS[panel.freq]).items():
            key = _find_measured_key(level, grain, rho)
            if key is None:
                continue
            deviation = sum_deviation(sums.apart, sums.together, rho[key])
            shape = (shapes or {}).get(key)
            quantiles = sums.quantiles(deviation, shape, non_negative=panel.non_negative)
            g, p = sums.mean.shape
            tables.append(
                pl.DataFrame(
                    {
                        "level": pl.repeat(level.name, g * p, eager=True),
                        "name": pl.Series(level.members, dtype=pl.String).gather(np.repeat(np.arange(g), p)),
                        "grain": pl.repeat(grain, g * p, eager=True),
                        "date": np.tile(sums.starts, g),
                        "periods": np.tile(sums.periods, g),
                        "mean": sums.mean.ravel(),
                        **{quantile_column(q): quantiles[..., i].ravel() for i, q in enumerate(QUANTILES)},
                    }
                )
            )
    return pl.concat(tables)


def with_ranges_of_the_only_part(totals: pl.DataFrame, freq: Frequency, quantiles: Array) -> pl.DataFrame:
    """The totals of a single series, whose ranges by period are those of the series itself.

    Args:
        totals: From `sum_forecast`.
        freq: Length of a period.
        quantiles: H × Q of the series.
    """
    by_period = totals["grain"] == GRAINS[freq][0]
    rows = by_period.arg_true()
    return totals.with_columns(
        totals[name].scatter(rows, quantiles[:, i])
        for i, name in enumerate(quantile_column(level) for level in QUANTILES)
    )


def sums_of_level(level: Level, forecast: PartForecast, grains: tuple[str, ...]) -> dict[str, Sums]:
    """The sums of one level by grain; of a past forecast over the cells whose actual is known."""
    from scipy import sparse

    order = np.argsort(level.of_series, kind="stable")
    borders = np.searchsorted(level.of_series[order], np.arange(len(level.members) + 1))
    shape = (len(level.members), len(order))
    summed = sparse.csr_array((np.ones(len(order)), order, borders), shape=shape) @ forecast.summands
    daily = summed.reshape(len(summed), 5, -1).transpose(1, 0, 2)
    whole = np.zeros(len(level.members), dtype=bool)
    if forecast.whole is not None:
        whole = np.bincount(level.of_series, ~forecast.whole, minlength=len(level.members)) == 0
    found = {}
    for grain in grains:
        starts, of_period = grain_periods(forecast.dates, grain)
        begins = np.searchsorted(of_period, np.arange(len(starts)))
        summed = np.add.reduceat(daily, begins, axis=2)
        counts = np.bincount(of_period, minlength=len(starts)).astype(np.intp)
        happened = np.where(summed[4] > 0, summed[3], np.nan)
        found[grain] = Sums(summed[0], summed[1], summed[2] ** 2, happened, starts, counts, whole)
    return found


def _find_measured_key(level: Level, grain: str, rho: Mapping[str, float]) -> str | None:
    """Whose past errors tell of a level's: its own, else of those known the one that gives the widest range.

    A level can be newer than the backtest: a second shop has opened, or a part of the series is forecast
    that has few enough products to be told apart.
    """
    if (key := sum_key(level, grain)) in rho:
        return key
    return max((other for other in rho if other.endswith(f"|{grain}")), key=rho.__getitem__, default=None)


def sum_key(level: Level, grain: str) -> str:
    """The name under which what is known of a level and grain is kept."""
    return f"{level.name}|{grain}"


def grain_periods(dates: Dates, grain: str) -> tuple[Dates, NDArray[np.intp]]:
    """Starts of the days, Monday weeks or months that the dates fall in, and each date's place among them.

    The grain `horizon` holds all dates.
    """
    days = dates.astype("datetime64[D]")
    if grain == "horizon":
        return days[:1], np.zeros(len(days), dtype=np.intp)
    if grain == "month":
        starts = days.astype("datetime64[M]").astype("datetime64[D]")
    elif grain == "week" and len(days) > 1 and (days[1] - days[0]).astype(int) == 1:
        starts = days - ((days.astype(np.int64) + 3) % 7).astype("timedelta64[D]")
    else:
        starts = days
    unique, place = np.unique(starts, return_inverse=True)
    return unique, place.astype(np.intp)
