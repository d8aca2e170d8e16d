"""Changes of forecasts as they are sent and shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import Code, Day, RequestBody, RowId, text

ChangeKind = Literal["set", "percent", "add"]
EntryKind = Literal["set", "percent", "add", "undo", "approve"]
Reason = Literal[
    "promotion",
    "event",
    "price",
    "competitor",
    "weather",
    "supply",
    "assortment",
    "trend",
    "data_error",
    "other",
]
MAX_UNITS = 1e9
MAX_DAYS = 366


class OverrideGiven(RequestBody):
    """A change of a forecast: of a product, a category, a store, or what two of them share."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "product_id": 17, "store_id": 1, "first_day": "2026-12-14", "last_day": "2026-12-20",
                    "kind": "percent", "amount": 20, "reason": "promotion", "comment": "Leaflet, page 1",
                }
            ]
        }
    )  # fmt: skip

    kind: ChangeKind = Field(
        description="`set`: all chosen days of all chosen series together are `amount` units; `add`: so many "
        "units more; `percent`: so many per cent more."
    )
    amount: Annotated[float, Field(ge=-MAX_UNITS, le=MAX_UNITS, allow_inf_nan=False)] = Field(
        description="Units, or per cent; negative for less, but not with `set`."
    )
    product_id: RowId | None = Field(None, description="Of this product; left out for all.")
    store_id: RowId | None = Field(None, description="In this store; left out for all.")
    category: Annotated[str, text(100)] | None = Field(None, description="Of products of this category.")
    first_day: Day
    last_day: Day
    reason: Reason
    comment: Annotated[str, text(500)] | None = None
    expires_on: Day | None = Field(
        None,
        description="The last day on which it still changes the forecast; left out: while its days last.",
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("last_day lies before first_day")
        if (self.last_day - self.first_day).days >= MAX_DAYS:
            raise ValueError(f"one change may be of {MAX_DAYS} days")
        if self.kind == "set" and self.amount < 0:
            raise ValueError("a forecast can't be set below zero")
        if self.kind == "percent" and not -100 <= self.amount <= 10_000:
            raise ValueError("per cent go from -100 to 10,000")
        if self.product_id is None and self.store_id is None and self.category is None:
            raise ValueError("name a product, a category or a store")
        if self.product_id is not None and self.category is not None:
            raise ValueError("give product_id or category, not both")
        return self


class Person(BaseModel):
    """Who did it."""

    id: int
    name: str


class Override(BaseModel):
    """An entry of the ledger: it is never changed, only undone by another."""

    id: RowId
    kind: EntryKind
    about_id: int | None = Field(description="Of `undo` and `approve`: the change that is meant.")
    amount: float | None
    product_id: int | None
    product: str | None = Field(description="The sku.")
    store_id: int | None
    store: str | None = Field(description="The code.")
    category: str | None
    first_day: date
    last_day: date
    reason: str
    comment: str | None
    expires_on: date | None
    by: Person | None = Field(description="Null where the user is gone.")
    created_at: datetime
    run: int | None = Field(description="The forecast that was changed.")
    model_version: str | None
    before: float | None = Field(
        description="Units of all its days and series before, as far as you see them."
    )
    after: float | None = Field(description="And after.")
    series: int = Field(description="Products times stores in it, of all stores.")
    cells: int = Field(description="Days of series in it, of all stores.")
    is_undone: bool
    is_approved: bool
    is_active: bool = Field(description="Whether it changes the forecast now.")


class ChangeRecord(BaseModel):
    """How somebody's changes in a direction have gone."""

    model_config = ConfigDict(from_attributes=True)

    direction: Literal["up", "down"]
    changes: int = Field(description="How many can be judged.")
    error_without: float = Field(description="Error of the forecast as a share of sales.")
    error_with: float = Field(description="The same with the changes.")
    nearer: float = Field(description="Share of the days that came nearer by them.")


class Nudge(BaseModel):
    """Something to know before, or after, a change is kept."""

    kind: Literal["within_noise", "against_record"]
    text: str = Field(description="In an English sentence, from the figures below.")
    before: float = Field(description="Units forecast before.")
    after: float = Field(description="And after.")
    level: float | None = Field(
        description="Share of cases in the narrowest range that holds the new sum; null for a record."
    )
    lower: float | None = Field(description="The range's lower end.")
    upper: float | None = Field(description="And its upper end.")
    record: ChangeRecord | None = Field(description="Whoever changes it: their record; null for noise.")


class OverrideAnswer(Override):
    """A change that was kept, with what speaks against it."""

    nudges: list[Nudge]


class OverridePreview(BaseModel):
    """What a change would do; nothing was kept."""

    before: float
    after: float
    series: int
    cells: int
    run: int
    model_version: str
    nudges: list[Nudge]


class OverrideFilter(ProductChoice, StoreChoice):
    """Which entries are wanted."""

    category: Code | None = Field(None, description="Of this category.")
    kind: EntryKind | None = None
    active: bool | None = Field(None, description="Only those that change the forecast now, or don't.")
    mine: bool = Field(False, description="Only your own.")
    first: Day | None = Field(None, alias="from", description="About days from this one on.")
    last: Day | None = Field(None, alias="to", description="About days up to this one.")


class CellFilter(ProductChoice, StoreChoice):
    """Whose history is wanted."""

    first: Day | None = Field(None, alias="from", description="First day.")
    last: Day | None = Field(None, alias="to", description="Last day.")


class CellChange(BaseModel):
    """What an entry made of one day of a product in a store."""

    override_id: int
    product_id: int
    store_id: int
    date: date
    kind: ChangeKind
    amount: float
    forecast: float = Field(description="Without anybody's changes, as it was then.")
    before: float
    after: float
    reason: str
    comment: str | None
    by: Person | None
    created_at: datetime
    is_undone: bool


class ValueFilter(ProductChoice, StoreChoice):
    """Which changes are judged, and by what they are told apart."""

    by: Literal["person", "direction", "size", "lag", "reason"] = "direction"
    first: Day | None = Field(
        None, alias="from", description="First day judged; 90 days back where left out."
    )
    last: Day | None = Field(None, alias="to", description="Last day judged.")
    category: Code | None = None
    mine: bool = Field(False, description="Only your own changes.")


class Score(BaseModel):
    """How far a forecast was off."""

    wape: float | None = Field(description="Σ|forecast − actual| / Σ actual; null where nothing was sold.")
    bias: float | None = Field(description="Σ(forecast − actual) / Σ actual; above 0 is too much.")
    pinball: float | None = Field(
        description="Mean quantile loss times two, as a share of sales; a rule without a range is a point."
    )
    money: float | None = Field(
        description="What the errors cost: margin of what was short, and a share of the cost of what was too "
        "much; of products with price and cost."
    )


class ValueStep(Score):
    """A step of the stairs, over the same days of series as the others."""

    step: Literal["naive", "statistical", "champion", "person", "approved"]


class ValueGroup(BaseModel):
    """What changes did, of one person, direction, size, lag or reason."""

    key: str
    name: str = Field(description="For people: of the person, its name.")
    changes: int
    cells: int
    helped: float | None = Field(description="Share of the days that came nearer to what was sold.")
    before: Score
    after: Score


class OverrideValue(BaseModel):
    """Whether people's changes helped."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    by: str
    cells: int = Field(description="Changed days of series that are over and whose sales have arrived.")
    changes: int
    unpriced: int = Field(description="Cells without price or cost: not in `money`.")
    priced_by_sales: int = Field(
        description="Cells without a list price: in `money` at the usual price that they were sold for."
    )
    holding_share: float = Field(description="What a unit too many costs, as a share of its cost: a setting.")
    stairs: list[ValueStep]
    groups: list[ValueGroup]
