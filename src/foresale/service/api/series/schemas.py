"""What is told of a product in a store, in a row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from foresale.service.api.kit.choices import StoreChoice
from foresale.service.api.kit.field_types import LARGEST_ID, Code, Price, text
from foresale.service.api.overrides.schemas import Person

Reason = Literal["out_of_stock", "runs_out", "no_forecast", "no_sales", "biased"]
TurnoverClass = Literal["A", "B", "C"]
VariationClass = Literal["X", "Y", "Z"]


class SeriesChosen(StoreChoice):
    """Which products in which stores."""

    category: Code | None = Field(None, description="Products of a category.")
    q: Annotated[str, text(100)] | None = Field(None, description="Letters of the product's name or sku.")
    exception: list[Reason] = Field(
        [], max_length=5, description="Only those that somebody should look at for this; repeat for several."
    )
    turnover_class: TurnoverClass | None = Field(None, description="A sells most, C least.")
    variation_class: VariationClass | None = Field(None, description="X sells evenly, Z erratically.")
    country: Code | None = Field(None, description="In stores of a country: two letters.")
    city: Code | None = Field(None, description="In stores of a city.")
    owner_id: Annotated[int, Field(ge=0, le=LARGEST_ID)] | None = Field(
        None, description="Products that this user looks after; 0: nobody."
    )


class SeriesFilter(SeriesChosen):
    """Which products in which stores, and in which order."""

    sort: str = Field(
        "exception",
        max_length=30,
        description="By exception, product, sku, store, category, units, next_mean, last_year, change, wape, "
        "bias, stock, days_of_cover, turnover_class or owner; `-` turns it.",
    )


class SeriesProduct(BaseModel):
    """A product in a row."""

    id: int
    sku: str
    name: str
    category: str | None
    price: Price | None = None


class SeriesStore(BaseModel):
    """A store in a row."""

    id: int
    code: str
    name: str


class SeriesRow(BaseModel):
    """A product in a store: what it sold, what it will sell, and whether somebody should look."""

    product: SeriesProduct
    store: SeriesStore
    sold: list[float] = Field(description="Units of each of the last weeks that are over, oldest first.")
    mean: list[float] = Field(description="Expected units of each week from `first_ahead` on.")
    lower: list[float] = Field(description="Lower ends of the weeks' ranges.")
    upper: list[float] = Field(description="Upper ends of the weeks' ranges.")
    units: float = Field(description="Sold in all the weeks of `sold`.")
    next_mean: float | None = Field(description="Expected in the next whole week.")
    next_lower: float | None
    next_upper: float | None
    last_year: float | None = Field(
        description="Sold in the same week of last year, 52 weeks before; null where it wasn't sold then."
    )
    change: float | None = Field(description="The next week against last year's, as a share of the latter.")
    wape: float | None = Field(
        description="How far forecasts made in the week before were off, as a share of what was sold."
    )
    bias: float | None = Field(description="How much too much they said, as a share of what was sold.")
    weeks_judged: int = Field(description="Weeks that `wape` and `bias` are of: eight at most.")
    stock: float | None = Field(description="Units in the store; null where it keeps no stock of its own.")
    days_of_cover: float | None = Field(description="Days that the stock lasts by the forecast.")
    turnover_class: TurnoverClass | None = Field(
        description="A: the products and stores that make the first four fifths of revenue, B: up to 95 %, "
        "C: the rest; by units where revenue isn't known."
    )
    variation_class: VariationClass | None = Field(
        description="X: sold evenly from week to week, Y: varied, Z: erratic."
    )
    exception: Reason | None = Field(
        description="out_of_stock; runs_out: before an order placed now arrives; no_forecast: sold lately, "
        "not forecast; no_sales: none in four weeks; biased: forecasts a quarter too high or too low."
    )
    stale: bool = Field(description="Whether its schedule should have replaced the forecast.")
    owner: Person | None = Field(None, description="Who looks after the product.")


class SeriesPage(BaseModel):
    """A page of products in stores, and what weeks it tells of."""

    as_of: datetime | None = Field(description="When it was worked out; null before the first time.")
    known_until: date | None = Field(description="The last day whose sales or forecasts count as past.")
    first_sold: date | None = Field(description="The Monday of the first week of `sold`.")
    first_ahead: date | None = Field(description="The Monday of the first week ahead: it may have begun.")
    next_week: date | None = Field(description="The Monday of the next whole week.")
    level: float = Field(description="Share of cases in the ranges.")
    total: int | None = Field(description="Rows that match the filters; told with the first page.")
    items: list[SeriesRow]
    next: str | None = Field(None, description="Give it as `cursor` for the next page; null after the last.")


GroupName = Literal["category", "store", "region", "owner"]


class SeriesGroupFilter(SeriesChosen):
    """Which series are added up, and by what."""

    by: GroupName = "category"


class SeriesGroup(BaseModel):
    """Series of a category, store, region or owner together. Ranges don't add up, so there are none."""

    key: str | None = Field(
        description="The category, the store's code, the country and city, or the owner's id; null: none."
    )
    name: str | None = Field(description="As it is read.")
    country: str | None = Field(None, description="Of a region.")
    city: str | None = Field(None, description="Of a region.")
    series: int = Field(description="Products times stores in it.")
    units: float = Field(description="Sold in the weeks that the list shows.")
    next_mean: float | None = Field(description="Expected in the next whole week.")
    last_year: float | None = Field(description="Sold in the same week of last year.")
    change: float | None = Field(
        description="The next week against last year's of all series that are forecast, as a share."
    )
    stock: float | None = Field(description="Units in stores that keep stock.")
    days_of_cover: float | None = Field(
        description="Days that the stock lasts at the next week's pace, of series that keep stock."
    )
    exceptions: int = Field(description="Series that somebody should look at.")
    urgent: int = Field(description="Of these, out of stock or running out.")


class SeriesGroups(BaseModel):
    """All groups, the most sold first."""

    by: GroupName
    items: list[SeriesGroup]
