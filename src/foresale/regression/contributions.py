"""How far each column moves one row's prediction away from the average, the same for every model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from foresale.arrays import Array
from foresale.regression.rows import Rows

_ORDERS = 8
"""Orders of columns that are walked, each forwards and backwards."""


def contributions_of(
    predict: Callable[[Rows], Array], rows: Rows, background: Rows, random: np.random.Generator
) -> Array:
    """Rows × columns of Shapley values: together they are the prediction less the background's average.

    Sampled over orders of columns, each also backwards: Štrumbelj and Kononenko (2014), Knowledge and
    Information Systems 41; Mitchell et al. (2022), Journal of Machine Learning Research 23.

    Args:
        predict: What a model says of rows.
        rows: The rows to explain.
        background: What a column is set to where it isn't known.
        random: Picks orders and background rows.
    """
    names = rows.columns.names
    moved = np.zeros((len(rows), len(names)))
    if not names:
        return moved
    walks = 0
    for _ in range(_ORDERS):
        order = random.permutation(len(names))
        for way in (order, order[::-1]):
            others = background.take(random.integers(0, len(background), len(rows)))
            before = predict(others)
            mixed = others
            for at in way:
                mixed = mixed.with_column(names[at], rows.column(names[at]))
                after = predict(mixed)
                moved[:, at] += after - before
                before = after
            walks += 1
    moved /= walks
    # Chance in the background rows leaves a difference; each column takes its part of it.
    gap = predict(rows) - predict(background).mean() - moved.sum(axis=1)
    size = np.abs(moved)
    weights = size / np.maximum(size.sum(axis=1, keepdims=True), 1e-300)
    return np.asarray(moved + gap[:, None] * weights)
