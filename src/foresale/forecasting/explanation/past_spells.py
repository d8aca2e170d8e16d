"""Spells of promotions, other prices and events in the past, each beside ordinary days around it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Bools, Floats, Ints

WEEKS_AROUND = 4
FEWEST_PLAIN = 2
"""Ordinary days of the same weekday that a disturbed day is laid beside, at least."""
AS_USUAL = 0.03
FEWEST_CASES = 3
FEATURES = ("promotion", "price", "event")
_SAME_CASE = 0.5
"""Spells that share so much of the days of the shorter one are the same case."""


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
class Episodes:
    """E spells of days on which something was on.

    Attributes:
        units: Sold in each.
        usual: What as many ordinary days around it would have sold.
        days: How many days it has.
        features: E × 3: the share of its days on promotion, the mean logarithm of its price against the
            usual one, and the share of its days with the event.
        case: E numbers from 0: which spells are the same campaign, price change or event in several series.
    """

    units: Floats
    usual: Floats
    days: Floats
    features: Floats
    case: Ints

    def count(self, feature: str) -> int:
        """How many cases have something of a feature."""
        return len(np.unique(self.case[np.abs(self.features[:, FEATURES.index(feature)]) > 1e-9]))

    def lacking(self, change: AskedChange) -> str | None:
        """The first feature of a change of which too few were seen; None where there are enough."""
        asked = {
            "promotion": change.promotion,
            "price": change.price is not None and not self._is_promotion_price(change),
            "event": change.event,
        }
        return next((name for name, on in asked.items() if on and self.count(name) < FEWEST_CASES), None)

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

    Days on which nothing was sold count like others: of what sells seldom they are most. Spells of the same
    kind on the same days are one case: what else happened then happened to all of them.

    Examples:
        >>> units = np.tile([4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 8.0], (1, 9))
        >>> no = np.zeros(units.shape, dtype=bool)
        >>> on = np.arange(units.shape[1]) // 3 == 9
        >>> units[0, on] = 12.0
        >>> found = find_episodes(PastDays(units, on[None], np.ones(units.shape), no, no))
        >>> found.units.tolist(), found.usual.tolist(), found.days.tolist()
        ([36.0], [16.0], [3.0])
        >>> found.case.tolist()
        [0]
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
    at = np.nonzero(on)[1]
    first, last = np.full(count, at.max(initial=0)), np.zeros(count, dtype=np.int64)
    np.minimum.at(first, label, at)
    np.maximum.at(last, label, at)
    case = _find_cases(first[sells], last[sells], shares[sells])
    return Episodes(units[sells], plain[sells], days[sells], shares[sells], case)


def _find_cases(first: Ints, last: Ints, features: Floats) -> Ints:
    """A number for each spell, the same for those of a kind that share most of their days.

    Each is laid beside the first spell of a case alone, so that cases don't grow from week to week.
    """
    kinds = np.column_stack([features[:, 0] > 0.5, np.sign(features[:, 1]), features[:, 2] > 0.5])
    case = np.zeros(len(first), dtype=np.int64)
    begun: dict[bytes, list[tuple[int, int, int]]] = {}
    count = 0
    for place in np.lexsort((last, first)).tolist():
        start, end = int(first[place]), int(last[place])
        running = begun.setdefault(kinds[place].tobytes(), [])
        running[:] = [one for one in running if one[1] >= start]
        shared = [
            (min(end, its_end) - start + 1) / (min(end - start, its_end - its_start) + 1)
            for its_start, its_end, _ in running
        ]
        nearest = int(np.argmax(shared)) if shared else -1
        if nearest >= 0 and shared[nearest] >= _SAME_CASE:
            case[place] = running[nearest][2]
        else:
            case[place] = count
            running.append((start, end, count))
            count += 1
    return case


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
