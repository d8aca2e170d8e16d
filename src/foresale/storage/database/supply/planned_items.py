"""Reads what orders depend on: stock, what is on its way, terms, prices, and the forecast with changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa

from foresale.storage.database.overrides.cells import CellChoice, forecast_cells, run_facts
from foresale.storage.database.overrides.standing import Standing, standing_changes
from foresale.storage.database.prices_in_use import read_prices_in_use
from foresale.storage.database.stock.levels import NO_STORE, stock_levels
from foresale.storage.database.supply.terms import EVERYWHERE, HeldTerms, choose_terms, terms_of_products
from foresale.storage.database.supply.transfers import apply_transfers, units_between_stores
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.supply import PurchaseOrderLineRow, PurchaseOrderRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.overrides.lay_over import CELL, lay_over, scale_quantiles
from foresale.workflows.planning.order_days import SupplyCalendar
from foresale.workflows.planning.planned_item import PlannedItem
from foresale.workflows.planning.pool_demand import pool_series
from foresale.workflows.planning.propose import DemandAhead

ON_ITS_WAY = ("changed", "approved", "sent", "partly_received")
"""States of orders whose units count: one that somebody changed is theirs to send."""
_DAYS_AHEAD = 120
_TOGETHER = 500


@dataclass(frozen=True)
class PlanScope:
    """Of which places orders are planned, and when.

    Attributes:
        now: By the service's clock.
        standing: Which changes of the forecast count.
        review_days: Days from one order to the next of suppliers without order days.
        store_ids: Only of these stores; None for all places.
        product_id: Only of this product.
        with_proposed_transfers: Whether what stores are proposed to give each other counts as promised.
    """

    now: datetime
    standing: Standing
    review_days: int = 7
    store_ids: Collection[int] | None = None
    product_id: int | None = None
    with_proposed_transfers: bool = False


@dataclass(frozen=True)
class PlannedItems:
    """Items and their demand.

    Attributes:
        items: S products in places.
        ahead: Their demand; None where there is none.
        runs: Numbers of the forecasts.
        model_versions: Theirs.
        overrides: Entries of the ledger that changed the demand.
    """

    items: list[PlannedItem]
    ahead: DemandAhead | None
    runs: tuple[int, ...] = ()
    model_versions: tuple[str, ...] = ()
    overrides: tuple[int, ...] = ()


def read_planned_items(connection: sa.Connection, scope: PlanScope) -> PlannedItems:
    """All products in places where stock is kept and something is forecast.

    Stock of no store serves the stores that keep none of their own.

    Args:
        connection: An open transaction.
        scope: Which places.
    """
    levels = _levels(connection, scope)
    if not levels:
        return PlannedItems([], None)
    products = {product for product, _ in levels}
    stores = None if scope.store_ids is None else frozenset(scope.store_ids)
    today = scope.now.date()
    choice = CellChoice(today, today + timedelta(days=_DAYS_AHEAD), scope.product_id, stores)
    cells = forecast_cells(connection, choice, products)
    if cells.is_empty():
        return PlannedItems([], None)
    facts = run_facts(connection, cells["base_id"].unique().to_list())
    laid = lay_over(cells, standing_changes(connection, choice, scope.standing))
    first, ahead = _demand(cells, laid, facts, levels)
    if first == today:
        _take_off(ahead, levels, sum_sold_on(connection, today, products, stores))
    keys = list(ahead)
    if not keys:
        return PlannedItems([], None)
    receipts = units_on_their_way(connection, products, first)
    items = _items(connection, scope, {key: levels[key] for key in keys}, receipts)
    between = units_between_stores(
        connection, first, with_proposed=scope.with_proposed_transfers, product_id=scope.product_id
    )
    items = [apply_transfers(item, between) for item in items]
    mean, quantiles = (np.stack([ahead[key][part] for key in keys]) for part in (0, 1))
    used = laid.explode("overrides")["overrides"].drop_nulls().unique().sort().to_list()
    levels_of = next(iter(facts.values()))[1]
    return PlannedItems(
        items,
        DemandAhead(first, levels_of, mean, quantiles),
        tuple(sorted(facts)),
        tuple(sorted({version for _, _, version in facts.values()})),
        tuple(used),
    )


def units_on_their_way(
    connection: sa.Connection, products: Collection[int], first: date
) -> dict[tuple[int, int], dict[int, float]]:
    """Units by product and place, then by days from a first day; what is late comes on that day.

    Args:
        connection: An open transaction.
        products: Which products.
        first: The first day.
    """
    line, order = PurchaseOrderLineRow, PurchaseOrderRow
    found: dict[tuple[int, int], dict[int, float]] = {}
    listed = sorted(products)
    for start in range(0, len(listed), _TOGETHER):
        query: sa.Select[Any] = (
            sa.select(line.product_id)
            .add_columns(
                sa.func.coalesce(order.store_id, NO_STORE),
                sa.func.coalesce(order.expected_on, order.order_on),
                sa.func.sum(line.quantity - line.received),
            )
            .join(order, order.id == line.order_id)
            .where(
                order.state.in_(ON_ITS_WAY), line.quantity > line.received,
                line.product_id.in_(listed[start : start + _TOGETHER]),
            )
            .group_by(line.product_id, order.store_id, order.expected_on, order.order_on)
        )  # fmt: skip
        for product, place, day, units in connection.execute(query):
            at = max((day - first).days, 0)
            days = found.setdefault((product, place), {})
            days[at] = days.get(at, 0.0) + float(units)
    return found


def _levels(connection: sa.Connection, scope: PlanScope) -> dict[tuple[int, int], float]:
    levels = stock_levels(connection)
    inactive = sa.select(StoreRow.id).where(StoreRow.is_active.is_(False))
    query = (
        sa.select(levels.c.product_id, levels.c.place, levels.c.units)
        .join(ProductRow, ProductRow.id == levels.c.product_id)
        .where(ProductRow.is_active, levels.c.place.not_in(inactive))
        .order_by(levels.c.product_id, levels.c.place)
    )
    if scope.store_ids is not None:
        query = query.where(levels.c.store_id.in_(sorted(scope.store_ids)))
    if scope.product_id is not None:
        query = query.where(levels.c.product_id == scope.product_id)
    return {(product, place): float(units) for product, place, units in connection.execute(query)}


def _demand(
    cells: pl.DataFrame,
    laid: pl.DataFrame,
    facts: Mapping[int, tuple[date, list[float], str]],
    levels: Mapping[tuple[int, int], float],
) -> tuple[date, dict[tuple[int, int], tuple[Any, Any]]]:
    """The first day, and means and quantiles by product and place."""
    chances = next(iter(facts.values()))[1]
    same = [base for base, (_, held, _) in facts.items() if held == chances]
    cells = cells.filter(pl.col("base_id").is_in(same), pl.col("quantiles").list.len() == len(chances))
    cells = cells.join(laid.select(*CELL, "adjusted"), on=list(CELL), how="left", maintain_order="left")
    first, last = cells["target_date"].min(), cells["target_date"].max()
    assert isinstance(first, date) and isinstance(last, date)  # noqa: S101, PT018
    width = (last - first).days + 1
    series: dict[tuple[int, int], list[tuple[Any, Any]]] = {}
    for (product, store), part in cells.group_by("product_id", "store_id", maintain_order=True):
        place = (product, store) if (product, store) in levels else (product, NO_STORE)
        if place not in levels:
            continue
        series.setdefault(place, []).append(_lay_out(part, first, width, chances))
    return first, {key: pool_series(parts, chances) for key, parts in series.items()}


def sum_sold_on(
    connection: sa.Connection, day: date, products: Collection[int], stores: Collection[int] | None
) -> dict[tuple[int, int], float]:
    """Units sold on a day so far, by product and store.

    Args:
        connection: An open transaction.
        day: Which.
        products: Which products.
        stores: In these stores; None for all.
    """
    row = SaleRow
    query = (
        sa.select(row.product_id, row.store_id, sa.func.sum(row.quantity))
        .where(row.sold_on == day)
        .group_by(row.product_id, row.store_id)
    )
    if stores is not None:
        query = query.where(row.store_id.in_(sorted(stores)))
    wanted = set(products)
    return {
        (product, store): float(units)
        for product, store, units in connection.execute(query)
        if product in wanted
    }


def _take_off(
    ahead: dict[tuple[int, int], tuple[Any, Any]],
    levels: Mapping[tuple[int, int], float],
    sold: Mapping[tuple[int, int], float],
) -> None:
    """What was sold today already isn't ahead any more: it has left the stock."""
    units: dict[tuple[int, int], float] = {}
    for (product, store), count in sold.items():
        key = (product, store) if (product, store) in levels else (product, NO_STORE)
        units[key] = units.get(key, 0.0) + count
    for key in ahead.keys() & units.keys():
        mean, spread = (part.copy() for part in ahead[key])
        mean[0] = max(mean[0] - units[key], 0.0)
        spread[0] = np.maximum(spread[0] - units[key], 0.0)
        ahead[key] = mean, spread


