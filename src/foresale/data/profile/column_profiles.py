"""What each column of the user's file holds, and how the numbers move together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Floats
from foresale.data.panel.grid import is_text, numbers
from foresale.sales import ColumnRoles, Sales

_LEVELS = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
_MOST_ROWS_RANKED = 200_000


@dataclass(frozen=True)
class ColumnProfile:
    """One column: its part, what is missing, and its usual values.

    Attributes:
        name: As in the file.
        role: The part it plays (`date`, `target`, `key`, `price` …, `ignored`).
        dtype: `number`, `text`, `date` or `flag`.
        missing: Rows without a value; `missing_share` is their share.
        distinct: Number of different values.
        minimum, maximum, mean, deviation: Of numbers (dates: first and last as text); else None.
        quantiles: Level → value, for numbers.
        top: The commonest values and their number of rows, for text and flags.
    """

    name: str
    role: str
    dtype: str
    missing: int
    missing_share: float
    distinct: int
    minimum: float | str | None = None
    maximum: float | str | None = None
    mean: float | None = None
    deviation: float | None = None
    quantiles: dict[str, float] | None = None
    top: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Correlations:
    """How numeric columns move together; None where a column doesn't vary.

    Attributes:
        names: The target first, then the other numeric columns.
        pearson: Matrix of linear correlations, row by row.
        spearman: The same of ranks, which curves and outliers don't bend.
        rows: Rows used; ranks come from an even sample of large files.
        within_series: Whether each number was taken less its own series' average.
    """

    names: tuple[str, ...]
    pearson: tuple[tuple[float | None, ...], ...]
    spearman: tuple[tuple[float | None, ...], ...]
    rows: int
    within_series: bool


def column_profiles(sales: Sales) -> tuple[ColumnProfile, ...]:
    """Every column of the file, in its own order."""
    roles = role_names(sales.roles)
    return tuple(_profile(sales.frame[name], roles.get(name, "ignored")) for name in sales.frame.columns)


def role_names(roles: ColumnRoles) -> dict[str, str]:
    """The part each named column plays, in a word."""
    names = {roles.date: "date", roles.target: "target"}
    for word, columns in (
        ("key", roles.keys),
        ("known ahead", roles.known_ahead),
        ("known afterwards", roles.past_only),
        ("static", roles.static),
        ("ignored", roles.ignored),
    ):
        names |= dict.fromkeys(columns, word)
    single = {
        "price": roles.price,
        "promotion": roles.promotion,
        "stock-out": roles.stockout,
        "in stock": roles.in_stock,
        "transaction": roles.transaction,
    }
    return names | {column: word for word, column in single.items() if column is not None}


def _profile(column: pl.Series, role: str) -> ColumnProfile:
    missing = column.null_count()
    share = missing / len(column) if len(column) else 0.0
    distinct = column.n_unique() - (1 if missing else 0)
    if column.dtype.is_temporal():
        first, last = (str(value) if value is not None else None for value in (column.min(), column.max()))
        return ColumnProfile(column.name, role, "date", missing, share, distinct, first, last)
    column = _decimals(column)
    if is_text(column):
        return ColumnProfile(
            column.name, role, "text", missing, share, distinct, top=_top(column.cast(pl.String))
        )
    values = column.cast(pl.Float64).drop_nulls().drop_nans()
    if values.is_empty():
        return ColumnProfile(column.name, role, "number", missing, share, distinct)
    is_flag = distinct <= 2 and bool(values.is_in([0.0, 1.0]).all())
    array = values.to_numpy()
    spots = np.quantile(array, _LEVELS)
    return ColumnProfile(
        column.name,
        role,
        "flag" if is_flag else "number",
        missing,
        share,
        distinct,
        minimum=float(array.min()),
        maximum=float(array.max()),
        mean=float(array.mean()),
        deviation=float(array.std()),
        quantiles={f"{level:g}": float(spot) for level, spot in zip(_LEVELS, spots, strict=True)},
        top=_top(values.cast(pl.Int64).cast(pl.String)) if is_flag else (),
    )


def _decimals(column: pl.Series) -> pl.Series:
    """A column left out of the forecast as numbers, where each cell is one and some have a fraction.

    Whole numbers stay as they are written: codes, postcodes and row numbers have no average.
    """
    if column.dtype != pl.String or not column.str.contains(r"^-?\d+\.\d+$").any():
        return column
    found = column.cast(pl.Float64, strict=False)
    return found if found.null_count() == column.null_count() else column


def _top(column: pl.Series, count: int = 5) -> tuple[tuple[str, int], ...]:
    counts = column.drop_nulls().alias("value").value_counts(sort=True, name="rows")
    ordered = counts.sort("rows", "value", descending=[True, False]).head(count)
    return tuple((str(value), int(rows)) for value, rows in ordered.rows())


def correlations(sales: Sales) -> Correlations | None:
    """Linear and rank correlation of the target and every other numeric column, row by row of the file.

    Where there are several series, each number is taken less its series' own average: what tells a cheap
    product from a dear one isn't what moves one product's sales. None when there is no other number.
    """
    frame, target = sales.frame, sales.roles.target
    skipped = {sales.roles.date, *sales.roles.keys, *sales.roles.static, sales.roles.transaction, target}
    others = [name for name in frame.columns if name not in skipped and _is_number(frame[name])]
    if not others or frame.height < 3:
        return None
    values: Floats = np.column_stack([numbers(frame[name]) for name in (target, *others)])
    keys = [key for key in sales.roles.keys if key in frame.columns]
    if keys:
        values = _less_own_average(values, frame.select(pl.struct(keys).rank("dense")).to_series())
    sample = values[:: max(1, -(-len(values) // _MOST_ROWS_RANKED))]
    ranks = np.column_stack([numbers(pl.Series(column).fill_nan(None).rank()) for column in sample.T])
    return Correlations(
        (target, *others), _rows(_pairwise(values)), _rows(_pairwise(ranks)), len(values), bool(keys)
    )


def _is_number(column: pl.Series) -> bool:
    return not is_text(column) and not column.dtype.is_temporal()


def _less_own_average(values: Floats, group: pl.Series) -> Floats:
    place = group.to_numpy().astype(np.int64)
    out = np.empty_like(values)
    for position, column in enumerate(values.T):
        known = ~np.isnan(column)
        total = np.bincount(place[known], weights=column[known], minlength=int(place.max()) + 1)
        count = np.bincount(place[known], minlength=int(place.max()) + 1)
        out[:, position] = column - (total / np.maximum(count, 1))[place]
    return out


def _pairwise(values: Floats) -> Floats:
    """Pearson correlation of each pair of columns over the rows that have both; NaN without variation."""
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    mean = np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1)
    centred = np.where(known, values - mean, 0.0)
    weight = known.astype(np.float64)
    n = np.maximum(weight.T @ weight, 1.0)
    first = centred.T @ weight
    covariance = centred.T @ centred - first * first.T / n
    squares = (centred**2).T @ weight - first**2 / n
    scale = np.sqrt(squares * squares.T)
    out = np.full(scale.shape, np.nan)
    np.divide(covariance, scale, out=out, where=scale > 1e-9 * np.maximum(count, 1))
    return np.asarray(np.clip(out, -1.0, 1.0))


def _rows(matrix: Floats) -> tuple[tuple[float | None, ...], ...]:
    return tuple(tuple(None if np.isnan(x) else float(x) for x in row) for row in matrix)
