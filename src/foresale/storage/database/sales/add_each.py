"""Adding sales row by row: each is judged by itself, each sale is stored once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.catalog import ids_of
from foresale.storage.database.bulk.compared import COMPARED, STORED
from foresale.storage.database.bulk.store_days import with_days
from foresale.storage.database.event_log.sales import log_sales
from foresale.storage.database.sales.few_sales import MAX_FEW, resolve_few
from foresale.storage.database.sql.insert_new import insert_new
from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import ChangedDayRow, SaleRow
from foresale.workflows.importing.plausible_days import PlausibleDays
from foresale.workflows.importing.sale_lines import COLUMNS, MONEY, build_sale_lines, faults

_MAX_NAMES = 1000
_SALES = Table.metadata.tables[SaleRow.__tablename__]
NAMED = (*STORED, "store", "product")
"""What is stored of a sale, and the code and sku that it came with."""
_GIVEN_AS = {name: pl.Float64() if name == "quantity" else kind for name, kind in COLUMNS.items()}

Status = Literal["added", "known", "conflicting", "rejected"]


@dataclass(frozen=True)
class SaleOutcome:
    """What became of one sale.

    Attributes:
        status: Added; known, as the same is stored; conflicting, as another is stored under its number; or
            rejected, as it can't be a sale.
        column: The field at fault.
        reason: What is wrong with it.
        sold_on: The store's day of one that was added.
    """

    status: Status
    column: str | None = None
    reason: str | None = None
    sold_on: date | None = None


@dataclass(frozen=True)
class SaleRules:
    """Which sales may be added.

    Attributes:
        time_zone: Of stores that have none of their own.
        store_ids: Stores that they may be of; None for all.
        plausible: Days that they may have; None for any.
    """

    time_zone: str = "UTC"
    store_ids: Collection[int] | None = None
    plausible: PlausibleDays | None = None


def add_each(
    connection: sa.Connection, sales: Sequence[Mapping[str, Any]], rules: SaleRules
) -> list[SaleOutcome]:
    """Store the good sales that aren't stored yet, and tell what became of each, in order.

    Of several with one number the first counts, here as in the database.

    Args:
        connection: An open transaction.
        sales: Fields of `sale_lines.COLUMNS`; `sold_at` without a zone is the store's own clock.
        rules: Which of them may be added.
    """
    values, outcomes = resolve(connection, sales, rules)
    _add(connection, values, outcomes)
    return [outcomes[row] for row in range(len(sales))]


def resolve(
    connection: sa.Connection, sales: Sequence[Mapping[str, Any]], rules: SaleRules
) -> tuple[dict[int, dict[str, Any]], dict[int, SaleOutcome]]:
    """Tell what would be stored of each sale, by its place, with its names; and why others can't be.

    Args:
        connection: An open transaction.
        sales: Fields of `sale_lines.COLUMNS`.
        rules: Which of them may be stored.
    """
    if len(sales) <= MAX_FEW:
        few = resolve_few(connection, sales, rules.time_zone, rules.store_ids, rules.plausible)
        if few is not None:
            return few[0], {row: SaleOutcome("rejected", *fault) for row, fault in few[1].items()}
    return resolve_many(connection, sales, rules)


def resolve_many(
    connection: sa.Connection,
    sales: Sequence[Mapping[str, Any]],
    rules: SaleRules,
) -> tuple[dict[int, dict[str, Any]], dict[int, SaleOutcome]]:
    """The same for any number of sales, by frames.

    Args:
        connection: An open transaction.
        sales: Fields of `sale_lines.COLUMNS`.
        rules: Which of them may be stored.
    """
    outcomes: dict[int, SaleOutcome] = {}
    values: dict[int, dict[str, Any]] = {}
    for is_moment in (True, False):  # a frame's times either have a zone or have none
        rows = [row for row, sale in enumerate(sales) if (sale["sold_at"].tzinfo is not None) == is_moment]
        if not rows:
            continue
        lines = _good_lines([sales[row] for row in rows], rows, is_moment, outcomes)
        lines = _match_names(connection, lines, rules.store_ids, outcomes)
        if lines.height:
            lines = _plausible(with_days(lines, rules.time_zone), rules.plausible, outcomes)
            values |= {value.pop("row"): value for value in lines.select("row", *NAMED).to_dicts()}
    return dict(sorted(values.items())), outcomes


def _plausible(
    lines: pl.DataFrame, plausible: PlausibleDays | None, outcomes: dict[int, SaleOutcome]
) -> pl.DataFrame:
    """The lines whose day can be meant; the others are rejected."""
    if plausible is None:
        return lines
    reasons = plausible.faults(lines["sold_on"])
    for row, reason in zip(lines["row"], reasons, strict=True):
        if reason is not None:
            outcomes[row] = SaleOutcome("rejected", "sold_at", reason)
    return lines.filter(reasons.is_null())


def _good_lines(
    sales: Sequence[Mapping[str, Any]], rows: list[int], is_moment: bool, outcomes: dict[int, SaleOutcome]
) -> pl.DataFrame:
    """The sales as lines that can be kept, each with its `row`."""
    kinds = dict(_GIVEN_AS) | {"sold_at": pl.Datetime("us", "UTC" if is_moment else None)}
    given = pl.DataFrame(
        [
            pl.Series(name, [sale.get(name) for sale in sales], dtype=kind, strict=kind == MONEY)
            for name, kind in kinds.items()
        ]
    )
    lines = build_sale_lines(given).with_columns(pl.Series("row", rows, dtype=pl.Int64))
    found = faults(lines.drop("row"))
    for at, column, _, reason in found.iter_rows():
        outcomes[rows[at]] = SaleOutcome("rejected", column, f"{column} {reason}")
    return lines.filter(~pl.int_range(pl.len()).is_in(found["row"].implode())) if found.height else lines


def _match_names(
    connection: sa.Connection,
    lines: pl.DataFrame,
    store_ids: Collection[int] | None,
    outcomes: dict[int, SaleOutcome],
) -> pl.DataFrame:
    """The lines whose store and product are there, with their ids; the others are rejected."""
    products = ids_of(connection, (ProductRow.sku, ProductRow.id), lines["product"].unique().sort())
    stores = ids_of(
        connection, (StoreRow.code, StoreRow.id, StoreRow.time_zone), lines["store"].unique().sort()
    )
    if store_ids is not None:
        stores = [store for store in stores if store[1] in store_ids]
    kinds = {"store": pl.String, "store_id": pl.Int64, "time_zone": pl.String}
    named = lines.join(
        pl.DataFrame(stores, schema=kinds, orient="row"), on="store", how="left", maintain_order="left"
    ).join(
        pl.DataFrame(products, schema={"product": pl.String, "product_id": pl.Int64}, orient="row"),
        on="product",
        how="left",
        maintain_order="left",
    )
    lacking = pl.any_horizontal(pl.col("store_id", "product_id").is_null())
    for row, store, product, store_id in (
        named.filter(lacking).select("row", "store", "product", "store_id").iter_rows()
    ):
        column, name = ("store", store) if store_id is None else ("product", product)
        outcomes[row] = SaleOutcome("rejected", column, f"There is no {column} '{name}'.")
    return named.filter(~lacking)


def _add(
    connection: sa.Connection, values: Mapping[int, dict[str, Any]], outcomes: dict[int, SaleOutcome]
) -> None:
    stored = _read_stored(connection, (value["transaction_id"] for value in values.values()))
    fresh: dict[str, tuple[int, dict[str, Any]]] = {}
    for row, value in values.items():
        name = value["transaction_id"]
        before = stored.get(name) or (fresh[name][1] if name in fresh else None)
        if before is None:
            fresh[name] = (row, value)
        else:
            outcomes[row] = _compare(value, before)
    if not fresh:
        return
    own = _insert(connection, [value for _, value in fresh.values()])
    log_sales(connection, [(own[name], value) for name, (_, value) in fresh.items() if name in own])
    theirs = fresh.keys() - own.keys()  # what another process stored in the same moment
    now = _read_stored(connection, theirs, current=True) if theirs else {}
    for name, (row, value) in fresh.items():
        ours = SaleOutcome("added", sold_on=value["sold_on"])
        outcomes[row] = _compare(value, now[name]) if name in now else ours


def _read_stored(
    connection: sa.Connection, names: Iterable[str], *, current: bool = False
) -> dict[str, dict[str, Any]]:
    """What is stored under these numbers.

    Args:
        connection: The transaction.
        names: Numbers of sales.
        current: Whether rows count that others stored after this transaction began, which MySQL hides.
    """
    query = sa.select(*(_SALES.c[name] for name in ("transaction_id", *COMPARED)))
    if current and connection.dialect.name == "mysql":
        query = query.with_for_update(read=True)
    return {
        row.transaction_id: row._asdict()
        for part in _parts(names)
        for row in connection.execute(query.where(_SALES.c.transaction_id.in_(part)))
    }


def _parts(names: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(set(names))
    return (ordered[first : first + _MAX_NAMES] for first in range(0, len(ordered), _MAX_NAMES))


def _compare(value: Mapping[str, Any], before: Mapping[str, Any]) -> SaleOutcome:
    name = value["transaction_id"]
    differing = next((column for column in COMPARED if value[column] != before[column]), None)
    if differing is None:
        return SaleOutcome("known")
    shown, column = _describe(before[differing]), differing.removesuffix("_id")
    reason = f"'{name}' is stored with another {column}" + (f": {shown}." if shown else ".")
    return SaleOutcome("conflicting", column, reason)


def _describe(stored: object) -> str:
    """A stored value in words; numbers of rows say nothing, and may be another store's."""
    match stored:
        case datetime():
            return stored.isoformat()
        case float():
            return f"{stored:g}"
        case Decimal() | str():
            return str(stored)
    return ""


