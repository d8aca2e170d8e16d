"""When a chain's tills are open."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Ints
from foresale.simulation.assortment import FORMATS
from foresale.simulation.options import ChainOptions

_WEEKDAYS = {"Superstore": (7, 22), "Supermarket": (8, 21), "Express": (6, 23)}
_SUNDAY = {"Superstore": (10, 17), "Supermarket": (10, 16), "Express": (8, 22)}
_LATER_MINUTES = (-30, 0, 0, 30)
_FRIDAY, _SUNDAY_NUMBER = 4, 6
_FRIDAY_MINUTES = 30


def draw_hours(options: ChainOptions, formats: Ints) -> tuple[Ints, Ints]:
    """Each store's opening and closing by weekday: its format's, up to half an hour earlier or later.

    Args:
        options: The chain.
        formats: S positions in `FORMATS`.

    Returns:
        S × 7 minutes of the day, Monday first, at which doors open, and at which they close.
    """
    rng = options.stream("opening hours")
    opens = np.empty((len(formats), 7), np.int64)
    closes = np.empty_like(opens)
    for weekday in range(7):
        usual = _SUNDAY if weekday == _SUNDAY_NUMBER else _WEEKDAYS
        hours = np.array([usual[FORMATS[kind]] for kind in formats]) * 60
        opens[:, weekday], closes[:, weekday] = hours[:, 0], hours[:, 1]
    opens += rng.choice(_LATER_MINUTES, (len(formats), 1))
    closes += rng.choice(_LATER_MINUTES, (len(formats), 1))
    closes[:, _FRIDAY] += _FRIDAY_MINUTES
    return opens, closes
