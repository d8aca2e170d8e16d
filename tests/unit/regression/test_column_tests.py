"""How often a column's effect is found, and how often one is found that isn't there."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from foresale.regression.column_tests import column_chances
from foresale.regression.columns import find_columns
from foresale.regression.cross_validation import cross_validate
from foresale.regression.models.catalog import choose_models
from foresale.regression.options import DriverOptions
from foresale.regression.rows import rows_of

ROWS = 100


def chances_of(table: pl.DataFrame, model: str = "linear") -> dict[str, float]:
    """The chance of each column of a table of sales."""
    frame, columns = find_columns(table, "sales")
    rows, target = rows_of(frame, columns), frame["sales"].to_numpy()
    found = cross_validate(rows, target, choose_models((model,))[0], DriverOptions())
    return column_chances(found, rows, model, np.random.default_rng(0))


def make_table(seed: int, per_unit: float, *, columns: int = 5, rows: int = ROWS) -> pl.DataFrame:
    """Sales that the first of some independent columns moves, noise of 1."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, columns))
    table = pl.DataFrame({f"x{at}": x[:, at] for at in range(columns)})
    return table.with_columns(sales=10 + per_unit * x[:, 0] + random.normal(size=rows))


def test_an_effect_of_four_standard_errors_is_found_among_five_columns():
    found = [chances_of(make_table(seed, 4 / np.sqrt(ROWS)))["x0"] < 0.05 for seed in range(20)]
    # A t-test of least squares with the same correction finds 9 of 10.
    assert sum(found) >= 14


def test_columns_of_chance_are_hardly_ever_called_drivers():
    called = [min(chances_of(make_table(seed, 0.0)).values()) < 0.05 for seed in range(20)]
    assert sum(called) <= 3


def test_a_column_that_only_goes_with_a_driver_is_no_driver():
    called = []
    for seed in range(20):
        table = make_table(seed, 2.0, columns=2)
        table = table.with_columns(x1=0.9 * pl.col("x0") + 0.4 * pl.col("x1"))
        chances = chances_of(table)
        assert chances["x0"] < 0.05
        called.append(chances["x1"] < 0.05)
    assert sum(called) <= 3


@pytest.mark.parametrize("model", ["linear", "random_forest"])
def test_classes_are_tested_like_numbers(model):
    random = np.random.default_rng(3)
    region = random.choice(["North", "South", "West"], 150)
    sales = 10 + 1.5 * (region == "South") + random.normal(size=150)
    table = pl.DataFrame({"region": region, "age": random.normal(size=150), "sales": sales})
    table = table.with_columns(region=pl.when(pl.int_range(150) > 3).then("region"))
    chances = chances_of(table, model)
    assert chances["region"] < 0.01
    assert chances["age"] > 0.05


def test_a_curve_without_a_slope_is_found_by_a_model_that_bends():
    random = np.random.default_rng(4)
    x = random.normal(size=200)
    table = pl.DataFrame({"x": x, "other": random.normal(size=200)})
    table = table.with_columns(sales=10 + np.abs(x) + random.normal(0, 0.5, 200))
    assert chances_of(table, "boosting")["x"] < 0.001
    assert chances_of(table, "linear")["x"] > 0.05


def test_a_single_column_has_nothing_to_be_told_apart_from():
    assert chances_of(make_table(0, 0.5, columns=1))["x0"] < 0.001
