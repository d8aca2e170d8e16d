"""The series that ids name: pairs of a product and a store, or all that is forecast of some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.forecasts.served_runs import newest_bases
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.outlook import ForecastReasonRow

_TOGETHER = 5_000
_SCHEMA = {"product": pl.String, "store": pl.String}


@dataclass(frozen=True)
class SeriesChoice:
    """Which series: these pairs; or all that is forecast of some products and stores.

    Attributes:
        pairs: Ids of a product and a store each.
        product_ids: Without pairs: which products; None for all.
        store_ids: Without pairs: in which stores; None for all.
        category: Without pairs: of which category; None for all.
    """

    pairs: tuple[tuple[int, int], ...] | None = None
    product_ids: tuple[int, ...] | None = None
    store_ids: tuple[int, ...] | None = None
    category: str | None = None


def read_chosen_series(connection: sa.Connection, choice: SeriesChoice) -> pl.DataFrame:
    """The chosen series by name.

    Args:
        connection: An open transaction.
        choice: Which.

    Returns:
        `product` (sku) and `store` (code), sorted.
    """
    if choice.pairs is not None:
        return _name_pairs(connection, choice.pairs)
    held = ForecastReasonRow
    query = (
        sa.select(ProductRow.sku, StoreRow.code)
        .select_from(held)
        .join(ProductRow, ProductRow.id == held.product_id)
        .join(StoreRow, StoreRow.id == held.store_id)
        .where(held.run_id.in_(list(newest_bases(connection).values())))
        .distinct()
    )
    if choice.product_ids is not None:
        query = query.where(held.product_id.in_(choice.product_ids))
    if choice.store_ids is not None:
        query = query.where(held.store_id.in_(choice.store_ids))
    if choice.category is not None:
        query = query.where(ProductRow.category == choice.category)
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("product", "store")


def _name_pairs(connection: sa.Connection, pairs: tuple[tuple[int, int], ...]) -> pl.DataFrame:
    ids = pl.DataFrame(pairs, schema={"product_id": pl.Int64, "store_id": pl.Int64}, orient="row").unique()
    for column, name, row in (
        ("product_id", "product", ProductRow.sku),
        ("store_id", "store", StoreRow.code),
    ):
        names = _names(connection, row, ids[column].unique().to_list())
        table = pl.DataFrame(names, schema={column: pl.Int64, name: pl.String}, orient="row")
        ids = ids.join(table, on=column, how="inner")
    return ids.select("product", "store").sort("product", "store")


def _names(connection: sa.Connection, name: Any, ids: list[int]) -> list[tuple[int, str]]:
    key = name.class_.id
    return [
        (number, text)
        for start in range(0, len(ids), _TOGETHER)
        for number, text in connection.execute(
            sa.select(key, name).where(key.in_(ids[start : start + _TOGETHER]))
        )
    ]
