"""Holidays as shoppers feel them: stocking up before, closed doors, quiet days after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.data.calendar.public_holidays import holiday_table
from foresale.simulation.catalogue import CATEGORIES
from foresale.simulation.options import ChainOptions

# Share of the peak that is felt 0, 1, 2 … days before the holiday.
_SHORT_LEAD = np.array([0.3, 1.0, 0.7, 0.35, 0.15])
_LONG_LEAD = np.array([0.4, 0.95, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1])
_AFTER = np.array([-0.12, -0.06])
_EDGE_DAYS = 40


@dataclass(frozen=True)
class Festivals:
    """What holidays do to each day.

    Attributes:
        names: One a day; empty where it is no holiday.
        is_open: Whether the shops trade.
        effect: T × categories log of what holidays multiply demand by.
    """

    names: tuple[str, ...]
    is_open: NDArray[np.bool_]
    effect: Array


def plan_festivals(options: ChainOptions) -> Festivals:
    """A long run up to Christmas, short ones to other holidays; closed at Christmas and New Year."""
    days = len(options.dates)
    names, is_open = [""] * days, np.ones(days, dtype=np.bool_)
    strengths = np.array([(c.christmas, c.easter, c.holiday) for c in CATEGORIES]).T
    rise, fall = np.zeros((days, len(CATEGORIES))), np.zeros((days, len(CATEGORIES)))
    if options.country is None:
        return Festivals(tuple(names), is_open, rise)
    edge = np.timedelta64(_EDGE_DAYS, "D")
    first, last = options.dates[0] - edge, options.dates[-1] + edge
    table = holiday_table(first.item(), last.item(), options.country)
    for day, name in table.iter_rows():
        at = int((np.datetime64(day, "D") - options.dates[0]).astype(np.int64))
        if 0 <= at < days:
            names[at] = name
            is_open[at] &= (day.month, day.day) not in {(12, 25), (1, 1)}
        if (day.month, day.day) in {(12, 26), (12, 27), (12, 28)} or "observed" in name:
            continue  # the second day of a feast has no stocking up of its own
        kind = 0 if "Christmas" in name else 1 if "Easter" in name or "Good Friday" in name else 2
        lead = _LONG_LEAD if kind == 0 else _SHORT_LEAD
        for before, share in enumerate(lead):
            if 0 <= at - before < days:
                rise[at - before] = np.maximum(rise[at - before], share * strengths[kind])
        for after, share in enumerate(_AFTER, start=1):
            if 0 <= at + after < days:
                fall[at + after] = share
    return Festivals(tuple(names), is_open, np.where(rise > 0, rise, fall))
