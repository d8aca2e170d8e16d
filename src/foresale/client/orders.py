"""Orders on a server: proposed, approved, sent, received; how stock will go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypedDict

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection
from foresale.client.jobs import Job

Step = Literal["approve", "send", "close"]


@reads("OrderLine")
@dataclass(frozen=True)
class OrderLine:
    """A product of an order.

    Attributes:
        id: The server's number for it.
        product_id: The server's number for the product.
        product: The sku.
        name: What it is called.
        quantity: Units ordered.
        received: Units of it that came.
        pack_size: Units that can only be ordered together.
        proposed: Units that were proposed; None for a line added by hand.
        unit_cost: What a unit is bought for.
        amount: What the line costs.
        saves: Money that the proposed quantity is expected to save.
        why: What it was chosen by.
    """

    id: int
    product_id: int
    product: str
    name: str
    quantity: float
    received: float
    pack_size: float
    proposed: float | None = None
    unit_cost: Decimal | None = None
    amount: Decimal | None = None
    saves: float | None = None
    why: dict[str, Any] | None = None


@reads("OrderDetails")
@dataclass(frozen=True)
class Order:
    """An order; lists tell it without its lines.

    Attributes:
        id: The server's number for it.
        state: proposed, changed, approved, sent, partly_received, received, closed or cancelled.
        order_on: When it should be sent.
        lines: How many products.
        units: Units ordered.
        received: Units of it that came.
        amount: What it costs.
        unpriced: Lines whose unit cost isn't known.
        below_minimum: Whether it is below the supplier's minimum order value.
        created_at: When it was made, UTC.
        supplier: The supplier's code.
        store: The store's code.
        expected_on: When it should be there.
        saves: Money that it is expected to save.
        note: What was said about it.
        origin: What a proposal was made of.
        items: Its lines.
    """

    id: int
    state: str
    order_on: date
    lines: int
    units: float
    received: float
    amount: Decimal
    unpriced: int
    below_minimum: bool
    created_at: datetime
    supplier: str | None = None
    store: str | None = None
    expected_on: date | None = None
    saves: float | None = None
    note: str | None = None
    origin: dict[str, Any] | None = None
    items: tuple[OrderLine, ...] = ()


@reads("Proposal")
@dataclass(frozen=True)
class Proposal:
    """A line that waits to be approved.

    Attributes:
        order_id: The order it is in.
        product: The sku.
        name: What it is called.
        quantity: Units.
        state: proposed, or changed by somebody.
        order_on: When it should be ordered.
        affordable: Units of it that the budget buys.
        supplier: The supplier's code.
        store: The store's code.
        expected_on: When it should be there.
        amount: What it costs.
        saves: Money that it is expected to save.
        why: What it was chosen by.
    """

    order_id: int
    product: str
    name: str
    quantity: float
    state: str
    order_on: date
    affordable: float
    supplier: str | None = None
    store: str | None = None
    expected_on: date | None = None
    amount: Decimal | None = None
    saves: float | None = None
    why: dict[str, Any] | None = None


@reads("CurvePoint")
@dataclass(frozen=True)
class CurvePoint:
    """What a sum of money saves.

    Attributes:
        spend: Money.
        saves: Money.
    """

    spend: float
    saves: float


@reads("Proposals")
@dataclass(frozen=True)
class Proposals:
    """What to order, what saves most first.

    Attributes:
        total: Lines in all.
        spend: What is within the budget.
        saves: What that is expected to save.
        unpriced: Lines without a unit cost.
        curve: What more or less money saves.
        items: The lines, at most a thousand.
        made_at: When the newest was proposed.
    """

    total: int
    spend: float
    saves: float
    unpriced: int
    curve: tuple[CurvePoint, ...]
    items: tuple[Proposal, ...]
    made_at: datetime | None = None


@reads("ProjectionDay")
@dataclass(frozen=True)
class ProjectionDay:
    """One day's stock.

    Attributes:
        date: The day.
        arrives: Units that arrive before it.
        demand: Units that customers want on average.
        lost: Units of it that aren't there.
        stock: Units left at its end on average.
        lower: In one of ten cases no more are left.
        upper: In nine of ten cases no more are left.
        runs_out: Chance that a customer doesn't get what it wants.
        spoils: Units that can't be sold any more after it.
    """

    date: date
    arrives: float
    demand: float
    lost: float
    stock: float
    lower: float
    upper: float
    runs_out: float
    spoils: float = 0.0


@sends("LineGiven")
class LineFields(TypedDict):
    """How many units of a product: 0 takes the line out."""

    product_id: int
    quantity: float


class Orders:
    """The orders of a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def propose(self) -> Job:
        """Work the proposals out anew; the answer is the job."""
        return read(Job, self._connection.post("/orders/proposals", {}))

    def proposals(
        self, budget: float | None = None, store: int | str | None = None, supplier: str | None = None
    ) -> Proposals:
        """What to order, what saves most first.

        Args:
            budget: Money to spend.
            store: For this store.
            supplier: At the supplier with this code.
        """
        asked = {"budget": budget, "store": store, "supplier": supplier, "limit": 1000}
        return read(Proposals, self._connection.get("/orders/proposals", **asked))

    def list(self, state: str | None = None, store: int | str | None = None) -> Iterator[Order]:
        """Orders, newest first, without their lines.

        Args:
            state: Only in this state.
            store: Only for this store.
        """
        return (read(Order, told) for told in self._connection.pages("/orders", state=state, store=store))

    def get(self, order_id: int) -> Order:
        """An order with its lines."""
        return read(Order, self._connection.get(f"/orders/{order_id}"))

    def change(self, order_id: int, lines: Sequence[LineFields]) -> Order:
        """Change quantities of an order that isn't approved; lines that aren't named stay."""
        return read(Order, self._connection.put(f"/orders/{order_id}/lines", {"lines": list(lines)}))

    def step(self, order_id: int, step: Step) -> Order:
        """Approve an order, write down that it was sent, or that no more of it will come."""
        return read(Order, self._connection.post(f"/orders/{order_id}/{step}", {}))

    def receive(self, order_id: int, lines: Sequence[LineFields] | None = None) -> Order:
        """Write down what came; without lines, all that was still to come."""
        return read(Order, self._connection.post(f"/orders/{order_id}/receive", {"lines": lines}))

    def cancel(self, order_id: int, reason: str) -> Order:
        """Take an order back of which nothing came."""
        return read(Order, self._connection.post(f"/orders/{order_id}/cancel", {"reason": reason}))

    def projection(
        self, product: int | str, store: int | str | None = None, days: int = 28
    ) -> tuple[ProjectionDay, ...]:
        """How the stock of a product will go, day by day.

        Args:
            product: Its sku (text) or id (a number).
            store: Its code (text) or id (a number); None for stock of no store.
            days: How many.
        """
        told = self._connection.get("/stock/projection", product=product, store=store, days=days)
        return tuple(read(ProjectionDay, day) for day in told["items"])
