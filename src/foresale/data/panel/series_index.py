"""Which series each row belongs to, in an order that doesn't depend on the rows' order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from foresale.arrays import Ints
from foresale.data.reading.parsing.key_text import fold_text
from foresale.notes import Note

TOTAL_KEY = "series"
NO_KEY = "(none)"


def clean_keys(
    frame: pl.DataFrame, keys: tuple[str, ...], *, merge_spelling: bool
) -> tuple[pl.DataFrame, list[Note]]:
    """Keys as text without holes, one spelling each; a total gets one key of its own.

    Returns:
        The frame, and a note for each rule that changed something.
    """
    notes: list[Note] = []
    for key in keys:
        column = frame[key].cast(pl.String)
        empty = column.null_count()
        if empty:
            column = column.fill_null(NO_KEY)
            notes.append(
                Note("empty_keys", empty, f'{empty:,} rows have no {key}: they form the series "{NO_KEY}".')
            )
        if merge_spelling:
            column, merged = _one_spelling(column)
            if merged:
                notes.append(
                    Note(
                        "key_spelling",
                        merged,
                        f"{merged:,} values of {key} differ from another only in case, blanks or the form "
                        "of letters: merged with the commoner spelling.",
                    )
                )
        frame = frame.with_columns(column.alias(key))
    return frame, notes


def index_series(
    frame: pl.DataFrame, keys: tuple[str, ...], static: tuple[str, ...]
) -> tuple[pl.DataFrame, Ints]:
    """The table of series, sorted by key (numbers as numbers), and each row's position in it."""
    position = np.zeros(frame.height, dtype=np.int64)
    labels = [_sort_labels(frame[key]) for key in keys]
    size = 1
    for key, values in zip(keys, labels, strict=True):
        codes = frame[key].cast(pl.Enum(values)).to_physical().to_numpy().astype(np.int64)
        position = position * len(values) + codes
        size *= len(values)
    places, position = _dense(position, size)
    columns: dict[str, pl.Series] = {}
    left = places
    for key, values in zip(reversed(keys), reversed(labels), strict=True):
        columns[key] = values[(left % len(values)).tolist()]
        left = left // len(values)
    series = pl.DataFrame({key: columns[key] for key in keys})
    for column in static:
        series = series.with_columns(_commonest(frame[column], position, len(places)).alias(column))
    return series, position


def _one_spelling(column: pl.Series) -> tuple[pl.Series, int]:
    """Map values that fold to the same text onto the commonest of them."""
    counts = column.value_counts(sort=True, name="n")
    name = column.name
    counts = counts.with_columns(fold_text(counts[name]).alias("folded"))
    best = counts.sort("n", name, descending=[True, False]).unique(
        "folded", keep="first", maintain_order=True
    )
    changed = counts.join(best.select("folded", pl.col(name).alias("best")), on="folded").filter(
        pl.col(name) != pl.col("best")
    )
    if changed.is_empty():
        return column, 0
    return column.replace(changed[name], changed["best"]), changed.height


def _sort_labels(column: pl.Series) -> pl.Series:
    values = column.unique()
    numeric = values.cast(pl.Int64, strict=False)
    order = numeric.arg_sort() if numeric.null_count() == 0 else values.arg_sort()
    return values[order]


def _dense(position: Ints, size: int) -> tuple[Ints, Ints]:
    """The places in use, and each row's rank among them."""
    if size > 50_000_000:
        places, ranks = np.unique(position, return_inverse=True)
        return places, ranks.astype(np.int64)
    used = np.zeros(size, dtype=bool)
    used[position] = True
    return np.flatnonzero(used), (np.cumsum(used) - 1)[position]


def _commonest(column: pl.Series, position: Ints, n_series: int) -> pl.Series:
    """Per series, the value that most of its rows hold; the first one where several do."""
    first = _first_known(column, position, n_series)
    if not (column != first.gather(position)).any():
        return first
    pairs = pl.DataFrame({"series": position, "value": column}).drop_nulls("value")
    counts = pairs.group_by("series", "value", maintain_order=True).len()
    best = counts.sort("len", descending=True, maintain_order=True).unique("series", keep="first")
    every = pl.DataFrame({"series": np.arange(n_series)})
    return every.join(best, on="series", how="left", maintain_order="left")["value"]


def _first_known(column: pl.Series, position: Ints, n_series: int) -> pl.Series:
    """Per series, the first value that isn't empty."""
    known = np.flatnonzero(column.is_not_null().to_numpy())
    if not len(known):
        return pl.Series(column.name, [None] * n_series, dtype=column.dtype)
    first = np.full(n_series, -1, dtype=np.int64)
    first[position[known][::-1]] = known[::-1]
    return column.gather(np.where(first < 0, 0, first)).zip_with(
        pl.Series(first >= 0), pl.Series([None] * n_series, dtype=column.dtype)
    )


def new_series(ahead: pl.DataFrame, series: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Series that only the plan knows, with their static columns, sorted by key.

    What the plan doesn't say of a product is taken from the same product, or shop, elsewhere, where a
    column depends on that key alone.

    Args:
        ahead: The plan, its keys as text.
        series: The series that sold: keys and static columns.
        keys: Names of the keys.
    """
    static = [column for column in series.columns if column not in keys]
    told = [column for column in static if column in ahead.columns]
    unseen = ahead.group_by(keys, maintain_order=True).agg(pl.col(told).drop_nulls().first())
    unseen = unseen.join(series, on=keys, how="anti").sort(keys)
    unseen = unseen.with_columns(
        pl.lit(None, dtype=series[c].dtype).alias(c) for c in static if c not in told
    )
    for column in static:
        for key in keys:
            agreed = series.group_by(key).agg(
                pl.col(column).drop_nulls().n_unique().alias("n"),
                pl.col(column).drop_nulls().first().alias("same"),
            )
            if not (agreed["n"] <= 1).all():
                continue  # the column doesn't depend on this key
            same = unseen.join(agreed, on=key, how="left", maintain_order="left")["same"]
            unseen = unseen.with_columns(pl.coalesce(column, same).alias(column))
    return unseen.select(series.columns)
