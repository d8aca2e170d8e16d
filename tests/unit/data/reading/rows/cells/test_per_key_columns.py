"""A column for each product in every row: the row's own is told from the rest."""

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

WEEKS = [date(2023, 1, 2) + timedelta(weeks=n) for n in range(30)]


def table(brands=("1", "2", "3"), columns=("price1", "price2", "price3")):
    rows = [
        {"week": week, "brand": brand, "units": 5 + n % 3}
        | {name: 1.0 + k + n % 4 for k, name in enumerate(columns)}
        for n, week in enumerate(WEEKS)
        for brand in brands
    ]
    return pl.DataFrame(rows)


@pytest.fixture
def files(tmp_path):
    whole = table()
    sold, plan = tmp_path / "sales.csv", tmp_path / "plan.csv"
    whole.filter(pl.col("week") < WEEKS[26]).write_csv(sold)
    whole.filter(pl.col("week") >= WEEKS[26]).drop("units").write_csv(plan)
    return sold, plan


def test_each_row_keeps_the_price_of_its_own_brand_and_the_mean_of_the_others(files):
    sales = read_sales(files[0])
    second = sales.frame.filter(pl.col("brand") == "2", pl.col("week") == WEEKS[1])
    assert second.select("price", "price_of_others").row(0) == (3.0, 3.0)
    third = sales.frame.filter(pl.col("brand") == "3", pl.col("week") == WEEKS[0])
    assert third.select("price", "price_of_others").row(0) == (3.0, 1.5)
    assert not {"price1", "price2", "price3"} & set(sales.frame.columns)
    assert (sales.roles.price, sales.roles.known_ahead) == ("price", ("price_of_others",))


def test_the_plan_is_taken_apart_alike(files):
    future = read_sales(files[0], options=ReadOptions(future=(files[1],))).future
    assert future is not None
    row = future.filter(pl.col("brand") == "1", pl.col("week") == WEEKS[27])
    assert row.select("price", "price_of_others").row(0) == (4.0, 5.5)


def test_a_file_can_be_read_again_with_the_roles_it_was_read_with(files):
    roles = read_sales(files[0]).roles
    again = read_sales(files[0], options=ReadOptions(price=roles.price, known_ahead=roles.known_ahead))
    assert again.roles == roles


def test_columns_that_lack_one_for_some_brand_stay_as_they_are(tmp_path):
    sold = tmp_path / "sales.csv"
    table(brands=("1", "2", "4")).write_csv(sold)
    assert {"price1", "price2", "price3"} <= set(read_sales(sold).frame.columns)


def test_a_plan_without_the_key_holds_for_every_brand(files):
    whole = pl.read_csv(files[1], try_parse_dates=True)
    whole.filter(pl.col("brand") == 1).drop("brand").write_csv(files[1])
    future = read_sales(files[0], options=ReadOptions(future=(files[1],))).future
    assert future is not None
    row = future.filter(pl.col("brand") == "3", pl.col("week") == WEEKS[27])
    assert row.select("price", "price_of_others").row(0) == (6.0, 4.5)


def test_a_misspelled_column_is_no_family(files):
    with pytest.raises(ColumnsError, match="pric"):
        read_sales(files[0], options=ReadOptions(price="pric"))
