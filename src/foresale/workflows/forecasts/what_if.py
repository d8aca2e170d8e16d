"""What a price, a promotion or an event would do to a product's sales, by what such things did before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from foresale.arrays import Floats
from foresale.errors import OptionError
from foresale.forecasting.explanation.past_effects import PastEffect, measure_effect
from foresale.forecasting.explanation.past_spells import (
    FEWEST_CASES,
    AskedChange,
    PastDays,
    find_episodes,
)
from foresale.workflows.forecasts.sales_of_record import KEYS, flag
from foresale.workflows.forecasts.usual_prices import USUAL_DAYS, usual_prices
from foresale.workflows.ports import SalesRepository, Scope

MOST_DAYS = 730
MOST_SERIES = 300
_CARRIED = 28
"""Days without a sale for which the price and the promotion of the last one hold."""
_NOTHING_SEEN = {
    "promotion": "Too few promotions were seen in {where} to tell what one does.",
    "price": "The price hardly ever changed in {where}: nothing tells what another one does.",
    "event": "'{event}' was hardly ever on in {where}: nothing tells what it does.",
}


@dataclass(frozen=True)
class WhatIf:
    """A change of one product in one store.

    Attributes:
        product: Sku.
        store: Code.
        price: What a unit would cost; None to leave it.
        discount: The same as a share off the usual price.
        promotion: Whether a promotion would be on.
        event: The name of an event that would be on.
    """

    product: str
    store: str
    price: float | None = None
    discount: float | None = None
    promotion: bool = False
    event: str | None = None


@dataclass(frozen=True)
class Source:
    """Series whose past may tell what a change does.

    Attributes:
        name: `product` or `category`.
        scope: Whose sales are read.
        series: `product` and `store` of each.
    """

    name: str
    scope: Scope
    series: pl.DataFrame


@dataclass(frozen=True)
class Measured:
    """What such changes did.

    Attributes:
        effect: In the past.
        on_top: The effect on days on which a promotion is planned, which their forecast holds: of what the
            change adds to it.
        source: Name of the source that had enough of them.
        usual_price: Of a unit now; None where no price is known.
    """

    effect: PastEffect
    on_top: PastEffect
    source: str
    usual_price: float | None


def measure_change(
    sales_repository: SalesRepository, sources: Sequence[Source], asked: WhatIf, until: date
) -> Measured:
    """By how much a change would multiply sales, measured in the first source that saw enough like it.

    Args:
        sales_repository: The sales of record.
        sources: The nearest first; the first holds the product in the store itself.
        asked: The change.
        until: The last day to look at.

    Raises:
        OptionError: Nothing like it was seen, or no price is known.
    """
    lacking, usual = "promotion", None
    for place, source in enumerate(sources):
        series = source.series.head(MOST_SERIES)
        since = until - timedelta(days=MOST_DAYS)
        sales = sales_repository.daily_of(source.scope, series, since).filter(pl.col("date") <= until)
        sales = _with_prices(sales)
        if place == 0:
            usual = _usual_price(sales, asked, until)
        change = _change(asked, usual)
        if not sales.height:
            continue
        found = find_episodes(_past_days(sales, sales_repository.events(source.scope), asked.event, until))
        lacks = found.lacking(change)
        if lacks is None:
            effect = measure_effect(found, change)
            # Where too few promotions were seen, nothing tells what a planned one adds already.
            is_known = found.count("promotion") >= FEWEST_CASES
            on_top = measure_effect(found, change, is_planned=True) if is_known else effect
            return Measured(effect, on_top, source.name, usual)
        lacking = lacks
    raise OptionError(
        _NOTHING_SEEN[lacking].format(where=f"{asked.product} and products like it", event=asked.event),
        fix="Type what you expect into the plan; the next such case will be measured.",
    )


def _change(asked: WhatIf, usual: float | None) -> AskedChange:
    share = None
    if asked.discount is not None:
        share = 1.0 - asked.discount
    elif asked.price is not None:
        if usual is None:
            raise OptionError(
                f"No price of {asked.product} in {asked.store} is known, so none can be laid beside yours.",
                fix="Give the discount instead, or add sales with their prices.",
            )
        share = asked.price / usual
    return AskedChange(asked.promotion, share, asked.event is not None)


def _with_prices(sales: pl.DataFrame) -> pl.DataFrame:
    """The sales with `on` (promotion, 0 or 1) and `usual`, the median price of the days before."""
    typed = sales.with_columns(flag(sales).alias("on"), pl.col("price").cast(pl.Float64)).sort(*KEYS, "date")
    regular = pl.when(pl.col("on") == 0).then(pl.col("price"))
    before = regular.rolling_median_by("date", f"{USUAL_DAYS}d", closed="left").over(KEYS)
    return typed.with_columns(usual=before)


def _usual_price(sales: pl.DataFrame, asked: WhatIf, until: date) -> float | None:
    own = sales.filter(pl.col("product") == asked.product, pl.col("store") == asked.store)
    found = usual_prices(own, until, KEYS)["price"]
    return float(found[0]) if len(found) else None


def _past_days(sales: pl.DataFrame, events: pl.DataFrame, event: str | None, until: date) -> PastDays:
    keys = list(KEYS)
    series = sales.select(*keys, "category").unique(keys, maintain_order=True).with_row_index("row")
    first = sales["date"].min()
    start = first if isinstance(first, date) else until
    shape = (series.height, (until - start).days + 1)
    lines = sales.join(series.select(*keys, "row"), on=keys, how="left")
    at = lines["row"].to_numpy(), (lines["date"] - start).dt.total_days().to_numpy()
    sold = np.full(shape, np.nan)
    sold[at] = lines["units"].cast(pl.Float64).to_numpy()
    begun = np.maximum.accumulate(~np.isnan(sold), axis=1)
    units = np.where(begun & np.isnan(sold), 0.0, np.maximum(sold, 0.0))
    price = np.full(shape, np.nan)
    ratio = lines.select(pl.when(pl.col("usual") > 0).then(pl.col("price") / pl.col("usual")).alias("ratio"))
    price[at] = ratio["ratio"].fill_null(float("nan")).to_numpy()
    price[~(price > 0)] = np.nan
    price = _carry(price)
    promoted = np.full(shape, np.nan)
    promoted[at] = lines["on"].to_numpy() > 0
    promoted = _carry(promoted) == 1
    asked, other = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for row in events.iter_rows(named=True):
        days = slice(max((row["starts_on"] - start).days, 0), max((row["ends_on"] - start).days + 1, 0))
        where = np.ones(series.height, dtype=bool)
        for key in (*keys, "category"):
            if row[key] is not None:
                where &= (series[key] == row[key]).fill_null(value=False).to_numpy()
        kind = promoted if row["kind"] == "promotion" else asked if row["name"] == event else other
        kind[np.flatnonzero(where), days] = True
    return PastDays(units, promoted, price, asked, other & ~asked)


def _carry(values: Floats) -> Floats:
    """With the last known value on days without a sale.

    Only sales tell prices and promotions. If days without one were taken for ordinary ones, only days on
    which something was sold would be left at another price, and any price would seem to sell more.
    """
    days = np.arange(values.shape[1])
    last = np.maximum.accumulate(np.where(np.isnan(values), -1, days), axis=1)
    carried = np.take_along_axis(values, np.maximum(last, 0), axis=1)
    return np.where((last >= 0) & (days - last <= _CARRIED), carried, np.nan)
