"""Columns called a price that hold amounts of lines."""

from __future__ import annotations

import polars as pl
import pytest

from odd_tables import DAYS
from sales_tables import read, rules


def lines(kind: str, decimal: str = ".") -> pl.DataFrame:
    rows = []
    for i, day in enumerate(DAYS[:90]):
        for place, product in enumerate("AB"):
            units = 1 + (i * (5 + place)) % 9
            each = {"line": 2.5 * units, "raised": (2.5 if i < 45 else 2.9) * units, "unit": 2.5 + i % 4}[
                kind
            ]
            text = f"{each * (1 + place):.2f}".replace(".", decimal)
            rows.append({"date": str(day), "product": product, "qty": units, "price": text})
    return pl.DataFrame(rows)


@pytest.mark.parametrize("kind", ["line", "raised"])
@pytest.mark.parametrize("decimal", [".", ","])
def test_an_amount_of_a_line_is_no_price(kind, decimal):
    sales = read(lines(kind, decimal))
    assert sales.roles.price is None
    assert "line_amounts" in rules(sales)
    assert read(lines(kind, decimal), price="price").roles.price == "price"


def test_an_amount_of_goods_by_weight_is_no_price():
    table = lines("line").rename({"qty": "Kg"})
    sales = read(table)
    assert (sales.roles.target, sales.roles.price) == ("Kg", None)


def test_a_price_of_one_unit_is_the_price():
    sales = read(lines("unit"))
    assert (sales.roles.price, "line_amounts" in rules(sales)) == ("price", False)


def test_a_price_of_lines_of_one_piece_is_the_price():
    table = pl.DataFrame(
        {
            "date": [str(day) for day in DAYS],
            "qty": [1 if i % 10 else 2 for i in range(121)],
            "price": [3.0 + i % 5 for i in range(121)],
        }
    )
    assert read(table).roles.price == "price"
