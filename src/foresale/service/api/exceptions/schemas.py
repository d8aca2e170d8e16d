"""What is told of exceptions."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from foresale.service.api.kit.choices import StoreChoice
from foresale.service.api.kit.field_types import Code
from foresale.workflows.planning.exceptions import Kind, Queue


class ExceptionQuery(StoreChoice):
    """Which exceptions are wanted."""

    queue: list[Queue] = Field([], max_length=4, description="Only of these queues; repeat for several.")
    kind: list[Kind] = Field([], max_length=9, description="Only of these kinds; repeat for several.")
    category: Code | None = Field(None, description="Only products of this category.")


class ExceptionProduct(BaseModel):
    """A product."""

    id: int
    sku: str
    name: str


class ExceptionStore(BaseModel):
    """A store."""

    id: int
    code: str


class ExceptionItem(BaseModel):
    """Something to look at."""

    queue: Queue
    kind: Kind
    product: ExceptionProduct | None = Field(description="Null for a whole store.")
    store: ExceptionStore
    day: date | None = Field(description="The last day that it is about; null for now.")
    text: str = Field(description="In a sentence.")
    actual: float = Field(description="What was seen: units, or a price.")
    expected: float = Field(
        description="What was expected; of what runs out, the stock that four times of five would be enough "
        "until an order placed now arrives."
    )
    units: float = Field(
        description="Units lost, too many or too few; of what runs out, what `actual` lacks of `expected`."
    )
    money: float | None = Field(
        description="These units' margin, of price errors the difference in price; null without a price."
    )
    is_price_usual: bool = Field(
        False,
        description="Whether nobody set the product's list price, and `money` is worked out by the usual "
        "price that its sales had.",
    )
    lead_time_days: int | None = Field(
        None, description="How many days an order takes, of what is out of stock; null for other kinds."
    )
    chance: float | None = Field(
        description="Of something at least as unusual; null where nothing is tested."
    )


class QueueCount(BaseModel):
    """How much is in a queue."""

    queue: Queue
    count: int
    money: float


class Exceptions(BaseModel):
    """What to look at: urgent first, and within a queue what costs most."""

    made_at: datetime | None = Field(description="When it was worked out; null: not yet.")
    known_until: date | None = Field(description="The last day with actuals; null where there is none.")
    tested: int = Field(description="Days of series that were tested for unusual sales.")
    false_alarm_rate: float = Field(
        description="Share of unusual sales, and of phantom stock, that may be chance: a setting."
    )
    lost_a_day: float = Field(description="Margin lost each day by what is out of stock.")
    queues: list[QueueCount] = Field(description="All that was found, whatever `queue` and `kind` choose.")
    total: int = Field(description="Items that were chosen, on this page and others.")
    items: list[ExceptionItem]
    next: str | None = Field(None, description="Give it as `cursor` for the next page; null after the last.")
