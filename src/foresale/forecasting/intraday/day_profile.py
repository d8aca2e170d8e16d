"""How a day's sales spread over its hours: the share sold by each quarter of an hour.

Shares are learned for each store, weekday and category, and drawn to those of the group around them the
less was sold in a group: all sales, then a store's, then its weekday's, then the category's in them. How
strongly, each level learns from days that its shares haven't seen. A shop that is shut by eight has sold
all by eight, whatever the others do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from foresale.arrays import Array, Index

SLOTS = 96
"""Quarters of an hour in a day."""
MIN_DAYS = 14
"""Days with times that a profile needs."""
MIN_TIMES = 3
"""Times of a day that sales must have, or they are a day's sum put at one moment."""
LEVELS = ((), ("store",), ("store", "weekday"), ("store", "weekday", "category"))
STRENGTHS = (3.0, 10.0, 30.0, 100.0, 300.0, 1e3, 3e3, 1e4, 1e5)
"""Units that the group around counts for."""
HELD_BACK = 0.25
_ALL = (None, None, None)
_EVEN = 0.01  # units in every slot of all sales, so that no share is 0


@dataclass(frozen=True)
class DayProfiles:
    """Shares of a day sold by each quarter of an hour.

    Attributes:
        groups: `store`, `weekday` (1 is Monday) and `category` of each group; nulls are all.
        shares: G × (SLOTS + 1) shares sold by the start of each slot: from 0 to 1.
    """

    groups: pl.DataFrame
    shares: Array

    def find_groups(self, series: pl.DataFrame, weekday: int | Index) -> Index:
        """S row numbers of `shares`: of each series' narrowest group that is known.

        Args:
            series: `store` and `category`.
            weekday: One for all, or S of them; 1 is Monday.
        """
        stores, categories = (series[name].cast(pl.String).to_list() for name in ("store", "category"))
        weekdays = np.broadcast_to(weekday, series.height).tolist()
        known = self._group_of
        found = []
        for store, day, category in zip(stores, weekdays, categories, strict=True):
            for key in ((store, day, category), (store, day, None), (store, None, None), _ALL):
                if (group := known.get(key)) is not None:
                    found.append(group)
                    break
        return np.array(found, dtype=np.intp)

    def shares_of(self, series: pl.DataFrame, weekday: int | Index) -> Array:
        """S × (SLOTS + 1) shares of series on a weekday, each of the narrowest group that is known.

        Args:
            series: `store` and `category`.
            weekday: One for all, or S of them; 1 is Monday.
        """
        return np.asarray(self.shares[self.find_groups(series, weekday)])

    @cached_property
    def _group_of(self) -> dict[tuple[str | None, int | None, str | None], int]:
        """The row number of each group: looking up some series' is quicker than joining them to all."""
        return {key: group for group, key in enumerate(self.groups.select(LEVELS[-1]).iter_rows())}


def learn_profiles(slots: pl.DataFrame) -> DayProfiles | None:
    """Learn how days spread over their hours; None where sales have no times, or too few days.

    Args:
        slots: Units sold by `store`, `category` (may be null), `date` and `slot` (0 to SLOTS − 1, of the
            store's own clock); returns may be among them, and are left out.
    """
    sold = slots.filter(pl.col("units") > 0).with_columns(
        pl.col("store", "category").cast(pl.String), pl.col("date").dt.weekday().alias("weekday")
    )
    days = sold["date"].unique().sort()
    if len(days) < MIN_DAYS or sold["slot"].n_unique() < MIN_TIMES:
        return None
    seen = days[: int(len(days) * (1 - HELD_BACK))].last()
    early, late = sold.filter(pl.col("date") <= seen), sold.filter(pl.col("date") > seen)
    strengths = _learn_strengths(early, late)
    levels = _levels(sold, strengths)
    tables = [
        groups.with_columns(pl.lit(None, kind).alias(name) for name, kind in _KINDS if name not in level)
        for level, (groups, _) in zip(LEVELS, levels, strict=True)
    ]
    spread = np.concatenate([parts for _, parts in levels])
    shares = np.concatenate([np.zeros((len(spread), 1)), np.cumsum(spread, axis=1)], axis=1)
    shares /= shares[:, -1:]
    return DayProfiles(pl.concat([table.select(LEVELS[-1]) for table in tables]), shares)


_KINDS = (("store", pl.String()), ("weekday", pl.Int8()), ("category", pl.String()))


def _learn_strengths(early: pl.DataFrame, late: pl.DataFrame) -> list[float]:
    """For each level below the first, how many units the group around counts for: what fits later days."""
    found: list[float] = []
    for level in LEVELS[1:]:
        kept = late.drop_nulls(level)
        if kept.is_empty():
            found.append(STRENGTHS[-1])
            continue
        likelihood = [_likelihood(early, kept, [*found, strength]) for strength in STRENGTHS]
        found.append(STRENGTHS[int(np.argmax(likelihood))])
    return found


def _likelihood(early: pl.DataFrame, late: pl.DataFrame, strengths: Sequence[float]) -> float:
    """How likely later sales are by the shares of a level, in units of log likelihood."""
    level = LEVELS[len(strengths)]
    groups, shares = _levels(early, strengths)[-1]
    wanted = late.group_by(*level, "slot").agg(pl.col("units").sum())
    places = wanted.join(groups.with_row_index("group"), on=level, how="inner")
    chance = shares[places["group"].to_numpy(), places["slot"].to_numpy()]
    return float(np.sum(places["units"].to_numpy() * np.log(chance)))


def _levels(sold: pl.DataFrame, strengths: Sequence[float]) -> list[tuple[pl.DataFrame, Array]]:
    """Groups and shares of a day in each slot, level by level, each drawn to the one around it."""
    found: list[tuple[pl.DataFrame, Array]] = []
    for level, strength in zip(LEVELS, (0.0, *strengths), strict=False):
        kept = sold.drop_nulls(level)
        groups = kept.select(level).unique().sort(level) if level else pl.DataFrame({"all": [True]})
        count = max(groups.height, 0 if level else 1)
        units = np.full((count, SLOTS), _EVEN if not level else 0.0)
        if level:
            sums = kept.group_by(*level, "slot").agg(pl.col("units").sum())
            placed = sums.join(groups.with_row_index("group"), on=level)
            units[placed["group"].to_numpy(), placed["slot"].to_numpy()] += placed["units"].to_numpy()
            around_groups, around = found[-1]
            upper = LEVELS[len(found) - 1]
            if upper:
                place = groups.join(
                    around_groups.with_row_index("around"), on=upper, how="left", maintain_order="left"
                )["around"].to_numpy()
            else:
                place = np.zeros(count, dtype=np.int64)
            units = units + strength * around[place]
        else:
            sums = kept.group_by("slot").agg(pl.col("units").sum())
            units[0, sums["slot"].to_numpy()] += sums["units"].to_numpy()
        found.append((groups, units / units.sum(axis=1, keepdims=True)))
    return found
