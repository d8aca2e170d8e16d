"""Sums by store and day of a forecast of everything as it is kept, from rows that are still at hand.

They are what `forecast_days` would read of the database, which takes as long as writing the forecast.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.forecasts.catalogue_in_use import Catalogue, read_catalogue
from foresale.storage.database.forecasts.forecast_days import StoreSums, add_sums
from foresale.storage.database.sql.column_types import MONEY_DIGITS

_SERIES = ("product_id", "store_id")


def sum_new_forecast(connection: sa.Connection, run_id: int, rows: pl.DataFrame) -> None:
    """Keep the sums of a forecast of everything, in the transaction that keeps the forecast.

    Args:
        connection: That transaction: nobody can have renewed series of it yet.
        run_id: The forecast.
        rows: `product_id`, `store_id`, `grain`, `target_date`, `mean` and `deviation` of all its rows.
    """
    catalogue = read_catalogue(connection)
    stores = [store for store, is_used in catalogue.stores if is_used]
    days = (
        rows.filter(pl.col("grain") == "day", pl.col("store_id").is_in(stores))
        .select(*_SERIES, "target_date", "mean", "deviation")
        .join(_prices_in_use(catalogue, connection.dialect.name), on="product_id", how="inner")
    )
    first, last = pl.col("target_date").min(), pl.col("target_date").max()
    each = days.group_by(_SERIES).agg(
        first.alias("target_date"), ((last - first).dt.total_days() + 1 > pl.len()).alias("has_gaps")
    )
    begins = each.group_by("store_id", "target_date").agg(pl.len().cast(pl.Int64).alias("begins"))
    mean, deviation, price = pl.col("mean"), pl.col("deviation"), pl.col("price")
    known = deviation.is_not_null().all()
    sums = (
        days.group_by("store_id", "target_date")
        .agg(
            pl.len().cast(pl.Int64).alias("series"),
            mean.sum(),
            pl.when(known).then((deviation**2).sum()).alias("apart"),
            pl.when(known).then(deviation.sum()).alias("step"),
            pl.when(price.is_not_null().any()).then((mean * price).sum()).alias("revenue"),
            mean.filter(price.is_null()).sum().alias("unpriced"),
            mean.filter(price.is_not_null() & ~pl.col("is_set")).sum().alias("priced_by_sales"),
        )
        .join(begins, on=["store_id", "target_date"], how="left")
        .with_columns(pl.col("begins").fill_null(0), pl.lit(run_id).alias("run_id"))
        .rename({"target_date": "day"})
        .sort("store_id", "day")
    )
    gaps = each.filter("has_gaps")["store_id"].unique().to_list()
    # Nothing is deleted: where there is nothing, MariaDB would lock the places of other new forecasts' sums.
    add_sums(connection, run_id, stores, StoreSums(sums.to_dicts(), gaps, catalogue.digest))


def _prices_in_use(catalogue: Catalogue, kind: str) -> pl.DataFrame:
    """`product_id`, `price` and `is_set` of products in use, in the units that the database keeps."""
    scale = Decimal(1).scaleb(MONEY_DIGITS if kind == "sqlite" else 0)
    prices = [
        (number, None if price is None else float(price * scale), is_set)
        for number, price, is_set, is_used in catalogue.products
        if is_used
    ]
    schema = {"product_id": pl.Int64, "price": pl.Float64, "is_set": pl.Boolean}
    return pl.DataFrame(prices, schema=schema, orient="row")
