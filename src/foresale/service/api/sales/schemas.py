"""Sales as they are sent and shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SkipValidation,
    model_validator,
)

from foresale.sale_fields import CLOCK_TOLERANCE, FIRST_DAY, MAX_LETTERS, MAX_MONEY
from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import Amount, Code, Day, Price, Quantity, RequestBody, RowId, text
from foresale.storage.database.inbox.messages import MessageStatus

MOST_ROWS = 10_000


def _of_our_time(moment: datetime) -> datetime:
    if moment.date() < FIRST_DAY:
        raise ValueError(f"lies before {FIRST_DAY.year}")
    # A time without a zone is some shop's clock, none of which is more than the tolerance from UTC.
    now = datetime.now(UTC)
    if (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > now + CLOCK_TOLERANCE:
        raise ValueError(f"lies more than a day in the future: now it is {now:%Y-%m-%d %H:%M} UTC")
    return moment


def _no_number(value: object) -> object:
    if isinstance(value, int | float):
        raise ValueError("write it as 2026-03-31T17:05:00+02:00")
    return value


SoldAt = Annotated[datetime, BeforeValidator(_no_number), AfterValidator(_of_our_time)]


class SaleValues(RequestBody):
    """What a line of a receipt says, its number apart."""

    store: Code = Field(description="The store's code.")
    product: Code = Field(description="The product's sku.")
    sold_at: SoldAt = Field(description="When; without a time zone it is the store's clock.")
    quantity: Quantity = Field(description="Units; negative where they came back.")
    unit_price: Price | None = None
    revenue: Amount | None = Field(None, description="Quantity times price where it is left out.")
    customer_group: Annotated[str, text(MAX_LETTERS["customer_group"])] | None = Field(
        None, description="A kind of customer, never a person."
    )
    promotion: Annotated[str, text(MAX_LETTERS["promotion"])] | None = None

    @model_validator(mode="after")
    def _costs_what_a_sale_can(self) -> Self:
        if self.revenue is not None or self.unit_price is None:
            return self
        if abs(Decimal(self.quantity) * self.unit_price) > MAX_MONEY:
            raise ValueError("quantity times unit_price is more than a sale can cost")
        return self


class SaleGiven(SaleValues):
    """One line of a receipt."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "transaction_id": "R-2026-0311-0007-1",
                    "store": "S01",
                    "product": "MILK-1L",
                    "sold_at": "2026-03-11T17:05:00+01:00",
                    "quantity": 2,
                    "unit_price": "1.29",
                }
            ]
        }
    )

    transaction_id: Annotated[str, text(MAX_LETTERS["transaction_id"])] = Field(
        description="Yours, one a line: the same twice is the same sale."
    )


class SaleMade(SaleGiven):
    """A sale that was made."""

    kind: Literal["sale"] = "sale"


class SaleCorrected(SaleValues):
    """A sale as it should have been: all of it, under its number."""

    kind: Literal["correction"]
    transaction_id: Annotated[str, text(MAX_LETTERS["transaction_id"])]
    reason: Annotated[str, text(200)] | None = Field(None, description="Why.")


class SaleTakenBack(RequestBody):
    """A sale that is taken back."""

    kind: Literal["cancellation"]
    transaction_id: Annotated[str, text(MAX_LETTERS["transaction_id"])]
    reason: Annotated[str, text(200)] | None = Field(None, description="Why.")


class SaleCorrection(SaleValues):
    """A sale as it should have been; its number stays."""

    reason: Annotated[str, text(200)] = Field(description="Why it is changed; kept in the audit log.")


class SaleCancelled(RequestBody):
    """Why a sale is cancelled."""

    reason: Annotated[str, text(200)] = Field(description="Kept in the audit log.")


class Sale(BaseModel):
    """A sale as it is stored."""

    id: RowId
    transaction_id: str
    store_id: RowId
    store: str = Field(description="The store's code.")
    product_id: RowId
    product: str = Field(description="The product's sku.")
    sold_at: datetime
    sold_on: date = Field(description="The day in the store's own time zone.")
    quantity: float
    unit_price: Price | None
    revenue: Amount | None
    customer_group: str | None
    promotion: str | None


