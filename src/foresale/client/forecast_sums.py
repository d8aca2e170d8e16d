"""Sums of a server's forecast: what stores, categories or products sell together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypedDict

from foresale.client.answers import name_in_api, reads


@reads("ForecastSum")
@dataclass(frozen=True)
class ForecastSum:
    """What products sell together in a period.

    Attributes:
        period: Its first day.
        mean: Units to expect.
        lower: The range's lower end; None in forecasts of an older server.
        upper: Its upper end.
        series: Products times stores in it.
        first: The first of its days that are forecast.
        last: The last of them.
        revenue: `mean` at list prices, or else at the usual prices that sales had; None where there are none.
        unpriced: Units of it that have no price.
        priced_by_sales: Units of it that nobody set a list price for: their usual price counts.
        product: The sku, where products are told apart.
        store: The code, where stores are told apart.
        category: Where categories are told apart.
    """

    period: date
    mean: float
    lower: float | None
    upper: float | None
    series: int
    first: date = field(metadata=name_in_api("from"))
    last: date = field(metadata=name_in_api("to"))
    revenue: float | None = None
    unpriced: float = 0.0
    priced_by_sales: float = 0.0
    product: str | None = None
    store: str | None = None
    category: str | None = None


class SumsFilter(TypedDict, total=False):
    """Which sums are wanted: of a product, store or category, what is told apart, `since`–`until`."""

    by: list[Literal["product", "store", "category"]]
    product: int | str
    store: int | str
    category: str
    grain: Literal["day", "week", "month", "horizon"]
    since: date
    until: date
    level: float
