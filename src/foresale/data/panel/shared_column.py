"""Columns that are the same for every series, such as holidays, held in memory once."""

from __future__ import annotations

import warnings

import numpy as np

from foresale.arrays import Floats


def share_column(values: Floats) -> Floats:
    """The values, as one row shown S times where no period has two different ones.

    A series without a row of its own then has the others' value: what never differs between series
    belongs to the day.

    Args:
        values: S × T, NaN where unknown.

    Examples:
        >>> share_column(np.array([[1.0, np.nan], [1.0, 2.0]])).tolist()
        [[1.0, 2.0], [1.0, 2.0]]
        >>> share_column(np.array([[1.0, 2.0], [1.0, 3.0]])).tolist()
        [[1.0, 2.0], [1.0, 3.0]]
    """
    if len(values) < 2:
        return values
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a period that no series knows
        lowest, highest = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    if not np.array_equal(lowest, highest, equal_nan=True):
        return values
    return np.broadcast_to(lowest, values.shape)
