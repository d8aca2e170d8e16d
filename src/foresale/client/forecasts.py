"""Forecasts that a server keeps, and how good past ones were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypedDict, Unpack

from foresale.client.answers import name_in_api, read, reads, sends
from foresale.client.connection import Connection
from foresale.client.forecast_sums import ForecastSum, SumsFilter
from foresale.client.intervals import Interval
from foresale.client.jobs import Job
from foresale.client.past_forecasts import Accuracy, ComparedPeriod, Comparison, Grain, PastFilter
from foresale.client.predictions import ProductName, StoreName
from foresale.client.today import TodayFilter, TodayItem, TodayOfStore


@reads("OutlookPeriod")
@dataclass(frozen=True)
class OutlookPeriod:
    """A day, week or month ahead.

    Attributes:
        date: Its first day.
        mean: Units to expect.
        intervals: Where the truth may lie, by share of cases.
        days: Days of it that are forecast.
    """

    date: date
    mean: float
    intervals: tuple[Interval, ...] = ()
    days: int = 1


@reads("StoreOutlook")
@dataclass(frozen=True)
class StoreOutlook:
    """A product's forecast in one store.

    Attributes:
        store: Which store.
        model_version: Who says so.
        made_at: When, UTC.
        cutoff: The last day whose sales it knows.
        periods: Period by period.
        reasons: Why, in sentences.
        stale: Whether a newer forecast should be there by now.
    """

    store: StoreName
    model_version: str
    made_at: datetime
    cutoff: date
    periods: tuple[OutlookPeriod, ...] = field(metadata=name_in_api("forecast"))
    reasons: tuple[str, ...] = ()
    stale: bool = False


@reads("ProductOutlook")
@dataclass(frozen=True)
class ProductOutlook:
    """A product's forecast, store by store.

    Attributes:
        product: Which product.
        grain: day, week or month.
        stores: Store by store.
    """

    product: ProductName
    grain: str
    stores: tuple[StoreOutlook, ...]


@reads("AdjustedSum")
@dataclass(frozen=True)
class AdjustedSum:
    """A sum as people changed it.

    Attributes:
        mean: Units to expect.
        lower: The interval's lower end; None where nothing was forecast before.
        upper: Its upper end.
    """

    mean: float
    lower: float | None = None
    upper: float | None = None


@reads("OutlookWeek")
@dataclass(frozen=True)
class Week:
    """A week ahead.

    Attributes:
        date: Its first day.
        mean: Units to expect.
        lower: The interval's lower end.
        upper: Its upper end.
        days: Days of it that are forecast; fewer than all at the ends of the forecast.
        adjusted: What people made of it; None where they didn't, or it wasn't asked for.
    """

    date: date
    mean: float
    lower: float
    upper: float
    days: int = 1
    adjusted: AdjustedSum | None = None


@reads("WeeklySeries")
@dataclass(frozen=True)
class WeeklySeries:
    """A product's weeks ahead in one store.

    Attributes:
        product: Which product.
        store: Which store.
        weeks: Week by week.
    """

    product: ProductName
    store: StoreName
    weeks: tuple[Week, ...]


class OutlookFilter(TypedDict, total=False):
    """Which of a product's forecast is wanted: of a store, in which grain, `since`–`until`, with `levels`."""

    store: int | str
    grain: Grain
    since: date
    until: date
    levels: list[float]


@sends("SeriesGiven")
class SeriesGiven(TypedDict):
    """A product in a store: by sku and code (text), or by ids (numbers)."""

    product: int | str
    store: int | str


@sends("RefreshGiven")
class RefreshOptions(TypedDict, total=False):
    """Which series are forecast anew: these, or those of products and stores; and why."""

    segment: str
    series: list[SeriesGiven]
    products: list[int | str]
    stores: list[int | str]
    because: str | None
    until: date | None


@sends("TrainingGiven")
class TrainingOptions(TypedDict, total=False):
    """What may be decided about a training: of which family and segment, and how much is tried."""

    family: Literal["daily", "monthly"]
    segment: str
    horizon: int
    models: list[str]
    budget_seconds: float
    country: str
    until: date | None


class Forecasts:
    """The forecasts that are served."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, product: int | str, **which: Unpack[OutlookFilter]) -> ProductOutlook:
        """What a product will sell, store by store; 28 days unless told otherwise.

        Args:
            product: Its sku (text), or its id (a number).
            which: Store, grain, days and intervals.
        """
        return read(ProductOutlook, self._connection.get("/forecast", product=product, **which))

    def weekly(
        self,
        store: int | str | None = None,
        category: str | None = None,
        level: float | None = None,
        *,
        overrides: bool = False,
    ) -> Iterator[WeeklySeries]:
        """The weeks ahead of every product in every store, fetched as they are asked for.

        Args:
            store: A store's code (text), or its id (a number).
            category: Products of a category.
            level: Share of cases in the intervals.
            overrides: Tell what people's changes make of it, too.
        """
        which = {"store": store, "category": category, "level": level, "overrides": overrides or None}
        return (read(WeeklySeries, item) for item in self._connection.pages("/forecast/weekly", **which))

    def totals(self, **which: Unpack[SumsFilter]) -> Iterator[ForecastSum]:
        """What stores, categories, products or all of it sell together, fetched as they are asked for."""
        return (read(ForecastSum, item) for item in self._connection.pages("/forecast/totals", **which))

    def today(self, **which: Unpack[TodayFilter]) -> Iterator[TodayItem]:
        """What each product will have sold today in each store, fetched as they are asked for."""
        return (read(TodayItem, item) for item in self._connection.pages("/today", **which))

    def today_of_stores(self, **which: Unpack[TodayFilter]) -> tuple[TodayOfStore, ...]:
        """What each store will have sold today in all."""
        told = self._connection.get("/today/stores", **which)
        return tuple(read(TodayOfStore, item) for item in told["items"])

    def comparison(self, **which: Unpack[PastFilter]) -> tuple[ComparedPeriod, ...]:
        """What was sold beside what had been forecast, period by period."""
        return read(Comparison, self._connection.get("/forecast/comparison", **which)).items

    def accuracy(
        self, by: Literal["lag", "product", "store", "version"] = "lag", **which: Unpack[PastFilter]
    ) -> Accuracy:
        """How good forecasts were whose actual is known.

        Args:
            by: What is told apart.
            which: Which forecasts are judged.
        """
        return read(Accuracy, self._connection.get("/forecast/accuracy", by=by, **which))

    def refresh(self, **which: Unpack[RefreshOptions]) -> Job:
        """Have the champion forecast anew, as after a late import; `jobs.wait` waits for it.

        Args:
            which: A `segment` (all, category=Drinks, store=S1, segment=NAME); or `series`, or `products` and
                `stores`, which leaves all others as they are; `because`, kept with the forecast of these;
                and `until`, the last day that may be known, to see what the champion was worth since.
        """
        return read(Job, self._connection.post("/forecast/refresh", which, once=True))

    def train(self, **options: Unpack[TrainingOptions]) -> Job:
        """Have a model trained, registered, and promoted if it is better; `jobs.wait` waits for it."""
        return read(Job, self._connection.post("/forecast/train", options, once=True))
