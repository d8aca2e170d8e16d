"""What a forecast refuses to begin with, and what it says about the horizon."""

import weakref

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError, HistoryError, OptionError
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import make_backtest, prepare

NAIVE = ("seasonal_naive",)


def sales_of(days: int):
    dates = pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 1, 1) + pl.duration(days=days - 1), eager=True)
    return read_sales(pl.DataFrame({"date": dates, "units": [float(3 + day % 7) for day in range(days)]}))


def backtest_of(days: int, **options):
    """A backtest of so many days."""
    wanted = ForecastOptions(models=NAIVE, **options)
    return make_backtest(prepare(sales_of(days), wanted), wanted)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"horizon": 0}, "The horizon is 0"),
        ({"folds": 0}, "The number of folds is 0"),
        ({"budget_seconds": -1.0}, "The budget is -1 seconds"),
        ({"budget_seconds": float("nan")}, "The budget is nan seconds"),
    ],
)
def test_numbers_that_nothing_can_be_made_of_are_refused(options, problem):
    with pytest.raises(OptionError, match=problem):
        backtest_of(60, **options)


def test_a_short_history_shortens_the_default_horizon_and_says_so():
    backtest, notes = backtest_of(60)
    assert backtest.horizon == 15
    said = [note.text for note in notes if note.rule == "shorter_horizon"]
    assert said == ["15 days ahead, a quarter of the 60 days known (horizon= asks for more)."]


def test_a_horizon_that_was_asked_for_is_left_alone():
    backtest, notes = backtest_of(60, horizon=20)
    assert backtest.horizon == 20
    assert not any(note.rule == "shorter_horizon" for note in notes)


@pytest.mark.parametrize("days", [3, 10, 40])
def test_the_longest_horizon_that_is_offered_is_accepted(days):
    with pytest.raises(HistoryError) as error:
        backtest_of(days, horizon=days)
    longest = int(error.value.fix.split("at most ")[1].split(",")[0])
    assert backtest_of(days, horizon=longest)[0].horizon == longest
    with pytest.raises(HistoryError):
        backtest_of(days, horizon=longest + 1)


def test_two_observations_are_too_few_for_any_horizon():
    with pytest.raises(HistoryError) as error:
        backtest_of(2)
    assert error.value.fix == "Give a longer history."


def test_series_that_were_prepared_are_tested_as_the_rows_are_and_keep_none_of_them():
    options = ForecastOptions(models=NAIVE)
    sales = sales_of(60)
    expected, told = backtest_of(60)
    rows = weakref.ref(sales.frame)
    ready = prepare(sales, options)
    assert ready.n_rows == 60
    del sales
    assert rows() is None
    found, notes = make_backtest(ready, options)
    timeless = pl.exclude("seconds", "memory_mb")
    assert found.leaderboard.select(timeless).equals(expected.leaderboard.select(timeless))
    assert notes == told


def test_options_that_cannot_be_used_are_refused_before_series_are_made():
    with pytest.raises(OptionError, match="The horizon is 0"):
        prepare(sales_of(60), ForecastOptions(horizon=0))


def customers():
    return pl.DataFrame(
        {
            "Customer_ID": [f"C{i}" for i in range(60)],
            "Sales": [float(10 + i % 7) for i in range(60)],
            "Date": [f"2024-{1 + i % 12:02}-01" for i in range(60)],
        }
    )


def test_a_list_of_customers_is_refused_and_told_what_shows_it():
    with pytest.raises(ColumnsError, match="Every row is another Customer_ID") as refused:
        prepare(read_sales(customers()), ForecastOptions())
    assert "`foresale profile`" in refused.value.fix
    assert 'transaction="Customer_ID"' in refused.value.fix


def test_the_way_out_of_that_refusal_gives_the_right_total():
    sales = read_sales(customers(), options=ReadOptions(transaction="Customer_ID"))
    assert prepare(sales, ForecastOptions()).panel.target.sum() == customers()["Sales"].sum()
