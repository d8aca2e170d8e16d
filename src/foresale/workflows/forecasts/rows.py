"""A forecast as rows to keep: days, whole weeks and whole months of each product in each store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.forecasting.explanation.causes import SeriesReason
from foresale.forecasting.explanation.series_reasons import series_reasons
from foresale.forecasting.quantiles.whole_units import whole_series
from foresale.forecasting.results import QUANTILES, Prediction
from foresale.forecasting.sums.series_sums import PeriodForecast, SeriesSums, deviation, sum_by_period
from foresale.forecasting.sums.stored_errors import sum_errors_as_json
from foresale.forecasting.sums.totals import PartForecast
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.frequency import Dates
from foresale.panel import Panel
from foresale.workflows.forecasts.sales_of_record import KEYS
from foresale.workflows.ports import ForecastRun, ModelVersion

LEVELS = (0.025, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.975)
"""What is kept: both usual ranges, and what orders are sized by."""
DIGITS = 3


def forecast_run(
    version: ModelVersion,
    forecaster: Forecaster,
    made: Prediction,
    sums: SeriesSums,
    job_id: str | None,
    reasons: Sequence[SeriesReason] | None = None,
) -> ForecastRun:
    """What is kept of a forecast: days, weeks, months, and a reason for each series.

    Args:
        version: Whose forecast it is.
        forecaster: On the history it forecast from.
        made: The forecast.
        sums: What is known of its series' sums.
        job_id: The job that made it.
        reasons: Of each series; by default they are worked out.
    """
    if reasons is None:
        reasons = series_reasons(forecaster, made.mean)
    panel = forecaster.panel
    return ForecastRun(
        model_version=version.name,
        cutoff=last_day(panel),
        horizon=len(made.dates),
        levels=LEVELS,
        rows=forecast_rows(panel, made, sums),
        reasons=panel.series.select(KEYS).with_columns(
            pl.Series("explanation", [json.dumps(reason.as_json(), ensure_ascii=False) for reason in reasons])
        ),
        job_id=job_id,
        sum_errors=sum_errors_as_json({**forecaster.rho, **sums.rho}, {**forecaster.shapes, **sums.shapes}),
    )


def forecast_rows(panel: Panel, made: Prediction, learned: SeriesSums) -> pl.DataFrame:
    """The rows of a `ForecastRun`.

    A week or month that the history has begun counts with what was sold in it so far; one that the horizon
    doesn't end is left out, as nobody could compare it with anything.

    Args:
        panel: The history that was forecast from.
        made: The forecast of its series.
        learned: What is known of their sums.
    """
    kept = np.array([QUANTILES.index(level) for level in LEVELS])
    parts = PartForecast(
        made.dates,
        made.mean,
        deviation(made.mean, made.quantiles),
        whole=whole_series(panel.target),
    )
    days = _table(panel, "day", made.dates, made.mean, made.quantiles[..., kept])
    spread = pl.Series("deviation", np.round(parts.deviation.ravel(), DIGITS), dtype=pl.Float64)
    tables = [days.with_columns(spread)]
    for grain, sums in sum_by_period(learned, parts, non_negative=panel.non_negative).items():
        whole = _ends(sums.starts, grain) <= made.dates[-1].astype("datetime64[D]")
        sold = _sum_so_far(panel, sums)
        mean, quantiles = sums.mean + sold, sums.quantiles[..., kept] + sold[..., None]
        tables.append(_table(panel, grain, sums.starts[whole], mean[:, whole], quantiles[:, whole]))
    return pl.concat(tables, how="diagonal")


def _table(panel: Panel, grain: str, starts: Dates, mean: Array, quantiles: Array) -> pl.DataFrame:
    s, p = mean.shape
    flat = np.round(np.ascontiguousarray(quantiles, dtype=np.float64).reshape(s * p, len(LEVELS)), DIGITS)
    return panel.series.select(KEYS)[np.repeat(np.arange(s), p).tolist()].with_columns(
        pl.lit(grain).alias("grain"),
        pl.Series("target_date", np.tile(starts.astype("datetime64[D]"), s), dtype=pl.Date),
        pl.Series("mean", np.round(mean.ravel(), DIGITS), dtype=pl.Float64),
        pl.Series("quantiles", flat, dtype=pl.Array(pl.Float64, len(LEVELS))).cast(pl.List(pl.Float64)),
    )


def _sum_so_far(panel: Panel, sums: PeriodForecast) -> Array:
    """S × P units of each period that the history holds already."""
    days = panel.dates.astype("datetime64[D]")
    first = int(np.searchsorted(days, sums.starts[0]))
    sold = np.zeros(sums.mean.shape)
    sold[:, 0] = np.nansum(panel.target[:, first:], axis=1)
    return sold


def _ends(starts: Dates, grain: str) -> Dates:
    """The last day of each period."""
    if grain == "week":
        return np.asarray(starts.astype("datetime64[D]") + np.timedelta64(6, "D"))
    after = starts.astype("datetime64[M]") + np.timedelta64(1, "M")
    return np.asarray(after.astype("datetime64[D]") - np.timedelta64(1, "D"))


def last_day(panel: Panel) -> date:
    """The last day of a history."""
    found: date = panel.dates[-1].astype("datetime64[D]").astype(object)
    return found
