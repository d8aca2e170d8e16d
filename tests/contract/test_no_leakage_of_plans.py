"""A plan says what is known ahead and nothing of what was sold: the history stays as it is without it."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import make_forecast, prepare

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(120)]
PAST, AHEAD, HORIZON = DAYS[:90], DAYS[90:], 7


def rows(days, warm=lambda d: 10 + d.day % 7):
    return pl.DataFrame(
        [(d, s, 20 + warm(d) % 5, warm(d), "ab"[d.day % 2]) for d in days for s in ("s1", "s2")],
        schema=["date", "store", "units", "temperature", "StateHoliday"],
        orient="row",
    )


def read(folder, plan, **options):
    path = folder / "plan.csv"
    plan.write_csv(path)
    return read_sales(rows(PAST), options=ReadOptions(future=(path,), **options))


@pytest.mark.parametrize("column", ["temperature", "StateHoliday"])
def test_a_plan_leaves_the_history_as_it_is(tmp_path, column):
    without, _ = build_panel(read_sales(rows(PAST)))
    planned, _ = build_panel(read(tmp_path, rows(AHEAD).drop("units")))
    before = {**without.past_only, **without.known_ahead}[column][:, :90]
    np.testing.assert_array_equal(planned.known_ahead[column][:, :90], before)
    np.testing.assert_array_equal(planned.target, without.target)


def test_units_and_revenue_in_a_plan_reach_nothing(tmp_path):
    plan = rows(AHEAD).with_columns(units=pl.lit(9_999), revenue=pl.lit(1e6))
    told = read(tmp_path, plan)
    silent = read(tmp_path, rows(AHEAD).drop("units"))
    assert told.future.columns == silent.future.columns
    assert told.future.equals(silent.future)


def test_what_a_plan_says_beyond_the_horizon_changes_no_forecast(tmp_path):
    options = ForecastOptions(horizon=HORIZON, models=("linear",), folds=2)
    far = pl.col("date") > AHEAD[HORIZON - 1]
    plan = rows(AHEAD).drop("units")
    other = plan.with_columns(
        temperature=pl.when(far).then(99).otherwise("temperature"),
        StateHoliday=pl.when(far).then(pl.lit("b")).otherwise("StateHoliday"),
    )
    means = [
        make_forecast(prepare(read(tmp_path, table), options), options)[0].mean for table in (plan, other)
    ]
    np.testing.assert_allclose(means[0], means[1])
