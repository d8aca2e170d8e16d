"""Adding sales one by one or thousands at once: each row is judged by itself, each sale is stored once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Insert, insert, select
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.orm import Session

from foresale.service.api.kit.access import Caller
from foresale.service.api.sales.schemas import RowResult, SaleGiven
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import ChangedDayRow, SaleRow

_SALE = TypeAdapter(SaleGiven)
_MOST_NAMES = 1000
_COMPARED = (
    "store_id", "product_id", "sold_at", "quantity", "unit_price", "revenue", "customer_group", "promotion",
)  # fmt: skip


def add_rows(session: Session, caller: Caller, rows: Sequence[Any], time_zone: str) -> list[RowResult]:
    """Store the good rows that aren't stored yet, and tell what became of each.

    Args:
        session: The transaction.
        caller: Whose stores these must be.
        rows: As they were sent.
        time_zone: Of stores that have none of their own.
    """
    results: dict[int, RowResult] = {}
    given: dict[int, SaleGiven] = {}
    for place, row in enumerate(rows):
        try:
            given[place] = _SALE.validate_python(row)
        except ValidationError as error:
            results[place] = _rejected(place, row, error)
    values = _resolved(session, caller, given, results, time_zone)
    stored = _stored(session, [value["transaction_id"] for value in values.values()])
    fresh: dict[str, tuple[int, dict[str, Any]]] = {}
    for place, value in values.items():
        name = value["transaction_id"]
        before = stored.get(name) or (fresh[name][1] if name in fresh else None)
        if before is None:
            fresh[name] = (place, value)
        else:
            results[place] = _compared(place, value, before)
    if fresh:
        _insert(session, [value for _, value in fresh.values()])
        now = _stored(session, fresh, current=True)
        for name, (place, value) in fresh.items():
            told = _compared(place, value, now[name])
            # What another request stored in the same moment with equal values is as good as ours.
            told.status = "added" if told.status == "known" else told.status
            results[place] = told
    return [results[place] for place in range(len(rows))]


def _rejected(place: int, row: Any, error: ValidationError) -> RowResult:
    first = error.errors(include_url=False, include_input=False)[0]
    name = row.get("transaction_id") if isinstance(row, Mapping) else None
    return RowResult(
        row=place,
        status="rejected",
        transaction_id=name[:64] if isinstance(name, str) else None,
        column=".".join(str(part) for part in first["loc"])[:100] or None,
        reason=str(first["msg"]).removeprefix("Value error, "),
    )


def _resolved(
    session: Session,
    caller: Caller,
    given: Mapping[int, SaleGiven],
    results: dict[int, RowResult],
    time_zone: str,
) -> dict[int, dict[str, Any]]:
    """The values to store of each row whose store and product are there for the caller."""
    codes, skus = ({getattr(sale, name) for sale in given.values()} for name in ("store", "product"))
    stores = {
        code: (store_id, ZoneInfo(zone or time_zone))
        for code, store_id, zone in _found(session, (StoreRow.code, StoreRow.id, StoreRow.time_zone), codes)
        if caller.sees(store_id)
    }
    products = dict(_found(session, (ProductRow.sku, ProductRow.id), skus))
    values = {}
    for place, sale in given.items():
        missing = "store" if sale.store not in stores else "product" if sale.product not in products else None
        if missing is not None:
            results[place] = RowResult(
                row=place,
                status="rejected",
                transaction_id=sale.transaction_id,
                column=missing,
                reason=f"There is no {missing} '{getattr(sale, missing)}'.",
            )
            continue
        store_id, zone = stores[sale.store]
        values[place] = _values(sale, store_id, products[sale.product], zone)
    return values


def _values(sale: SaleGiven, store_id: int, product_id: int, zone: ZoneInfo) -> dict[str, Any]:
    local = sale.sold_at.astimezone(zone) if sale.sold_at.tzinfo else sale.sold_at.replace(tzinfo=zone)
    return {
        "transaction_id": sale.transaction_id,
        "store_id": store_id,
        "product_id": product_id,
        "sold_at": local.astimezone(UTC),
        "sold_on": local.date(),
        "quantity": sale.quantity,
        "unit_price": sale.unit_price,
        "revenue": sale.revenue,
        "customer_group": sale.customer_group,
        "promotion": sale.promotion,
    }


def _found(session: Session, columns: Sequence[Any], names: Iterable[str]) -> list[tuple[Any, ...]]:
    return [
        tuple(row)
        for part in _parts(names)
        for row in session.execute(select(*columns).where(columns[0].in_(part)))
    ]


def _parts(names: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(set(names))
    return (ordered[first : first + _MOST_NAMES] for first in range(0, len(ordered), _MOST_NAMES))


def _stored(session: Session, names: Iterable[str], *, current: bool = False) -> dict[str, dict[str, Any]]:
    """What is stored under these numbers.

    Args:
        session: The transaction.
        names: Numbers of sales.
        current: Whether rows count that others stored after this transaction began, which MySQL hides.
    """
    columns = ("transaction_id", *_COMPARED)
    query = select(*(getattr(SaleRow, name) for name in columns))
    if current and session.get_bind().dialect.name == "mysql":
        query = query.with_for_update(read=True)
    return {
        row.transaction_id: row._asdict()
        for part in _parts(names)
        for row in session.execute(query.where(SaleRow.transaction_id.in_(part)))
    }


def _compared(place: int, value: Mapping[str, Any], before: Mapping[str, Any]) -> RowResult:
    name = value["transaction_id"]
    differing = next((column for column in _COMPARED if value[column] != before[column]), None)
    if differing is None:
        return RowResult(row=place, status="known", transaction_id=name)
    shown = _shown(before[differing])
    column = differing.removesuffix("_id")
    return RowResult(
        row=place,
        status="conflicting",
        transaction_id=name,
        column=column,
        reason=f"'{name}' is stored with another {column}" + (f": {shown}." if shown else "."),
    )


def _shown(stored: Any) -> str:
    """A stored value in words; numbers of rows say nothing, and may be another store's."""
    match stored:
        case datetime():
            return stored.isoformat()
        case Decimal() | float() | str():
            return f"{stored:g}" if isinstance(stored, float) else str(stored)
    return ""


def _insert(session: Session, values: list[dict[str, Any]]) -> None:
    """Insert rows, and note their days.

    In order of their numbers, so that two requests don't wait for each other in a circle.
    """
    ordered = sorted(values, key=lambda value: str(value["transaction_id"]))
    session.execute(_insert_new(session.get_bind().dialect.name), ordered)
    changed = sorted({(value["store_id"], value["sold_on"]) for value in values})
    session.execute(insert(ChangedDayRow), [{"store_id": store, "day": day} for store, day in changed])


def _insert_new(kind: str) -> Insert:
    """Insert rows; one that somebody else inserted meanwhile stays theirs."""
    if kind == "mysql":
        adding = mysql.insert(SaleRow)
        return adding.on_duplicate_key_update(transaction_id=adding.inserted.transaction_id)
    if kind == "postgresql":
        return postgresql.insert(SaleRow).on_conflict_do_nothing()
    return sqlite.insert(SaleRow).on_conflict_do_nothing()
