"""Training of the what-if model: from the sales of record to a registered model of months."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.forecasting.backtesting.champion import relative_score
from foresale.forecasting.monthly.history import Examples, MonthlyHistory, examples, monthly_history
from foresale.forecasting.monthly.monthly_model import (
    NAME,
    MonthlyModel,
    choose_calibration_months,
    past_forecasts,
    pool_errors,
)
from foresale.forecasting.quantiles.calibration import PastForecast
from foresale.forecasting.results import QUANTILES
from foresale.metrics.scaled import naive_scale
from foresale.metrics.significance import margin_of_sum
from foresale.metrics.summary import score
from foresale.progress import LoggedProgress
from foresale.workflows.forecasts.sales_of_record import read_sales_of_record
from foresale.workflows.ports import ModelRegistry, ModelVersion, SalesRepository, Scope, TrainedModel
from foresale.workflows.training.options import DailyTraining, describe_options
from foresale.workflows.training.test_window import FILE, KEYS, SAID_BY, lag_columns

JUDGED = 3  # months kept from learning
LABEL = "Months on the months before them"
NAIVE, LAST = "seasonal_naive", "last_value"
TOLD = ("wape", "bias", "coverage_80")
TOLD_OPTIONS = ("until", "job_id")


@dataclass(frozen=True)
class _Judged:
    """The months kept from learning: what each method said of them (N each), and ranges of two of them."""

    known: Examples
    said: Mapping[str, Array]
    quantiles: Mapping[str, Array]


def train_monthly(
    sales_repository: SalesRepository,
    registry: ModelRegistry,
    scope: Scope,
    options: DailyTraining,
    progress: LoggedProgress,
) -> ModelVersion:
    """Learn how months follow months, judge it on the last three, and register it fitted on all.

    The new version has no alias: `promotion.consider` judges it.

    Args:
        sales_repository: The sales of record.
        registry: Where the model goes.
        scope: Family `monthly`, and which products and stores.
        options: Of which only `until` counts.
        progress: Hears how far it is, and may stop it.

    Raises:
        HistoryError: There are too few months.
        RegistryError: The model can't be registered.
    """
    progress.start("Reading sales", 1)
    recorded = read_sales_of_record(sales_repository, scope, 1, until=options.until, planned=False)
    history = monthly_history(recorded.sales.frame)
    progress.advance()
    progress.start("Learning", 2)
    judged = _judge(history)
    progress.advance()
    model = MonthlyModel.fit(history)
    progress.advance()
    metrics = _metrics(history, judged)
    with tempfile.TemporaryDirectory(prefix="foresale-train-") as place:
        folder, window = Path(place) / "model", Path(place) / FILE
        folder.mkdir()
        model.save(folder)
        _window(history, judged).write_parquet(window, compression="zstd")
        progress.start("Registering", 1)
        version = registry.register(
            TrainedModel(
                scope=scope,
                folder=folder,
                # The last month counts as whole a few days before its end: these aren't known.
                cutoff=min(history.last_day, recorded.last_day),
                metrics=metrics,
                parameters={"model": NAME, "label": LABEL, **_version_parameters(options)},
                fingerprint=recorded.fingerprint,
                pages={"judged_window": window},
            )
        )
        progress.advance()
    progress.log(f"{version.name}: " + ", ".join(f"{name} {metrics[name]:.3f}" for name in TOLD))
    return version


def _version_parameters(options: DailyTraining) -> dict[str, str]:
    return {name: value for name, value in describe_options(options).items() if name in TOLD_OPTIONS}


def _judge(history: MonthlyHistory) -> _Judged:
    """Fit on all but the last months, and ask the fit and both simple methods about these."""
    known = examples(history)
    there = np.unique(known.month)
    spare = min(JUDGED, max(1, len(there) // 3))
    first = there[-spare]
    before, after = known.where(known.month < first), known.where(known.month >= first)
    months = choose_calibration_months(known, spare)
    past = past_forecasts(history, before, months)
    fitted = MonthlyModel.fit_with(history, before, past)
    mean = fitted.mean(history.months[after.month], after.lags)
    naive = _repeat_last_year(after)
    naive_past = [_repeat_past(history, before.where(before.month == month)) for month in months]
    return _Judged(
        known=after,
        said={NAME: mean, NAIVE: naive, LAST: after.lags[:, 0]},
        quantiles={NAME: fitted.quantiles(mean), NAIVE: _ranges(naive, naive_past)},
    )


def _repeat_last_year(known: Examples) -> Array:
    """The month a year before; the month before where that isn't known."""
    return np.where(np.isfinite(known.lags[:, 3]), known.lags[:, 3], known.lags[:, 0])


def _repeat_past(history: MonthlyHistory, known: Examples) -> PastForecast:
    mean = np.zeros((len(history.units), 1))
    actual = np.full((len(history.units), 1), np.nan)
    mean[known.series, 0], actual[known.series, 0] = _repeat_last_year(known), known.units
    return PastForecast(mean, actual)


def _ranges(mean: Array, past: list[PastForecast]) -> Array:
    return pool_errors(past).quantiles(mean[:, None], non_negative=True)[:, 0]


def _metrics(history: MonthlyHistory, judged: _Judged) -> dict[str, float]:
    """Every metric on the judged months, seasonal naive's as `naive_…`, the last value's as `last_…`."""
    known = judged.known
    first = int(known.month.min())
    absolute, squared = naive_scale(history.units[:, :first], 1)
    units, scales = known.units[:, None], (absolute[known.series], squared[known.series])
    found: dict[str, float] = {}
    for name, prefix in ((NAME, ""), (NAIVE, "naive_"), (LAST, "last_")):
        quantiles = judged.quantiles.get(name)
        scored = score(
            units, judged.said[name][:, None], None if quantiles is None else quantiles[:, None],
            QUANTILES, *scales,
        )  # fmt: skip
        found |= {f"{prefix}{metric}": value for metric, value in scored.items()}
    ours, naive = (
        {metric: found[f"{prefix}{metric}"] for metric in ("rmsse", "wql")} for prefix in ("", "naive_")
    )
    found["score"] = relative_score(ours, naive)
    low, high = (judged.quantiles[NAME][:, QUANTILES.index(level)] for level in (0.1, 0.9))
    hit = ((known.units >= low) & (known.units <= high)).astype(np.float64)
    cells = np.zeros((len(history.units), int(known.month.max()) - first + 1))
    cells[known.series, known.month - first] = hit - hit.mean()
    found["coverage_80_chance"] = margin_of_sum(cells) / len(hit)
    return {name: float(value) for name, value in found.items() if np.isfinite(value)}


def _window(history: MonthlyHistory, judged: _Judged) -> pl.DataFrame:
    """What the next version is compared on: months, outcomes, what was known, and what was said."""
    known = judged.known
    scale = naive_scale(history.units[:, : int(known.month.min())], 1)[1]
    window: pl.DataFrame = history.series.select(KEYS)[known.series.tolist()]
    return window.with_columns(
        pl.Series("date", history.months[known.month].astype("datetime64[D]")),
        pl.Series("actual", known.units),
        pl.Series("scale", scale[known.series]).fill_nan(None),
        *lag_columns(known.lags),
        *(pl.Series(f"{SAID_BY}{name}", said, dtype=pl.Float32) for name, said in judged.said.items()),
    )
