"""What may be asked about forecasts: the parameters after the question mark."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import Day, printable
from foresale.service.api.predict.schemas import Grain, Level

Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(printable)]
Lag = Annotated[int, Field(ge=1, le=3660)]


class Days(BaseModel):
    """First and last day."""

    first: Day | None = Field(None, alias="from", description="First day.")
    last: Day | None = Field(None, alias="to", description="Last day.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError(f"'to' ({self.last}) is before 'from' ({self.first})")
        return self


class OutlookPart(StoreChoice, Days):
    """Which part of a product's forecast."""

    grain: Grain = "day"
    levels: list[Level] = Field([0.8], max_length=10, description="Shares of cases in the intervals.")
    overrides: bool = Field(False, description="Tell beside it what people's changes make of it.")


class OutlookQuery(ProductChoice, OutlookPart):
    """Whose forecast, and which part of it."""

    @model_validator(mode="after")
    def _some_product(self) -> Self:
        if self.product_key is None:
            raise ValueError("give product (its sku) or product_id")
        return self


class WeeklyQuery(StoreChoice):
    """Whose weeks."""

    category: Name | None = Field(None, description="Products of a category.")
    level: Level = 0.8
    overrides: bool = Field(False, description="Tell beside it what people's changes make of it.")


class TotalsQuery(ProductChoice, StoreChoice, Days):
    """Which sums of the forecast; without days, all that are ahead."""

    by: list[Literal["product", "store", "category"]] = Field(
        [], max_length=2, description="What is told apart; repeat for two. Left out: one sum of all."
    )
    category: Name | None = Field(None, description="Products of a category.")
    grain: Literal["day", "week", "month", "horizon"] = Field(
        "week", description="`horizon` sums all days together."
    )
    level: Level = 0.8
    overrides: bool = Field(False, description="Tell beside it what people's changes make of it.")

    @model_validator(mode="after")
    def _of_many(self) -> Self:
        if {"product", "store"} <= {
            *self.by,
            *(["product"] * (self.product_key is not None)),
            *(["store"] * (self.store_key is not None)),
        }:
            raise ValueError(
                "this asks for a product in a store, which is no sum: see GET /api/forecast/weekly, "
                "or GET /api/forecast?product=…"
            )
        return self


class PastQuery(ProductChoice, StoreChoice, Days):
    """Which past forecasts; without days, some periods back from the newest that has an actual."""

    category: Name | None = Field(None, description="Products of a category.")
    model_version: Name | None = Field(None, description="By one version, such as daily.all.3.")
    grain: Grain = "day"
    lag: list[Lag] = Field(
        [], max_length=60, description="Days from the last known day to the period's first; repeat for more."
    )
    level: Level = 0.8


class AccuracyQuery(PastQuery):
    """Which past forecasts, and by what they are told apart."""

    by: Literal["lag", "product", "store", "version"] = "lag"
    limit: int = Field(100, ge=1, le=1000, description="Items, at most.")
