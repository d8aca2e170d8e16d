"""What products are usually sold for, by their sales of the last weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from foresale.workflows.forecasts.sales_of_record import flag

USUAL_DAYS = 56
"""A usual price is the median of so many days, promotions aside."""


def usual_prices(sales: pl.DataFrame, until: date, by: Sequence[str]) -> pl.DataFrame:
    """The median price of the last weeks without promotions; with them, of what was sold on these alone.

    One price is a mistake or a bargain now and then; the median of weeks is neither, and follows a lasting
    change within four of them.

    Args:
        sales: `date`, `price` and `promotion` by product, store and day, and what they are told apart by.
        until: The last day to look at.
        by: What is told apart, such as `product`.

    Returns:
        `by` and `price`, of what has any.

    Examples:
        >>> sales = pl.DataFrame(
        ...     {
        ...         "product": "tea",
        ...         "date": [date(2026, 3, day) for day in (1, 2, 3, 4)],
        ...         "price": [2.0, 2.0, 1.0, 2.5],
        ...         "promotion": [0, 0, 1, 0],
        ...     }
        ... )
        >>> usual_prices(sales, date(2026, 3, 4), ["product"]).rows()
        [('tea', 2.0)]
    """
    first = until - timedelta(days=USUAL_DAYS)
    known = sales.with_columns(flag(sales).alias("on"), pl.col("price").cast(pl.Float64)).filter(
        pl.col("price") > 0, pl.col("date") > first, pl.col("date") <= until
    )
    price = pl.col("price")
    regular = price.filter(pl.col("on") == 0).median()
    return known.group_by(by, maintain_order=True).agg(pl.coalesce(regular, price.median()).alias("price"))
