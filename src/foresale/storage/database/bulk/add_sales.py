"""Adding lines of sales: each once, however often it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.catalog import ids_out_of_use, product_ids, store_ids
from foresale.storage.database.bulk.compared import COMPARED, STORED
from foresale.storage.database.bulk.import_key import key_of_import
from foresale.storage.database.bulk.known_references import references_known_to_hold
from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.bulk.sale_indexes import MANY, SaleIndexes, newest_sale
from foresale.storage.database.bulk.store_days import with_days
from foresale.storage.database.event_log.sales import FileChange, log_file
from foresale.storage.database.sql.column_types import IN_MYSQL
from foresale.storage.database.sql.insert_new import insert_new
from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import ChangedDayRow, SaleRow
from foresale.workflows.importing.sale_lines import build_sale_lines, check_lines
from foresale.workflows.ports import ImportCount

_SALES = Table.metadata.tables[SaleRow.__tablename__]
_CHANGED_DAYS = Table.metadata.tables[ChangedDayRow.__tablename__]
_DAYS = ("store_id", "sold_on")
_LOADED = (*STORED, "import_key")
_STAGED = sa.Table(
    "staged_sales",
    sa.MetaData(),
    *(sa.Column(name, _SALES.c[name].type) for name in _LOADED),
    prefixes=["TEMPORARY"],
    **IN_MYSQL,
)
_SAME_ID = _STAGED.c.transaction_id == _SALES.c.transaction_id
_CHUNK = 500_000
_TURN = 7_352_010_411

Advance = Callable[[int], None]


def add_sales(
    connection: sa.Connection,
    frame: pl.DataFrame,
    time_zone: str,
    advance: Advance,
    import_id: str | None = None,
) -> ImportCount:
    """Add the lines that aren't there yet, with the products and stores they name.

    Of lines with the same id the first counts, in the frame as in the database.

    Args:
        connection: An open transaction.
        frame: Lines as `build_sale_lines` takes them, all of a file.
        time_zone: Of stores that have none of their own.
        advance: Told how many lines are done; may raise to stop.
        import_id: Which import they come with, to be written beside what it adds.

    Raises:
        BadRowsError: A line can't be kept.
    """
    lines = check_lines(build_sale_lines(frame))
    if not lines.height:
        return ImportCount(new=0)
    _wait_for_other_imports(connection)
    products, new_products = product_ids(connection, lines)
    stores, new_stores = store_ids(connection, lines)
    lines = lines.with_row_index("line").join(products, on="product").join(stores, on="store")
    lines = with_days(lines, time_zone)
    out_of_use = lines.filter(
        pl.col("product_id").is_in(ids_out_of_use(connection, ProductRow))
        | pl.col("store_id").is_in(ids_out_of_use(connection, StoreRow))
    ).height
    import_key = None if import_id is None else key_of_import(import_id)
    lines = lines.sort("line").select(*STORED, pl.lit(import_key, dtype=pl.Int64).alias("import_key"))
    is_first = lines["transaction_id"].is_first_distinct()
    again = lines.filter(~is_first)
    distinct = lines.filter(is_first).sort("sold_on", "transaction_id", maintain_order=True)
    there = conflicting = 0
    changed = []
    with SaleIndexes(connection, coming=distinct.height) as indexes:
        for part in distinct.iter_slices(_CHUNK):
            newest = newest_sale(connection)
            part_there, part_conflicting = _add_part(connection, part, indexes)
            if part_there < part.height:
                changed.append(_find_added_days(connection, newest) if part_there else part.select(_DAYS))
            there += part_there
            conflicting += part_conflicting
            advance(part.height)
    new = distinct.height - there
    for part in again.iter_slices(_CHUNK):
        with _stage(connection, part):
            part_there, part_conflicting = _compare_staged(connection)
            there += part_there
            conflicting += part_conflicting
    if changed:
        days = pl.concat(changed).unique()
        # In the sales' own transaction, so that one is never there without the other.
        load_rows(connection, _CHANGED_DAYS, days.sort(_DAYS).rename({"sold_on": "day"}))
        log_file(connection, FileChange("added", new, import_id), days.iter_rows())
    if connection.dialect.name == "postgresql" and distinct.height >= MANY:
        connection.exec_driver_sql("ANALYZE sales")
    return ImportCount(
        new=new,
        known=there - conflicting,
        conflicting=conflicting,
        products=new_products,
        stores=new_stores,
        out_of_use=out_of_use,
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
    """Add a part; answer how many numbers were there, and how many of their lines say something else."""
    if indexes.alone:
        indexes.set_aside()
        with references_known_to_hold(connection):
            load_rows(connection, _SALES, part)
        return 0, 0
    with _stage(connection, part):
        there, conflicting = _compare_staged(connection)
        if there < part.height:
            indexes.set_aside()
            is_there = sa.exists().where(_SAME_ID).correlate(_STAGED)
            rows = sa.select(*_STAGED.c) if not there else sa.select(*_STAGED.c).where(~is_there)
            # SQLite's grammar takes ON CONFLICT after a join's ON unless a WHERE stands between.
            rows = rows.where(sa.true()) if connection.dialect.name == "sqlite" else rows
            adding = insert_new(connection.dialect.name, _SALES).from_select(_LOADED, rows)
            with references_known_to_hold(connection):
                connection.execute(adding)
    return there, conflicting


def _compare_staged(connection: sa.Connection) -> tuple[int, int]:
    """How many staged lines have a number that is stored, and how many of them say something else."""
    differs = sa.or_(
        *(_exactly(_STAGED.c[name], connection).is_distinct_from(_SALES.c[name]) for name in COMPARED)
    )
    there, conflicting = connection.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((differs, 1), else_=0)), 0))
        .select_from(_STAGED)
        .join(_SALES, _SAME_ID)
    ).one()
    return int(there), int(conflicting)


def _exactly(column: sa.Column[Any], connection: sa.Connection) -> sa.ColumnElement[Any]:
    """A column that is compared letter by letter, on MySQL too."""
    if connection.dialect.name == "mysql" and isinstance(column.type, sa.String):
        return sa.collate(column, "utf8mb4_bin")
    return column


def _find_added_days(connection: sa.Connection, newest: int) -> pl.DataFrame:
    """Stores and days of sales after the one that was the newest; of another's among them too, at worst."""
    query = sa.select(SaleRow.store_id, SaleRow.sold_on).where(SaleRow.id > newest).distinct()
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema={"store_id": pl.Int64, "sold_on": pl.Date}, orient="row")


@contextmanager
def _stage(connection: sa.Connection, lines: pl.DataFrame) -> Iterator[None]:
    """The lines in a table of this transaction's own, gone at the end."""
    kind = connection.dialect.name
    # MySQL ends the transaction at a DROP that doesn't say TEMPORARY.
    temporary = "TEMPORARY " if kind == "mysql" else ""
    drop = f"DROP {temporary}TABLE IF EXISTS {'temp.' if kind == 'sqlite' else ''}staged_sales"
    connection.exec_driver_sql(drop)
    _STAGED.create(connection, checkfirst=False)
    load_rows(connection, _STAGED, lines)
    yield
    connection.exec_driver_sql(drop)
