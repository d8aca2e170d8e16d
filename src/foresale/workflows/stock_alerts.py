"""Which products won't last until an order placed now arrives, and how much to order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array

HIGH = 0.8
"""The level of demand that the stock should meet: four times of five."""
PART = 4_000
"""Products that are judged together: of so many a lead time of two years is 20 MB a matrix."""


@dataclass(frozen=True)
class DailyDemand:
    """What is expected to be sold of each product on each day ahead.

    Attributes:
        items: P products, in one store or in all together, as numbers in ascending order.
        mean: P × D units a day; the first day is the one after `cutoff`.
        spread: P × D: how far the level `HIGH` lies above the mean, added up over stores.
        squares: P × D: the same, squared before adding up.
    """

    items: NDArray[np.int64]
    mean: Array
    spread: Array
    squares: Array

    def take(self, items: NDArray[np.int64]) -> DailyDemand:
        """That of some products, as far as it is known."""
        rows = np.isin(self.items, items)
        return DailyDemand(self.items[rows], self.mean[rows], self.spread[rows], self.squares[rows])

    def extend(self, days: int) -> DailyDemand:
        """The same with at least so many days: those beyond the last one are like all days' average.

        Args:
            days: D days, at least.
        """
        more = max(days - self.mean.shape[1], 0)
        wide = (
            np.concatenate([part, np.repeat(part.mean(axis=1, keepdims=True), more, axis=1)], axis=1)
            for part in (self.mean, self.spread, self.squares)
        )
        return DailyDemand(self.items, *wide)


@dataclass(frozen=True)
class Arrivals:
    """What comes to items and leaves them without being sold.

    Attributes:
        coming: P × D units of the items of `DailyDemand`, by the day before which they are there.
        leaving: P units that are still in stock and meant for another store.
    """

    coming: Array
    leaving: Array

    @classmethod
    def of(cls, rows: pl.DataFrame, demand: DailyDemand) -> Arrivals:
        """Lay rows out as matrices; what comes after the last day ahead is left out.

        Args:
            rows: `item`, `day` (1 is the first, 0 what leaves), `units`; of items without demand too.
            demand: What is expected.
        """
        n_items, n_days = demand.mean.shape
        rows = rows.filter(pl.col("item").is_in(demand.items), pl.col("day") <= n_days)
        days = np.zeros((n_items, n_days + 1))
        place = np.searchsorted(demand.items, rows["item"].to_numpy())
        np.add.at(days, (place, rows["day"].to_numpy()), rows["units"].to_numpy())
        return cls(days[:, 1:], days[:, 0])


def demand_matrix(rows: pl.DataFrame, n_days: int) -> DailyDemand:
    """Lay rows of a product and a day each out as matrices; a day without a row has no demand.

    Args:
        rows: `item`, `day` (1 is the first), `mean`, `spread`, `squares`.
        n_days: Days ahead.
    """
    items = rows["item"].unique().sort()
    place = items.search_sorted(rows["item"]).to_numpy().astype(np.int64)
    day = rows["day"].to_numpy().astype(np.int64) - 1
    parts = []
    for name in ("mean", "spread", "squares"):
        matrix = np.zeros((len(items), n_days))
        np.add.at(matrix, (place, day), rows[name].cast(pl.Float64).to_numpy())
        parts.append(matrix)
    return DailyDemand(items.to_numpy().astype(np.int64), *parts)


def find_alerts(
    products: pl.DataFrame, demand: DailyDemand, review_days: int, arrivals: Arrivals | None = None
) -> pl.DataFrame:
    """The products whose stock is less than the high demand until an order arrives, most urgent first.

    Args:
        products: As for `judge_stock`.
        demand: What is expected.
        review_days: Days after its arrival that an order should last.
        arrivals: What comes and leaves; None: nothing.

    Returns:
        What `judge_stock` says of them.
    """
    return most_urgent(judge_stock(products, demand, review_days, arrivals))


def most_urgent(judged: pl.DataFrame) -> pl.DataFrame:
    """Those that lack something, most urgent first.

    Args:
        judged: What `judge_stock` says of products.
    """
    slack = pl.col("lasts_days") - pl.col("lead_time_days")
    return judged.filter(pl.col("units_short") > 0).sort(slack, "item", nulls_last=True)


def judge_in_parts(
    products: pl.DataFrame, demand: DailyDemand, review_days: int, arrivals: pl.DataFrame
) -> pl.DataFrame:
    """What `judge_stock` says of products, however long they take to come, by `item`.

    Those of like lead times are judged together: one that takes a year makes no others' days so many.

    Args:
        products: As for `judge_stock`.
        demand: What is expected.
        review_days: Days after its arrival that an order should last.
        arrivals: As for `Arrivals.of`.
    """
    found = []
    for part in products.sort("lead_time_days", maintain_order=True).iter_slices(PART):
        days = max(part["lead_time_days"].to_list()) + review_days
        ahead = demand.take(part["item"].to_numpy()).extend(days)
        found.append(judge_stock(part, ahead, review_days, Arrivals.of(arrivals, ahead)))
    return pl.concat(found).sort("item")


def judge_stock(
    products: pl.DataFrame, demand: DailyDemand, review_days: int, arrivals: Arrivals | None = None
) -> pl.DataFrame:
    """How long stock lasts and how much of it lacks until an order arrives, of products with a forecast.

    High demand over several days and stores lies between that of independent parts and of parts in step; the
    middle of the two is taken. Beyond the last day ahead, every day is like their average. What comes helps
    from its day on: what is lacking before isn't made up for by it.

    Args:
        products: `item`, `stock`, `lead_time_days`, `pack_size`, and what else is to be shown.
        demand: What is expected.
        review_days: Days after its arrival that an order should last.
        arrivals: What comes and leaves; None: nothing.

    Returns:
        The products with `daily_mean`, `days_of_cover` (of the stock alone; null where nothing is expected),
        `lasts_days` (with what comes before it is used up), `demand_mean` and `demand_high` over the lead
        time, `arriving` units until then less those that leave, `units_short` on the day until then on which
        most lack (negative where it is enough) and `suggested_order` in whole packs.
    """
    known = products.filter(pl.col("item").is_in(demand.items))
    place = np.searchsorted(demand.items, known["item"].to_numpy())
    on_hand = known["stock"].to_numpy().astype(np.float64)[:, None]
    there = np.broadcast_to(on_hand, (len(place), demand.mean.shape[1]))
    if arrivals is not None:
        there = there - arrivals.leaving[place, None] + np.cumsum(arrivals.coming[place], axis=1)
    lead = np.maximum(known["lead_time_days"].to_numpy(), 1)
    mean, high = _over(demand, place, lead)
    _, later = _over(demand, place, lead + review_days)
    pack = known["pack_size"].to_numpy()
    order = np.ceil(np.maximum(later - _at(there, lead + review_days), 0) / pack - 1e-9) * pack
    cover = _days_of_cover(demand.mean[place], np.broadcast_to(on_hand, there.shape))
    lasts = _days_of_cover(demand.mean[place], there)
    return known.with_columns(
        daily_mean=pl.Series(mean / lead),
        days_of_cover=pl.Series(cover).replace(float("inf"), None),
        lasts_days=pl.Series(lasts).replace(float("inf"), None),
        demand_mean=pl.Series(mean),
        demand_high=pl.Series(high),
        arriving=pl.Series(_at(there, lead) - on_hand[:, 0]),
        units_short=pl.Series(np.maximum(high - _at(there, lead), _most_short(demand, place, lead, there))),
        suggested_order=pl.Series(order).cast(pl.Int64),
    )


def _most_short(
    demand: DailyDemand, place: NDArray[np.int64], lead: NDArray[np.int64], there: Array
) -> Array:
    """Units of high demand that aren't there on the day until the order's arrival on which most lack."""
    mean, spread, squares = (
        np.cumsum(part[place], axis=1) for part in (demand.mean, demand.spread, demand.squares)
    )
    within = np.arange(there.shape[1]) < lead[:, None]
    return np.asarray(np.where(within, _high(mean, spread, squares) - there, -np.inf).max(axis=1))


def _at(there: Array, days: NDArray[np.int64]) -> Array:
    """N units that there are by the end of N numbers of days, or by that of the last one known."""
    return np.asarray(
        np.take_along_axis(there, (np.minimum(days, there.shape[1]) - 1)[:, None], axis=1)[:, 0]
    )


def _over(demand: DailyDemand, place: NDArray[np.int64], days: NDArray[np.int64]) -> tuple[Array, Array]:
    """Mean and high demand of the first days, a number of them for each product."""
    mean, spread, squares = (
        _total(part[place], days) for part in (demand.mean, demand.spread, demand.squares)
    )
    return mean, _high(mean, spread, squares)


def _high(mean: Array, spread: Array, squares: Array) -> Array:
    return np.asarray(mean + (np.sqrt(squares) + spread) / 2)


def _total(daily: Array, days: NDArray[np.int64]) -> Array:
    n_days = daily.shape[1]
    summed = np.cumsum(daily, axis=1)
    within = np.take_along_axis(summed, (np.minimum(days, n_days) - 1)[:, None], axis=1)[:, 0]
    return np.asarray(within + np.maximum(days - n_days, 0) * summed[:, -1] / n_days)


def _days_of_cover(daily: Array, there: Array) -> Array:
    """Days until mean demand has used all up, parts of a day as such; infinite without demand.

    Args:
        daily: N × D units of demand.
        there: N × D units that there are by the end of each day, sold ones too.
    """
    n_days = daily.shape[1]
    summed = np.cumsum(daily, axis=1)
    full = np.argmin(np.pad(summed < there, ((0, 0), (0, 1))), axis=1)
    inside = np.minimum(full, n_days - 1)
    stock = np.take_along_axis(there, inside[:, None], 1)[:, 0]
    before = np.where(
        inside > 0, np.take_along_axis(summed, np.maximum(inside - 1, 0)[:, None], 1)[:, 0], 0.0
    )
    rate = np.where(
        full < n_days, np.take_along_axis(daily, inside[:, None], 1)[:, 0], summed[:, -1] / n_days
    )
    start = np.where(full < n_days, before, summed[:, -1])
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.where(stock > start, (stock - start) / rate, 0.0)
    return np.asarray(np.where(stock <= 0, 0.0, full + rest))
