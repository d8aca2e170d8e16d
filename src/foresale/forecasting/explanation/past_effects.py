"""What prices, promotions and events did to sales in the past, beside the same weekdays around them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from foresale.arrays import Bools, Floats

WEEKS_AROUND = 4
FEWEST_PLAIN = 2
"""Ordinary days of the same weekday that a disturbed day is laid beside, at least."""
AS_USUAL = 0.03
FEWEST_EPISODES = 3
FEATURES = ("promotion", "price", "event")
PRIOR_SPREAD = np.array([1.0, 2.0, 1.0])
"""How large an effect on the logarithm of sales may well be before anything was seen: few cases move less."""
LEAST_SPREAD = 0.05
_LARGEST = math.log(20.0)
_ROUNDS = 30
_FEWEST_ALONE = 5
_FAR, _FAR_SPREAD = 3.0, 0.25
"""A spell that sold more than so many deviations above what was expected, a bulk order, counts as so far."""


@dataclass(frozen=True)
class PastDays:
    """The days of S series over T days.

    Attributes:
        units: S × T sold; NaN where that isn't known.
        promoted: S × T, true on promotion.
        price: S × T price over the usual one of its time; NaN where either isn't known.
        event: S × T, true where the event that is asked about was on.
        disturbed: S × T, true where something else was on: other events and closures.
    """

    units: Floats
    promoted: Bools
    price: Floats
    event: Bools
    disturbed: Bools


@dataclass(frozen=True)
class AskedChange:
    """What is asked about.

    Attributes:
        promotion: Whether a promotion is on.
        price: Share of the usual price; None for what promotions mostly had, and else for the usual one.
        event: Whether the event is on.
    """

    promotion: bool = False
    price: float | None = None
    event: bool = False


@dataclass(frozen=True)
class PastEffect:
    """By how much a change multiplied sales, and by how much the next one like it may.

    Attributes:
        factor: 1.3 means 30 % more.
        lower: The range's lower end.
        upper: Its upper end.
        episodes: Past spells of days that had something of it.
        days: Series-days in them.
        price: Share of the usual price that it is told for.
        is_price_new: Whether that price lies outside of what was seen.
    """

    factor: float
    lower: float
    upper: float
    episodes: int
    days: int
    price: float
    is_price_new: bool


@dataclass(frozen=True)
class Episodes:
    """E spells of days on which something was on.

    Attributes:
        units: Sold in each.
        usual: What as many ordinary days around it would have sold.
        days: How many days it has.
        features: E × 3: the share of its days on promotion, the mean logarithm of its price against the
            usual one, and the share of its days with the event.
    """

    units: Floats
    usual: Floats
    days: Floats
    features: Floats

    def count(self, feature: str) -> int:
        """How many have something of a feature."""
        return int((np.abs(self.features[:, FEATURES.index(feature)]) > 1e-9).sum())

    def lacking(self, change: AskedChange) -> str | None:
        """The first feature of a change of which too few were seen; None where there are enough."""
        asked = {
            "promotion": change.promotion,
            "price": change.price is not None and not self._is_promotion_price(change),
            "event": change.event,
        }
        return next((name for name, on in asked.items() if on and self.count(name) < FEWEST_EPISODES), None)

    def _is_promotion_price(self, change: AskedChange) -> bool:
        """Whether a price is the one that promotions had, so that what these did holds for it too."""
        price = change.price or 1.0
        return change.promotion and abs(price / self.promotion_price - 1.0) <= AS_USUAL

    @property
    def promotion_price(self) -> float:
        """The median price during promotions, as a share of the usual one; 1 without any."""
        on = self.features[self.features[:, 0] > 0.5, 1]
        return float(math.exp(np.median(on))) if len(on) else 1.0


def find_episodes(past: PastDays) -> Episodes:
    """The spells of promotions, of other prices and of the event, each beside ordinary days around it.

    Days on which nothing was sold count like others: of what sells seldom they are most.

    Examples:
        >>> units = np.tile([4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 8.0], (1, 9))
        >>> no = np.zeros(units.shape, dtype=bool)
        >>> on = np.arange(units.shape[1]) // 3 == 9
        >>> units[0, on] = 12.0
        >>> found = find_episodes(PastDays(units, on[None], np.ones(units.shape), no, no))
        >>> found.units.tolist(), found.usual.tolist(), found.days.tolist()
        ([36.0], [16.0], [3.0])
    """
    known = ~np.isnan(past.units)
    with np.errstate(invalid="ignore"):
        repriced = np.abs(past.price - 1.0) > AS_USUAL
    something = past.promoted | repriced | past.event
    usual = _usual(np.where(known & ~something & ~past.disturbed, past.units, np.nan))
    on = something & ~past.disturbed & known & ~np.isnan(usual)
    begins = on.copy()
    begins[:, 1:] &= ~on[:, :-1]
    label = np.cumsum(begins)[on.ravel()] - 1
    count = int(begins.sum())

    def total(values: Floats) -> Floats:
        return np.bincount(label, values[on], count).astype(np.float64)

    days = total(np.ones(on.shape))
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.where(repriced, np.log(past.price), 0.0)
    features = [past.promoted.astype(np.float64), np.nan_to_num(logs), past.event.astype(np.float64)]
    shares = np.column_stack([total(one) / np.maximum(days, 1) for one in features])
    units, plain = total(past.units), total(usual)
    sells = plain > 0
    return Episodes(units[sells], plain[sells], days[sells], shares[sells])


def measure_effect(episodes: Episodes, change: AskedChange, chance: float = 0.8) -> PastEffect:
    """By how much a change multiplies sales, by what such changes did.

    What was sold is explained by the usual times the effects of promotion, price and event together, so that
    a lower price isn't counted twice; large spells count more, few spells move little. A spell's weight hangs
    on what was to be expected, not on what was sold: else those that went well would count more.

    Args:
        episodes: What was seen; with at least `FEWEST_EPISODES` of each feature that is asked about.
        change: What is asked about.
        chance: Share of cases in the range.
    """
    price = change.price
    if price is None:
        price = episodes.promotion_price if change.promotion else 1.0
    asked = np.array([float(change.promotion), math.log(price), float(change.event)])
    seen = np.array([episodes.count(name) >= FEWEST_EPISODES for name in FEATURES])
    x, wanted = episodes.features[:, seen], asked[seen]
    prior = np.diag(PRIOR_SPREAD[seen] ** -2.0)
    expected, spread = np.sqrt((episodes.units + 0.5) * (episodes.usual + 0.5)), 0.1
    logs = np.log((episodes.units + 0.5) / (episodes.usual + 0.5))
    for _ in range(_ROUNDS):
        noise = 1 / expected + 1 / (4 * episodes.usual)
        weight = 1 / (noise + spread)
        covariance = np.linalg.inv((x.T * weight) @ x + prior)
        effect = covariance @ ((x.T * weight) @ logs)
        sized = np.clip(x @ effect, -_LARGEST, _LARGEST)
        expected = episodes.usual * np.exp(sized)
        most = _FAR * np.sqrt(1 / expected + 1 / (4 * episodes.usual) + _FAR_SPREAD)
        off = np.minimum(episodes.units / expected - 1, most)
        logs = sized + off
        left = off**2 - 1 / expected - 1 / (4 * episodes.usual)
        spread = max(LEAST_SPREAD**2, float((weight * left).sum() / weight.sum()))
    of_it = (np.abs(episodes.features[:, asked != 0]) > 1e-9).any(axis=1)
    if of_it.sum() >= _FEWEST_ALONE:  # such spells may vary more than the others
        spread = max(spread, float((weight * left)[of_it].sum() / weight[of_it].sum()))
    middle = float(wanted @ effect)
    wide = NormalDist().inv_cdf((1 + chance) / 2) * math.sqrt(float(wanted @ covariance @ wanted) + spread)
    prices = episodes.features[:, 1]
    return PastEffect(
        factor=_limited(middle),
        lower=_limited(middle - wide),
        upper=_limited(middle + wide),
        episodes=int(of_it.sum()),
        days=int(episodes.days[of_it].sum()),
        price=price,
        is_price_new=bool(
            len(prices)
            and not min(prices.min(), 0.0) - AS_USUAL <= asked[1] <= max(prices.max(), 0.0) + AS_USUAL
        ),
    )


def _usual(plain: Floats) -> Floats:
    """The mean of ordinary days of the same weekday in the weeks around; NaN where there are too few."""
    total, count = np.zeros(plain.shape), np.zeros(plain.shape)
    for week in range(1, WEEKS_AROUND + 1):
        for shifted in (_shift(plain, 7 * week), _shift(plain, -7 * week)):
            there = ~np.isnan(shifted)
            total[there] += shifted[there]
            count += there
    return np.where(count >= FEWEST_PLAIN, total / np.maximum(count, 1), np.nan)


def _shift(values: Floats, days: int) -> Floats:
    moved = np.full(values.shape, np.nan)
    if abs(days) < values.shape[1]:
        if days > 0:
            moved[:, days:] = values[:, :-days]
        else:
            moved[:, :days] = values[:, -days:]
    return moved


def _limited(log: float) -> float:
    return math.exp(min(max(log, -_LARGEST), _LARGEST))