class SaleStored(Sale):
    """A sale that was stored, with what may be a slip in it."""

    warnings: list[str] = Field(
        [],
        description="What was stored, and may be a slip: a day far back, a product out of use, a revenue "
        "that is more than twice what quantity and price make.",
    )


class SaleAdded(SaleStored):
    """A sale that was added, or had been."""


class SaleChanged(SaleStored):
    """A sale as it was changed."""


MOST_SORTED = timedelta(days=366)
"""Of days whose sales are put in an order that the database has none of."""


class SaleFilter(ProductChoice, StoreChoice):
    """Which sales are wanted, and in which order."""

    category: Code | None = Field(None, description="Of this category.")
    since: Day | None = Field(None, alias="from", description="On this day or later.")
    until: Day | None = Field(None, alias="to", description="On this day or before.")
    transaction_id: Annotated[str, text(MAX_LETTERS["transaction_id"])] | None = Field(
        None, description="This one alone."
    )
    sort: str = Field(
        "-id",
        max_length=30,
        description="By id (as stored), sold_on, sold_at, quantity or revenue; `-` turns it. The last three "
        "have no order of their own in the database, and take `from` and `to`, a year apart at most, or a "
        "transaction_id.",
    )

    @model_validator(mode="after")
    def _sorted_few(self) -> Self:
        by = self.sort.removeprefix("-")
        if by not in ("sold_at", "quantity", "revenue") or self.transaction_id is not None:
            return self
        if self.since is None or self.until is None or self.until - self.since > MOST_SORTED:
            raise ValueError(f"to sort by {by}, give from and to, a year apart at most")
        return self


class SaleBatch(RequestBody):
    """Up to 10,000 sales, corrections and cancellations; each is judged by itself."""

    sales: list[SkipValidation[SaleGiven | SaleCorrected | SaleTakenBack]] = Field(max_length=MOST_ROWS)


class RowResult(BaseModel):
    """What became of one row of a batch."""

    row: int = Field(description="Counted from 0, as sent.")
    status: MessageStatus
    transaction_id: str | None = None
    column: str | None = Field(default=None, description="Which field is at fault.")
    reason: str | None = Field(default=None, description="What is wrong with it.")


class BatchResult(BaseModel):
    """What became of a batch. Sent again, it adds nothing and answers `known`."""

    added: int = Field(description="Rows stored.")
    known: int = Field(description="Rows that were stored before.")
    conflicting: int = Field(description="Rows whose transaction_id is stored with other values.")
    rejected: int = Field(description="Rows that can't be used.")
    corrected: int = Field(0, description="Sales that are stored as a correction says, from now on.")
    cancelled: int = Field(0, description="Sales that were taken back.")
    rows: list[RowResult]
    warnings: list[str] = Field(
        [],
        description="What was stored, and may be a slip: days far back, products out of use, revenues that "
        "are more than twice what quantity and price make.",
    )


Grouping = Literal["product", "store", "category"]


class SoldFilter(ProductChoice, StoreChoice):
    """Which sales are added up, and how."""

    by: Annotated[list[Grouping], Field(max_length=3)] = Field(
        [], description="Add up for each of these; for all together where none is named."
    )
    category: Code | None = Field(None, description="Of this category.")
    since: Day | None = Field(
        None, alias="from", description="On this day or later; by default the last 366 days."
    )
    until: Day | None = Field(None, alias="to", description="On this day or before.")


class Sold(BaseModel):
    """What was sold in a period."""

    period: date = Field(description="Its first day.")
    product: str | None = Field(None, description="The product's sku, where sales are added up for each.")
    store: str | None = Field(None, description="The store's code, where sales are added up for each.")
    category: str | None = None
    quantity: float = Field(description="Units sold, less those that came back.")
    revenue: Amount | None
    sales: int = Field(description="Lines of receipts.")
