"""A small history that tests of the library's face share."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

DAYS = [date(2026, 1, 1) + timedelta(days=day) for day in range(150)]


def small_sales() -> pl.DataFrame:
    """Three items of three sizes over 150 days, more on Saturdays and where the price is low."""
    random = np.random.default_rng(4)
    rows = []
    for item, size in (("tea", 30), ("salt", 12), ("jam", 6)):
        price = np.where(random.random(len(DAYS)) < 0.25, 1.5, 2.0)
        weekend = np.array([1.6 if day.weekday() == 5 else 1.0 for day in DAYS])
        units = random.poisson(size * weekend * (2.0 / price) ** 2)
        rows.append(pl.DataFrame({"date": DAYS, "item": item, "units": units, "price": price}))
    return pl.concat(rows)
