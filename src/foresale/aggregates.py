"""What polars' aggregates came to, as plain numbers: polars types them as anything that a cell can hold."""

from __future__ import annotations

from typing import SupportsFloat

import polars as pl


def number_of(aggregate: object, *, empty: float | None = None) -> float:
    """The number that an aggregate came to; a whole one stays whole.

    Args:
        aggregate: Such as `cells.max()`, which is None where no cell was filled.
        empty: What it is then.

    Raises:
        TypeError: It is no number, or there is none and nothing stands for it.

    Examples:
        >>> number_of(pl.Series([1, 2]).max())
        2
        >>> number_of(pl.Series([], dtype=pl.Float64).mean(), empty=0)
        0
    """
    if aggregate is None and empty is not None:
        return empty
    if isinstance(aggregate, int):
        return aggregate
    if not isinstance(aggregate, SupportsFloat):
        raise TypeError(f"{aggregate!r} is no number.")
    return float(aggregate)


def count_days(days: pl.Series) -> int:
    """Days from the first to the last of some dates, both counted.

    Args:
        days: At least one.

    Examples:
        >>> import datetime
        >>> count_days(pl.Series([datetime.date(2024, 2, 28), datetime.date(2024, 3, 1)]))
        3
    """
    number = days.cast(pl.Date).to_physical()
    return int(number_of(number.max()) - number_of(number.min())) + 1
