"""Stock on a server: what won't last, and what came and went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypedDict, Unpack

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection

Reason = Literal["opening", "delivery", "count", "waste", "transfer", "correction"]


@reads("StockAlert")
@dataclass(frozen=True)
class StockAlert:
    """A product that won't last until an order placed now arrives.

    Attributes:
        product_id: The server's number for it.
        sku: Your own number for it.
        name: What it is called.
        category: What it belongs to.
        stock: Units there are.
        lead_time_days: Days from an order to its delivery.
        pack_size: Units that an order is rounded up to.
        daily_mean: Units a day expected over the lead time.
        days_of_cover: Days that the stock alone lasts at the mean demand.
        runs_out_on: The day it is used up, with what arrives before.
        arriving: Units that arrive within the lead time, less those that go to another store.
        demand_mean: Units expected over the lead time.
        demand_high: Units that four times of five are enough for it.
        units_short: How many of these there aren't, on the day on which most lack.
        suggested_order: Units to order now, in whole packs.
        store: The store whose stock is judged; None where all places are together.
        store_id: The server's number for it.
    """

    product_id: int
    sku: str
    name: str
    category: str | None
    stock: float
    lead_time_days: int
    pack_size: int
    daily_mean: float
    days_of_cover: float | None
    runs_out_on: date | None
    arriving: float
    demand_mean: float
    demand_high: float
    units_short: float
    suggested_order: int
    store: str | None = None
    store_id: int | None = None


@reads("StockAlerts")
@dataclass(frozen=True)
class StockAlerts:
    """The products that won't last, most urgent first.

    Attributes:
        basis: forecast, recent_sales or nothing: what demand is judged by.
        total: Alerts in all, these and others.
        items: The most urgent.
        model_version: Whose forecast it is.
        cutoff: The last day that is known; stock is taken as of then.
    """

    basis: str
    total: int
    items: tuple[StockAlert, ...]
    model_version: str | None = None
    cutoff: date | None = None


@reads("StockLevel")
@dataclass(frozen=True)
class StockLevel:
    """What there is of a product in a place: counted, plus what moved, less what was sold since.

    Attributes:
        product_id: The server's number for the product.
        sku: Your own number for it.
        units: What there is.
        counted: What there was at `since`.
        since: When that was.
        moved: What came since, less what went other than by sale.
        sold: Sold since.
        store: The store's code; None for stock of no store, such as a warehouse's.
        store_id: The server's number for it.
    """

    product_id: int
    sku: str
    units: float
    counted: float
    since: datetime
    moved: float
    sold: float
    store: str | None = None
    store_id: int | None = None


@reads("Movement")
@dataclass(frozen=True)
class Movement:
    """Units that came or went other than by sale.

    Attributes:
        id: The server's number for it.
        product_id: Which product.
        quantity: Units that came; negative where they went.
        reason: opening, delivery, count, waste, transfer or correction.
        moved_at: When, UTC.
        store_id: Where; None for a warehouse.
        note: What was said about it.
    """

    id: int
    product_id: int
    quantity: float
    reason: str
    moved_at: datetime
    store_id: int | None = None
    note: str | None = None


@sends("MovementGiven")
class MovementFields(TypedDict, total=False):
    """What a movement can be given; the names mean what they mean in `Movement`.

    `counted` instead of `quantity` says what there is, as an opening stock or a count found.
    """

    product_id: int
    store_id: int | None
    quantity: float
    counted: float
    reason: Reason
    note: str | None
    moved_at: datetime | None


class StockFilter(TypedDict, total=False):
    """Which alerts are wanted: about a sku or category; an order shall last `review_days` after it came.

    `by_store` judges each store by its own stock, `store` only that one.
    """

    store: int | str
    by_store: bool
    product: int | str
    category: str
    review_days: int
    limit: int


class Stock:
    """The stock that a server knows of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def alerts(self, **which: Unpack[StockFilter]) -> StockAlerts:
        """Products whose stock is less than the demand to expect until an order arrives."""
        return read(StockAlerts, self._connection.get("/stock/alerts", **which))

    def levels(
        self, product: int | str | None = None, store: int | str | None = None, category: str | None = None
    ) -> Iterator[StockLevel]:
        """What there is of each product in each place, fetched as it is asked for.

        Args:
            product: Of this sku.
            store: In the store with this code.
            category: Of this category.
        """
        told = self._connection.pages("/stock/levels", product=product, store=store, category=category)
        return (read(StockLevel, item) for item in told)

    def movements(
        self,
        product: int | str | None = None,
        store: int | str | None = None,
        reason: Reason | None = None,
    ) -> Iterator[Movement]:
        """What came and went, newest first, fetched as it is asked for.

        Args:
            product: Its sku (text), or its id (a number).
            store: Its code (text), or its id (a number).
            reason: For this reason only.
        """
        told = self._connection.pages("/stock/movements", product=product, store=store, reason=reason)
        return (read(Movement, item) for item in told)

    def move(self, **given: Unpack[MovementFields]) -> Movement:
        """Write down what came, went or was counted: `product_id`, `quantity` or `counted`, and `reason`."""
        return read(Movement, self._connection.post("/stock/movements", given))
