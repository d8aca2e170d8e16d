"""What others would do: seasonal naive, the ETS and Theta median, LightGBM by mlforecast."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.case import LEVELS, Array, Case
from foresale.frequency import Frequency, next_periods

THREADS = 2
SEED = 0
LAGS = {
    "D": (1, 7, 14, 21, 28, 35, 42, 56, 364),
    "W": (1, 2, 3, 4, 5, 6, 8, 13, 26, 52),
    "M": (1, 2, 3, 6, 12),
}
WORTH_WORKERS = 50  # series; below it starting workers takes longer than they save
YEARS_OF_TREES = 3  # newest years that the trees see
YEARS_OF_CURVES = 2  # newest years that ETS and Theta see


@dataclass(frozen=True)
class PeerInput:
    """The panel at the cutoff, made ready for libraries that know neither gaps nor stock-outs.

    Attributes:
        y: S × T units, NaN only before a series began; holes, closed days and stock-outs hold the same
            day of the latest season known.
        known: S × T, where `y` was really observed.
        dates: T period starts.
        freq: Length of a period.
        static: S rows of category codes.
        ahead: Columns known for the horizon, each S × (T + steps).
    """

    y: Array
    known: NDArray[np.bool_]
    dates: NDArray[np.datetime64]
    freq: Frequency
    static: pl.DataFrame
    ahead: dict[str, Array]

    @classmethod
    def load(cls, case: Case) -> PeerInput:
        """Read what `make_case` wrote, and fill the holes."""
        with np.load(case.folder / "panel.npz") as stored:
            arrays = {name: stored[name] for name in stored.files}
        series = pl.read_parquet(case.folder / "series.parquet")
        freq = Frequency(case.freq)
        y = np.where(arrays["censored"], np.nan, arrays["target"])
        known = ~np.isnan(y)
        codes = series.select(pl.all().cast(pl.Categorical).to_physical().cast(pl.Int32))
        dates = arrays["dates"].astype("datetime64[D]")
        ahead = {name[6:]: array for name, array in arrays.items() if name.startswith("known_")}
        return cls(_filled(y, 7 if freq is Frequency.DAY else 1), known, dates, freq, codes, ahead)

    @property
    def begins(self) -> NDArray[np.intp]:
        """Per series, its first period."""
        return np.asarray((~np.isnan(self.y)).argmax(axis=1))

    @property
    def step(self) -> Any:
        """The period as pandas knows it."""
        import pandas as pd

        weekday = int((self.dates[-1].astype(int) + 3) % 7)
        return {"D": pd.offsets.Day(), "W": pd.offsets.Week(weekday=weekday), "M": pd.offsets.MonthBegin()}[
            self.freq.value
        ]

    @property
    def frequency_name(self) -> str:
        """The period as pandas spells it."""
        return str(self.step.freqstr)

    def horizon_table(self, steps: int) -> pl.DataFrame:
        """What is known of the horizon, one row per series (by position, `series__`) and step (by `date`)."""
        n, past = self.y.shape
        dates = next_periods(self.dates[-1], self.freq, steps).astype("datetime64[D]")
        columns = {name: array[:, past : past + steps].ravel() for name, array in self.ahead.items()}
        return pl.DataFrame(
            {"series__": np.repeat(np.arange(n), steps), "date": np.tile(dates, n), **columns}
        )

    def long(self, newest: int) -> Any:
        """The newest periods as the pandas table that Nixtla's libraries take, with where each row lies."""
        import pandas as pd

        first = max(self.y.shape[1] - newest, 0)
        s, t = np.nonzero(~np.isnan(self.y[:, first:]))
        t = t + first
        table = pd.DataFrame(
            {"unique_id": s, "ds": self.dates[t].astype("datetime64[ns]"), "y": self.y[s, t]}
        )
        return table, s, t


