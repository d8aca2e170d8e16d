"""Tables that have rows only for the days with a promotion."""

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales

START, SOLD, AHEAD = date(2024, 1, 1), 60, 14
PRODUCTS = ("tea", "jam")


def day(i):
    return START + timedelta(days=i)


def is_promoted(i, product):
    return (i + (3 if product == "jam" else 0)) % 8 == 2


LISTED = [(day(i), p) for i in range(SOLD + AHEAD) for p in PRODUCTS if is_promoted(i, p)]


@pytest.fixture
def history(tmp_path):
    path = tmp_path / "sales.csv"
    rows = [(day(i), p, 3 + i % 7) for i in range(SOLD) for p in PRODUCTS]
    pl.DataFrame(rows, schema=["date", "product", "units"], orient="row").write_csv(path)
    return path


def join(history, table):
    path = history.parent / "list.csv"
    table.write_csv(path)
    return read_sales(history, options=ReadOptions(join=(path,)))


def listed(column, values):
    rows = [(d, p, values[i % len(values)]) for i, (d, p) in enumerate(LISTED)]
    return pl.DataFrame(rows, schema=["date", "product", column], orient="row")


def rules(sales):
    return {note.rule for note in sales.notes}


@pytest.mark.parametrize("table", [listed("promo", [1]), listed("discount", [20, 25])])
def test_no_row_means_no_promotion_in_the_past_and_ahead(history, table):
    sales = join(history, table)
    column = sales.roles.promotion or sales.roles.known_ahead[0]
    without = sales.frame.filter(
        ~pl.struct("date", "product").is_in([{"date": d, "product": p} for d, p in LISTED])
    )
    assert without.height
    assert set(without[column]) == {0.0}
    assert sales.frame[column].null_count() == 0
    coming = sales.future.filter(pl.col("date") < day(SOLD + AHEAD))
    assert coming.height == AHEAD * len(PRODUCTS)
    said = {(d, p): value > 0 for p, d, value in coming.select("product", "date", column).iter_rows()}
    assert said == {(day(i), p): is_promoted(i, p) for i in range(SOLD, SOLD + AHEAD) for p in PRODUCTS}
    assert "listed_days" in rules(sales)


def test_a_flag_of_unknown_name_is_known_ahead_too(history):
    sales = join(history, listed("leaflet_x", ["x"]).with_columns(leaflet_x=pl.lit("yes")))
    assert sales.roles.known_ahead == ("leaflet_x",)
    assert set(sales.frame["leaflet_x"]) == {0.0, 1.0}


def test_a_list_of_days_holds_for_every_product(history):
    days = pl.DataFrame({"date": [day(i) for i in range(4, SOLD + AHEAD, 9)], "flyer_promo": 1})
    sales = join(history, days)
    assert sales.frame["flyer_promo"].sum() == 2 * len(range(4, SOLD, 9))
    assert sales.frame["flyer_promo"].null_count() == 0


@pytest.mark.parametrize(
    ("column", "values"), [("price", [4.5]), ("stock", [7, 9]), ("sell_price", [1]), ("in_stock", [1])]
)
def test_prices_and_stock_levels_are_unknown_where_no_row_is(history, column, values):
    sales = join(history, listed(column, values))
    if column in sales.frame.columns:
        assert sales.frame[column].null_count() == sales.frame.height - sum(d < day(SOLD) for d, _ in LISTED)
    assert "listed_days" not in rules(sales)


def test_a_table_that_says_zero_itself_leaves_other_days_unknown(history):
    sales = join(history, listed("promo", [1, 0, 1]))
    assert sales.frame["promo"].null_count()
    assert "listed_days" not in rules(sales)


def test_days_long_before_the_lists_first_row_are_unknown(history):
    late = listed("promo", [1]).filter(pl.col("date") >= day(30))
    sales = join(history, late)
    early = sales.frame.filter(pl.col("date") < day(20))
    assert early["promo"].null_count() == early.height


def test_days_within_weeks_prove_nothing_of_sales_by_week(tmp_path):
    path = tmp_path / "sales.csv"
    weeks = [START + timedelta(weeks=i) for i in range(60)]
    pl.DataFrame({"week": weeks, "units": [5 + i % 4 for i in range(60)]}).write_csv(path)
    days = [START + timedelta(days=i) for i in range(0, 500, 10)]
    sales = join(path, pl.DataFrame({"week": days, "promo": 1}))
    assert "listed_days" not in rules(sales)


def test_a_plan_that_lists_promotions_only_says_none_between(history):
    rows = pl.read_csv(history, try_parse_dates=True)
    flags = [int(is_promoted((d - START).days, p)) for d, p in rows.select("date", "product").iter_rows()]
    rows.with_columns(promo=pl.Series(flags)).write_csv(history)
    plan = history.parent / "plan.csv"
    listed("promo", [1]).filter(pl.col("date") >= day(SOLD)).write_csv(plan)
    sales = read_sales(history, options=ReadOptions(future=(plan,)))
    coming = sales.future.filter(pl.col("date") < day(SOLD + AHEAD))
    assert coming.height == AHEAD * len(PRODUCTS)
    assert set(coming["promo"]) == {0.0, 1.0}


def test_a_plan_beside_a_history_that_is_mostly_promoted_stays_as_it_is(history):
    rows = pl.read_csv(history, try_parse_dates=True)
    rows.with_columns(promo=pl.Series([1, 1, 1, 0] * (rows.height // 4))).write_csv(history)
    plan = history.parent / "plan.csv"
    listed("promo", [1]).filter(pl.col("date") >= day(SOLD)).write_csv(plan)
    sales = read_sales(history, options=ReadOptions(future=(plan,)))
    assert set(sales.future["promo"]) == {1.0}
