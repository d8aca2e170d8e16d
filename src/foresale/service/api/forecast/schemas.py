"""What is told of forecasts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from foresale.service.api.kit.renewal import Renewal
from foresale.service.api.predict.schemas import Grain, PredictedPeriod, ProductReference, StoreReference


class Interval(BaseModel):
    """Where a share of cases lies."""

    level: float = Field(examples=[0.8])
    lower: float
    upper: float


class AdjustedPeriod(BaseModel):
    """A day, week or month as people changed it."""

    mean: float
    intervals: list[Interval] = Field(description="Of the forecast, moved with the mean.")
    overrides: list[int] = Field(description="The changes that count, by number.")


class OutlookPeriod(BaseModel):
    """A day, week or month ahead."""

    date: date
    days: int = Field(description="Days of it that are ahead; what was sold before counts in it.")
    mean: float
    intervals: list[Interval]
    adjusted: AdjustedPeriod | None = Field(
        None, description="What people made of it; null where they didn't, or it wasn't asked for."
    )


class ForecastSource(BaseModel):
    """Which forecast this is from."""

    run: int = Field(description="The forecast's number: the version of what it tells.")
    model_version: str = Field(examples=["daily.all.3"])
    made_at: datetime
    cutoff: date = Field(description="The last day whose sales it knows.")
    stale: bool = Field(description="Whether its schedule should have replaced it.")
    expected_by: datetime | None = Field(description="When that is; null where nothing is scheduled.")


class ReasonPart(BaseModel):
    """Something that moves a forecast."""

    what: str = Field(
        description="A stable word: `promotion`, `price`, `holiday`, `rising_sales` …, or `column`.",
        examples=["promotion"],
    )
    name: str | None = Field(description="Of a holiday, promotion, model or column.")
    amount: float | None = Field(
        description="Of a price, the share by which it differs from the usual; of a holiday, days since it, "
        "below 0 before it; of a weekday, 1 for Monday; of the time of year, the month."
    )
    effect: float = Field(description="By which share: 0.2 raises the forecast by a fifth.")


class NoCause(BaseModel):
    """Why no reason can be named."""

    model: str = Field(description="Who forecast.", examples=["Blend of the best models"])
    uses_columns: bool = Field(description="Whether it looks at more than the series' own past sales.")


class ExplainedForecast(BaseModel):
    """From what is usual to what is expected."""

    usual: float | None = Field(description="Units a day, lately; null where it hasn't sold.")
    ahead: float = Field(description="Units a day in the next days.")
    days: int
    parts: list[ReasonPart] | None = Field(
        description="The model's reasons, strongest first, no proof of cause; null where none was looked for."
    )
    overall: list[ReasonPart] = Field(
        description="Instead of `parts`: what moves all forecasts; `effect` is the share of all that does."
    )
    no_cause: NoCause | None


class StoreOutlook(ForecastSource):
    """A product's forecast in one store."""

    store: StoreReference
    follows: int | None = Field(
        description="The run whose forecast of this series was in force before; null for one of everything."
    )
    because: str | None = Field(
        description="Why the series was forecast anew; null for a forecast of everything."
    )
    renewal: Renewal | None = Field(
        None, description="The same as data, where nobody put it into words, as at the end of a day."
    )
    forecast: list[OutlookPeriod]
    reasons: list[str]
    explained: ExplainedForecast | None = Field(
        None, description="The reasons as data; null in forecasts of older versions."
    )


class ProductOutlook(BaseModel):
    """A product's forecast."""

    product: ProductReference
    grain: Grain
    stores: list[StoreOutlook]


class AdjustedSum(BaseModel):
    """A sum as people changed it."""

    mean: float
    lower: float | None = Field(description="Null where nothing was forecast before.")
    upper: float | None = Field(description="Null where nothing was forecast before.")


class OutlookWeek(PredictedPeriod):
    """A week ahead."""

    adjusted: AdjustedSum | None = Field(
        None, description="What people made of it; null where they didn't, or it wasn't asked for."
    )


