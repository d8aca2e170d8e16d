"""Statistics along each series that pass over unknown values, for all series at once."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Floats


def row_quantiles(values: Floats, levels: tuple[float, ...]) -> Floats:
    """S × Q quantiles of each row's known values, NaN for rows without one.

    Linear between neighbours, as NumPy's default; NumPy's own NaN-aware version walks row by row.

    Examples:
        >>> row_quantiles(np.array([[1.0, np.nan, 3.0]]), (0.5, 1.0)).tolist()
        [[2.0, 3.0]]
    """
    ordered = np.sort(values, axis=1)  # NaN last
    n_known = (~np.isnan(ordered)).sum(axis=1)
    rows = np.arange(len(values))[:, None]
    place = np.maximum(n_known - 1, 0)[:, None] * np.asarray(levels)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(n_known - 1, 0)[:, None])
    if not values.shape[1]:
        return np.full((len(values), len(levels)), np.nan)
    below = ordered[rows, low]
    return np.asarray(below + (place - low) * (ordered[rows, high] - below))


def row_means(values: Floats) -> Floats:
    """S averages of each row's known values, NaN for rows without one."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0))


def row_deviations(values: Floats) -> Floats:
    """S standard deviations of each row's known values, NaN for rows without one."""
    return np.asarray(np.sqrt(row_means((values - row_means(values)[:, None]) ** 2)))


def row_modes(values: Floats) -> Floats:
    """S commonest known values, the smallest of them where several are as common."""
    n_series, n_periods = values.shape
    ordered = np.sort(values, axis=1)
    position = np.broadcast_to(np.arange(n_periods), ordered.shape)
    begins = np.ones(ordered.shape, dtype=bool)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    run = np.maximum.accumulate(np.where(begins, position, 0), axis=1)
    length = np.where(np.isnan(ordered), 0, position - run + 1)
    best = length.argmax(axis=1) if n_periods else np.zeros(n_series, dtype=np.int64)
    return np.asarray(ordered[np.arange(n_series), best]) if n_periods else np.full(n_series, np.nan)
