"""Some sales without frames: the same rules as for many thousands, at a fraction of the time of a frame."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from foresale.sale_fields import (
    CONTROL_CHARACTERS,
    FIRST_DAY,
    LAST_DAY,
    MAX_LETTERS,
    MAX_MONEY,
    MAX_QUANTITY,
)
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.workflows.importing.plausible_days import PlausibleDays
from foresale.workflows.importing.sale_lines import COLUMNS, REQUIRED

MAX_FEW = 500
"""A till's batch, or what streams bring together: a frame takes three to ten times as long for these, while
others wait to write. It is quicker from some thousands on."""
_TEXTS = ("transaction_id", "product", "store", "customer_group", "promotion")
_MONEY = ("unit_price", "revenue")
_CENTS = Decimal("0.0001")
_EXACT_MONEY = 1e10
"""Amounts of a float that has four exact decimals."""
_WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_CONTROL = re.compile(CONTROL_CHARACTERS)
Fault = tuple[str, str]


def resolve_few(
    connection: sa.Connection,
    sales: Sequence[Mapping[str, Any]],
    time_zone: str,
    store_ids: Collection[int] | None,
    plausible: PlausibleDays | None,
) -> tuple[dict[int, dict[str, Any]], dict[int, Fault]] | None:
    """What would be stored of each sale, by its place, with its names; and the column and reason of others.

    Args:
        connection: An open transaction.
        sales: Fields of `sale_lines.COLUMNS`.
        time_zone: Of stores that have none of their own.
        store_ids: Stores that they may be of; None for all.
        plausible: Days that they may have; None for any.

    Returns:
        None where a value is of a kind that only a frame can tell what to do with.
    """
    lines: dict[int, dict[str, Any]] = {}
    faults: dict[int, Fault] = {}
    for place, sale in enumerate(sales):
        line = _line(sale)
        if line is None:
            return None
        fault = _fault(line)
        if fault is None:
            lines[place] = line
        else:
            faults[place] = fault[0], " ".join(fault)
    _name(connection, lines, faults, store_ids)
    return _place_in_time(lines, faults, time_zone, plausible)


def _line(sale: Mapping[str, Any]) -> dict[str, Any] | None:
    """A sale with every column of a line; None where a value is of an unusual kind."""
    line: dict[str, Any] = {name: sale.get(name) for name in COLUMNS}
    for name in _TEXTS:
        value = line[name]
        if value is not None:
            if type(value) is not str:
                return None
            line[name] = value.strip(_WHITE) or None
    for name in _MONEY:
        value = line[name]
        if value is not None:
            if type(value) is not Decimal or not value.is_finite() or abs(value) > MAX_MONEY:
                return None
            line[name] = value.quantize(_CENTS)
            if line[name] != value:
                return None
    quantity, sold_at = line["quantity"], line["sold_at"]
    if type(quantity) not in (float, int) or type(sold_at) is not datetime:
        return None
    line["quantity"] = float(quantity)
    if sold_at.tzinfo is not None:
        try:
            line["sold_at"] = sold_at.astimezone(UTC)
        except OverflowError:
            return None
    if line["revenue"] is None and line["unit_price"] is not None:
        amount = line["quantity"] * float(line["unit_price"])
        if not abs(amount) < _EXACT_MONEY:
            return None
        line["revenue"] = Decimal(f"{round(amount * 1e4) / 1e4:.4f}")
    return line


def _fault(line: Mapping[str, Any]) -> Fault | None:
    """The first fault of a line, as `sale_lines.faults` finds it."""
    empty = next((name for name in REQUIRED if line[name] is None), None)
    if empty is not None:
        return empty, "is empty"
    quantity = line["quantity"]
    if not math.isfinite(quantity):
        return "quantity", "isn't a number"
    if abs(quantity) > MAX_QUANTITY:
        return "quantity", "is more than a sale can have"
    if not FIRST_DAY <= line["sold_at"].date() <= LAST_DAY:
        return "sold_at", "isn't a date of our time"
    for name, most in MAX_LETTERS.items():
        if len(line.get(name) or "") > most:
            return name, f"is longer than {most} characters"
    for name in COLUMNS:
        if name in _TEXTS and line[name] is not None and _CONTROL.search(line[name]):
            return name, "holds a control character"
    if line["unit_price"] is not None and line["unit_price"] < 0:
        return "unit_price", "is a negative price"
    return None


def _name(
    connection: sa.Connection,
    lines: dict[int, dict[str, Any]],
    faults: dict[int, Fault],
    store_ids: Collection[int] | None,
) -> None:
    """Give lines the ids of what they name; those that name what isn't there are at fault."""
    if not lines:
        return
    wanted = [sorted({line[name] for line in lines.values()}) for name in ("product", "store")]
    products = sa.select(ProductRow.sku, ProductRow.id).where(ProductRow.sku.in_(wanted[0]))
    stores = sa.select(StoreRow.code, StoreRow.id, StoreRow.time_zone).where(StoreRow.code.in_(wanted[1]))
    product_ids = {
        row[0]: row[1] for row in connection.execute(products.with_for_update(read=True, key_share=True))
    }
    store_rows = {
        row[0]: row for row in connection.execute(stores.with_for_update(read=True, key_share=True))
    }
    for place, line in list(lines.items()):
        store, product = store_rows.get(line["store"]), product_ids.get(line["product"])
        if store is not None and store_ids is not None and store[1] not in store_ids:
            store = None
        if store is None or product is None:
            column = "store" if store is None else "product"
            faults[place] = column, f"There is no {column} '{line[column]}'."
            del lines[place]
        else:
            line |= {"store_id": store[1], "product_id": product, "time_zone": store[2]}


def _place_in_time(
    lines: dict[int, dict[str, Any]],
    faults: dict[int, Fault],
    time_zone: str,
    plausible: PlausibleDays | None,
) -> tuple[dict[int, dict[str, Any]], dict[int, Fault]] | None:
    for place, line in list(lines.items()):
        try:
            zone = ZoneInfo(line.pop("time_zone") or time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return None
        line["sold_at"], line["sold_on"] = moment_and_day(line["sold_at"], zone)
        reason = None if plausible is None else plausible.fault(line["sold_on"])
        if reason is not None:
            faults[place] = "sold_at", reason
            del lines[place]
    return lines, faults


def moment_and_day(sold_at: datetime, zone: ZoneInfo) -> tuple[datetime, date]:
    """When a line was sold, UTC, and the store's day, as `with_days` tells them of many.

    Args:
        sold_at: A moment, or the store's wall clock without a zone.
        zone: The store's.
    """
    if sold_at.tzinfo is not None:
        return sold_at, sold_at.astimezone(zone).date()
    moment = sold_at.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != sold_at:  # a time that the clock skips
        moment = (sold_at + timedelta(hours=1)).replace(tzinfo=zone).astimezone(UTC)
    return moment, sold_at.date()
