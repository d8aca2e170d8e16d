"""Versions of single series' forecasts: what each follows, and which are forgotten."""

from __future__ import annotations

from datetime import date

import polars as pl
import sqlalchemy as sa

from foresale.errors import NotFoundError
from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.outlook import ForecastReasonRow, ForecastRunRow, SeriesForecastRow

MOST_FOLLOWED = 200
"""Runs of single series that a forecast of everything may have before those not in force are forgotten."""
_FEW = 500
_PAIR = {"product_id": pl.Int64, "store_id": pl.Int64}


def hold_base(connection: sa.Connection, base_id: int) -> None:
    """Let nobody else renew series of a forecast until the transaction ends.

    Raises:
        NotFoundError: It is gone.
    """
    found = sa.select(ForecastRunRow.id).where(ForecastRunRow.id == base_id, ForecastRunRow.base_id.is_(None))
    if connection.scalar(found.with_for_update()) is None:
        raise NotFoundError(f"Forecast run {base_id} is gone.", fix="Ask again: a newer one is served.")


def follow(connection: sa.Connection, run_id: int, base_id: int, pairs: pl.DataFrame, first: date) -> None:
    """Let a run be in force for its series.

    Args:
        connection: An open transaction.
        run_id: The run.
        base_id: The forecast of everything.
        pairs: `product_id` and `store_id` of its series.
        first: The first day it forecasts.
    """
    made = SeriesForecastRow
    query = (
        sa.select(made.product_id, made.store_id, sa.func.max(made.run_id))
        .where(made.base_id == base_id)
        .group_by(made.product_id, made.store_id)
    )
    if pairs.height <= _FEW:
        query = query.where(made.product_id.in_(pairs["product_id"].unique().to_list()))
    rows = [tuple(row) for row in connection.execute(query)]
    before = pl.DataFrame(rows, schema={**_PAIR, "follows": pl.Int64}, orient="row")
    series = (
        pairs.unique()
        .join(before, on=list(_PAIR), how="left")
        .select(
            pl.lit(run_id, pl.Int64).alias("run_id"), *_PAIR, pl.lit(base_id, pl.Int64).alias("base_id"),
            pl.col("follows").fill_null(base_id), pl.lit(first).alias("first_day"),
        )
    )  # fmt: skip
    load_rows(connection, Table.metadata.tables[made.__tablename__], series.sort(*_PAIR))


def forget_followed(connection: sa.Connection, base_id: int, most: int = MOST_FOLLOWED) -> None:
    """Delete runs of single series that are in force for no day, once there are many.

    What is in force stays as it is, and so do the sums that are kept of it: days before the first one of a
    series' newest version are those of the versions before.

    Args:
        connection: An open transaction.
        base_id: The forecast of everything.
        most: How many may be there.
    """
    run, made = ForecastRunRow, SeriesForecastRow
    ids = connection.scalars(sa.select(run.id).where(run.base_id == base_id).order_by(run.id)).all()
    if len(ids) <= most:
        return
    earliest_of_newer = sa.func.min(made.first_day).over(
        partition_by=(made.product_id, made.store_id), order_by=made.run_id.desc(), rows=(None, -1)
    )
    versions = (
        sa.select(made.run_id, made.first_day, earliest_of_newer.label("until"))
        .where(made.base_id == base_id)
        .subquery()
    )
    in_force = sa.or_(versions.c.until.is_(None), versions.c.first_day < versions.c.until)
    held = set(connection.scalars(sa.select(versions.c.run_id).where(in_force).distinct()))
    old = [run_id for run_id in ids[: len(ids) - most // 2] if run_id not in held]
    for start in range(0, len(old), _FEW):
        connection.execute(sa.delete(run).where(run.id.in_(old[start : start + _FEW])))


def series_of_base(connection: sa.Connection, base_id: int, series: pl.DataFrame) -> pl.DataFrame:
    """Those of `series` (`product`, `store`) that a forecast of everything has.

    Args:
        connection: An open transaction.
        base_id: The forecast.
        series: Skus and codes.
    """
    held = ForecastReasonRow
    query = (
        sa.select(ProductRow.sku, StoreRow.code)
        .select_from(held)
        .join(ProductRow, ProductRow.id == held.product_id)
        .join(StoreRow, StoreRow.id == held.store_id)
        .where(held.run_id == base_id)
    )
    products = series["product"].unique()
    if len(products) <= _FEW:
        query = query.where(ProductRow.sku.in_(products.to_list()))
    rows = [tuple(row) for row in connection.execute(query)]
    known = pl.DataFrame(rows, schema={"product": pl.String, "store": pl.String}, orient="row")
    keys = ["product", "store"]
    return series.select(keys).unique(maintain_order=True).join(known, on=keys, how="semi")
