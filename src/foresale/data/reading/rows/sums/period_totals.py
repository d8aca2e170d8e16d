"""Rows that sum up a week, a month or another span, and stand on one of its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.aggregates import number_of
from foresale.arrays import Array
from foresale.data.reading.columns.numbers.sum_columns import decimals_of, says_total
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.sale_rows import SaleRows, as_text_labels
from foresale.data.reading.rows.sums.totals import label_columns, list_cells
from foresale.notes import Evidence, Note, Reading, counted

_FEWEST_DAYS = 10
_LARGEST_SHARE = 1 / 3  # of the days, on which a span's total stands
_SMALLEST_SUM = 0.3  # of what the other rows add up to
_MAX_NAMES = 20
_AGREEING = 0.98
_FEWEST = 2  # sums that agree
_FEWEST_ROWS, _FEWEST_ROWS_NAMED = 5, 2  # of each
_STRIDE = 10**7  # days; more than any calendar has


@dataclass(frozen=True)
class _Amounts:
    """Amounts in the order of their places: days, group after group."""

    places: Array
    amounts: Array


def leave_out_period_totals(rows: SaleRows, _ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without those that sum up the rows of a span of days: a month's total on its last day.

    They are found by what they are: each equals the rows since the one before, until the next, or of its
    month, in the whole table or within each value of another column.

    Args:
        rows: The rows.
    """
    notes: list[Note] = []
    dated = rows.frame[rows.date].is_not_null()
    if rows.frame[rows.date].n_unique() < _FEWEST_DAYS:
        return rows, notes
    for column in (columns := label_columns(rows)):
        for names in _likely_names(rows, column, dated):
            labels = rows.labels(column)
            total = labels.is_in(names).fill_null(value=False) & dated
            is_named = any(says_total(name) for name in names)
            others = ~labels.is_in(_find_named(labels)).fill_null(value=False) & ~total & dated
            groups = (None, *(name for name in columns if name != column))
            if any(_is_sum(rows, total, others, group, is_named=is_named) for group in groups):
                before, left = rows.total(), rows.total(total)
                rows, note = rows.filter(~total), _note(column, names, int(total.sum()), before, left)
                dated = rows.frame[rows.date].is_not_null()
                notes.append(note)
    return rows, notes


def _find_named(labels: pl.Series) -> list[str]:
    return [name for name in labels.unique(maintain_order=True).drop_nulls() if says_total(name)]


def _likely_names(rows: SaleRows, column: str, dated: pl.Series) -> Iterator[list[str]]:
    """Labels that stand on few days and have large amounts: all that say total together, then each alone."""
    table = pl.DataFrame([rows.frame[column].alias("cell"), rows.frame[rows.date].alias("day")])
    table = table.with_columns(rows.amounts.alias("amount"))
    table = table if dated.all() else table.filter(dated)
    each = table.group_by("cell").agg(pl.col("amount").sum()).sort("cell")
    each = each.with_columns(as_text_labels(each["cell"]).alias("label")).drop_nulls("label")
    is_named = pl.col("label").map_elements(says_total, return_dtype=pl.Boolean)
    rest = number_of(each.select(pl.col("amount").filter(~is_named).sum()).item(), empty=0)
    is_large = pl.col("amount") >= _SMALLEST_SUM * (rest - pl.col("amount")).abs()
    each = each.filter(is_named | is_large)
    days = table.join(each, on="cell", how="semi").group_by("cell").agg(pl.col("day").n_unique())
    each = each.join(days, on="cell", maintain_order="left")
    each = each.filter(pl.col("day") <= _LARGEST_SHARE * table["day"].n_unique())
    named = each.filter(is_named)["label"].unique(maintain_order=True).to_list()
    if len(named) > 1:
        yield named
    large = each.filter(is_large).sort("amount", descending=True)["label"].unique(maintain_order=True)
    yield from ([name] for name in large.head(_MAX_NAMES))


def _is_sum(
    rows: SaleRows, total: pl.Series, others: pl.Series, group: str | None, *, is_named: bool
) -> bool:
    """Whether these rows are sums of the others, each of one span."""
    table = pl.DataFrame(
        {
            "day": rows.frame[rows.date].cast(pl.Date).cast(pl.Int32).cast(pl.Int64),
            "group": pl.Series([""]).new_from_index(0, len(total)) if group is None else rows.labels(group),
            "amount": rows.amounts,
            "total": total,
            "other": others,
        }
    ).filter(pl.col("total") | pl.col("other"))
    table = table.with_columns(place=pl.col("group").rank("dense").fill_null(0).cast(pl.Int64) * _STRIDE)
    table = table.with_columns(pl.col("place") + pl.col("day")).sort("place", maintain_order=True)
    sums, parts = (
        _Amounts(part["place"].to_numpy(), part["amount"].to_numpy())
        for part in (table.filter("total"), table.filter("other"))
    )
    if len(sums.places) < _FEWEST or len(np.unique(sums.places)) < len(sums.places):
        return False
    decimals = decimals_of(rows.amounts.to_numpy())
    fewest = _FEWEST_ROWS_NAMED if is_named else _FEWEST_ROWS
    return any(_agree(sums, parts, first, last, decimals, fewest) for first, last in _spans(sums.places))


def _spans(places: Array) -> Iterator[tuple[Array, Array]]:
    """First places of the spans and those behind their ends: since the one before, until the next, months."""
    group = places // _STRIDE
    begins = group * _STRIDE
    before = np.concatenate([[0], places[:-1] + 1])
    yield np.maximum(before, begins), places + 1
    after = np.concatenate([places[1:], [np.iinfo(np.int64).max]])
    yield places, np.minimum(after, begins + _STRIDE)
    months = (places - begins).astype("datetime64[D]").astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    behind = (months + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64)
    if len(np.unique(begins + first)) == len(places):
        yield begins + first, begins + behind


def _agree(sums: _Amounts, parts: _Amounts, first: Array, behind: Array, decimals: int, fewest: int) -> bool:
    added = np.concatenate([[0.0], np.cumsum(parts.amounts)])
    low, high = np.searchsorted(parts.places, first), np.searchsorted(parts.places, behind)
    found, count = added[high] - added[low], high - low
    rounding = 0.5 * 10.0**-decimals * (count + 1) if decimals else 0.0
    agrees = np.abs(found - sums.amounts) <= 1e-6 + 1e-9 * np.abs(sums.amounts) + rounding
    telling = agrees & (count >= fewest) & (sums.amounts != 0)
    # The first span of a table may have begun before it, and the last may go on behind it.
    inner = agrees[1:-1] if len(agrees) > 2 * _FEWEST else agrees
    return bool(inner.mean() >= _AGREEING and len(np.unique(sums.amounts[telling])) >= _FEWEST)


def _note(column: str, names: list[str], rows: int, before: float, left: float) -> Note:
    text = (
        f"{counted(rows, 'row')} with {column} {list_cells(names)} are sums of the rows of several days: "
        f"left out ({left:,.10g} of {before:,.10g})."
    )
    seen = f"{column} {list_cells(names[:1])} is the sum of other rows over its days wherever it stands"
    readings = (Reading("the sums left out", before - left), Reading("all rows added up", before))
    return Note("total_rows", rows, text, Evidence(seen, readings))
