"""Which periods can be scored: those whose actual is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from foresale.arrays import Array


def same_shape(actual: ArrayLike, *others: ArrayLike) -> list[Array]:
    """All arrays as float64; refuses shapes that differ, which numpy would stretch in silence."""
    arrays = [np.asarray(array, dtype=np.float64) for array in (actual, *others)]
    for array in arrays[1:]:
        if array.shape != arrays[0].shape:
            raise ValueError(f"actual is {arrays[0].shape}, the forecast is {array.shape}")
    return arrays


def select_known(actual: ArrayLike, *others: ArrayLike) -> list[Array]:
    """The arrays, flat, at the periods whose actual is known.

    A forecast that is NaN there stays, so that its metric comes out NaN instead of flattering it.

    Examples:
        >>> select_known([1, float("nan"), 3], [2, 2, 2])
        [array([1., 3.]), array([2., 2.])]
    """
    arrays = same_shape(actual, *others)
    known = ~np.isnan(arrays[0])
    return [array[known] for array in arrays]


def ratio(part: float | np.floating, whole: float | np.floating) -> float:
    """`part / whole`; NaN when the whole is zero.

    Examples:
        >>> ratio(1, 4), ratio(1, 0)
        (0.25, nan)
    """
    return float(part / whole) if whole != 0 else float("nan")


def mean(values: Array) -> float:
    """The average; NaN of nothing."""
    return ratio(values.sum(), values.size)
