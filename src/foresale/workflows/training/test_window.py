"""What every tried model said about the window that was kept from all choices, and what then happened.

Kept with a version, so that the next one is compared with it on the same series and days.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.forecasting.backtesting.champion import NAIVE
from foresale.forecasting.monthly.monthly_model import MonthlyModel
from foresale.forecasting.quantiles.whole_units import range_chance
from foresale.forecasting.results import QUANTILES, Backtest, Fold
from foresale.forecasting.scores import history_scale
from foresale.forecasting.trained.forecaster import load_forecaster
from foresale.metrics.significance import margin_of_sum
from foresale.reports.window_picture import window_picture
from foresale.workflows.forecasts.sales_of_record import read_sales_of_record
from foresale.workflows.forecasts.saved_forecast import forecast_with
from foresale.workflows.ports import ModelRegistry, ModelVersion, SalesRepository
from foresale.workflows.promotion.gate import Comparison

FILE, PICTURE = "judged_window.parquet", "judged_window.svg"
MODEL = "parameter.model"
SAID_BY = "said_by_"
KEYS = ("product", "store")
MONTHLY = "monthly"
LAG_COLUMNS = ("lag_1", "lag_2", "lag_3", "lag_12")


def find_test_fold(backtest: Backtest) -> Fold | None:
    """The window kept from all choices; None where the history was too short for one."""
    return next((fold for fold in backtest.folds if fold.is_test), None)


def write_test_window(backtest: Backtest, folder: Path) -> Path | None:
    """Write the window's actuals and every model's means, one row a series and day that is judged.

    Args:
        backtest: Of a training.
        folder: Where to.
    """
    fold = find_test_fold(backtest)
    if fold is None:
        return None
    scale = history_scale(backtest.panel.as_of(fold.cutoff, backtest.horizon)).squared
    s, h = np.nonzero(np.isfinite(fold.actual))
    table = backtest.panel.series.select(KEYS)[s.tolist()].with_columns(
        pl.Series("date", fold.dates[h].astype("datetime64[D]")),
        pl.Series("actual", fold.actual[s, h]),
        pl.Series("scale", scale[s]).fill_nan(None),
        *(pl.Series(f"{SAID_BY}{name}", mean[s, h], dtype=pl.Float32) for name, mean in fold.means.items()),
    )
    table.write_parquet(folder / FILE, compression="zstd")
    return folder / FILE


def draw_test_window(backtest: Backtest, folder: Path) -> Path | None:
    """Draw what was sold in all in the window, beside the champion's and seasonal naive's forecasts.

    Args:
        backtest: Of a training.
        folder: Where to.
    """
    fold = find_test_fold(backtest)
    if fold is None:
        return None
    known = np.isfinite(fold.actual)

    def total(values: Array) -> Array:
        return np.where(known.any(axis=0), np.where(known, values, 0.0).sum(axis=0), np.nan)

    lines = {"Sold": total(fold.actual), backtest.champion.label: total(fold.means[backtest.champion.model])}
    if NAIVE in fold.means and backtest.champion.model != NAIVE:
        lines["A season before"] = total(fold.means[NAIVE])
    title = f"All {backtest.panel.target_name} in the window kept for judging"
    (folder / PICTURE).write_text(window_picture(title, fold.dates, lines), encoding="utf-8")
    return folder / PICTURE


def coverage_chance(backtest: Backtest) -> dict[str, float]:
    """What the champion's 80 % ranges hold by themselves, and how far chance may bring the window from it.

    Ranges in whole units hold more than they are called by (see `range_chance`). Nothing without a window.

    Args:
        backtest: Of a training.
    """
    fold = find_test_fold(backtest)
    if fold is None or not np.isfinite(fold.actual).any():
        return {}
    quantiles = fold.quantiles[backtest.champion.model]
    low, high = (quantiles[..., QUANTILES.index(level)] for level in (0.1, 0.9))
    known = np.isfinite(fold.actual)
    hit = np.where(known, (fold.actual >= low) & (fold.actual <= high), 0.0)
    share = hit.sum() / known.sum()
    beyond = np.where(known, hit - share, 0.0)
    return {
        "coverage_80_meant": float(range_chance(quantiles[known], (0.1, 0.9)).mean()),
        "coverage_80_chance": margin_of_sum(beyond) / float(known.sum()),
    }


def compare_with_champion(
    registry: ModelRegistry,
    champion: ModelVersion | None,
    challenger: ModelVersion,
    sales_repository: SalesRepository,
) -> Comparison | None:
    """Losses of both on the challenger's test window, on equal terms; None where there are none.

    Where the window is all new to the champion, it forecasts it itself, from the same last day. Else its
    kind of model, refitted on what was known before the window, stands in for it.

    Args:
        registry: Where their files are.
        champion: Who serves now.
        challenger: The new version.
        sales_repository: The sales of record.

    Raises:
        RegistryError: The files can't be had.
        SavedModelError: The champion can't read these sales.
    """
    page = None if champion is None else registry.page(challenger, FILE)
    if champion is None or page is None:
        return None
    window = pl.read_parquet(page)
    first = window["date"].min()
    kind, ours = (f"{SAID_BY}{version.about.get(MODEL)}" for version in (champion, challenger))
    if isinstance(first, date) and champion.cutoff < first:
        before = first - timedelta(days=1)
        folder = registry.fetch(champion)
        if champion.scope.family == MONTHLY:
            said = _estimates(MonthlyModel.load(folder), window)
        else:
            said = _forecast(folder, champion, sales_repository, before, window["date"].n_unique())
        return _beside(window, said, ours, f"both from what was known on {before}")
    if champion.scope != challenger.scope:
        return _compare_with_larger(registry, champion, window, ours)
    if kind not in window.columns:
        return None
    return _comparison(window, kind, ours, f"{champion.name}'s kind of model, refitted before the window")


def _compare_with_larger(
    registry: ModelRegistry, champion: ModelVersion, window: pl.DataFrame, ours: str
) -> Comparison | None:
    """Beside the model of a larger part, by what that said of the same window when it was trained itself.

    Its kind of model in the challenger's training learned from the part alone: that isn't the same.
    """
    page = registry.page(champion, FILE)
    if page is None:
        return None
    theirs = pl.read_parquet(page)
    kind, days = f"{SAID_BY}{champion.about.get(MODEL)}", ["date"]
    if kind not in theirs.columns or not theirs.select(days).unique().sort(days).equals(
        window.select(days).unique().sort(days)
    ):
        return None
    said = theirs.select(*KEYS, "date", pl.col(kind).alias("champion"))
    return _beside(window, said, ours, f"what {champion.name} said of it before it was refitted on it")


def _beside(window: pl.DataFrame, said: pl.DataFrame, ours: str, how: str) -> Comparison:
    together = window.join(said, on=[*KEYS, "date"], how="left", maintain_order="left")
    return _comparison(together, "champion", ours, how)


def lag_columns(lags: Array) -> list[pl.Series]:
    """The columns in which a window of months keeps what was known (N × 4)."""
    return [pl.Series(name, lags[:, i]).fill_nan(None) for i, name in enumerate(LAG_COLUMNS)]


def _estimates(champion: MonthlyModel, window: pl.DataFrame) -> pl.DataFrame:
    """What a champion of months makes of the same last months."""
    lags = window.select(pl.col(LAG_COLUMNS).fill_null(float("nan"))).to_numpy()
    months = window["date"].to_numpy().astype("datetime64[M]")
    return window.select(*KEYS, "date").with_columns(pl.Series("champion", champion.mean(months, lags)))


def _forecast(
    folder: Path, champion: ModelVersion, sales_repository: SalesRepository, until: date, days: int
) -> pl.DataFrame:
    forecaster = load_forecaster(folder)
    horizon = min(days, forecaster.horizon)
    knows = "promotion" in forecaster.panel.known_ahead
    recorded = read_sales_of_record(sales_repository, champion.scope, horizon, until=until, planned=knows)
    panel, made = forecast_with(forecaster, recorded, horizon)
    n, h = made.mean.shape
    return panel.series.select(KEYS)[np.repeat(np.arange(n), h).tolist()].with_columns(
        pl.Series("date", np.tile(made.dates.astype("datetime64[D]"), n)),
        pl.Series("champion", made.mean.ravel()),
    )


def _comparison(window: pl.DataFrame, theirs: str, ours: str, how: str) -> Comparison:
    """Squared errors over each series' usual change from week to week, series × days.

    Squares, because means are compared: whoever forecasts zero for slow sellers wins by absolute errors.
    Over the usual change once, not twice, so that what sells much counts for more.
    """
    series = window.select(KEYS).unique(maintain_order=True).with_row_index("series")
    days = window["date"].unique().sort()
    row = window.join(series, on=KEYS, how="left", maintain_order="left")["series"].to_numpy()
    step = days.search_sorted(window["date"]).to_numpy()
    scale = window["scale"].fill_null(window["scale"].median()).fill_null(1.0).to_numpy()
    losses = []
    for name in (theirs, ours):
        error = window["actual"].to_numpy() - window[name].cast(pl.Float64).to_numpy()
        loss = np.full((series.height, len(days)), np.nan)
        loss[row, step] = error**2 / np.maximum(scale, 1e-9)
        losses.append(loss)
    return Comparison(losses[0], losses[1], how, "month" if LAG_COLUMNS[0] in window.columns else "day")