def _filled(y: Array, season: int) -> Array:
    """Holes take the latest known value of the same day in the season; what is left, the series' mean."""
    filled = y.copy()
    for t in range(season, y.shape[1]):
        hole = np.isnan(filled[:, t])
        filled[hole, t] = filled[hole, t - season]
    begun = np.arange(y.shape[1]) >= (~np.isnan(y)).argmax(axis=1)[:, None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        level = np.nan_to_num(np.nanmean(y, axis=1))
    return np.where(np.isnan(filled) & begun, level[:, None], filled)


def seasonal_naive(case: Case) -> tuple[Array, Array]:
    """SeasonalNaive of statsforecast: last week's day, last year's month or week, normal intervals."""
    from statsforecast.models import SeasonalNaive

    given = PeerInput.load(case)
    season = given.freq.season_length
    if given.y.shape[1] < 2.5 * season:  # without two years a week is repeated as it was
        season = 1
    return _by_statsforecast(case, given, [SeasonalNaive(season, alias="naive")], given.y.shape[1])


def ets_theta(case: Case) -> tuple[Array, Array]:
    """The median of statsforecast's AutoETS and dynamic optimised Theta, level by level."""
    from statsforecast.models import AutoETS, DynamicOptimizedTheta

    given = PeerInput.load(case)
    season = given.freq.season_length
    models = [AutoETS(season, alias="ets"), DynamicOptimizedTheta(season, alias="theta")]
    return _by_statsforecast(case, given, models, YEARS_OF_CURVES * given.freq.periods_a_year + season)


def _by_statsforecast(case: Case, given: PeerInput, models: list[Any], newest: int) -> tuple[Array, Array]:
    """Means and quantiles; over several models the median of each."""
    from statsforecast import StatsForecast
    from statsforecast.models import HistoricAverage, Naive

    shape = (len(given.y), case.steps)
    fallback = HistoricAverage() if len(models) > 1 else Naive()
    engine = StatsForecast(
        models=models,
        freq=given.step,
        n_jobs=THREADS if len(given.y) > WORTH_WORKERS else 1,
        fallback_model=fallback,
    )
    table = given.long(newest)[0]
    answer = engine.forecast(df=table, h=case.steps, level=_widths())
    names = [repr(model) for model in models]
    means = np.median([answer[name].to_numpy().reshape(shape) for name in names], axis=0)
    levels = [
        np.median([_quantile(answer, name, level).reshape(shape) for name in names], axis=0)
        for level in LEVELS
    ]
    return positive(given, means, np.stack(levels, axis=-1))


def lightgbm(case: Case) -> tuple[Array, Array]:
    """LightGBM by mlforecast: lags, rolling means, dates, statics, scaled Tweedie, conformal intervals."""
    from lightgbm import LGBMRegressor
    from mlforecast import MLForecast
    from mlforecast.lag_transforms import RollingMean, RollingStd
    from mlforecast.utils import PredictionIntervals

    given = PeerInput.load(case)
    year, season = given.freq.periods_a_year, {"D": 7, "W": 4, "M": 3}[given.freq.value]
    windows = int(np.clip(given.y.shape[1] // 2 // case.steps, 2, 5))
    shortest = windows * case.steps + 2 * season
    table, scale = _trees_table(given, YEARS_OF_TREES * year, shortest)
    lags = [lag for lag in LAGS[given.freq.value] if lag < given.y.shape[1] - case.steps]
    rolling = {
        1: [RollingMean(season), RollingMean(4 * season), RollingStd(4 * season)],
        season: [RollingMean(4 * season)],
        4 * season: [RollingMean(4 * season)],
    }
    dates = {"D": ["dayofweek", "day", "month", "week"], "W": ["month", "week"], "M": ["month", "quarter"]}
    model = LGBMRegressor(
        objective="tweedie", tweedie_variance_power=1.3, n_estimators=300, learning_rate=0.05, num_leaves=63,
        min_child_samples=50, subsample=0.8, subsample_freq=1, colsample_bytree=0.8, reg_lambda=1.0,
        n_jobs=THREADS, random_state=SEED, verbosity=-1, force_col_wise=True,
    )  # fmt: skip
    engine = MLForecast(
        models={"lgb": model},
        freq=given.step,
        lags=lags,
        lag_transforms=rolling,
        date_features=dates[given.freq.value],
        num_threads=THREADS,
    )
    engine.fit(
        table,
        static_features=list(given.static.columns),
        dropna=False,
        weight_col="weight",
        prediction_intervals=PredictionIntervals(n_windows=windows, h=case.steps),
    )
    future = _ahead_table(given, case.steps)
    answer = engine.predict(case.steps, level=_widths(), X_df=future)
    shape = (len(given.y), case.steps)
    means = answer["lgb"].to_numpy().reshape(shape) * scale[:, None]
    levels = [_quantile(answer, "lgb", level).reshape(shape) * scale[:, None] for level in LEVELS]
    return positive(given, means, np.stack(levels, axis=-1))


def _trees_table(given: PeerInput, newest: int, shortest: int) -> tuple[Any, Array]:
    """The training table, each series over its mean, and those means.

    Series younger than `shortest` are lengthened backwards by repeating their first value, with no weight,
    because the conformal windows need that length.
    """
    y = given.y.copy()
    n = y.shape[1]
    first = np.minimum(given.begins, n - shortest)
    early = (np.arange(n) >= first[:, None]) & np.isnan(y)
    own = y[np.arange(len(y)), given.begins]
    y = np.where(early, np.nan_to_num(own)[:, None], y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        scale = np.nan_to_num(np.nanmean(np.where(given.known, given.y, np.nan)[:, -newest:], axis=1))
    scale = np.where(scale > 0, scale, 1.0)
    ready = PeerInput(y / scale[:, None], given.known, given.dates, given.freq, given.static, given.ahead)
    table, s, t = ready.long(newest)
    table["weight"] = given.known[s, t] * scale[s] ** 0.5
    table["weight"] /= table["weight"].mean()
    for name in given.static.columns:
        table[name] = given.static[name].to_numpy()[s]
    for name, array in given.ahead.items():
        table[name] = array[s, t]
    return table, scale


def _ahead_table(given: PeerInput, steps: int) -> Any:
    """What is known of the horizon, one row per series and step; None where nothing is."""
    if not given.ahead:
        return None
    table = given.horizon_table(steps).rename({"series__": "unique_id", "date": "ds"})
    return table.with_columns(pl.col("ds").cast(pl.Datetime("ns"))).to_pandas()


def _widths() -> list[float]:
    return [round(100 * (1 - 2 * level), 1) for level in LEVELS if level < 0.5]


def _quantile(answer: Any, name: str, level: float) -> Array:
    """One quantile of Nixtla's tables, whose columns are named by the interval's width."""
    if level == 0.5:
        return np.asarray(answer[name].to_numpy(), dtype=np.float64)
    side = "lo" if level < 0.5 else "hi"
    width = round(100 * abs(1 - 2 * level), 1)
    for label in (f"{width:g}", f"{width}"):
        if f"{name}-{side}-{label}" in answer.columns:
            return np.asarray(answer[f"{name}-{side}-{label}"].to_numpy(), dtype=np.float64)
    raise KeyError(f"{name} gave no interval of {width:g} %; its columns are {', '.join(answer.columns)}")


def positive(given: PeerInput, means: Array, quantiles: Array) -> tuple[Array, Array]:
    """Forecasts of demand: never below zero, quantiles in order.

    A series too short for the method, to which the library answers NaN, gets its mean.
    """
    usual = np.nan_to_num(np.nanmean(given.y, axis=1))
    means = np.where(np.isnan(means), usual[:, None], means)
    quantiles = np.where(np.isnan(quantiles), means[..., None], quantiles)
    return np.maximum(means, 0), np.sort(np.maximum(quantiles, 0), axis=-1)
