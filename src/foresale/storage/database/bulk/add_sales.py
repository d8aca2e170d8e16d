"""Adding lines of sales: each once, however often it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

from foresale.storage.database.bulk.catalog import product_ids, store_ids
from foresale.storage.database.bulk.changed_days import DAYS, note_changed_days
from foresale.storage.database.bulk.known_references import references_known_to_hold
from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.bulk.sale_indexes import MANY, SaleIndexes, newest_sale
from foresale.storage.database.bulk.store_days import with_days
from foresale.storage.database.sql.column_types import IN_MYSQL
from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.importing.sale_lines import checked, sale_lines
from foresale.workflows.ports import ImportCount

_SALES = Table.metadata.tables[SaleRow.__tablename__]
_TOLD = (
    "transaction_id", "store_id", "product_id", "sold_at", "sold_on", "quantity", "unit_price", "revenue",
    "customer_group", "promotion",
)  # fmt: skip
_COMPARED = tuple(name for name in _TOLD if name not in ("transaction_id", "sold_on"))
_STAGED = sa.Table(
    "staged_sales",
    sa.MetaData(),
    *(sa.Column(name, _SALES.c[name].type) for name in _TOLD),
    prefixes=["TEMPORARY"],
    **IN_MYSQL,
)
_CHUNK = 500_000
_TURN = 7_352_010_411

Advance = Callable[[int], None]


def add_sales(
    connection: sa.Connection, frame: pl.DataFrame, time_zone: str, advance: Advance
) -> ImportCount:
    """Add the lines that aren't there yet, with the products and stores they name.

    Of lines with the same id the first counts, in the frame as in the database.

    Args:
        connection: An open transaction.
        frame: Lines as `sale_lines` takes them, all of a file.
        time_zone: Of stores that have none of their own.
        advance: Told how many lines are done; may raise to stop.

    Raises:
        BadRowsError: A line can't be kept.
    """
    lines = checked(sale_lines(frame))
    _wait_for_other_imports(connection)
    products, new_products = product_ids(connection, lines)
    stores, new_stores = store_ids(connection, lines)
    lines = with_days(lines.join(products, on="product").join(stores, on="store"), time_zone)
    lines = lines.select(_TOLD).sort("sold_on", "transaction_id", maintain_order=True)
    distinct = lines.unique("transaction_id", keep="first", maintain_order=True)
    twice = lines.height - distinct.height
    conflicting = _conflicting_within(lines, distinct) if twice else 0
    known = 0
    changed = []
    with SaleIndexes(connection, coming=distinct.height) as indexes:
        for part in distinct.iter_slices(_CHUNK):
            newest = newest_sale(connection)
            part_known, part_conflicting = _add_part(connection, part, indexes)
            if part_known < part.height:
                changed.append(_added_days(connection, newest) if part_known else part.select(DAYS))
            known += part_known
            conflicting += part_conflicting
            advance(part.height)
    if changed:
        note_changed_days(connection, pl.concat(changed))
    if connection.dialect.name == "postgresql" and distinct.height >= MANY:
        connection.exec_driver_sql("ANALYZE sales")
    return ImportCount(
        new=distinct.height - known,
        known=known + twice,
        conflicting=conflicting,
        products=new_products,
        stores=new_stores,
    )


def _wait_for_other_imports(connection: sa.Connection) -> None:
    """One import at a time until the transaction's end, so that two never wait for each other.

    SQLite's writers wait by themselves.
    """
    kind = connection.dialect.name
    if kind == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
    elif kind == "mysql":  # whose named locks outlive transactions; this table has one row
        connection.exec_driver_sql("SELECT version_num FROM alembic_version FOR UPDATE")


def _add_part(connection: sa.Connection, part: pl.DataFrame, indexes: SaleIndexes) -> tuple[int, int]:
    """Add a part; answer how many lines were known, and how many of them say something else."""
    if indexes.alone:
        indexes.set_aside()
        with references_known_to_hold(connection):
            load_rows(connection, _SALES, part)
        return 0, 0
    with _staged(connection):
        load_rows(connection, _STAGED, part)
        same_id = _STAGED.c.transaction_id == _SALES.c.transaction_id
        differs = sa.or_(*(_STAGED.c[name].is_distinct_from(_SALES.c[name]) for name in _COMPARED))
        known, conflicting = connection.execute(
            sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((differs, 1), else_=0)), 0))
            .select_from(_STAGED)
            .join(_SALES, same_id)
        ).one()
        if known < part.height:
            indexes.set_aside()
            there = sa.exists().where(same_id).correlate(_STAGED)
            rows = sa.select(*_STAGED.c) if not known else sa.select(*_STAGED.c).where(~there)
            with references_known_to_hold(connection):
                connection.execute(_insert_new(connection.dialect.name, rows))
    return int(known), int(conflicting)


def _added_days(connection: sa.Connection, newest: int) -> pl.DataFrame:
    """Stores and days of sales after the one that was the newest; of another's among them too, at worst."""
    query = sa.select(SaleRow.store_id, SaleRow.sold_on).where(SaleRow.id > newest).distinct()
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema={"store_id": pl.Int64, "sold_on": pl.Date}, orient="row")


def _insert_new(kind: str, rows: sa.Select[tuple[object, ...]]) -> sa.Insert:
    """Insert rows; one that somebody else inserted meanwhile is theirs."""
    if kind == "mysql":
        insert = mysql.insert(_SALES).from_select(_TOLD, rows)
        return insert.on_duplicate_key_update(transaction_id=_SALES.c.transaction_id)
    if kind == "postgresql":
        return postgresql.insert(_SALES).from_select(_TOLD, rows).on_conflict_do_nothing()
    # SQLite's grammar takes ON CONFLICT after a join's ON unless a WHERE stands between.
    return sqlite.insert(_SALES).from_select(_TOLD, rows.where(sa.true())).on_conflict_do_nothing()


def _conflicting_within(lines: pl.DataFrame, distinct: pl.DataFrame) -> int:
    """How many lines with an id that came before in the file say something else than the first."""
    return lines.unique(("transaction_id", *_COMPARED)).height - distinct.height


@contextmanager
def _staged(connection: sa.Connection) -> Iterator[None]:
    """A table of this transaction's own, gone at the end."""
    kind = connection.dialect.name
    # MySQL ends the transaction at a DROP that doesn't say TEMPORARY.
    temporary = "TEMPORARY " if kind == "mysql" else ""
    drop = f"DROP {temporary}TABLE IF EXISTS {'temp.' if kind == 'sqlite' else ''}staged_sales"
    connection.exec_driver_sql(drop)
    _STAGED.create(connection, checkfirst=False)
    yield
    connection.exec_driver_sql(drop)
