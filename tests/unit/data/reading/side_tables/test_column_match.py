"""Keys, promotions and prices that another table names otherwise than the sales."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from foresale.sales import Sales
from odd_tables import DAYS, amount, saved
from sales_tables import rules

ITEMS = ("7", "12", "105")


def sold(
    folder: Path, head: str = "date,item,units,promo", row: str = "{day},{item},{units},{promo}"
) -> Path:
    lines = [
        row.format(day=day, item=item, units=amount(day), promo=int(day.day % 9 == 0))
        for day in DAYS[:60]
        for item in ITEMS
    ]
    return saved(folder, "sales.csv", "\n".join([head, *lines]))


def read(folder: Path, text: str, argument: str = "join", sales: Path | None = None, **more: Any) -> Sales:
    table = saved(folder, "other.csv", text)
    return read_sales(sales or sold(folder), options=ReadOptions(**{argument: (table,)}, **more))


@pytest.mark.parametrize(
    "head", ["Item No.,Category", "Article,Category", "SKU,Category", "Artikelnummer,Category"]
)
@pytest.mark.parametrize("codes", [ITEMS, ("0007", "0012", "0105")])
def test_goods_are_matched_under_another_name_of_their_column(tmp_path, head, codes):
    sales = read(tmp_path, "\n".join([head, *(f"{code},hot" for code in codes)]))
    assert sales.frame["Category"].to_list() == ["hot"] * 180
    assert "renamed_columns" in rules(sales)


def test_a_column_of_other_codes_is_not_matched(tmp_path):
    with pytest.raises(ColumnsError, match=r"neither a date nor one of the keys \(item\)"):
        read(tmp_path, "Article,Category\nA1,hot\nA2,hot\nA3,cold\n")


def test_two_columns_that_could_be_meant_are_not_matched(tmp_path):
    rows = "".join(f"{code},{code},hot\n" for code in ITEMS)
    with pytest.raises(ColumnsError, match="Name its column as in the sales: item") as error:
        read(tmp_path, f"Article,Old SKU,Category\n{rows}")
    assert "item" in error.value.fix


@pytest.mark.parametrize(("column", "yes", "no"), [("On promotion", "yes", "no"), ("Promotion", "1", "0")])
def test_a_plans_promotion_is_that_of_the_sales(tmp_path, column, yes, no):
    rows = "".join(f"{day:%d.%m.%Y},{yes if day.day % 9 == 0 else no}\n" for day in DAYS[60:80])
    sales = read(tmp_path, f"Day,{column}\n{rows}", "future")
    assert sales.future is not None
    assert sales.future["promo"].to_list() == [float(day.day % 9 == 0) for day in DAYS[60:80]]
    assert "renamed_columns" in rules(sales)


def test_a_plans_discount_in_per_cent_is_no_flag_of_the_sales(tmp_path):
    rows = "".join(f"{day},{15 if day.day % 9 == 0 else 0}\n" for day in DAYS[60:80])
    with pytest.raises(ColumnsError, match="no column that is known ahead"):
        read(tmp_path, f"Day,Discount\n{rows}", "future")


def test_a_joined_tables_price_is_a_column_of_its_own(tmp_path):
    sales_file = sold(tmp_path, "date,item,units,price", "{day},{item},{units},2.{promo}")
    sales = read(tmp_path, "item,list price\n" + "".join(f"{code},3\n" for code in ITEMS), sales=sales_file)
    assert {"price", "list price"} <= set(sales.frame.columns)
