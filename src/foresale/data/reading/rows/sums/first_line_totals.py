"""An order's total that stands on the first of its lines only: of the order, not of that line's product."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.rows.sums.order_totals import find_varying, refuse_keys
from foresale.notes import Evidence, Note, Reading

_FEWEST = 5  # orders of several lines
_FILLED = 0.95  # share of orders that must have a total


def keep_first_lines(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The first line of each order, where what is forecast stands on it and on no further one.

    What differs from line to line then tells no series apart, as nothing says how much of it a product has.

    Args:
        rows: The rows.
        ask: Nobody has to be asked.

    Raises:
        ColumnsError: Named keys differ within orders.
    """
    filled = ~is_missing(rows.frame[rows.target])
    numbers = [name for name in rows.free() if rows.stats[name].kind == "transaction"]
    numbers = [rows.options.transaction] if rows.options.transaction is not None else numbers
    if filled.all():
        return rows, []
    for order in (name for name in numbers if name in rows.frame.columns):
        first = rows.frame.select(pl.col(order).is_first_distinct() | pl.col(order).is_null()).to_series()
        several = int(rows.frame.group_by(order).len().filter(pl.col("len") > 1).height)
        if (filled & ~first).any() or number_of(filled.filter(first).mean(), empty=0) < _FILLED:
            continue
        if several < _FEWEST:
            continue
        varying = find_varying(rows, order)
        refuse_keys(rows, order, varying)
        seen = f"{rows.target} stands on the first line of each {order} only"
        text = (
            f"{seen}: the order's total. Nothing says how much of it each line has, so products can't be "
            "told apart by it."
        )
        note = Note("order_totals", several, text, Evidence(seen, (Reading("the order's total"),), "proven"))
        return replace(rows.filter(first), used=(*rows.used, *varying)), [note]
    return rows, []
