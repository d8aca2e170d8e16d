"""An order's own fields that stand on the first of its lines only, as shops export orders."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.headings.fill_down import are_numbers, holds_labels
from foresale.data.reading.columns.words.names import date_rank, kind_of
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.provenance import FILE
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted

_FEWEST_ORDERS = 3  # with further lines, for their pattern to be no chance
_SAMPLE = 1_000
_MOSTLY = 0.9  # share of a column's filled cells
_NAMED = 3
_OTHERS = frozenset(("product", "store", "category", "brand", "place", "channel", "series", "person", "code"))
"""What a column that is no order's number may say: the first row of a store's says nothing of its others."""


def repeat_order_fields(raw: RawTable, options: ReadOptions) -> RawTable:
    """`raw` with dates, states and names of an order repeated on its further lines.

    It is proved where some column is filled on each first row of those that share an order's number, and on
    no other. What is repeated are columns that several orders of more than one line fill and no further line
    does, but not amounts: an order's total on each of its lines would count several times.

    Args:
        raw: The table as read.
        options: `fill_down` says no where the reader knows better.
    """
    frame = raw.frame
    blank = [
        n for n in raw.columns if frame[n].dtype == pl.String and 0 < frame[n].null_count() < frame.height
    ]
    if options.fill_down is False or not blank:
        return raw
    filled = {name: frame[name].is_not_null() for name in blank}
    found = _find_orders(raw, filled)
    if found is None:
        return raw
    number, starts = found
    goes_on = starts & ~starts.shift(-1, fill_value=True)
    fields = [
        name
        for name in blank
        if not (filled[name] & ~starts).any()
        and int((filled[name] & goes_on).sum()) >= _FEWEST_ORDERS
        and (not _are_amounts(frame[name]) or holds_labels(name) or date_rank(name) != 0)
    ]
    if not fields:
        return raw
    order = starts.cum_sum()
    frame = frame.with_columns(pl.col(name).first().over(order) for name in fields)
    return replace(raw, frame=frame, notes=(*raw.notes, _note(number, fields, starts, frame)))


def _find_orders(raw: RawTable, filled: dict[str, pl.Series]) -> tuple[str, pl.Series] | None:
    """The column of orders' numbers, and which rows are the first of an order."""
    frame = raw.frame
    for name in raw.columns:
        cells = frame[name]
        if kind_of(name) in _OTHERS or date_rank(name) > 0 or cells.null_count() or cells.dtype.is_float():
            continue
        order = pl.struct(FILE, name)
        if not _begin_orders(frame.head(_SAMPLE), order, filled):
            continue
        starts = _starts(frame, order)
        if (
            _begin_orders(frame, order, filled)
            and frame.select(order.n_unique()).item() == starts.sum()
            and int((starts.cum_sum().value_counts()["count"] > 1).sum()) >= _FEWEST_ORDERS
        ):
            return name, starts
    return None


def _starts(frame: pl.DataFrame, order: pl.Expr) -> pl.Series:
    """Whether each row has another order than the row above it."""
    return frame.select(order.rle_id().diff().fill_null(1) != 0).to_series()


def _begin_orders(frame: pl.DataFrame, order: pl.Expr, filled: dict[str, pl.Series]) -> bool:
    """Whether some column is filled on each first row of an order, and on no other."""
    starts = _starts(frame, order)
    return any((cells.head(frame.height) == starts).all() for cells in filled.values())


def _are_amounts(cells: pl.Series) -> bool:
    """Whether cells are numbers, also with a currency or unit beside them."""
    sample = cells.drop_nulls().head(_SAMPLE)
    return are_numbers(sample) or parse_numbers(sample, units=True).count() >= _MOSTLY * len(sample)


def _note(number: str, fields: list[str], starts: pl.Series, frame: pl.DataFrame) -> Note:
    further = int((~starts).sum())
    named = ", ".join(fields[:_NAMED]) + (f" and {len(fields) - _NAMED} more" if len(fields) > _NAMED else "")
    first = frame[number].filter(~starts)[0]
    text = (
        f"{named} stand on the first line of each order only, by its {number}: they hold for its further "
        f"lines, {counted(further, 'row')} ({option('fill_down', False)})."
    )
    seen = f"Of {number} {first} only the first line has them, and so of all others."
    readings = (Reading("they hold for the whole order"), Reading("they are unknown on further lines"))
    return Note("order_fields", further, text, Evidence(seen, readings, "proven"))
