"""Predictions on request: of a product in a store, or of a month typed in by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from foresale.client.answers import name_in_api, reads


@reads("ProductReference")
@dataclass(frozen=True)
class ProductName:
    """A product's names.

    Attributes:
        id: The server's.
        sku: Your own.
    """

    id: int
    sku: str


@reads("StoreReference")
@dataclass(frozen=True)
class StoreName:
    """A store's names.

    Attributes:
        id: The server's.
        code: Your own.
    """

    id: int
    code: str


@reads("PredictedPeriod")
@dataclass(frozen=True)
class Period:
    """A day, week or month ahead.

    Attributes:
        date: Its first day.
        mean: Units to expect.
        lower: The interval's lower end.
        upper: Its upper end.
        days: Days of it that are forecast; fewer than all at the ends of the forecast.
    """

    date: date
    mean: float
    lower: float
    upper: float
    days: int = 1


@reads("PredictedTotal")
@dataclass(frozen=True)
class Total:
    """All days together; its interval is narrower than the days' added up.

    Attributes:
        mean: Units to expect.
        lower: The interval's lower end.
        upper: Its upper end.
    """

    mean: float
    lower: float
    upper: float


@reads("StoredAnswer")
@dataclass(frozen=True)
class Prediction:
    """What a product will sell in a store.

    Attributes:
        product: Which product.
        store: Which store.
        model_version: Who says so, such as daily.all.3.
        made_at: When the forecast was made, UTC.
        cutoff: The last day whose sales it knows.
        first: The first day it is about.
        last: The last day.
        grain: day, week or month.
        level: Share of cases in the intervals.
        periods: Period by period.
        total: All of them together.
        reasons: Why, in sentences.
        stale: Whether a newer forecast should be there by now.
    """

    product: ProductName
    store: StoreName
    model_version: str
    made_at: datetime
    cutoff: date
    first: date = field(metadata=name_in_api("from"))
    last: date = field(metadata=name_in_api("to"))
    grain: str
    level: float
    periods: tuple[Period, ...] = field(metadata=name_in_api("forecast"))
    total: Total
    reasons: tuple[str, ...] = ()
    stale: bool = False


@reads("WhatIfAnswer")
@dataclass(frozen=True)
class Estimate:
    """What a month would sell after the months that were typed in.

    Attributes:
        year: The month's year.
        month: The month, 1–12.
        model_version: Who says so, such as monthly.all.2.
        level: Share of cases in the interval.
        mean: Units to expect.
        lower: The interval's lower end.
        upper: Its upper end.
        reasons: Why, in sentences.
    """

    year: int
    month: int
    model_version: str
    level: float
    mean: float
    lower: float
    upper: float
    reasons: tuple[str, ...] = ()
