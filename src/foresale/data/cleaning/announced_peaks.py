"""Peaks that a column known ahead announces: promotions, prices and events, no single orders."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Bools, Floats
from foresale.panel import Panel

_MOST = 0.5
_OUTER = 0.05  # share of periods at either end of a column's values
_FEWEST_ALIKE = 8  # other periods of a value that show whether more is sold at it
_LIFT = 1.25  # times as much as in periods of other values


def is_announced(panel: Panel, row: int, period: int) -> bool:
    """Whether a column known ahead stands out in a period: a promotion, a price, an event.

    It does where it differs from the value that the series mostly has; where there is none, as with prices
    that always move, where it is lower or higher than in nine of ten periods, and with labels where it is as
    rare. A value that often holds and at which no more is sold, as after a price was raised or at weekends,
    announces nothing.
    """
    target = panel.target[row]
    for name, values in panel.known_ahead.items():
        known = values[row, : panel.n_periods]
        if np.isnan(known[period]):
            continue
        alike = _stands_out(known, period, is_label=name in panel.categories)
        if alike is not None and _sells_more(target, alike, period):
            return True
    return False


def _stands_out(known: Floats, period: int, *, is_label: bool) -> Bools | None:
    """The periods in which a column is as unlike the others as in one; None where it isn't unlike there."""
    here, there = known[period], known[~np.isnan(known)]
    distinct, counts = np.unique(there, return_counts=True)
    if counts.max() > _MOST * len(there):
        return known == here if here != distinct[counts.argmax()] else None
    if is_label:
        return known == here if (there == here).mean() <= 2 * _OUTER else None
    low, high = np.quantile(there, _OUTER), np.quantile(there, 1 - _OUTER)
    if low <= here <= high:
        return None
    return np.asarray(known <= here if here < low else known >= here)


def _sells_more(target: Floats, alike: Bools, period: int) -> bool:
    """Whether a series sells more in some periods than in others, one aside; so it may where they are few."""
    aside = np.arange(len(target)) != period
    inside, outside = target[alike & aside], target[~alike & aside]
    inside, outside = inside[~np.isnan(inside)], outside[~np.isnan(outside)]
    if len(inside) < _FEWEST_ALIKE or not len(outside):
        return True
    return bool(inside.mean() > _LIFT * outside.mean())
