"""How good forecasts were that a server kept: what was sold beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypedDict

from foresale.client.answers import name_in_api, reads

Grain = Literal["day", "week", "month"]


@reads("ComparedForecast")
@dataclass(frozen=True)
class ComparedForecast:
    """What was forecast for a period some days before.

    Attributes:
        lag: Days from the last known day to the period's first.
        model_version: Who said so.
        cutoff: The last day it knew.
        mean: Units it expected.
        lower: The interval's lower end, of one product in one store.
        upper: Its upper end.
    """

    lag: int
    model_version: str
    cutoff: date
    mean: float
    lower: float | None = None
    upper: float | None = None


@reads("ComparedPeriod")
@dataclass(frozen=True)
class ComparedPeriod:
    """What was sold in a period, beside what had been forecast.

    Attributes:
        date, actual: Its first day, and units sold; None until all its sales have arrived.
        forecasts: The forecasts, by lag.
    """

    date: date
    actual: float | None
    forecasts: tuple[ComparedForecast, ...] = ()


@reads("Comparison")
@dataclass(frozen=True)
class Comparison:
    """Forecast against actual.

    Attributes:
        items: Period by period.
    """

    items: tuple[ComparedPeriod, ...]


@reads("AccuracyItem")
@dataclass(frozen=True)
class AccuracyItem:
    """How good forecasts were, of one lag, product, store or version.

    Attributes:
        key: The lag, the sku, the store's code, or the version.
        n: Forecasts whose actual is known.
        wape: Absolute error as a share of sales.
        bias: Signed error as a share of sales; above 0 is too much.
        coverage: Share of actuals in the interval.
        forecast: Units forecast.
        actual: Units sold.
    """

    key: str
    n: int
    wape: float | None
    bias: float | None
    coverage: float | None
    forecast: float
    actual: float


@reads("Accuracy")
@dataclass(frozen=True)
class Accuracy:
    """How good past forecasts were.

    Attributes:
        by: lag, product, store or version.
        overall: All together; None where no actual is known yet.
        items: One by one.
        first: First period judged.
        last: Last period judged.
    """

    by: str
    overall: AccuracyItem | None
    items: tuple[AccuracyItem, ...]
    first: date | None = field(default=None, metadata=name_in_api("from"))
    last: date | None = field(default=None, metadata=name_in_api("to"))


class PastFilter(TypedDict, total=False):
    """Which past forecasts are wanted: of a product, store, category, version, lags, and `since`–`until`."""

    product: int | str
    store: int | str
    category: str
    model_version: str
    grain: Grain
    lag: list[int]
    since: date
    until: date
    level: float
