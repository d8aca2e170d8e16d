"""Plans whose columns are days or products, or whose rows are called after columns of the sales."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from foresale.sales import Sales
from odd_tables import saved

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(60)]
AHEAD = [DAYS[-1] + timedelta(days=i) for i in range(1, 15)]
PRICES = (2.5, 2.9, 1.99)


def promoted(day: date, item: int) -> int:
    return int((day.day + item) % 5 == 0)


def read_with(folder: Path, plan: list[list[object]], name: str = "plan.csv") -> Sales:
    sold = [
        f"{day},{product},{20 + (day.day + item) % 7},{PRICES[day.day // 10 % 3]},{promoted(day, item)}"
        for day in DAYS
        for item, product in enumerate("AB")
    ]
    sales = saved(folder, "sales.csv", "\n".join(["date,product,units,price,promo", *sold]))
    lines = [",".join(map(str, row)) for row in plan]
    return read_sales(sales, options=ReadOptions(future=(saved(folder, name, "\n".join(lines)),)))


def planned(sales: Sales, column: str) -> dict[tuple[str, date], float]:
    assert sales.future is not None
    rows = sales.future.filter(pl.col("date") > DAYS[-1]).select("product", "date", column).iter_rows()
    return {(product, day): float(value) for product, day, value in rows}


PROMOTIONS = {(name, day): float(promoted(day, item)) for day in AHEAD for item, name in enumerate("AB")}


@pytest.mark.parametrize("name", ["plan.csv", "promo.csv"])
def test_a_plan_with_a_column_a_day_is_read(tmp_path: Path, name: str) -> None:
    rows = [[product, *(promoted(day, item) for day in AHEAD)] for item, product in enumerate("AB")]
    assert planned(read_with(tmp_path, [["product", *AHEAD], *rows], name), "promo") == PROMOTIONS


def test_a_plan_with_a_column_a_product_is_read(tmp_path: Path) -> None:
    rows = [[day, *(promoted(day, item) for item in range(2))] for day in AHEAD]
    assert planned(read_with(tmp_path, [["date", "A", "B"], *rows]), "promo") == PROMOTIONS


def test_rows_called_after_columns_of_the_sales_become_these(tmp_path: Path) -> None:
    rows = [
        row
        for item, product in enumerate("AB")
        for row in (
            [product, "Promo", *(promoted(day, item) for day in AHEAD)],
            [product, "Price", *([3.15] * len(AHEAD))],
        )
    ]
    sales = read_with(tmp_path, [["product", "what", *AHEAD], *rows])
    assert planned(sales, "promo") == PROMOTIONS
    assert set(planned(sales, "price").values()) == {3.15}


def test_rows_of_a_plan_for_all_series_need_no_product(tmp_path: Path) -> None:
    sales = read_with(tmp_path, [["", *AHEAD], ["promo", *(promoted(day, 0) for day in AHEAD)]])
    assert sales.future is not None
    assert dict(sales.future.filter(pl.col("date") > DAYS[-1]).select("date", "promo").iter_rows()) == {
        day: promoted(day, 0) for day in AHEAD
    }


def test_prices_that_were_asked_before_are_known_as_such(tmp_path: Path) -> None:
    rows = [[product, *(PRICES[day.day % 2] for day in AHEAD)] for product in "AB"]
    sales = read_with(tmp_path, [["product", *AHEAD], *rows])
    assert set(planned(sales, "price").values()) == set(PRICES[:2])


@pytest.mark.parametrize("value", [3.15, 24])
def test_values_that_could_be_anything_are_asked_about(tmp_path: Path, value: float) -> None:
    rows = [[product, *([value] * len(AHEAD))] for product in "AB"]
    with pytest.raises(ColumnsError, match=r"its name is all that names its values") as caught:
        read_with(tmp_path, [["product", *AHEAD], *rows])
    assert "price.csv" in caught.value.fix
    assert set(planned(read_with(tmp_path, [["product", *AHEAD], *rows], "price.csv"), "price").values()) == {
        float(value)
    }
