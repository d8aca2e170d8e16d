"""Reads what comes to products in places and leaves them unsold: orders and transfers that aren't through."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.supply.planned_items import units_on_their_way
from foresale.storage.database.supply.transfers import units_between_stores

_COLUMNS = ("item", "day", "units")
_FOUND = {"product_id": pl.Int64, "store_id": pl.Int64, "day": pl.Int64, "units": pl.Float64}


def read_arrivals(connection: sa.Connection, stocked: pl.DataFrame, first: date) -> pl.DataFrame:
    """What comes to items and leaves them; what is late comes on the first day.

    Args:
        connection: An open transaction.
        stocked: `item`, `product_id` and `store_id`, null for all places together.
        first: The first day ahead.

    Returns:
        `item`, `day` and `units`: day 1 is the first, 0 what leaves from now on.
    """
    products = set(stocked["product_id"].to_list())
    found: dict[tuple[int, int, int], float] = defaultdict(float)
    for (product, place), days in units_on_their_way(connection, products, first).items():
        for day, units in days.items():
            found[product, place, day + 1] += units
    between = units_between_stores(connection, first, with_proposed=False)
    for (product, place), days in between.coming.items():
        for day, units in days.items():
            found[product, place, day + 1] += units
    for (product, place), units in between.leaving.items():
        found[product, place, 0] += units
    rows = [(*key, units) for key, units in found.items()]
    table = pl.DataFrame(rows, schema=_FOUND, orient="row")
    pair = ["product_id", "store_id"]
    apart = table.join(stocked.select("item", *pair), on=pair)
    pooled = stocked.filter(pl.col("store_id").is_null()).select("item", "product_id")
    together = table.join(pooled, on="product_id").group_by("item", "day").agg(pl.col("units").sum())
    return pl.concat([apart.select(_COLUMNS), together.select(_COLUMNS)])


def take_off_leaving(stocked: pl.DataFrame, arrivals: pl.DataFrame) -> pl.DataFrame:
    """Items without the units of their stock that are meant for another store.

    Args:
        stocked: `item`, `stock` and more.
        arrivals: What `read_arrivals` answers.
    """
    leaving = arrivals.filter(pl.col("day") == 0).select("item", leaving="units")
    joined = stocked.join(leaving, on="item", how="left", maintain_order="left")
    return joined.with_columns(pl.col("stock") - pl.col("leaving").fill_null(0.0)).drop("leaving")
