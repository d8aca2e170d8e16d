"""Numbers as short text for the page's script: three digits are what a picture shows."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import numpy as np

from foresale.arrays import Array

SUMMED_DIGITS = 6
"""Enough that the sum of a thousand series is the one that the page's tables show."""


def round_for_page(values: Array, digits: int = 3) -> Array:
    """Three digits, whole numbers kept whole, less than 0.005 taken for nothing; NaN stays.

    Args:
        values: Any numbers.
        digits: How many count; more for numbers that the script adds up.

    Examples:
        >>> round_for_page(np.array([12345.6, 3.14159, 0.001, np.nan])).tolist()
        [12346.0, 3.14, 0.0, nan]
        >>> round_for_page(np.array([123.4567]), SUMMED_DIGITS).tolist()
        [123.457]
    """
    size = np.abs(np.asarray(values, dtype=np.float64))
    size = np.where(size >= 0.005, size, np.nan)
    places = np.clip(digits - 1 - np.floor(np.log10(size)), 0, 6)
    power = 10.0 ** np.nan_to_num(places)
    found = np.round(values * power) / power
    return np.where(np.isnan(size) & np.isfinite(values), 0.0, found)


def pack(parts: Sequence[Array]) -> str:
    """Rows of rounded numbers: commas between numbers, semicolons between rows, nothing for NaN.

    Examples:
        >>> pack([np.array([1.0, np.nan, 2.5]), np.array([]), np.array([1234.5])])
        '1,,2.5;;1234'
    """
    return ";".join(
        ",".join("" if isnan(value) else f"{value:.12g}" for value in round_for_page(part).tolist())
        for part in parts
    )
