"""What today will have sold, as a server tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from foresale.client.answers import reads
from foresale.client.predictions import ProductName, StoreName


@reads("MorningForecast")
@dataclass(frozen=True)
class MorningForecast:
    """What was forecast for a day before it began.

    Attributes:
        mean: Units expected.
        lower: The range's lower end.
        upper: Its upper end.
    """

    mean: float
    lower: float
    upper: float


@reads("TodayItem")
@dataclass(frozen=True)
class TodayItem:
    """A product's day in a store.

    Attributes:
        product: Which product.
        store: Which store.
        date: The store's own today.
        sold: Units sold so far.
        mean: Units that the whole day will have sold.
        lower: The range's lower end.
        upper: Its upper end.
        morning: What was forecast before the day began.
        share: Share of a day's units expected by now; None where sales have no times of day.
    """

    product: ProductName
    store: StoreName
    date: date
    sold: float
    mean: float
    lower: float
    upper: float
    morning: MorningForecast
    share: float | None = None


@reads("SumRange")
@dataclass(frozen=True)
class SumRange:
    """What was forecast for a store's day before it began.

    Attributes:
        mean: Units expected.
        lower: The range's lower end; None where it isn't known how errors of products go together.
        upper: Its upper end.
    """

    mean: float
    lower: float | None = None
    upper: float | None = None


@reads("TodayOfStore")
@dataclass(frozen=True)
class TodayOfStore:
    """A store's day, of all its products together.

    Attributes:
        store: Which store.
        date: Its own today.
        known_until: The store's clock up to which silence is taken for no sales.
        behind: Whether more sales were due since the last one than chance explains.
        series: How many products are added up.
        sold: Units sold so far.
        mean: Units that the whole day will have sold.
        morning: What was forecast before the day began.
        lower: The range's lower end; None where it isn't known how errors of products go together.
        upper: Its upper end.
        share: Share of a day's units expected by now; None where sales have no times of day.
        last_sale: Its newest sale of today.
    """

    store: StoreName
    date: date
    known_until: str
    behind: bool
    series: int
    sold: float
    mean: float
    morning: SumRange
    lower: float | None = None
    upper: float | None = None
    share: float | None = None
    last_sale: datetime | None = None


class TodayFilter(TypedDict, total=False):
    """Whose day is wanted: of a product, store or category, with a `level`."""

    product: int | str
    store: int | str
    category: str
    level: float
