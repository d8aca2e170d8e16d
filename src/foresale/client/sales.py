"""Sales kept by a server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection
from foresale.client.removed import Removed
from foresale.client.sale_rows import RowResult, SaleFields, SaleValues

if TYPE_CHECKING:
    from foresale.client.sales_stream import SalesStream

MOST_ROWS = 10_000
_SUMS = {"day": "daily", "week": "weekly", "month": "monthly"}


@reads("Sale")
@dataclass(frozen=True)
class Sale:
    """A sale as it is stored.

    Attributes:
        id: The server's number for it.
        transaction_id: Your own number for it; the same twice is the same sale.
        store: The store's code.
        product: The product's sku.
        sold_at: When, UTC.
        sold_on: The day in the store's own time zone.
        quantity: Units; negative where they came back.
        unit_price: What one unit was sold for.
        revenue: Money that was taken.
        customer_group: A kind of customer.
        promotion: What was going on.
    """

    id: int
    transaction_id: str
    store: str
    product: str
    sold_at: datetime
    sold_on: date
    quantity: float
    unit_price: Decimal | None = None
    revenue: Decimal | None = None
    customer_group: str | None = None
    promotion: str | None = None


@reads("SaleAdded")
@dataclass(frozen=True)
class SaleAdded(Sale):
    """A sale that was added, or had been.

    Attributes:
        warnings: What may be a slip: a day far back, a product out of use.
    """

    warnings: tuple[str, ...] = ()


@reads("SaleChanged")
@dataclass(frozen=True)
class SaleChanged(Sale):
    """A sale as it was changed.

    Attributes:
        warnings: What may be a slip: a day far back, a product out of use, a revenue that price and units
            are far from.
    """

    warnings: tuple[str, ...] = ()


@sends("SaleCorrection")
class SaleChangeFields(SaleValues, total=False):
    """What a sale is changed to, and why."""

    reason: str


class SaleFilter(TypedDict, total=False):
    """Which sales are wanted: of a store, a product, a category, of the days `since`–`until`."""

    store: int | str
    product: int | str
    category: str
    since: date
    until: date
    transaction_id: str
    sort: str


@reads("BatchResult")
@dataclass(frozen=True)
class BatchResult:
    """What became of sales sent together; sent again, they add nothing.

    Attributes:
        added: Rows stored.
        known: Rows that were stored before.
        conflicting: Rows stored before with other values; not changed.
        rejected: Rows that can't be used.
        corrected: Sales that are stored as a correction says.
        cancelled: Sales that were taken back.
        rows: Row by row.
        warnings: What was stored, and may be a slip.
    """

    added: int = 0
    known: int = 0
    conflicting: int = 0
    rejected: int = 0
    corrected: int = 0
    cancelled: int = 0
    rows: tuple[RowResult, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[RowResult, ...]:
        """The rows that weren't stored, and aren't."""
        return tuple(row for row in self.rows if row.status in ("conflicting", "rejected"))


@reads("Sold")
@dataclass(frozen=True)
class Sold:
    """What was sold in a period.

    Attributes:
        period: Its first day.
        quantity: Units sold, less those that came back.
        revenue: Money that was taken.
        sales: Lines of receipts.
        product: The product's sku, where sales are added up for each.
        store: The store's code, where sales are added up for each.
        category: The category, where sales are added up for each.
    """

    period: date
    quantity: float
    revenue: Decimal | None
    sales: int
    product: str | None = None
    store: str | None = None
    category: str | None = None


class SoldFilter(TypedDict, total=False):
    """Which sales are added up: `by` names what is kept apart (product, store, category)."""

    by: list[Literal["product", "store", "category"]]
    store: int | str
    product: int | str
    category: str
    since: date
    until: date


class Sales:
    """The sales of the stores that you may see."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, **which: Unpack[SaleFilter]) -> Iterator[Sale]:
        """The sales, newest stored first, fetched as they are asked for."""
        return (read(Sale, told) for told in self._connection.pages("/sales", **which))

    def get(self, sale_id: int) -> Sale:
        """One sale."""
        return read(Sale, self._connection.get(f"/sales/{sale_id}"))

    def add(self, **given: Unpack[SaleFields]) -> SaleAdded:
        """Add one sale; the same again changes nothing."""
        return read(SaleAdded, self._connection.post("/sales", given))

    def change(self, sale_id: int, **given: Unpack[SaleChangeFields]) -> SaleChanged:
        """Replace all of a sale but its number; `reason` says why, and is kept in the audit log."""
        return read(SaleChanged, self._connection.put(f"/sales/{sale_id}", given))

    def cancel(self, sale_id: int, *, reason: str) -> Sale:
        """Take a sale back by a line of its own on the same day, which is answered; both stay on record."""
        return read(Sale, self._connection.post(f"/sales/{sale_id}/cancel", {"reason": reason}))

    def remove(self, sale_id: int, *, reason: str) -> Removed:
        """Delete a sale, and the line that takes it back if it was cancelled."""
        return read(Removed, self._connection.delete(f"/sales/{sale_id}", reason=reason))

    def add_many(self, sales: Iterable[SaleFields]) -> BatchResult:
        """Add sales, 10,000 a request; each is judged by itself.

        Should the connection break, send them again: what is stored already stays as it is.
        """
        whole = BatchResult()
        rest = iter(sales)
        while part := list(islice(rest, MOST_ROWS)):
            told = read(BatchResult, self._connection.post("/sales/batch", {"sales": part}))
            sent = len(whole.rows)
            whole = BatchResult(
                added=whole.added + told.added,
                known=whole.known + told.known,
                conflicting=whole.conflicting + told.conflicting,
                rejected=whole.rejected + told.rejected,
                corrected=whole.corrected + told.corrected,
                cancelled=whole.cancelled + told.cancelled,
                rows=(*whole.rows, *(replace(row, row=row.row + sent) for row in told.rows)),
                warnings=(*whole.warnings, *told.warnings),
            )
        return whole

    def stream(
        self,
        *,
        any_age: bool = False,
        patience: float = 60.0,
        hear: Callable[[Sequence[RowResult]], object] = len,
    ) -> SalesStream:
        """A lasting connection for a steady stream of sales; use it in a `with` block.

        Args:
            any_age: Whether sales are meant that lie years before all that are stored.
            patience: Seconds to try to get through without any answer.
            hear: Told what became of each row, in the order in which they were sent.
        """
        from foresale.client.sales_stream import SalesStream

        return SalesStream(self._connection, any_age=any_age, patience=patience, hear=hear)

    def sums(
        self, grain: Literal["day", "week", "month"] = "day", **which: Unpack[SoldFilter]
    ) -> Iterator[Sold]:
        """What was sold a day, week or month, fetched as it is asked for; without `since`, of a year.

        Args:
            grain: The periods.
            which: Which sales, and what is kept apart.
        """
        told = self._connection.pages(f"/sales/{_SUMS[grain]}", **which)
        return (read(Sold, item) for item in told)
