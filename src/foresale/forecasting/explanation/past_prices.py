"""What prices and promotions a history has seen, so that a model isn't asked about what never happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Bools
from foresale.frequency import Frequency
from foresale.panel import Panel

BLOCK = {
    Frequency.DAY: 56,
    Frequency.WEEK: 12,
    Frequency.MONTH: 6,
    Frequency.FORTNIGHT: 8,
    Frequency.FOUR_WEEKS: 6,
    Frequency.QUARTER: 4,
}
STEP = 0.1  # of the usual price, between two points of a curve
LOWEST, HIGHEST = 0.5, 1.5
FEWEST = 20  # series-periods on either side before anything is said


@dataclass(frozen=True)
class PastPrices:
    """Prices against usual, and promotions, of each series and known period.

    Attributes:
        usual: Each series' usual price now (S): the median of its last months; NaN without prices.
        ratio: S × T price over the usual price of its time; NaN where either isn't known.
        promoted: S × T, true where a promotion was on.
        known: S × T, true where sales and promotions are known.
        promotion_value: The promotion column's usual value while one is on.
    """

    usual: Array
    ratio: Array
    promoted: Bools
    known: Bools
    promotion_value: float

    @property
    def n_promotion(self) -> int:
        """How many known series-periods had a promotion."""
        return int((self.promoted & self.known).sum())

    @property
    def promotion_varies(self) -> bool:
        """Whether promotions were on, and off, often enough to be learned from."""
        return FEWEST <= self.n_promotion <= int(self.known.sum()) - FEWEST

    @property
    def promotion_price(self) -> float:
        """The median price during promotions, as a share of usual; 1 where no price is known."""
        during = self.ratio[self.promoted & self.known & ~np.isnan(self.ratio)]
        return float(np.median(during)) if len(during) else 1.0

    def near(self, price: float) -> Bools:
        """S × T, true where the price was this share of usual, give or take half a step."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.known & (np.abs(self.ratio - price) <= STEP / 2))

    def as_usual(self) -> Bools:
        """S × T, true where there was no promotion and the price, if known, was as usual."""
        return np.asarray(self.known & ~self.promoted & (self.near(1.0) | np.isnan(self.ratio)))

    def curve(self) -> list[tuple[float, bool, int]]:
        """Prices seen often enough, as shares of usual, and what mostly came with them.

        Returns:
            Share of usual, whether a promotion mostly came with it, and how many series-periods
            were like that; empty where the price hardly ever changed.
        """
        found = []
        for price in np.round(np.arange(LOWEST, HIGHEST + STEP / 2, STEP), 2).tolist():
            near = self.near(price)
            if price == 1.0:
                found.append((1.0, False, int((near & ~self.promoted).sum())))
            elif near.sum() >= FEWEST:
                promotion = bool(self.promoted[near].mean() > 0.5)
                found.append((price, promotion, int((near & (self.promoted == promotion)).sum())))
        return found if len(found) > 1 else []


def past_prices(panel: Panel, price: str | None, promotion: str | None) -> PastPrices:
    """What `panel`'s history says of a column of prices and one of promotions, or of either alone."""
    shape = (panel.n_series, panel.n_periods)
    prices, promotions = np.full(shape, np.nan), np.zeros(shape)
    if price:
        prices[:] = panel.known_ahead[price][:, : shape[1]]
        prices[prices <= 0] = np.nan
    if promotion:
        promotions[:] = panel.known_ahead[promotion][:, : shape[1]]
    usual = _usual(prices, BLOCK[panel.freq])
    known = ~np.isnan(panel.target) & ~np.isnan(promotions)
    values = promotions[known & (promotions > 0)]
    return PastPrices(
        usual=usual[:, -1],
        ratio=prices / usual,
        promoted=promotions > 0,
        known=known,
        promotion_value=float(np.median(values)) if len(values) else 1.0,
    )


def _usual(prices: Array, block: int) -> Array:
    """The median price of each block of periods (the newest is whole), for each of its periods."""
    n_series, n_periods = prices.shape
    lead = -n_periods % block
    padded = np.concatenate([np.full((n_series, lead), np.nan), prices], axis=1)
    blocks = np.sort(padded.reshape(n_series, -1, block), axis=2)  # NaN last
    count = (~np.isnan(blocks)).sum(axis=2, keepdims=True)
    places = (np.maximum(count - 1, 0) // 2, np.minimum(count // 2, block - 1))
    low, high = (np.take_along_axis(blocks, place, axis=2) for place in places)
    middle = np.where(count > 0, (low + np.where(count % 2 == 1, low, high)) / 2, np.nan)
    return np.asarray(np.repeat(middle[..., 0], block, axis=1)[:, lead:])