def _lay_out(part: pl.DataFrame, first: date, width: int, chances: Sequence[float]) -> tuple[Any, Any]:
    """A series' days with people's changes; days that it lacks are like the last week's average."""
    mean = part["mean"].to_numpy()
    adjusted = part["adjusted"].fill_null(part["mean"]).to_numpy()
    quantiles = np.array(part["quantiles"].to_list(), dtype=np.float64)
    moved = np.abs(adjusted - mean) > 1e-12
    if moved.any():
        quantiles[moved] = scale_quantiles(quantiles[moved], mean[moved], adjusted[moved], chances)
    at = (part["target_date"] - first).dt.total_days().to_numpy()
    means, spread = np.full(width, adjusted[-7:].mean()), np.tile(quantiles[-7:].mean(axis=0), (width, 1))
    means[at], spread[at] = adjusted, quantiles
    return means, spread


def _items(
    connection: sa.Connection,
    scope: PlanScope,
    levels: Mapping[tuple[int, int], float],
    receipts: Mapping[tuple[int, int], dict[int, float]],
) -> list[PlannedItem]:
    products = {product for product, _ in levels}
    terms, usual = choose_terms(connection, products), terms_of_products(connection, products)
    prices = read_prices_in_use(connection, products)
    found = []
    for (product, place), units in levels.items():
        places = terms.get(product, {})
        held = places.get(place) or places.get(EVERYWHERE) or usual[product]
        found.append(_item(scope, (product, place), held, units, prices[product], receipts))
    return found


def _item(
    scope: PlanScope,
    key: tuple[int, int],
    held: HeldTerms,
    on_hand: float,
    priced: tuple[float | None, bool],
    receipts: Mapping[tuple[int, int], dict[int, float]],
) -> PlannedItem:
    product, place = key
    price, is_set = priced
    calendar = SupplyCalendar(
        held.lead_time_days, held.order_days, held.delivery_days, held.cutoff, scope.review_days
    )
    unit = None if held.unit_cost is None else float(held.unit_cost)
    assumed = [name for name, value in (("price", price), ("unit_cost", unit)) if value is None]
    if price is not None and not is_set:
        assumed.append("price_from_sales")
    if held.order_days is None:
        assumed.append("review_days")
    return PlannedItem(
        product, place or None, held.supplier_id, on_hand, receipts.get(key, {}),
        *calendar.arrivals(scope.now), held.pack_size, held.minimum or 0.0,
        np.inf if held.maximum is None else held.maximum, held.shelf_life_days or 0, price, unit,
        tuple(assumed), held.lead_time_spread_days, held.minimum_order_value,
    )  # fmt: skip
