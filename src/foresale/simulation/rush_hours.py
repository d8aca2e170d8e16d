"""When in a day shoppers come: rushes that differ by category and weekday, and from one day to the next."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from foresale.arrays import Array, Ints
from foresale.simulation.catalogue import CATEGORIES

SLOT_MINUTES = 5
SLOTS = 24 * 60 // SLOT_MINUTES

# Hour and width in hours of a day's rushes: on the way to work, morning, lunch, afternoon, on the way home,
# late in the evening.
_RUSHES = np.array([(8.1, 0.7), (10.6, 1.2), (12.8, 0.7), (15.3, 1.4), (17.7, 1.0), (20.2, 1.1)])
_USUAL = (0.7, 1.0, 0.8, 1.0, 1.6, 0.5)
_HABITS: Mapping[str, tuple[float, ...]] = {
    "Bakery": (2.2, 1.4, 0.9, 0.7, 0.8, 0.1),
    "Dairy": (1.1, 1.2, 0.6, 0.9, 1.5, 0.4),
    "Fruit and vegetables": (0.6, 1.5, 0.7, 1.1, 1.5, 0.3),
    "Meat and fish": (0.2, 1.2, 0.5, 1.1, 2.1, 0.3),
    "Ice cream": (0.1, 0.4, 1.0, 1.9, 1.4, 0.9),
    "Soft drinks": (0.8, 0.7, 1.8, 1.2, 1.2, 0.7),
    "Beer and wine": (0.0, 0.3, 0.4, 0.9, 2.2, 1.7),
    "Snacks and sweets": (0.5, 0.6, 1.3, 1.2, 1.4, 1.3),
    "Frozen": (0.3, 0.9, 0.5, 1.0, 1.9, 0.7),
    "Breakfast": (0.9, 1.2, 0.5, 0.9, 1.4, 0.6),
}
_WEEKEND = np.array([0.3, 1.7, 1.2, 1.4, 0.8, 0.6])
_FRIDAY_RUSH = np.array([1.0, 0.9, 1.0, 1.2, 1.2, 1.3])
_FRIDAY, _SATURDAY = 4, 5
_SHIFT_HOURS = 0.35
_RUSH_NOISE, _CATEGORY_NOISE = 0.25, 0.15
_TRICKLE = 0.06


def category_rushes() -> Array:
    """K × rushes how strongly each category's shoppers come with each rush of a working day."""
    return np.array([_HABITS.get(category.name, _USUAL) for category in CATEGORIES])


def draw_rush(rng: np.random.Generator, weekday: int, opens: Ints, closes: Ints) -> Array:
    """How each category's sales of one day spread over it, in every store.

    The day as a whole may be early or late, each of its rushes large or small, and a category's again.

    Args:
        rng: The day's random numbers.
        weekday: 0 is Monday.
        opens: S minutes of the day at which doors open.
        closes: S minutes at which they close.

    Returns:
        S × K × SLOTS shares sold by the end of each slot; the last is 1.
    """
    stores, usual = len(opens), category_rushes()
    if weekday >= _SATURDAY:
        usual = usual * _WEEKEND
    elif weekday == _FRIDAY:
        usual = usual * _FRIDAY_RUSH
    shift = rng.normal(0, _SHIFT_HOURS, (stores, 1, 1))
    size = rng.lognormal(0, _RUSH_NOISE, (stores, 1, len(_RUSHES)))
    size = size * rng.lognormal(0, _CATEGORY_NOISE, (stores, len(usual), len(_RUSHES)))
    hour = (np.arange(SLOTS) + 0.5) * SLOT_MINUTES / 60
    centre, width = _RUSHES[None, :, 0, None] + shift, _RUSHES[None, :, 1, None]
    shape = np.exp(-(((hour - centre) / width) ** 2) / 2) / width
    crowd = np.matmul(usual * size, shape) + _TRICKLE
    minute = np.arange(SLOTS) * SLOT_MINUTES
    is_open = (minute >= opens[:, None]) & (minute < closes[:, None])
    sold = np.cumsum(crowd * is_open[:, None, :], axis=2)
    return np.asarray(sold / sold[:, :, -1:])
