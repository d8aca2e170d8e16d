"""A simulated chain's sales of days, as a service stores them."""

from __future__ import annotations

import polars as pl


def daily_sales(sales: pl.DataFrame) -> pl.DataFrame:
    """A chain's `sales` as `SalesRepository.add` takes them: a line a product, store and day with units."""
    return sales.filter(pl.col("units") > 0).select(
        "store",
        "product",
        "category",
        transaction_id=pl.format("{}-{}-{}", "store", "product", "date"),
        sold_at=pl.col("date").cast(pl.Datetime("us")),
        quantity=pl.col("units").cast(pl.Float64),
        unit_price=pl.col("price").cast(pl.Decimal(18, 4)),
    )
