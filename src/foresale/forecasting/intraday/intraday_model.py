"""All that is learned of how days go: shares by hour, sizes of sales, and how far days stray."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from foresale.arrays import Array, Index
from foresale.forecasting.intraday.day_profile import SLOTS, DayProfiles, learn_profiles
from foresale.forecasting.intraday.within_day_spread import HOURS, WithinDaySpread, learn_batches, learn_warp

_USUAL_BATCH = 1.0


@dataclass(frozen=True)
class IntradayModel:
    """How days go.

    Attributes:
        profiles: Shares sold by each quarter of an hour.
        batches: `store`, `product` and the `batch` that a unit is bought in.
        warp: How far days stray from their shares at each full hour (`within_day_spread`): HOURS + 1.
    """

    profiles: DayProfiles
    batches: pl.DataFrame
    warp: Array

    def share(self, series: pl.DataFrame, weekday: int | Index, hour: float | Array) -> Array:
        """S shares of a day's units that are expected by some hour.

        Args:
            series: `store` and `category`.
            weekday: Of the day, one for all or S of them; 1 is Monday.
            hour: One for all or S of them, such as 13.5 for half past one, by the stores' clock.
        """
        groups, shares = self.profiles.find_groups(series, weekday), self.profiles.shares
        place = np.clip(hour, 0.0, HOURS) * (SLOTS // HOURS)
        low = np.minimum(place.astype(np.intp), SLOTS - 1)
        before = shares[groups, low]
        return np.asarray(before + (place - low) * (shares[groups, low + 1] - before))

    def spread(self, series: pl.DataFrame, hour: float | Array) -> WithinDaySpread:
        """How series stray by some hour.

        Args:
            series: `store` and `product`.
            hour: As for `share`.
        """
        known, usual = self._batch_of, self._usual_batch
        keys = zip(series["store"].to_list(), series["product"].to_list(), strict=True)
        batch = np.array([known.get(key, usual) for key in keys], dtype=np.float64)
        return WithinDaySpread(batch, np.interp(hour, range(HOURS + 1), self.warp))

    @cached_property
    def batch_of_store(self) -> Mapping[object, float]:
        """The middle batch of what a store sells, by store."""
        middle = self.batches.group_by("store").agg(pl.col("batch").median())
        return dict(middle.iter_rows())

    @cached_property
    def _batch_of(self) -> Mapping[tuple[object, object], float]:
        rows = self.batches.select("store", "product", "batch").iter_rows()
        return {(store, product): batch for store, product, batch in rows}

    @cached_property
    def _usual_batch(self) -> float:
        return float(np.median(self.batches["batch"])) if self.batches.height else _USUAL_BATCH


def learn_intraday(slots: pl.DataFrame) -> IntradayModel | None:
    """Learn how days go; None where sales have no times of day, or too few days.

    Args:
        slots: Units sold by `store`, `product`, `category` (may be null), `date` and `slot` (quarters of an
            hour since midnight of the store's own clock), and the sum of the `squares` of single sales.
    """
    sold = slots.filter(pl.col("units") > 0)
    profiles = learn_profiles(sold)
    if profiles is None:
        return None
    return IntradayModel(profiles, learn_batches(sold), learn_warp(sold, profiles))
