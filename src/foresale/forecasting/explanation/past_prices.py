"""What prices and promotions a history has seen, so that a model isn't asked about what never happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.frequency import Frequency
from foresale.panel import Panel

Values = NDArray[np.float64]

BLOCK = {Frequency.DAY: 56, Frequency.WEEK: 12, Frequency.MONTH: 6}
STEP = 0.1  # of the usual price, between two points of the curve
LOWEST, HIGHEST = 0.5, 1.5
FEWEST = 20  # series-periods on either side before anything is said


@dataclass(frozen=True)
class PastPrices:
    """Prices against usual and promotions, of all known series-periods (N).

    Attributes:
        usual: Each series' usual price now: the median of its last months; NaN without prices.
        ratio: Price over the usual price of its time; NaN where unknown.
        promoted: Whether a promotion was on.
        promotion_value: The column's usual value while one is on.
        n_promotion: How many series-periods with one.
    """

    usual: Values
    ratio: Values
    promoted: NDArray[np.bool_]
    promotion_value: float
    n_promotion: int

    @property
    def promotion_varies(self) -> bool:
        """Whether promotions were on, and off, often enough to be learned from."""
        return FEWEST <= self.n_promotion <= len(self.promoted) - FEWEST

    @property
    def promotion_price(self) -> float:
        """The median price during promotions, as a share of usual; 1 where no price is known."""
        during = self.ratio[self.promoted & ~np.isnan(self.ratio)]
        return float(np.median(during)) if len(during) else 1.0

    def curve(self) -> list[tuple[float, bool, int]]:
        """Prices often seen, as shares of usual, with whether a promotion mostly came with each.

        Returns:
            Share of usual, promotion, and how many series-periods were near it; empty where price
            hardly ever changed.
        """
        known = ~np.isnan(self.ratio)
        ratio, promoted = self.ratio[known], self.promoted[known]
        found = []
        for price in np.round(np.arange(LOWEST, HIGHEST + STEP / 2, STEP), 2):
            near = np.abs(ratio - price) <= STEP / 2
            count = int(near.sum())
            if price == 1.0:
                found.append((1.0, False, count))
            elif count >= FEWEST:
                found.append((float(price), bool(promoted[near].mean() > 0.5), count))
        return found if len(found) > 1 else []


def past_prices(panel: Panel, price: str | None, promotion: str | None) -> PastPrices:
    """What `panel`'s history says of a column of prices and one of promotions, either of them or both."""
    shape = (panel.n_series, panel.n_periods)
    prices = _history(panel, price) if price else np.full(shape, np.nan)
    promotions = _history(panel, promotion) if promotion else np.zeros(shape)
    prices = np.where(prices > 0, prices, np.nan)
    usual = _usual(prices, BLOCK[panel.freq])
    known = ~np.isnan(panel.target) & ~np.isnan(promotions)
    with np.errstate(invalid="ignore"):
        ratio, on = (prices / usual)[known], (promotions > 0)[known]
    values = promotions[known][on]
    return PastPrices(
        usual=usual[:, -1],
        ratio=ratio,
        promoted=on,
        promotion_value=float(np.median(values)) if len(values) else 1.0,
        n_promotion=int(on.sum()),
    )


def _history(panel: Panel, column: str) -> Values:
    return panel.known_future[column][:, : panel.n_periods]


def _usual(prices: Values, block: int) -> Values:
    """The median price of each block of periods (the newest is whole), for each of its periods."""
    n_series, n_periods = prices.shape
    lead = -n_periods % block
    padded = np.concatenate([np.full((n_series, lead), np.nan), prices], axis=1)
    blocks = np.sort(padded.reshape(n_series, -1, block), axis=2)  # NaN last
    count = (~np.isnan(blocks)).sum(axis=2, keepdims=True)
    low, high = (np.take_along_axis(blocks, np.maximum(at, 0), axis=2) for at in ((count - 1) // 2, count // 2))
    middle = np.where(count > 0, (low + np.where(count % 2 == 1, low, high)) / 2, np.nan)
    return np.asarray(np.repeat(middle[..., 0], block, axis=1)[:, lead:])
