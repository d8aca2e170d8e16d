"""What a backtest and a forecast are, once made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.cards import Card, Shown, periods_ahead
from foresale.forecasting.model_choice import ModelChoice
from foresale.frequency import Dates
from foresale.panel import Panel

if TYPE_CHECKING:
    from foresale.notes import Note


QUANTILES: tuple[float, ...] = (
    0.005, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.995,
)  # fmt: skip
SOURCES = ("conformal", "learned", "recent")  # of quantiles


@dataclass(frozen=True)
class Fold:
    """One cutoff of the backtest: what each model said and what then happened.

    Attributes:
        cutoff: Number of past periods known.
        dates: The H periods forecast.
        actual: S × H; NaN where demand isn't known (closed, out of stock, not started), and so not scored.
        means: Model name → S × H.
        quantiles: S × H × Q at `QUANTILES`, calibrated on other folds only, of the champion and of
            seasonal naive by name.
        launched: S × H of series that began after the cutoff, from their first period on; else NaN.
        is_test: Whether the fold was kept from selection and calibration; the newest one is.
    """

    cutoff: int
    dates: Dates
    actual: Array
    means: Mapping[str, Array]
    quantiles: Mapping[str, Array]
    is_test: bool
    launched: Array | None = None


@dataclass(frozen=True)
class Champion:
    """The model chosen, and why, in a sentence a manager can read."""

    model: str
    label: str
    reason: str
    beats_naive: bool


@dataclass(frozen=True)
class BlendRecipe:
    """What the blend is made of.

    Attributes:
        members: Names of models.
        weights: Classes of series (in the order of `demand_classes.CLASSES`) × members; rows sum to one.
    """

    members: tuple[str, ...]
    weights: Array


@dataclass(frozen=True)
class QuantileRecipe:
    """How sources of quantiles are joined, see `forecasting.quantiles.sharpening`.

    Attributes:
        shares: Q × 3 shares of `SOURCES`, 0 … 1, that add up to 1.
        shift: Q shifts in units of the local 80 % range.
    """

    shares: Array
    shift: Array

    def to_lists(self) -> dict[str, Any]:
        """As plain numbers, for a file of text."""
        return {"shares": self.shares.tolist(), "shift": self.shift.tolist()}

    @classmethod
    def of_lists(cls, shares: Sequence[Sequence[float]], shift: Sequence[float]) -> QuantileRecipe:
        """What `to_lists` wrote.

        Raises:
            ValueError: The numbers don't fit the quantiles.
        """
        recipe = cls(np.array(shares, dtype=np.float64), np.array(shift, dtype=np.float64))
        if (recipe.shares.shape, recipe.shift.shape) != ((len(QUANTILES), len(SOURCES)), (len(QUANTILES),)):
            raise ValueError("shares and shifts don't fit the quantiles")
        if not (np.isfinite(recipe.shift).all() and (recipe.shares >= 0).all()):
            raise ValueError("shares and shifts aren't numbers that make sense")
        if not np.allclose(recipe.shares.sum(axis=1), 1):
            raise ValueError("shares don't add up to 1")
        return recipe


@dataclass(frozen=True)
class BaseErrors:
    """How wrong forecasts of series and of their sums have been: actual less forecast over E past steps.

    Attributes:
        series: S × E; 0 where the actual isn't known.
        sums: N × E.
    """

    series: Array
    sums: Array


@dataclass(frozen=True)
class Reconciliation:
    """How a champion's forecasts are brought in line with forecasts of their sums.

    Attributes:
        method: One of `reconciliation.METHODS`.
        level: The level whose forecasts `middle_out` keeps.
        nodes: Names of the N sums that `errors` are about.
        errors: Past errors of the series and of the sums, at all cutoffs.
    """

    method: str
    level: str
    nodes: tuple[str, ...]
    errors: BaseErrors


@dataclass(frozen=True, repr=False)
class Backtest(Shown):
    """Every model tried on the same pasts.

    Attributes:
        panel: The history.
        horizon: Periods ahead (H).
        folds: Oldest cutoff first; the last is the test fold where history allows one.
        leaderboard: One row per model, best first: `model`, `label`, `family`, `score`
            (geometric mean of its RMSSE and WQL over seasonal naive's, on the selection folds;
            below 1 is better), then every metric of `metrics.METRICS` on the selection folds, the
            same on the test fold with the prefix `test_`, `seconds`, `memory_mb`.
        by_horizon: `model`, `step`, metrics, over all folds.
        by_class: `model`, `class` (smooth, intermittent, lumpy, erratic, new, no sales, and launch: began
            after the cutoff, forecast from its like), `n_series`
            (judged in that class at some cutoff), metrics.
        champion: The model chosen.
        blend: What the leaderboard's blend is made of; None where there is none.
        quantile_recipe: What joins the champion's conformal quantiles with others, from all folds; None
            where conformal ones alone were as good.
        widths: How much wider the quantiles of unsold and of young series are (see
            `forecasting.quantiles.launch_quantiles`), from all folds; None without any.
        by_level: How right the champion was at every level, by every way of making series and sums agree:
            `level` (`series`, then key and static columns, `total`), `grain` (day, week, month, horizon),
            `method` (bottom_up, top_down …), `chosen`, `members` (of the level), then on the selection
            folds `sums` (how many were judged), `wape`, `rmsse`, `bias`, `coverage_80`, `coverage_95`,
            and the same on the test fold with the prefix `test_`. Only the chosen way has ranges, and
            only the shortest grain has an RMSSE.
        reconciliation: What brings forecasts in line with those of their sums; None where sums are
            simply those of the series' forecasts.
        sum_correction: What the champion's means are multiplied by, here and in the future, so that their
            sum is what was sold on the selection folds.
        choices: Each model tried, by name: its class and parameters.
        notes: What was done: folds made, models left out and why.
    """

    panel: Panel
    horizon: int
    folds: tuple[Fold, ...]
    leaderboard: pl.DataFrame
    by_horizon: pl.DataFrame
    by_class: pl.DataFrame
    champion: Champion
    blend: BlendRecipe | None = None
    quantile_recipe: QuantileRecipe | None = None
    widths: tuple[float, float] | None = None
    by_level: pl.DataFrame = field(default_factory=pl.DataFrame)
    reconciliation: Reconciliation | None = None
    sum_correction: float = 1.0
    choices: Mapping[str, ModelChoice] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def _card(self) -> Card:
        best = self.leaderboard.filter(pl.col("model") == self.champion.model).row(0, named=True)
        kept = best["test_wape"]
        return "Backtest", [
            ("series", f"{self.panel.n_series:,}"),
            ("past windows", f"{len(self.folds)} of {self.horizon} {self.panel.freq.noun}s"),
            ("models", f"{self.leaderboard.height}, best: {self.champion.label}"),
            ("WAPE on the window kept", f"{kept:.1%}" if np.isfinite(kept) else "none was kept"),
            ("why", self.champion.reason),
        ]


@dataclass(frozen=True, repr=False)
class Prediction(Shown):
    """What a model says of the periods ahead.

    Attributes:
        dates: The H periods forecast.
        mean: S × H.
        quantiles: S × H × Q at `QUANTILES`, never crossing, never negative where demand can't be.
        totals: Sums by level and grain: `level` (`total`, or the key and static columns summed by,
            joined by " × "), `name`, `grain` (day, week, month, or the whole `horizon`), `date`,
            `periods` (how many of the grain's days, weeks… the horizon holds; a part period has
            fewer than the others), `mean`, and a column per quantile (`q0.1` …).
    """

    dates: Dates
    mean: Array
    quantiles: Array
    totals: pl.DataFrame

    def _card(self) -> Card:
        return "Prediction", periods_ahead(self.dates, self.mean)


@dataclass(frozen=True, repr=False)
class Forecast(Shown):
    """Forecasts of every series, coherent totals, and what they rest on.

    Attributes:
        panel: The history.
        prediction: Means, quantiles and totals of the periods ahead.
        backtest: How the models did on the past.
        notes: Everything that was inferred, cleaned and decided on the way, in order.
        rejects: Rows set aside.
    """

    panel: Panel
    prediction: Prediction
    backtest: Backtest
    notes: tuple[Note, ...] = ()
    rejects: pl.DataFrame = field(default_factory=pl.DataFrame)

    def _card(self) -> Card:
        return "Forecast", [*periods_ahead(self.dates, self.mean), ("by", self.backtest.champion.label)]

    @property
    def dates(self) -> Dates:
        """The H periods forecast."""
        return self.prediction.dates

    @property
    def mean(self) -> Array:
        """S × H."""
        return self.prediction.mean

    @property
    def quantiles(self) -> Array:
        """S × H × Q at `QUANTILES`."""
        return self.prediction.quantiles

    @property
    def totals(self) -> pl.DataFrame:
        """Sums by level and grain, see `Prediction`."""
        return self.prediction.totals

    def to_frame(self) -> pl.DataFrame:
        """One row per series and period: keys, `date`, `mean`, then a column per quantile."""
        return forecast_table(
            self.panel.series.select(self.panel.keys), self.dates, self.mean, self.quantiles
        )


def forecast_table(
    keys: pl.DataFrame, dates: Dates, mean: Array, quantiles: Array, levels: Sequence[float] = QUANTILES
) -> pl.DataFrame:
    """One row per series and period: keys, `date`, `mean`, then a column per quantile.

    Args:
        keys: S rows of key columns.
        dates: H periods.
        mean: S × H.
        quantiles: S × H × Q at `levels`.
        levels: Q chances.
    """
    s, h = mean.shape
    return keys[np.repeat(np.arange(s), h).tolist()].with_columns(
        pl.Series("date", np.tile(dates.astype("datetime64[D]"), s)),
        pl.Series("mean", mean.ravel()),
        *(pl.Series(quantile_column(level), quantiles[:, :, i].ravel()) for i, level in enumerate(levels)),
    )


def quantile_column(level: float) -> str:
    """The column name of a quantile.

    Examples:
        >>> quantile_column(0.025)
        'q0.025'
    """
    return f"q{level:g}"