def _insert(connection: sa.Connection, values: list[dict[str, Any]]) -> dict[str, int]:
    """Insert rows, note their days, and answer the ids of those that another request didn't insert before.

    In order of their numbers, so that two requests don't wait for each other in a circle.
    """
    named = sorted(values, key=lambda value: str(value["transaction_id"]))
    rows = [{name: value[name] for name in STORED} for value in named]
    kind, wanted = connection.dialect.name, (_SALES.c.transaction_id, _SALES.c.id)
    if kind == "mysql":
        connection.execute(insert_new(kind, _SALES), rows)
        # What others inserted since this transaction began, it doesn't see.
        parts = _parts(row["transaction_id"] for row in rows)
        found = [connection.execute(sa.select(*wanted).where(wanted[0].in_(part))).all() for part in parts]
        own = {row[0]: row[1] for part in found for row in part}
    else:
        added = connection.execute(insert_new(kind, _SALES).returning(*wanted), rows)
        own = {row[0]: row[1] for row in added}
    note_days(connection, {(value["store_id"], value["sold_on"]) for value in values})
    return own


def note_days(connection: sa.Connection, days: Collection[tuple[int, date]]) -> None:
    """Note that sales of a store's day changed, in the transaction that changes them.

    Args:
        connection: That transaction.
        days: Stores and days.
    """
    if days:
        rows = [{"store_id": store, "day": day} for store, day in sorted(days)]
        connection.execute(sa.insert(ChangedDayRow), rows)
