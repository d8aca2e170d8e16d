"""Quantities that can be ordered: whole packs between a minimum and a maximum."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.planning.terms import Terms

NEAR = 1e-9
LIMITS = ("", "pack", "minimum", "maximum")


def largest(terms: Terms) -> Array:
    """S: the most that can be ordered, in whole packs."""
    return np.where(
        np.isfinite(terms.maximum), np.floor(terms.maximum / terms.pack + NEAR) * terms.pack, np.inf
    )


def smallest(terms: Terms) -> Array:
    """S: the least that can be ordered where anything is, in whole packs."""
    return np.asarray(np.maximum(np.ceil(terms.minimum / terms.pack - NEAR), 1) * terms.pack)


def round_up(wanted: Array, terms: Terms) -> Array:
    """The least allowed quantity that is enough, or the most allowed; 0 where nothing is wanted.

    Examples:
        >>> round_up(np.array([0.0, 5.0, 50.0]), Terms.of(3, pack=4, maximum=20)).tolist()
        [0.0, 8.0, 20.0]
    """
    packs = np.ceil(wanted / terms.pack - NEAR) * terms.pack
    allowed = np.minimum(np.maximum(packs, smallest(terms)), largest(terms))
    possible = largest(terms) >= smallest(terms)
    return np.where((wanted > NEAR) & possible, allowed, 0.0)


def round_to_best(wanted: Array, terms: Terms, cost: Callable[[Array], Array]) -> Array:
    """The cheapest of nothing and the allowed quantities next to what is wanted; the smaller of two as cheap.

    Args:
        wanted: S units, the best if any number could be ordered.
        terms: Packs, minimum and maximum.
        cost: Answers S × M costs of S × M quantities.
    """
    low, high = smallest(terms), largest(terms)
    packs = np.stack([np.floor(wanted / terms.pack + NEAR), np.ceil(wanted / terms.pack - NEAR)], axis=1)
    near = np.clip(packs * terms.pack[:, None], low[:, None], np.maximum(low, high)[:, None])
    near = np.where((high >= low)[:, None], near, 0)
    choices = np.concatenate([np.zeros((len(wanted), 1)), near], axis=1)
    money = cost(choices)
    slack = NEAR * (1 + np.abs(money).max(axis=1, keepdims=True))
    best = (money <= money.min(axis=1, keepdims=True) + slack).argmax(axis=1)
    return np.asarray(np.take_along_axis(choices, best[:, None], axis=1)[:, 0])


def find_limits(wanted: Array, quantity: Array, terms: Terms) -> NDArray[np.str_]:
    """S: what made the quantity differ from what is wanted, one of `LIMITS`."""
    differs = np.abs(quantity - wanted) > NEAR * (1 + wanted)
    lowest = differs & ((quantity == smallest(terms)) | (quantity == 0)) & (wanted < smallest(terms))
    highest = differs & (quantity == largest(terms)) & (quantity < wanted)
    by_minimum = lowest & (terms.minimum > terms.pack)
    return np.select([by_minimum, highest, differs], ["minimum", "maximum", "pack"], "")
