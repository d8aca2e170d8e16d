"""Orders and lines as a caller may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.service.api.kit.access import Caller
from foresale.service.api.orders.schemas import Order, OrderDetails, OrderLine
from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.sql.amounts import UNIT_DIGITS, sum_amounts
from foresale.storage.database.sql.search import holds
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.supply import PurchaseOrderLineRow, PurchaseOrderRow, SupplierRow

NOTHING = Decimal(0)
MAX_DIGITS = 18
"""Of an order's number that is looked for."""
_OWN = (
    "id", "supplier_id", "store_id", "state", "order_on", "expected_on", "note", "stale_since",
    "created_by", "approved_by", "approved_at", "sent_at", "created_at", "changed_at",
)  # fmt: skip
_LINE = (
    "id", "order_id", "product_id", "proposed", "quantity", "received", "pack_size", "unit_cost", "saves",
    "why",
)  # fmt: skip


def visible(caller: Caller) -> sa.ColumnElement[bool]:
    """That an order goes to a store that the caller may see; those of no store are for who sees all."""
    if caller.store_ids is None:
        return sa.true()
    return PurchaseOrderRow.store_id.in_(caller.store_ids)


def order_rows(caller: Caller) -> sa.Select[Any]:
    """Orders with the codes of supplier and store, and the supplier's minimum."""
    row = PurchaseOrderRow
    return (
        sa.select(row)
        .add_columns(
            SupplierRow.code.label("supplier_code"), StoreRow.code.label("store_code"),
            SupplierRow.minimum_order_value,
        )
        .outerjoin(SupplierRow, SupplierRow.id == row.supplier_id)
        .outerjoin(StoreRow, StoreRow.id == row.store_id)
        .where(visible(caller))
    )  # fmt: skip


def matching(q: str) -> sa.ColumnElement[bool]:
    """That an order of `order_rows` has this number, or these letters in its supplier, a product, its note.

    Args:
        q: A number or letters.
    """
    row, line = PurchaseOrderRow, PurchaseOrderLineRow
    within = (
        sa.select(line.order_id)
        .join(ProductRow, ProductRow.id == line.product_id)
        .where(holds(q, ProductRow.name, ProductRow.sku))
    )
    found = [holds(q, SupplierRow.code, SupplierRow.name, row.note), row.id.in_(within)]
    number = q.strip().lstrip("#")
    if number.isdecimal() and len(number) < MAX_DIGITS:
        found.append(row.id == int(number))
    return sa.or_(*found)


def select_saved_cents() -> sa.ScalarSelect[Any]:
    """What an order is expected to save, in hundredths: exact, so that pages end and begin at one place."""
    line = PurchaseOrderLineRow
    cents = sa.cast(sa.func.round(line.saves * 100), sa.BigInteger())
    return (
        sa.select(sa.func.coalesce(sa.func.sum(cents), 0))
        .where(line.order_id == PurchaseOrderRow.id)
        .correlate(PurchaseOrderRow)
        .scalar_subquery()
    )


def line_rows(caller: Caller) -> sa.Select[Any]:
    """Lines with sku and name, of orders that the caller may see."""
    line = PurchaseOrderLineRow
    return (
        sa.select(line)
        .add_columns(ProductRow.sku, ProductRow.name)
        .join(ProductRow, ProductRow.id == line.product_id)
        .join(PurchaseOrderRow, PurchaseOrderRow.id == line.order_id)
        .where(visible(caller))
    )


def show_orders(session: Session, found: Sequence[Any]) -> list[Order]:
    """Rows of `order_rows` with the sums of their lines."""
    sums = _sum_lines(session, [row[0].id for row in found])
    return [Order(**_facts(row, sums)) for row in found]


def show_order(session: Session, caller: Caller, order_id: int) -> OrderDetails:
    """An order with its lines.

    Raises:
        NotFoundError: There is none that the caller may see.
    """
    found = session.execute(order_rows(caller).where(PurchaseOrderRow.id == order_id)).one_or_none()
    if found is None:
        raise make_not_found(order_id)
    lines = session.execute(
        line_rows(caller).where(PurchaseOrderLineRow.order_id == order_id).order_by(ProductRow.sku)
    ).all()
    facts = _facts(found, _sum_lines(session, [order_id]))
    return OrderDetails(**facts, origin=found[0].origin, items=[show_line(row) for row in lines])


def show_line(found: Any) -> OrderLine:
    """A row of `line_rows`."""
    line, sku, name = found
    amount = None if line.unit_cost is None else _amount(line)
    own = {field: getattr(line, field) for field in _LINE}
    return OrderLine(**own, product=sku, name=name, amount=amount)


def log_order(connection: sa.Connection, order: Order) -> None:
    """Log that an order was made or changed.

    Args:
        connection: The transaction that does it.
        order: As it is now.
    """
    payload = {name: getattr(order, name) for name in Order.model_fields}
    append(connection, [NewEvent("order", payload, order.store_id, key=f"order:{order.id}")])


def make_not_found(order_id: int) -> NotFoundError:
    """That an order isn't there for the caller."""
    return NotFoundError(
        f"There is no order {order_id}.",
        fix="GET /api/orders lists them.",
        reason=Reason("no_such_order", name=order_id),
    )


@dataclass(frozen=True)
class _Sums:
    """Of an order's lines."""

    lines: int = 0
    units: float = 0.0
    received: float = 0.0
    amount: Decimal = NOTHING
    unpriced: int = 0
    saves: float | None = None


def _sum_lines(session: Session, numbers: Sequence[int]) -> dict[int, _Sums]:
    """The sums of orders' lines: hundreds of lines with what they were chosen by aren't read for them."""
    line = PurchaseOrderLineRow
    query = (
        sa.select(line.order_id)
        .add_columns(
            sa.func.count(), sa.func.sum(line.quantity), sa.func.sum(line.received),
            sum_amounts(session.get_bind().dialect.name, line.unit_cost, line.quantity),
            sa.func.count() - sa.func.count(line.unit_cost), sa.func.sum(line.saves),
        )
        .where(line.order_id.in_(numbers))
        .group_by(line.order_id)
    )  # fmt: skip
    return {
        number: _Sums(
            lines, round(units, UNIT_DIGITS), round(received, UNIT_DIGITS), amount or NOTHING, unpriced,
            None if saves is None else round(saves, 2),
        )
        for number, lines, units, received, amount, unpriced, saves in session.execute(query)
    }  # fmt: skip


def _facts(found: Any, sums: Mapping[int, _Sums]) -> dict[str, Any]:
    row, supplier, store, minimum = found
    of_lines = sums.get(row.id, _Sums())
    return {
        **{name: getattr(row, name) for name in _OWN},
        "supplier": supplier,
        "store": store,
        **asdict(of_lines),
        "below_minimum": minimum is not None and of_lines.amount < minimum,
    }


def _amount(line: PurchaseOrderLineRow) -> Decimal:
    cost, units = line.unit_cost or NOTHING, Decimal(f"{line.quantity:.{UNIT_DIGITS}f}")
    return (cost * units).quantize(Decimal("0.0001"), ROUND_HALF_UP)  # as databases round
