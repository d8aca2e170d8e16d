"""Values known beyond the history."""

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(40)]
SCHEMA = ["id", "date", "store", "product", "units", "price"]


def rows(days):
    return [
        (f"{s}-{p}", d, s, p, d.day % 5, 2.0 + d.day % 3)
        for d in days
        for s in ("s1", "s2")
        for p in ("p1", "p2")
    ]


@pytest.fixture
def history(tmp_path):
    path = tmp_path / "sales.csv"
    pl.DataFrame(rows(DAYS[:30]), schema=SCHEMA, orient="row").write_csv(path)
    return path


def read_with(history, future, **options):
    path = history.parent / "prices.parquet"
    future.write_parquet(path)
    return read_sales(history, options=ReadOptions(future=(path,), **options))


AHEAD = pl.DataFrame(rows(DAYS[25:40]), schema=SCHEMA, orient="row")


def test_rows_beyond_the_history_are_kept_under_the_keys(history):
    sales = read_with(history, AHEAD.select("date", "store", "product", "price"))
    assert sales.roles.price == "price"
    assert sales.future is not None
    assert set(sales.future.columns) == {"store", "product", "date", "price"}
    assert sales.future.height == 4 * 10
    assert sales.future["date"].min() == DAYS[30]
    assert sales.frame["date"].max() == DAYS[29]


def test_an_id_that_stands_for_the_keys_is_translated(history):
    sales = read_with(history, AHEAD.select("id", "date", "price"))
    assert sales.future is not None
    assert sales.future.columns == ["store", "product", "date", "price"]
    assert sales.future.height == 40


def test_prices_by_store_only_keep_the_store_alone(history):
    coarse = AHEAD.select("store", "date", "price").unique()
    sales = read_with(history, coarse)
    assert sales.future is not None
    assert set(sales.future.columns) == {"store", "date", "price"}


def test_a_file_and_a_calendar_become_one_table_over_all_series(history):
    calendar = history.parent / "calendar.csv"
    pl.DataFrame({"date": DAYS, "holiday": [int(d.day == 6) for d in DAYS]}).write_csv(calendar)
    sales = read_with(history, AHEAD.select("date", "store", "product", "price"), join=(calendar,))
    assert sales.future is not None
    assert sales.future.height == 40
    assert sales.future.null_count().sum_horizontal()[0] == 0
    assert sales.future.filter(pl.col("holiday") == 1)["date"].unique().to_list() == [date(2024, 2, 6)]


def test_rows_after_the_last_sale_without_units_are_known_ahead_not_history(tmp_path):
    whole = pl.DataFrame(rows(DAYS), schema=SCHEMA, orient="row")
    whole = whole.with_columns(units=pl.when(pl.col("date") < DAYS[30]).then("units"))
    path = tmp_path / "sales.csv"
    whole.write_csv(path)
    sales = read_sales(path)
    assert sales.frame["date"].max() == DAYS[29]
    assert sales.future is not None
    assert sales.future.height == 40


def test_columns_the_history_lacks_are_said_to_teach_nothing(history):
    sales = read_with(history, AHEAD.select("date", "store", "product", "price", pl.lit(1.0).alias("buzz")))
    assert "future_columns_unused" in [note.rule for note in sales.notes]
    assert sales.future is not None
    assert "buzz" not in sales.future.columns


@pytest.mark.parametrize(
    ("future", "problem"),
    [
        (
            AHEAD.filter(pl.col("date") < DAYS[30]).select("date", "store", "product", "price"),
            "nothing in it lies ahead",
        ),
        (AHEAD.select("date", "store", "product", "units"), "no column that is known ahead"),
        (AHEAD.select("store", "product", "price"), "has no dates"),
        (
            AHEAD.select("date", "price", pl.lit("s9").alias("store"), pl.lit("p9").alias("product")),
            "fits a series",
        ),
    ],
)
def test_a_future_file_that_cannot_help_is_an_error(history, future, problem):
    with pytest.raises(ColumnsError, match=problem):
        read_with(history, future)


def test_a_plan_may_be_as_wide_as_the_sales(tmp_path):
    items = ("a", "b", "c")
    days = pl.Series("DATE", DAYS)
    wide = pl.DataFrame(
        [days, *(pl.Series(f"QTY_{i}", [n % 5 for n in range(40)]) for i in items)]
        + [pl.Series(f"PROMO_{i}", [int(n % 7 == k) for n in range(40)]) for k, i in enumerate(items)]
    )
    sold, plan = tmp_path / "sales.csv", tmp_path / "plan.csv"
    wide[:30].write_csv(sold)
    wide[30:].select("DATE", pl.selectors.starts_with("PROMO")).write_csv(plan)
    sales = read_sales(sold, options=ReadOptions(future=(plan,)))
    assert sales.future is not None
    assert sales.future.filter(pl.col("item") == "b", pl.col("PROMO") == 1)["DATE"].to_list() == [DAYS[36]]
    assert sales.future.height == 30


def test_a_plan_may_number_its_weeks_as_the_sales_do(tmp_path):
    table = pl.DataFrame(
        {
            "week": range(40, 80),
            "store": ["s"] * 40,
            "units": [n % 5 + 1 for n in range(40)],
            "deal": [0, 1] * 20,
        }
    )
    sold, plan = tmp_path / "sales.csv", tmp_path / "plan.csv"
    table[:36].write_csv(sold)
    table[36:].drop("units").write_csv(plan)
    sales = read_sales(sold, options=ReadOptions(future=(plan,)))
    assert sales.future is not None
    assert sales.future["week"].to_list() == [
        sales.frame["week"].max() + timedelta(weeks=n) for n in (1, 2, 3, 4)
    ]
    assert sales.future["deal"].to_list() == [0, 1, 0, 1]
