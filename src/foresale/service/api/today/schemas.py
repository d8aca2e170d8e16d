"""What is told of today."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from foresale.service.api.forecast.queries import Name
from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.predict.schemas import Level, ProductReference, StoreReference


class TodayQuery(ProductChoice, StoreChoice):
    """Whose day."""

    category: Name | None = Field(None, description="Products of a category.")
    level: Level = 0.8


class MorningForecast(BaseModel):
    """What was forecast for the day before it began."""

    mean: float
    lower: float
    upper: float


class TodayItem(BaseModel):
    """A product's day in a store: what was sold, and what it will have sold when it ends."""

    product: ProductReference
    store: StoreReference
    date: date
    sold: float = Field(description="Units sold so far.")
    share: float | None = Field(
        description="Share of a day's units expected by now; null where sales have no times of day."
    )
    mean: float = Field(description="Units of the whole day, with those sold so far.")
    lower: float
    upper: float
    morning: MorningForecast


class TodayStore(BaseModel):
    """How far a store's sales of today are known."""

    store: StoreReference
    date: date
    last_sale: datetime | None = Field(description="Its newest sale of today; null before the first.")
    known_until: str = Field(
        description="The store's clock up to which silence is taken for no sales.", examples=["13:30"]
    )
    behind: bool = Field(description="Whether more sales were due since the last one than chance explains.")


class SumRange(BaseModel):
    """What was forecast for a store's day before it began."""

    mean: float
    lower: float | None = Field(description="null where it isn't known how errors go together.")
    upper: float | None


class TodayOfStore(TodayStore):
    """A store's day: what was sold, and what it will have sold when it ends."""

    series: int = Field(description="How many products are added up.")
    sold: float = Field(description="Units of these sold so far.")
    share: float | None = Field(
        description="Share of the day's units expected by now; null where sales have no times of day."
    )
    mean: float = Field(description="Units of the whole day, with those sold so far.")
    lower: float | None = Field(description="null where it isn't known how errors go together.")
    upper: float | None
    morning: SumRange


class TodayOfStores(BaseModel):
    """Today, store by store."""

    as_of: datetime
    model_version: str = Field(examples=["daily.all.3"])
    cutoff: date = Field(description="The last day whose sales the morning's forecast knows.")
    level: float
    items: list[TodayOfStore]


class Today(BaseModel):
    """Today, a page at a time."""

    as_of: datetime
    model_version: str = Field(examples=["daily.all.3"])
    cutoff: date = Field(description="The last day whose sales the morning's forecast knows.")
    hours_learned_until: date | None = Field(
        description="The last day that hours of sales were learned from; null where sales have no times."
    )
    level: float
    stores: list[TodayStore] = Field(description="The stores of this page.")
    items: list[TodayItem]
    next: str | None = Field(None, description="Give it as `cursor` for the next page; null after the last.")
