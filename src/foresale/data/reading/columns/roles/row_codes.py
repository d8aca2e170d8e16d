"""Counts different rows quickly, by one number for each combination of cells."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foresale.aggregates import number_of

_MAX_CODE = 2**62


def row_codes(frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """One number a row; two rows have the same where all of these columns hold the same.

    Args:
        frame: The rows.
        names: The columns, at least one.

    Examples:
        >>> rows = pl.DataFrame({"store": ["a", "a", None, "a"], "item": [7, 8, 7, 7]})
        >>> row_codes(rows, ["store", "item"]).n_unique()
        3
    """
    codes, size = _codes_of(frame[names[0]])
    for name in names[1:]:
        more, count = _codes_of(frame[name])
        if size * count > _MAX_CODE:
            codes, size = _ranks(codes)
            more, count = _ranks(more)
        codes, size = codes * count + more, size * count
    return codes.alias("code")


def count_different(frame: pl.DataFrame, names: Sequence[str]) -> int:
    """How many different combinations of cells these columns hold.

    Args:
        frame: The rows.
        names: The columns, at least one.
    """
    return row_codes(frame, names).n_unique() if frame.height else 0


def _codes_of(cells: pl.Series) -> tuple[pl.Series, int]:
    """Whole numbers from 0, one for each different cell and one for none, and how many there may be."""
    if cells.dtype == pl.String:
        cells = cells.cast(pl.Categorical)
    if cells.dtype in (pl.Categorical, pl.Enum) or cells.dtype.is_temporal():
        cells = cells.to_physical()
    elif not cells.dtype.is_integer():
        return _ranks(cells)
    numbers = cells.cast(pl.Int64, strict=False)
    if not len(numbers) or numbers.null_count() > cells.null_count():
        return _ranks(cells)
    low, high = (int(number_of(end, empty=0)) for end in (numbers.min(), numbers.max()))
    if high - low > _MAX_CODE:
        return _ranks(cells)
    return (numbers - low).fill_null(high - low + 1), high - low + 2


def _ranks(cells: pl.Series) -> tuple[pl.Series, int]:
    ranks = cells.rank("dense").cast(pl.Int64).fill_null(0)
    return ranks, int(number_of(ranks.max(), empty=0)) + 1
