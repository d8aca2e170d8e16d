"""The terms that hold for a product in a place: its own, else those for all stores, else the product's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.supply import SupplierRow, SupplyTermRow
from foresale.workflows.planning.order_days import SupplyCalendar

EVERYWHERE = 0
_TOGETHER = 500


@dataclass(frozen=True)
class HeldTerms:
    """What holds for an order of one product.

    Attributes:
        supplier_id: Who delivers; None where nobody is known.
        lead_time_days: Days from the order to the delivery.
        pack_size: Units that can only be ordered together.
        minimum: Units at least, where anything is ordered.
        maximum: Units at most.
        unit_cost: What a unit is bought for.
        shelf_life_days: Days that a unit can be sold; None where it keeps.
        order_days: Weekdays for orders, Monday is 1; None for any.
        cutoff: Until when on such a day, as 14:30; None for all day.
        delivery_days: Weekdays on which it is delivered, Monday is 1; None for any.
        lead_time_spread_days: Standard deviation of the lead time; 0 where orders come on time.
        minimum_order_value: Money below which the supplier doesn't deliver; 0 without a minimum.
    """

    supplier_id: int | None
    lead_time_days: int
    pack_size: float
    minimum: float | None = None
    maximum: float | None = None
    unit_cost: Decimal | None = None
    shelf_life_days: int | None = None
    order_days: tuple[int, ...] | None = None
    cutoff: str | None = None
    delivery_days: tuple[int, ...] | None = None
    lead_time_spread_days: float = 0.0
    minimum_order_value: float = 0.0


def terms_at_supplier(
    session: Session, supplier_id: int | None, product_ids: Collection[int], store_id: int | None
) -> dict[int, HeldTerms]:
    """The terms of products at one supplier for one place, of those products that are there.

    Args:
        session: Reads them.
        supplier_id: Which supplier; None where it isn't known.
        product_ids: Which products.
        store_id: Where; None for no store.
    """
    plain = terms_of_products(session.connection(), product_ids)
    if supplier_id is None:
        return plain
    chosen = choose_terms(session.connection(), plain, supplier_id)
    supplier = session.get_one(SupplierRow, supplier_id)
    found = {}
    for product, own in plain.items():
        places = chosen.get(product, {})
        held = places.get(store_id or EVERYWHERE) or places.get(EVERYWHERE)
        found[product] = _of_supplier(supplier, own) if held is None else held
    return found


def choose_terms(
    connection: sa.Connection, product_ids: Collection[int], supplier_id: int | None = None
) -> dict[int, dict[int, HeldTerms]]:
    """By product and place (0 for all), the terms of the preferred supplier, else of the cheapest.

    Args:
        connection: An open transaction.
        product_ids: Which products.
        supplier_id: Only of this supplier.
    """
    term, supplier = SupplyTermRow, SupplierRow
    listed = sorted(product_ids)
    best: dict[int, dict[int, tuple[tuple[Any, ...], HeldTerms]]] = {}
    for start in range(0, len(listed), _TOGETHER):
        query = (
            sa.select(*term.__table__.columns, *(_supplier_columns()), *_product_columns())
            .join(supplier, supplier.id == term.supplier_id)
            .join(ProductRow, ProductRow.id == term.product_id)
            .where(supplier.is_active, term.product_id.in_(listed[start : start + _TOGETHER]))
        )
        if supplier_id is not None:
            query = query.where(term.supplier_id == supplier_id)
        for row in connection.execute(query):
            held = _merge(row)
            cost = float("inf") if held.unit_cost is None else float(held.unit_cost)
            rank = (not row.is_preferred, cost, row.id)
            places = best.setdefault(row.product_id, {})
            if row.place not in places or rank < places[row.place][0]:
                places[row.place] = rank, held
    return {product: {place: held for place, (_, held) in places.items()} for product, places in best.items()}


def terms_of_products(connection: sa.Connection, product_ids: Collection[int]) -> dict[int, HeldTerms]:
    """What the products themselves say, where no supplier is known."""
    listed = sorted(product_ids)
    found: dict[int, HeldTerms] = {}
    for start in range(0, len(listed), _TOGETHER):
        columns: list[Any] = [ProductRow.id, *_product_columns()]
        query = sa.select(*columns).where(ProductRow.id.in_(listed[start : start + _TOGETHER]))
        found |= {
            row.id: HeldTerms(None, row.product_lead, float(row.product_pack), unit_cost=row.product_cost)
            for row in connection.execute(query)
        }
    return found


def lead_times(connection: sa.Connection, series: Collection[tuple[int, int | None]]) -> list[int]:
    """Days from an order to its delivery of products in places, in their order.

    Args:
        connection: An open transaction.
        series: Numbers of products and stores; None for all places together.
    """
    return [held.lead_time_days for held in _terms_in_force(connection, series)]


def apply_terms(connection: sa.Connection, stocked: pl.DataFrame, first: date) -> pl.DataFrame:
    """Products whose stock is known, with lead times and packs of the terms of supply where there are any.

    A lead time is the days until an order placed on the first day arrives: it waits for a day on which the
    supplier takes orders, and for one on which it delivers. A pack that isn't a whole number of units, as of
    goods by weight, leaves the product's own.

    Args:
        connection: An open transaction.
        stocked: `product_id`, `store_id` (null for all together), `lead_time_days`, `pack_size` and more.
        first: The day on which it would be ordered.
    """
    terms = _terms_in_force(connection, list(stocked.select("product_id", "store_id").iter_rows()))
    packs = [
        int(held.pack_size) if held.pack_size.is_integer() else own
        for held, own in zip(terms, stocked["pack_size"].to_list(), strict=True)
    ]
    return stocked.with_columns(
        pl.Series("lead_time_days", _days_until_arrival(terms, first), dtype=pl.Int64),
        pl.Series("pack_size", packs, dtype=pl.Int64),
    )


def _days_until_arrival(terms: Sequence[HeldTerms], first: date) -> list[int]:
    """Days from the first day until what is ordered then, or on the next order day, arrives."""
    calendars = [SupplyCalendar(held.lead_time_days, held.order_days, held.delivery_days) for held in terms]
    moment = datetime.combine(first, time.min)
    days = {calendar: (calendar.arrivals(moment)[1] - first).days for calendar in set(calendars)}
    return [days[calendar] for calendar in calendars]


def _terms_in_force(connection: sa.Connection, series: Collection[tuple[int, int | None]]) -> list[HeldTerms]:
    products = {product for product, _ in series}
    chosen, plain = choose_terms(connection, products), terms_of_products(connection, products)
    found = []
    for product, store in series:
        places = chosen.get(product, {})
        found.append(places.get(store or EVERYWHERE) or places.get(EVERYWHERE) or plain[product])
    return found


def _supplier_columns() -> list[Any]:
    return [
        SupplierRow.lead_time_days.label("supplier_lead"),
        SupplierRow.order_days.label("supplier_days"),
        SupplierRow.cutoff.label("cutoff"),
        SupplierRow.delivery_days.label("supplier_delivery"),
        SupplierRow.lead_time_spread_days.label("supplier_spread"),
        SupplierRow.minimum_order_value.label("minimum_order_value"),
    ]


def _product_columns() -> list[Any]:
    return [
        ProductRow.lead_time_days.label("product_lead"),
        ProductRow.pack_size.label("product_pack"),
        ProductRow.cost.label("product_cost"),
    ]


def _of_supplier(supplier: SupplierRow, own: HeldTerms) -> HeldTerms:
    """What holds where no terms of the product were agreed: what the supplier says, else the product."""
    lead = own.lead_time_days if supplier.lead_time_days is None else supplier.lead_time_days
    return HeldTerms(
        supplier.id, lead, own.pack_size, unit_cost=own.unit_cost,
        order_days=_days(supplier.order_days), cutoff=supplier.cutoff,
        delivery_days=_days(supplier.delivery_days),
        lead_time_spread_days=supplier.lead_time_spread_days or 0.0,
        minimum_order_value=float(supplier.minimum_order_value or 0),
    )  # fmt: skip


def _merge(row: Any) -> HeldTerms:
    """Terms, where they say nothing the supplier's, else the product's."""
    leads = (row.lead_time_days, row.supplier_lead, row.product_lead)
    days = row.order_days if row.order_days is not None else row.supplier_days
    delivery = row.delivery_days if row.delivery_days is not None else row.supplier_delivery
    spreads = (row.lead_time_spread_days, row.supplier_spread, 0.0)
    return HeldTerms(
        supplier_id=row.supplier_id,
        lead_time_days=next(lead for lead in leads if lead is not None),
        pack_size=row.pack_size,
        minimum=row.minimum,
        maximum=row.maximum,
        unit_cost=row.product_cost if row.unit_cost is None else row.unit_cost,
        shelf_life_days=row.shelf_life_days,
        order_days=_days(days),
        cutoff=row.cutoff,
        delivery_days=_days(delivery),
        lead_time_spread_days=next(spread for spread in spreads if spread is not None),
        minimum_order_value=float(row.minimum_order_value or 0),
    )


def _days(days: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if days is None else tuple(days)
