"""Whether rows undo earlier sales, by arithmetic: each has the product and amount of a sale before it."""

from __future__ import annotations

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.rows.sale_rows import SaleRows

_LABELS = ("product", "code", "store", "person", "brand", "label")
_MATCHED = 0.9  # share of refunds that must have an earlier sale
_BY_CHANCE = 0.5  # above this share of sales that have one too, it proves nothing
_FEWEST = 5


def undo_earlier_sales(rows: SaleRows, others: pl.Series, sales: pl.Series) -> bool:
    """Whether nearly all of some rows repeat an earlier sale's product and amount, far more than sales do.

    An order number that both share makes chance impossible; without one, product, place and customer count.

    Args:
        rows: All rows.
        others: True for each row that may undo a sale.
        sales: True for each row that is one.
    """
    if int(others.sum()) < _FEWEST or int(sales.sum()) < _FEWEST:
        return False
    labels = [n for n in rows.free() if rows.stats[n].kind in _LABELS and not rows.stats[n].constant]
    orders = [n for n in rows.free() if rows.stats[n].kind == "transaction"]
    day = rows.frame[rows.date].cast(pl.Date)
    base = pl.DataFrame(
        [rows.amounts.abs().alias("amount"), day.alias("day"), others.alias("other"), sales.alias("sale")]
    )
    table = pl.concat([base, rows.frame.select([*labels, *orders])], how="horizontal").filter(
        pl.col("amount") > 0
    )
    for keys in ([*orders, "amount"] if orders else [], [*labels, "amount"]):
        if len(keys) < 2:
            continue
        first = table.filter("sale").group_by(keys).agg(pl.col("day").min().alias("first"))
        found = table.join(first, on=keys, how="left", nulls_equal=True)
        is_later = (
            (pl.col("first") <= pl.col("day")) if keys[:-1] == orders else (pl.col("first") < pl.col("day"))
        )
        shares = found.with_columns(is_later.fill_null(value=False).alias("later"))
        matched = number_of(shares.filter("other")["later"].mean(), empty=0)
        by_chance = number_of(shares.filter("sale")["later"].mean(), empty=0)
        if matched >= _MATCHED and (keys[:-1] == orders or by_chance <= _BY_CHANCE):
            return True
    return False
