"""Tables with a known truth: two planted effects, a column of chance, and leaks."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.regression.options import DriverOptions
from foresale.workflows.files.make_drivers import DriverRequest, make_drivers

PER_SPEND, SOUTH, PER_VISIT = 8.0, 150.0, 15.0


def make_stores(rows: int = 300, seed: int = 3) -> pl.DataFrame:
    """Sales = 1,000 + 8 × spend + 150 in the South + 15 × visits + noise of 200."""
    random = np.random.default_rng(seed)
    spend, visits = random.uniform(0, 100, rows), random.poisson(12, rows).astype(float)
    region = random.choice(["North", "South"], rows)
    noise = random.normal(0, 200, rows)
    sales = 1000 + PER_SPEND * spend + SOUTH * (region == "South") + PER_VISIT * visits + noise
    return pl.DataFrame(
        {
            "store_id": np.arange(rows) + 1,
            "spend": spend,
            "region": region,
            "visits": visits,
            "junk": random.normal(size=rows),
            "commission": 0.05 * sales,
            "band": np.where(sales < 1300, "low", np.where(sales < 1700, "mid", "high")),
            "sales": sales,
        }
    )


def make_noise(rows: int = 200, seed: int = 5) -> pl.DataFrame:
    """Sales that nothing explains."""
    random = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "customer_id": [f"C{number:04}" for number in range(rows)],
            "age": random.integers(18, 70, rows),
            "income": random.normal(50_000, 10_000, rows),
            "gender": random.choice(["Female", "Male"], rows),
            "sales": random.uniform(5_000, 100_000, rows),
        }
    )


def find(table, target="sales", reading=None, **options):
    """What drives a table's target, by lines and boosting unless told otherwise."""
    options = {"models": ("linear", "ridge", "boosting"), "repeats": 2, **options}
    request = DriverRequest(ReadOptions(target=target, **(reading or {})), DriverOptions(**options))
    return make_drivers(table, request)


@pytest.fixture(scope="session")
def make():
    """Makes what a test wants."""
    return {"stores": make_stores, "noise": make_noise, "find": find}


@pytest.fixture(scope="session")
def stores():
    """What drives the stores' sales."""
    return find(make_stores())


@pytest.fixture(scope="session")
def noise():
    """What drives sales that nothing explains."""
    return find(make_noise(), singles=True)
