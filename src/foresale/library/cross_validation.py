"""Every model at every cutoff, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from foresale.cards import Card, Shown
from foresale.errors import OptionError, did_you_mean
from foresale.forecasting.backtesting.past_quantiles import past_quantiles
from foresale.forecasting.explanation.asked import Series
from foresale.forecasting.quantiles.any_level import check_levels, quantiles_at
from foresale.forecasting.results import QUANTILES, Backtest, forecast_table
from foresale.library.tables import to_pandas


@dataclass(frozen=True, repr=False)
class CrossValidation(Shown):
    """Models tried on the same pasts.

    Attributes:
        backtest: What it is made of, with accuracy by step, class and level.
    """

    backtest: Backtest

    def _card(self) -> Card:
        title, rows = self.backtest._card()
        return f"Cross-validation ({title.lower()} of every model)", rows

    def to_frame(
        self, quantiles: Sequence[float] | None = None, models: Sequence[str] | None = None
    ) -> pl.DataFrame:
        """One row per series, cutoff, date and model.

        Columns: the keys, `cutoff` (the last date known), `date`, `model`, `kept` (whether the window was
        kept from choosing and calibrating), `mean`, a column per quantile, and `actual` (null where demand
        isn't known: closed, sold out, not yet on sale).

        Args:
            quantiles: Chances from 0.005 to 0.995; by default the 15 that are calibrated.
            models: Names; by default all.

        Raises:
            OptionError: A quantile or model isn't there.
        """
        levels = list(QUANTILES if quantiles is None else quantiles)
        check_levels(levels)
        panel, tables = self.backtest.panel, []
        keys = panel.series.select(panel.keys)
        for model in self._models(models):
            known = past_quantiles(self.backtest, model) if levels else [None] * len(self.backtest.folds)
            for fold, found in zip(self.backtest.folds, known, strict=True):
                asked = fold.means[model][..., :0] if found is None else found
                if quantiles is not None and found is not None:
                    asked = quantiles_at(found, levels)
                table = forecast_table(keys, fold.dates, fold.means[model], asked, levels)
                tables.append(
                    table.with_columns(
                        pl.lit(panel.dates[fold.cutoff - 1].astype("datetime64[D]").item()).alias("cutoff"),
                        pl.lit(model).alias("model"),
                        pl.lit(fold.is_test).alias("kept"),
                        pl.Series("actual", fold.actual.ravel()).fill_nan(None),
                    )
                )
        named = [*panel.keys, "cutoff", "date", "model", "kept", "mean"]
        numbers = [name for name in tables[0].columns if name not in (*named, "actual")]
        return pl.concat(tables).select(*named, *numbers, "actual")

    def to_pandas(self, quantiles: Sequence[float] | None = None, models: Sequence[str] | None = None) -> Any:
        """`to_frame` as a pandas table."""
        return to_pandas(self.to_frame(quantiles, models))

    def leaderboard(self) -> pl.DataFrame:
        """One row per model, best first; see `leaderboard_of`."""
        return leaderboard_of(self.backtest)

    def plot(self, series: Series | None = None) -> Any:
        """The champion's past forecasts beside what was sold, as a Plotly figure."""
        from foresale.reports.figures.backtest_figure import backtest_figure

        return backtest_figure(self.backtest, series)

    def _models(self, wanted: Sequence[str] | None) -> list[str]:
        there = self.backtest.leaderboard["model"].to_list()
        for name in wanted or ():
            if name not in there:
                raise OptionError(
                    f"{name!r} wasn't tried.",
                    fix=did_you_mean(name, there, f"There are: {', '.join(there)}."),
                )
        return there if wanted is None else list(wanted)


def leaderboard_of(backtest: Backtest) -> pl.DataFrame:
    """One row per model, best first.

    Columns: `model`, `label`, `champion`, `score` (against repeating the last season; below 1 is better),
    `wape`, `bias`, `rmsse`, `coverage_80` on the windows that chose, `kept_wape`, `kept_bias` and
    `kept_coverage_80` on the window kept from every choice, and `seconds`.
    """
    measures = ("wape", "bias", "rmsse", "coverage_80")
    kept = [f"test_{name}" for name in ("wape", "bias", "coverage_80")]
    return backtest.leaderboard.with_columns(champion=pl.col("model") == backtest.champion.model).select(
        "model", "label", "champion", "score", *measures,
        *(pl.col(name).alias(name.replace("test_", "kept_")) for name in kept), "seconds",
    )  # fmt: skip
