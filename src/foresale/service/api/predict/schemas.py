"""What can be asked to be predicted, in two forms, and what is answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from foresale.service.api.kit.field_types import printable
from foresale.service.api.kit.renewal import Renewal

Key = (
    Annotated[int, Field(ge=1, le=2**53)]
    | Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(printable)]
)
Grain = Literal["day", "week", "month"]
Level = Annotated[float, Field(gt=0, lt=1, description="Share of cases in the interval, such as 0.8.")]
Lag = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]

_WHAT_IF_FIELDS = ("lags", "month", "year")


class StoredQuestion(BaseModel):
    """What a product will sell in a store, from the champion's forecast."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"product": "TEA-01", "store": "S1", "horizon": 14}]},
    )

    product: Key = Field(description="The product's id (a number) or its sku (text).")
    store: Key = Field(description="The store's id (a number) or its code (text).")
    horizon: int | None = Field(
        None, ge=1, le=3660, description="Days ahead, after the last known sales; 28, or what is forecast."
    )
    grain: Grain = Field("day", description="What the answer is split into.")
    level: Level = 0.8


class WhatIfQuestion(BaseModel):
    """What a month will sell after months typed in by hand, from the monthly model."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"year": 2026, "month": 11, "lags": [310, 290, 305]}]},
    )

    year: int = Field(ge=1900, le=2200, description="The month's year.")
    month: int = Field(ge=1, le=12, description="The month that is asked about.")
    lags: list[Lag | None] = Field(
        min_length=1,
        max_length=12,
        description="Units of the months before it, the most recent first; null for one that isn't known. "
        "The first three and the twelfth count; one of the first three must be known.",
    )
    product: Key | None = Field(None, description="Whose months these are; its sales are later compared.")
    store: Key | None = Field(None, description="In which store; all stores where it is left out.")
    level: Level = 0.8


def _form(body: Any) -> str:
    """Tell the forms apart by their fields, so that an error names the form that was meant."""
    if isinstance(body, dict):
        return "what_if" if any(name in body for name in _WHAT_IF_FIELDS) else "stored"
    return "what_if" if isinstance(body, WhatIfQuestion) else "stored"


Asked = Annotated[
    Annotated[StoredQuestion, Tag("stored")] | Annotated[WhatIfQuestion, Tag("what_if")], Discriminator(_form)
]


class ProductReference(BaseModel):
    """A product's names."""

    id: int
    sku: str


class StoreReference(BaseModel):
    """A store's names."""

    id: int
    code: str


class PredictedPeriod(BaseModel):
    """A day, week or month ahead."""

    date: date
    days: int = Field(description="Days of it that are ahead; what was sold before counts in it.")
    mean: float
    lower: float
    upper: float


class PredictedTotal(BaseModel):
    """All days together; its interval is narrower than the days' added up."""

    mean: float
    lower: float
    upper: float
    method: str = Field(description="How the interval was made.")


class StoredAnswer(BaseModel):
    """The forecast of a product in a store."""

    form: Literal["stored"]
    product: ProductReference
    store: StoreReference
    run: int = Field(description="The forecast's number: the version of what it tells.")
    follows: int | None = Field(
        description="The run whose forecast of this series was in force before; null for one of everything."
    )
    because: str | None = Field(
        description="Why the series was forecast anew; null for a forecast of everything."
    )
    renewal: Renewal | None = Field(
        description="The same as data, where nobody put it into words, as at the end of a day."
    )
    model_version: str = Field(examples=["daily.all.3"])
    made_at: datetime
    cutoff: date = Field(description="The last day whose sales it knows.")
    stale: bool = Field(description="Whether its schedule should have replaced it.")
    expected_by: datetime | None = Field(description="When that is; null where nothing is scheduled.")
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    grain: Grain
    level: float
    forecast: list[PredictedPeriod]
    total: PredictedTotal
    reasons: list[str]


class WhatIfAnswer(BaseModel):
    """A month's estimate."""

    form: Literal["what_if"]
    year: int
    month: int
    model_version: str = Field(examples=["monthly.all.2"])
    level: float
    mean: float
    lower: float
    upper: float
    reasons: list[str]
