"""Sums of forecasts by product, store, category, week and month, which agree with their parts.

Means are added. Quantiles can't be: errors of parts cancel out, the less so the more they go
together. How much they do is measured on the backtest: for each kind of sum, the share `rho`
of the way between independent parts (variances add) and parts in step (deviations add) at which
the sums' past errors lie. The quantiles are then those of a gamma distribution (a normal one
where demand can be negative) with the sum's mean and that deviation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.forecasting.features.groups import group_columns
from foresale.forecasting.results import QUANTILES, Array, quantile_column
from foresale.frequency import Dates, Frequency
from foresale.panel import Panel

GRAINS = {
    Frequency.DAY: ("day", "week", "month", "horizon"),
    Frequency.WEEK: ("week", "month", "horizon"),
    Frequency.MONTH: ("month", "horizon"),
}
MOST_MEMBERS = 2_000
RHO_PRIOR = 5.0  # sums' worth of trust in what was expected
RHO_GUESS = 0.1  # for the shortest grain
RHO_FADING = 0.5  # from a grain to the next longer one: errors of other days go less together
LARGEST_RHO = 2.0


@dataclass(frozen=True)
class PartForecast:
    """Parts to be summed: mean and deviation S × H, the H dates, and actuals once known."""

    dates: Dates
    mean: Array
    deviation: Array
    actual: Array | None = None


@dataclass(frozen=True)
class Level:
    """One kind of sum: for each series the position of its sum, and the sums' names."""

    name: str
    of_series: NDArray[np.intp]
    members: tuple[str, ...]


def levels(panel: Panel) -> tuple[Level, ...]:
    """The total, then one level a key or static column that groups series, then single keys' names."""
    found = [Level("total", np.zeros(panel.n_series, dtype=np.intp), ("total",))]
    wanted = dict.fromkeys([*group_columns(panel), *panel.keys])
    for column in wanted:
        text = panel.series[column].cast(pl.String).fill_null("")
        labels = text.unique().sort()
        if not 1 < len(labels) <= MOST_MEMBERS or (len(labels) == panel.n_series and len(panel.keys) < 2):
            continue
        codes = text.replace_strict(labels, np.arange(len(labels)), return_dtype=pl.Int64).to_numpy()
        found.append(Level(column, codes.astype(np.intp), tuple(labels.to_list())))
    return tuple(found)


def sum_forecast(panel: Panel, forecast: PartForecast, rho: dict[str, float]) -> pl.DataFrame:
    """The totals table of `results.Forecast`.

    Args:
        panel: The series that are summed.
        forecast: Their forecast.
        rho: From `measure_rho`.
    """
    tables = []
    for level in levels(panel):
        for grain in GRAINS[panel.freq]:
            starts, of_period = grain_periods(forecast.dates, grain)
            mean, apart, together = _sums(forecast.mean, forecast.deviation, level, of_period, len(starts))
            deviation = _deviation(apart, together, rho[rho_key(level, grain)])
            quantiles = _quantiles(mean, deviation, non_negative=panel.non_negative)
            g, p = mean.shape
            tables.append(
                pl.DataFrame(
                    {
                        "level": [level.name] * (g * p),
                        "name": np.repeat(np.array(level.members, dtype=object), p).tolist(),
                        "grain": [grain] * (g * p),
                        "date": np.tile(starts, g),
                        "periods": np.tile(np.bincount(of_period, minlength=p), g),
                        "mean": mean.ravel(),
                        **{quantile_column(q): quantiles[..., i].ravel() for i, q in enumerate(QUANTILES)},
                    }
                )
            )
    return pl.concat(tables)


def measure_rho(panel: Panel, past: Sequence[PartForecast]) -> dict[str, float]:
    """How far the errors of parts go together, by level and grain, from past forecasts with actuals.

    A longer grain has few sums to tell; it is expected to follow the next shorter one, faded.
    """
    found = {}
    for level in levels(panel):
        expected = RHO_GUESS
        for grain in GRAINS[panel.freq]:
            excess, room, count = 0.0, 0.0, 0
            for fold in past:
                if fold.actual is None:
                    raise ValueError("past forecasts need actuals")
                _, of_period = grain_periods(fold.dates, grain)
                n = int(of_period.max()) + 1
                known = ~np.isnan(fold.actual)
                deviation = np.where(known, fold.deviation, 0.0)
                error, apart, together = _sums(
                    np.where(known, fold.actual - fold.mean, 0.0), deviation, level, of_period, n
                )
                usable = (apart > 0) & (together > 1.01 * apart)
                excess += float((error[usable] ** 2 / apart[usable] - 1).sum())
                room += float((together[usable] / apart[usable] - 1).sum())
                count += int(usable.sum())
            usual = room / count if count else 1.0
            pulled = (excess + RHO_PRIOR * expected * usual) / (room + RHO_PRIOR * usual)
            found[rho_key(level, grain)] = float(np.clip(pulled, 0.0, LARGEST_RHO))
            expected = RHO_FADING * found[rho_key(level, grain)]
    return found


def rho_key(level: Level, grain: str) -> str:
    """The name under which a level and grain's `rho` is kept."""
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
        starts = days - (days.astype(np.int64) + 3) % 7
    else:
        starts = days
    unique, place = np.unique(starts, return_inverse=True)
    return unique, place.astype(np.intp)


def _sums(
    mean: Array, deviation: Array, level: Level, of_period: NDArray[np.intp], n_periods: int
) -> tuple[Array, Array, Array]:
    """Sums of means, of variances, and the square of the sum of deviations, each G × P."""
    cell = level.of_series[:, None] * n_periods + of_period[None, :]
    size = len(level.members) * n_periods
    shape = (len(level.members), n_periods)

    def add(values: Array) -> Array:
        return np.bincount(cell.ravel(), values.ravel(), size).reshape(shape).astype(np.float64)

    return add(mean), add(deviation**2), add(deviation) ** 2


def _deviation(apart: Array, together: Array, rho: float) -> Array:
    return np.sqrt(apart + rho * np.maximum(together - apart, 0.0))


def _quantiles(mean: Array, deviation: Array, *, non_negative: bool) -> Array:
    from scipy import stats

    levels_ = np.array(QUANTILES)
    if not non_negative:
        return np.asarray(stats.norm.ppf(levels_, mean[..., None], np.maximum(deviation, 1e-12)[..., None]))
    certain = (mean <= 0) | (deviation <= 1e-9 * np.maximum(mean, 1e-9))
    safe_mean = np.where(certain, 1.0, mean)[..., None]
    safe = np.where(certain, 1.0, deviation)[..., None]
    shape = np.clip((safe_mean / safe) ** 2, 1e-3, 1e12)
    quantiles = stats.gamma.ppf(levels_, shape, scale=safe_mean / shape)
    return np.where(certain[..., None], np.maximum(mean, 0.0)[..., None], quantiles)
