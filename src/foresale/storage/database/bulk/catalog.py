"""The products and stores that a file of sales names: looked up, and made where they are new."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.sql.insert_new import insert_new
from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.workflows.importing.stored_keys import StoredKeys

_MOST_NAMES = 5000


def product_ids(connection: sa.Connection, lines: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Tell the ids of the products that lines name, and how many of them are new.

    Args:
        connection: An open transaction.
        lines: `product`, `product_name`, `category`.

    Returns:
        A frame of `product` and `product_id`, and a count.
    """
    named = lines.group_by("product", maintain_order=True).agg(
        pl.col("product_name", "category").drop_nulls().first()
    )
    new = [
        {"sku": sku, "name": name or sku, "category": category}
        for sku, name, category in _find_unknown(connection, ProductRow.sku, named).iter_rows()
    ]
    made = _make(connection, ProductRow, new)
    found = ids_of(connection, (ProductRow.sku, ProductRow.id), named["product"])
    return pl.DataFrame(found, schema={"product": pl.String, "product_id": pl.Int64}, orient="row"), made


def store_ids(connection: sa.Connection, lines: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Tell the ids and time zones of the stores that lines name, and how many of them are new.

    Args:
        connection: An open transaction.
        lines: `store`.

    Returns:
        A frame of `store`, `store_id` and `time_zone` (empty where a store has none), and a count.
    """
    named = lines.select(pl.col("store").unique(maintain_order=True))
    new = [
        {"code": code, "name": code}
        for (code,) in _find_unknown(connection, StoreRow.code, named).iter_rows()
    ]
    made = _make(connection, StoreRow, new)
    found = ids_of(connection, (StoreRow.code, StoreRow.id, StoreRow.time_zone), named["store"])
    kinds = {"store": pl.String, "store_id": pl.Int64, "time_zone": pl.String}
    return pl.DataFrame(found, schema=kinds, orient="row"), made


def ids_of(connection: sa.Connection, columns: tuple[Any, ...], names: pl.Series) -> list[tuple[Any, ...]]:
    """Look rows up by name, and hold them for this transaction, so that none is deleted before it ends.

    Args:
        connection: An open transaction.
        columns: What to tell of each; the first is the name.
        names: Which.
    """
    query = sa.select(*columns).with_for_update(read=True, key_share=True)
    return [
        tuple(row)
        for part in names.to_frame().iter_slices(_MOST_NAMES)
        for row in connection.execute(query.where(columns[0].in_(part.to_series().to_list())))
    ]


def read_stored_keys(connection: sa.Connection, stores: Collection[int] | None = None) -> StoredKeys:
    """Codes and names of the products and stores that are stored.

    Args:
        connection: Reads them.
        stores: Ids of the stores to read; None for all.
    """
    named = sa.select(ProductRow.sku, ProductRow.name)
    chosen = sa.select(StoreRow.code, StoreRow.name)
    if stores is not None:
        chosen = chosen.where(StoreRow.id.in_(stores))
    return StoredKeys(
        {row.sku: row.name for row in connection.execute(named)},
        {row.code: row.name for row in connection.execute(chosen)},
    )


def ids_out_of_use(connection: sa.Connection, row: type[ProductRow] | type[StoreRow]) -> list[int]:
    """The products or stores that are out of use.

    Args:
        connection: An open transaction.
        row: Which of the two.
    """
    return list(connection.scalars(sa.select(row.id).where(row.is_active.is_(False))))


def _find_unknown(connection: sa.Connection, key: Any, named: pl.DataFrame) -> pl.DataFrame:
    names = named.to_series(0)
    known = [name for (name,) in ids_of(connection, (key,), names)]
    return named.filter(~names.is_in(known))


def _make(
    connection: sa.Connection, row: type[ProductRow] | type[StoreRow], new: list[dict[str, Any]]
) -> int:
    """Add rows; one that somebody else added meanwhile is theirs."""
    if not new:
        return 0
    connection.execute(insert_new(connection.dialect.name, Table.metadata.tables[row.__tablename__]), new)
    return len(new)
