"""A forecast's series of one currency or unit, as what is in several can't be added up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from foresale.arrays import Bools
from foresale.forecasting.sums.totals import UNIT_MARK
from foresale.reports import wording

if TYPE_CHECKING:
    from foresale.forecasting.results import Backtest, Fold, Forecast


def forecast_of_unit(forecast: Forecast, unit: str) -> Forecast:
    """The part of a forecast that is in one currency or unit, with sums of its own.

    Args:
        forecast: A forecast of series in several units.
        unit: One of its panel's `units`.
    """
    rows: Bools = (forecast.panel.unit_labels() == unit).to_numpy()
    panel = forecast.panel.of_unit(unit)
    prediction = replace(
        forecast.prediction,
        mean=forecast.mean[rows],
        quantiles=forecast.quantiles[rows],
        totals=totals_of_unit(forecast.totals, forecast.panel.unit_column, unit),
    )
    return replace(
        forecast, panel=panel, prediction=prediction, backtest=backtest_of_unit(forecast.backtest, unit)
    )


def backtest_of_unit(backtest: Backtest, unit: str) -> Backtest:
    """The part of a backtest that is in one currency or unit; its leaderboard stays that of all series.

    Args:
        backtest: Of series in several units.
        unit: One of its panel's `units`.
    """
    rows: Bools = (backtest.panel.unit_labels() == unit).to_numpy()
    return replace(
        backtest,
        panel=backtest.panel.of_unit(unit),
        folds=tuple(_fold_of(fold, rows) for fold in backtest.folds),
    )


def of_main_unit(backtest: Backtest) -> Backtest:
    """A backtest's commonest unit, as amounts in several can't be added up; all of it where there is one."""
    units = backtest.panel.units
    return backtest_of_unit(backtest, units[0]) if units else backtest


def one_unit(forecast: Forecast) -> tuple[Forecast, list[str]]:
    """What one page can show: all of a forecast, or its commonest unit and a sentence on the others.

    Args:
        forecast: Of one unit or several.
    """
    units = forecast.panel.units
    if not units:
        return forecast, []
    labels = forecast.panel.unit_labels()
    ahead = {unit: float(forecast.mean[(labels == unit).to_numpy()].sum()) for unit in units[1:]}
    parts = ", ".join(f"about {wording.number(total)} {unit}" for unit, total in ahead.items())
    text = (
        f"This page is of what is in {units[0]}; beside it there are {parts}, which can't be added to it. "
        "forecast.csv holds all of them."
    )
    return forecast_of_unit(forecast, units[0]), [text]


def totals_of_unit(totals: pl.DataFrame, unit_column: str | None, unit: str) -> pl.DataFrame:
    """The rows of a table of totals that are in one unit, under the names that they have without it.

    Args:
        totals: The totals of a forecast of several units.
        unit_column: The column that says the unit.
        unit: The one that is wanted.
    """
    name = pl.col("name")
    ending = UNIT_MARK + unit
    whole = pl.col("level") == "total"
    inside = (pl.col("level").is_in(["total", unit_column or "total"]) & (name == unit)) | (
        name.str.ends_with(ending) & ~whole
    )
    plain = pl.when(whole).then(pl.lit("total")).otherwise(name.str.strip_suffix(ending))
    return totals.filter(inside).with_columns(plain.alias("name"))


def _fold_of(fold: Fold, rows: Bools) -> Fold:
    launched = fold.launched
    return replace(
        fold,
        actual=fold.actual[rows],
        means={name: values[rows] for name, values in fold.means.items()},
        quantiles={name: np.asarray(values)[rows] for name, values in fold.quantiles.items()},
        launched=launched if launched is None else launched[rows],
    )