class WeeklySeries(BaseModel):
    """A product's weeks in one store."""

    product: ProductReference
    store: StoreReference
    run: int = Field(description="The forecast it is from: that of everything, or a newer one.")
    weeks: list[OutlookWeek]


class WeeklyPage(ForecastSource):
    """The weeks of many series, a page at a time."""

    level: float
    items: list[WeeklySeries]
    next: str | None = Field(None, description="Give it as `cursor` for the next page; null after the last.")


class ForecastSum(BaseModel):
    """What products sell together in a period."""

    first: date = Field(alias="from", description="The first of its days that count.")
    last: date = Field(alias="to", description="The last of them.")
    period: date = Field(description="The period's first day.")
    product: str | None = Field(None, description="The sku, where products are told apart.")
    store: str | None = Field(None, description="The code, where stores are told apart.")
    category: str | None = Field(None, description="Where categories are told apart; null: none given.")
    series: int = Field(description="Products times stores in it.")
    mean: float
    lower: float | None = Field(description="Null in forecasts made by an older version.")
    upper: float | None = Field(description="Null in forecasts made by an older version.")
    revenue: float | None = Field(
        description="`mean` at list prices, or where nobody set one at the usual price that sales had; null "
        "where no product has either."
    )
    unpriced: float = Field(description="Units of it that have neither price, and aren't in the revenue.")
    priced_by_sales: float = Field(
        description="Units of it without a list price, in the revenue at the usual price that sales had: the "
        "median of eight weeks, promotions aside."
    )
    adjusted: AdjustedSum | None = Field(
        None, description="What people made of it; null where they didn't, or it wasn't asked for."
    )


class ForecastSums(ForecastSource):
    """Sums of the forecast, a page at a time; ranges agree with how such sums went in the past."""

    grain: Literal["day", "week", "month", "horizon"]
    by: list[str]
    level: float
    items: list[ForecastSum]
    next: str | None = Field(None, description="Give it as `cursor` for the next page; null after the last.")


class ComparedForecast(BaseModel):
    """What was forecast for a period some days before."""

    lag: int = Field(description="Days from the last known day to the period's first.")
    model_version: str
    cutoff: date
    mean: float
    lower: float | None = Field(description="Of one product in one store; else null.")
    upper: float | None = Field(description="Of one product in one store; else null.")


class ComparedPeriod(BaseModel):
    """What was sold in a period, and what had been forecast."""

    date: date
    actual: float | None = Field(description="Null until all its sales have arrived.")
    forecasts: list[ComparedForecast]


class Comparison(BaseModel):
    """Forecast against actual."""

    grain: Grain
    first: date | None = Field(alias="from", description="First period; null where none has an actual.")
    last: date | None = Field(alias="to")
    level: float
    items: list[ComparedPeriod]


class AccuracyItem(BaseModel):
    """How good forecasts were, of one lag, product, store or version."""

    key: str = Field(
        description="The lag in periods (0: a week or month that had begun, with what was sold of it then), "
        "the sku, the store's code, or the version."
    )
    id: int | None = Field(description="Of the product or store.")
    n: int = Field(description="Forecasts that have an actual.")
    wape: float | None = Field(description="Σ|forecast − actual| / Σ|actual|; null where nothing was sold.")
    bias: float | None = Field(description="Σ(forecast − actual) / Σ actual; above 0 is too much.")
    coverage: float | None = Field(description="Share of actuals in the interval.")
    forecast: float
    actual: float


class Accuracy(BaseModel):
    """How good past forecasts were."""

    by: Literal["lag", "product", "store", "version"]
    grain: Grain
    first: date | None = Field(
        alias="from", description="First period judged; null where none has an actual."
    )
    last: date | None = Field(alias="to")
    level: float
    overall: AccuracyItem | None
    items: list[AccuracyItem] = Field(description="By lag in order; else the largest absolute error first.")
