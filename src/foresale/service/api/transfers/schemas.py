"""Transfers as they are sent and shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import Day, RequestBody, RowId, text
from foresale.service.api.orders.schemas import MAX_LINES, LineGiven, State

_EXAMPLE = ConfigDict(json_schema_extra={"examples": [{"lines": [{"product_id": 17, "quantity": 4}]}]})


class TransferGiven(RequestBody):
    """A transfer made by hand."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"from_store_id": 2, "to_store_id": 1, "lines": [{"product_id": 17, "quantity": 4}]}]
        }
    )

    from_store_id: RowId = Field(description="The store that gives.")
    to_store_id: RowId = Field(description="The store that takes.")
    lines: list[LineGiven] = Field(min_length=1, max_length=MAX_LINES)
    send_on: Day | None = Field(None, description="When it should leave; today where it is left out.")
    expected_on: Day | None = Field(
        None, description="From when it can be sold there; else so many days later as `transfer_days` says."
    )
    note: Annotated[str, text(500)] | None = None

    @model_validator(mode="after")
    def _of_two_stores(self) -> Self:
        if self.from_store_id == self.to_store_id:
            raise ValueError("a store can't give itself anything: name another as to_store_id")
        if any(line.quantity <= 0 for line in self.lines):
            raise ValueError("lines: quantities must be above 0")
        if len({line.product_id for line in self.lines}) < len(self.lines):
            raise ValueError("lines: name each product once")
        if self.send_on is not None and self.expected_on is not None and self.expected_on < self.send_on:
            raise ValueError("expected_on is before send_on")
        return self


class TransferLinesGiven(RequestBody):
    """Quantities to change; lines that aren't named stay."""

    model_config = _EXAMPLE

    lines: list[LineGiven] = Field(min_length=1, max_length=MAX_LINES)
    note: Annotated[str, text(500)] | None = Field(None, description="Left out, it stays.")


class SendingGiven(RequestBody):
    """What leaves the giving store."""

    model_config = _EXAMPLE

    lines: list[LineGiven] | None = Field(
        None,
        max_length=MAX_LINES,
        description="Units that leave, where they are others than approved; other lines go whole.",
    )


class TransferReceiptGiven(RequestBody):
    """What came to the taking store."""

    model_config = _EXAMPLE

    lines: list[LineGiven] | None = Field(
        None, max_length=MAX_LINES, description="Units that came; left out: all that was still to come."
    )
    note: Annotated[str, text(150)] | None = Field(None, description="Such as who brought it.")


class TransferLine(BaseModel):
    """A product of a transfer."""

    id: int
    transfer_id: int
    product_id: int
    product: str = Field(description="The sku.")
    name: str
    proposed: float = Field(description="Units that were proposed; 0 where somebody made the transfer.")
    quantity: float
    received: float
    saves: float = Field(
        description="Money that the proposed units are expected to save beside the orders placed after them; "
        "what several transfers of a product save is shared by units."
    )
    giver: dict[str, Any] | None = Field(
        description="How the giving store stands with and without it: stock, days of cover, the chance of "
        "running out before an order could come; null where the caller may not see that store, or somebody "
        "made the transfer."
    )
    taker: dict[str, Any] | None = Field(description="The same of the taking store.")


class Transfer(BaseModel):
    """Products that go from one store to another."""

    id: int
    from_store_id: int
    from_store: str = Field(description="The code of the store that gives.")
    to_store_id: int
    to_store: str = Field(description="The code of the store that takes.")
    state: State
    send_on: date
    expected_on: date
    lines: int = Field(description="How many products.")
    units: float
    received: float = Field(description="Units of it that came.")
    saves: float = Field(description="Money that it is expected to save, as proposed.")
    note: str | None
    approved_by: int | None
    approved_at: datetime | None
    sent_at: datetime | None
    created_at: datetime
    changed_at: datetime
    acts_for_giver: bool = Field(
        description="Whether the caller may see the giving store: its people change, approve and send."
    )
    acts_for_taker: bool = Field(
        description="Whether the caller may see the taking store: its people receive and close."
    )


class TransferDetails(Transfer):
    """A transfer with its lines, and what it was made of."""

    origin: dict[str, Any] | None = Field(
        description="Forecasts, policy, seed, costs of moving and a digest of all inputs; null where "
        "somebody made it."
    )
    items: list[TransferLine]


class GivingFilter(BaseModel):
    """Which store is to give, and what."""

    model_config = ConfigDict(extra="forbid")

    store_id: RowId = Field(description="The store that gives.")
    product_id: list[RowId] = Field(min_length=1, max_length=100, description="Repeat for several.")


class StockOfLine(BaseModel):
    """A product in the store that is to give it."""

    product_id: int
    product: str = Field(description="The sku.")
    in_stock: float | None = Field(description="Units there, below 0 too; null where no stock is kept there.")
    promised: float = Field(description="Units that other transfers will take from there, and haven't yet.")


class StockOfGiver(BaseModel):
    """Products in the store that is to give them."""

    items: list[StockOfLine]


class ShortLine(StockOfLine):
    """A line of more units than the giving store has to give."""

    quantity: float = Field(description="Units that the line asks for.")
    text: str = Field(description="The same as a sentence.", examples=["TEA: 30 asked, and store S2 has 12."])


class TransferChanged(TransferDetails):
    """A transfer that was made or changed."""

    warnings: list[ShortLine] = Field(
        [],
        description="Lines of more units than the giving store has, less what it promised to other "
        "transfers. They are kept all the same: a count may be behind what lies there.",
    )


class TransferFilter(StoreChoice):
    """Which transfers are wanted; of a store, those from it and to it."""

    q: Annotated[str, text(100)] | None = Field(
        None, description="Its number, or letters of a store, of a product of it, or of the note."
    )
    state: list[State] = Field([], max_length=8, description="In one of these states; repeat for several.")
    sort: Literal["newest", "send_on", "saves"] = Field(
        "newest", description="`saves`: what is expected to save most money comes first."
    )


class TransferLineFilter(ProductChoice, StoreChoice):
    """Whose lines are wanted; of a store, those from it and to it."""

    transfer_id: RowId | None = Field(None, description="Of one transfer.")
    state: list[State] = Field([], max_length=8, description="Of transfers in one of these states.")
