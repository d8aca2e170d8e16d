"""What a forecaster would say under other prices and promotions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array, Index
from foresale.forecasting.explanation.explainable import ExplanationInputs
from foresale.forecasting.explanation.past_prices import PastPrices
from foresale.panel import Panel


@dataclass(frozen=True)
class Point:
    """A price, as a share of usual, and a promotion to forecast at; one stands for any price.

    Attributes:
        driver: The column that is changed.
        price: Share of the usual price.
        promotion: Whether one is on.
        observed: Past series-periods like that.
        at_any_price: Whether it stands for promotions at whatever price they came with.
    """

    driver: str
    price: float
    promotion: bool
    observed: int
    at_any_price: bool = False


@dataclass(frozen=True)
class Forecasts:
    """Forecasts of some series under other prices and promotions.

    Attributes:
        scene: The forecaster, taken apart.
        small: The history of those series.
        rows: Their positions in the whole history.
        mean: Their forecast as made, R × H.
    """

    scene: ExplanationInputs
    small: Panel
    rows: Index
    mean: Array

    def at(self, past: PastPrices, numeric: Mapping[str, str], point: Point) -> Array:
        """The total forecast of each series (R) at a point."""
        values = {}
        if "price" in numeric:
            values[numeric["price"]] = past.usual * point.price
        if "promotion" in numeric:
            values[numeric["promotion"]] = np.where(
                point.promotion, past.promotion_value, np.zeros(len(self.rows))
            )
        return self._move(_with_ahead(self.small, values, self.mean.shape[1])) + self._sum_other_models()

    def _move(self, panel: Panel) -> Array:
        """What the models that look at columns forecast, by series."""
        total = np.zeros(len(self.rows))
        for member, weight in self.scene.members:
            if member.uses_covariates and (weight[self.rows] > 0).any():
                total += weight[self.rows] * member.predict(panel, self.mean.shape[1]).sum(axis=1)
        return total

    def _sum_other_models(self) -> Array:
        """What the other models add to the forecast, which no column moves."""
        if all(member.uses_covariates for member, _ in self.scene.members):
            return np.zeros(len(self.rows))
        return np.asarray(np.maximum(self.mean.sum(axis=1) - self._move(self.small), 0.0))


def _with_ahead(panel: Panel, values: Mapping[str, Array], horizon: int) -> Panel:
    """The panel with each column set to one value a series in all periods ahead; NaN leaves it as it is."""
    known = dict(panel.known_ahead)
    for name, value in values.items():
        array = known[name]
        ahead = np.full((panel.n_series, horizon), np.nan)
        have = array[:, panel.n_periods : panel.n_periods + horizon]
        ahead[:, : have.shape[1]] = have
        ahead = np.where(np.isnan(value)[:, None], ahead, value[:, None])
        known[name] = np.concatenate([array[:, : panel.n_periods], ahead], axis=1)
    return replace(panel, known_ahead=known)
