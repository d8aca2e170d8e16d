"""A forecast made by hand, of any shape, so that reports can be tested without fitting a model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from foresale.forecasting.results import (
    QUANTILES,
    Backtest,
    Champion,
    Fold,
    Forecast,
    Prediction,
    quantile_column,
)
from foresale.frequency import Frequency, next_periods
from foresale.metrics.scaled import naive_scale
from foresale.metrics.summary import METRICS, score
from foresale.notes import Note
from foresale.panel import Panel
from foresale.sales import no_rejects

# Model → its name for people, its family, how noisy it is, its seconds and its megabytes.
MODELS = {
    "global_lightgbm": ("LightGBM over all series", "machine learning", 0.6, 14.2, 310.0),
    "auto_ets": ("AutoETS", "classical", 0.75, 48.0, 120.0),
    "theta": ("Dynamic optimised Theta", "classical", 0.8, 31.5, 118.0),
    "moving_average": ("Moving average", "baseline", 1.1, 0.1, 96.0),
    "seasonal_naive": ("Seasonal naive", "baseline", 1.0, 0.05, 95.0),
}
Z = np.array([-2.576, -1.96, -1.645, -1.282, -0.842, -0.524, -0.253, 0,
              0.253, 0.524, 0.842, 1.282, 1.645, 1.96, 2.576])  # fmt: skip
PRODUCTS = (
    "Wholemeal bread",
    "Semi-skimmed milk 1 l",
    "Free-range eggs × 12",
    "Bananas, loose",
    "Espresso beans",
)


def make_panel(
    *,
    n_series: int = 12,
    n_periods: int = 730,
    freq: str = "D",
    keys: tuple[str, ...] = ("product", "store"),
    names: list[str] | None = None,
    target_name: str = "units_sold",
    scale: float = 1.0,
    seed: int = 0,
) -> Panel:
    """Sales with a weekly and a yearly pattern, closed Christmas days and one series in five quite new."""
    random = np.random.default_rng(seed)
    frequency = Frequency(freq)
    dates = next_periods(np.datetime64("2022-01-31"), frequency, n_periods)
    t = np.arange(n_periods)
    week = np.array([0.8, 0.85, 0.9, 1.0, 1.35, 1.5, 0.6])[t % 7] if freq == "D" else np.ones(n_periods)
    year = 1 + 0.25 * np.sin(2 * np.pi * t / frequency.periods_a_year)
    level = np.sort(random.lognormal(3, 0.9, n_series))[::-1, None]
    trend = 1 + random.normal(0.05, 0.15, n_series)[:, None] * t / frequency.periods_a_year
    target = scale * random.poisson(np.maximum(level * trend * week * year, 0.05)).astype(np.float64)
    closed = np.zeros(target.shape, dtype=bool)
    if freq == "D":
        closed[:, np.flatnonzero(np.char.endswith(dates.astype(str), "12-25"))] = True
    late = np.arange(n_series) % 5 == 4
    target[np.ix_(late, t < n_periods - 3 * frequency.default_horizon)] = np.nan
    target[closed] = np.nan
    position = np.arange(n_series)
    columns: dict[str, list[str]] = {}
    if keys:
        columns[keys[0]] = names or [
            PRODUCTS[i % 5] if i < 5 * len(keys) else f"Product {i:04d}" for i in position
        ]
    if len(keys) > 1:
        columns[keys[1]] = [("Leeds", "York", "Hull")[(i // 5) % 3] for i in position]
    columns["category"] = [("Bakery", "Dairy", "Dairy", "Fruit", "Drinks")[i % 5] for i in position]
    return Panel(
        series=pl.DataFrame(columns),
        keys=keys,
        dates=dates,
        freq=frequency,
        target=target,
        closed=closed,
        censored=np.zeros(target.shape, dtype=bool),
        target_name=target_name,
    )


def make_forecast(
    panel: Panel | None = None,
    *,
    horizon: int | None = None,
    n_folds: int = 4,
    has_test: bool = True,
    beats_naive: bool = True,
    rejects: pl.DataFrame | None = None,
    seed: int = 1,
) -> Forecast:
    """A forecast of `panel` with folds of several models, as the workflow would hand it over."""
    panel = make_panel() if panel is None else panel
    horizon = horizon or panel.freq.default_horizon
    random = np.random.default_rng(seed)
    season = min(panel.freq.season_length, panel.n_periods)
    pattern = np.nan_to_num(panel.target[:, -season:])
    ahead = np.tile(pattern, (1, -(-horizon // season)))[:, :horizon]
    level = np.nan_to_num(panel.target[:, -4 * season :]).mean(axis=1, keepdims=True)
    mean = 0.5 * ahead + 0.5 * np.broadcast_to(level, ahead.shape)
    folds = tuple(
        make_fold(
            panel, panel.n_periods - horizon * (n_folds - k), horizon, has_test and k == n_folds - 1, random
        )
        for k in range(n_folds)
        if panel.n_periods - horizon * (n_folds - k) > 0
    )
    quantiles = spread(mean, 0.3)
    dates = panel.future_dates(horizon)
    notes = (
        Note(
            "columns",
            0,
            "Read the date from “day”, the target from “units_sold”, the keys from “product”, “store”.",
        ),
        Note("exact duplicates", 5268, "Rows that were there twice were counted once."),
        Note("closed days", 24, "Days on which no series sold anything count as closed, not as zero."),
        Note("outliers flagged", 3, "Values beyond Q3 + 1.5 IQR were kept and flagged."),
    )
    return Forecast(
        panel=panel,
        prediction=Prediction(dates, mean, quantiles, make_totals(panel, dates, mean)),
        backtest=make_backtest(panel, horizon, folds, beats_naive),
        notes=notes,
        rejects=no_rejects() if rejects is None else rejects,
    )


def predicting(forecast: Forecast, **changes: Any) -> Forecast:
    """The same forecast with another mean, other quantiles or totals."""
    return replace(forecast, prediction=replace(forecast.prediction, **changes))


def spread(mean: np.ndarray, share: float) -> np.ndarray:
    """Quantiles of a normal around `mean`, cut at zero."""
    sigma = share * np.maximum(mean, 1)
    return np.maximum(mean[..., None] + sigma[..., None] * Z, 0)


def make_fold(panel: Panel, cutoff: int, horizon: int, is_test: bool, random: np.random.Generator) -> Fold:
    """What each model might have said at `cutoff`: the truth with noise, more for the worse ones."""
    actual = panel.target[:, cutoff : cutoff + horizon]
    base = np.nan_to_num(actual)
    level = base.mean(axis=1, keepdims=True)
    means = {
        model: np.maximum(0.55 * base + 0.45 * level * (1 + 0.3 * noise * random.normal(size=base.shape)), 0)
        for model, (_, _, noise, _, _) in MODELS.items()
    }
    return Fold(
        cutoff=cutoff,
        dates=panel.dates[cutoff : cutoff + horizon],
        actual=actual,
        means=means,
        quantiles={model: spread(mean, 0.25) for model, mean in means.items()},
        is_test=is_test,
    )


def make_backtest(panel: Panel, horizon: int, folds: tuple[Fold, ...], beats_naive: bool) -> Backtest:
    """The folds, scored with the real metrics."""
    selection = [fold for fold in folds if not fold.is_test]
    test = [fold for fold in folds if fold.is_test]
    rows = []
    for place, (model, (label, family, _, seconds, memory)) in enumerate(MODELS.items()):
        row = {"model": model, "label": label, "family": family, "score": 0.7 + 0.08 * place}
        row |= measured(panel, selection, model)
        row |= {f"test_{name}": value for name, value in measured(panel, test, model).items()}
        rows.append(row | {"seconds": seconds, "memory_mb": memory})
    rows[-1]["score"] = 1.0
    steps = [
        {"model": model, "step": h + 1} | measured(panel, list(folds), model, slice(h, h + 1))
        for model in MODELS
        for h in range(horizon)
    ]
    classes = [
        {"model": model, "class": name, "n_series": count} | measured(panel, list(folds), model)
        for model in MODELS
        for name, count in (("smooth", panel.n_series - 1), ("intermittent", 1))
    ]
    champion = (
        Champion(
            model="global_lightgbm", label=MODELS["global_lightgbm"][0], beats_naive=True,
            reason="LightGBM over all series had the least error: 30 % below seasonal naive’s.",
        )
        if beats_naive
        else Champion(
            model="seasonal_naive", label="Seasonal naive", beats_naive=False,
            reason="No model beat seasonal naive by the 2 % asked for, so it makes the forecast.",
        )
    )  # fmt: skip
    return Backtest(
        panel=panel,
        horizon=horizon,
        folds=folds,
        leaderboard=pl.DataFrame(rows).sort("score"),
        by_horizon=pl.DataFrame(steps),
        by_class=pl.DataFrame(classes),
        champion=champion,
        by_level=make_levels(panel),
        notes=(
            Note("folds", len(folds), f"{len(folds)} cutoffs, {horizon} periods apart."),
            Note("coherence", 1, "Totals are the sums of the series' forecasts (bottom-up)."),
        ),
    )


def make_levels(panel: Panel) -> pl.DataFrame:
    """Errors that fall the more is added up; two ways of making series and totals agree."""
    members = {name: panel.series[name].n_unique() for name in panel.series.columns}
    levels = {"series": panel.n_series} | members | {"total": 1} if panel.n_series > 1 else {"total": 1}
    grains = {"D": ("day", "week", "month", "horizon"), "W": ("week", "month", "horizon")}
    rows = []
    for place, (level, count) in enumerate(levels.items()):
        for way, error in (("bottom_up", 0.4), ("top_down", 0.45))[: 2 if panel.n_series > 1 else 1]:
            for step, grain in enumerate(grains.get(panel.freq.value, ("month", "horizon"))):
                ranged = way == "bottom_up" and (level != "series" or step == 0)
                found = {
                    "sums": float(3 * count * (28, 4, 1, 1)[step]),
                    "wape": error / (1 + place + step),
                    "rmsse": None,
                    "bias": 0.01,
                    "coverage_80": 2 / 3 if ranged else None,
                    "coverage_95": 1.0 if ranged else None,
                }
                tested = {"sums": found["sums"] / 3, "wape": 0.9 * error / (1 + place + step)}
                tested |= {name: found[name] for name in found if name not in tested}
                rows.append(
                    {"level": level, "grain": grain, "method": way, "chosen": way == "bottom_up"}
                    | {"members": count}
                    | found
                    | {f"test_{name}": value for name, value in tested.items()}
                )
    return pl.DataFrame(rows, infer_schema_length=None)


def measured(panel: Panel, folds: list[Fold], model: str, steps: slice = slice(None)) -> dict[str, float]:
    """Every metric over `folds`; NaN where there are none."""
    if not folds:
        return dict.fromkeys(METRICS, float("nan"))
    actual = np.concatenate([fold.actual[:, steps] for fold in folds], axis=1)
    mean = np.concatenate([fold.means[model][:, steps] for fold in folds], axis=1)
    quantiles = np.concatenate([fold.quantiles[model][:, steps] for fold in folds], axis=1)
    cutoff = folds[0].cutoff
    return score(actual, mean, quantiles, QUANTILES, *naive_scale(panel.target[:, :cutoff]))


def make_totals(panel: Panel, dates: np.ndarray, mean: np.ndarray) -> pl.DataFrame:
    """Sums by level and grain with a plausible spread."""
    truncate = {"day": "datetime64[D]", "month": "datetime64[M]"}
    grains = {"D": ("day", "week", "month"), "W": ("week", "month"), "M": ("month",)}[panel.freq.value]
    frames = []
    for grain in grains:
        if grain == "week":
            days = dates.astype("datetime64[D]").astype(np.int64)
            starts = (days - (days + 3) % 7).astype("datetime64[D]")
        else:
            starts = dates.astype(truncate[grain]).astype("datetime64[D]")
        bins, inverse = np.unique(starts, return_inverse=True)
        membership = np.eye(len(bins))[inverse]
        for level in ("total", *panel.series.columns):
            names = ["total"] * panel.n_series if level == "total" else panel.series[level].to_list()
            groups = np.unique(names)
            picks = (np.asarray(names)[None, :] == groups[:, None]).astype(float)
            sums = picks @ mean @ membership
            quantiles = spread(sums, 0.1)
            frames.append(
                pl.DataFrame(
                    {
                        "level": [level] * sums.size,
                        "name": np.repeat(groups, len(bins)),
                        "grain": [grain] * sums.size,
                        "date": np.tile(bins, len(groups)),
                        "periods": np.tile(membership.sum(axis=0).astype(int), len(groups)),
                        "mean": sums.ravel(),
                    }
                    | {quantile_column(q): quantiles[..., i].ravel() for i, q in enumerate(QUANTILES)}
                )
            )
    return pl.concat(frames)
