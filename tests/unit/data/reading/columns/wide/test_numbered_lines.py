"""Orders with columns for each of their lines."""

from __future__ import annotations

import random
from collections import Counter

import polars as pl
import pytest

from foresale.errors import ColumnsError
from odd_tables import DAYS, amount
from sales_tables import read

GOODS = ("Bread", "Eggs", "Milk")


def orders(form: str, *, lines: int = 3) -> tuple[pl.DataFrame, Counter[str]]:
    """Orders with columns by `form` for each line's name and quantity, and what was sold of each."""
    dice, rows, sold = random.Random(1), [], Counter[str]()
    for number, day in enumerate(day for day in DAYS[:60] for _ in range(4)):
        bought = dict.fromkeys(dice.sample(GOODS, dice.randint(1, lines)), 0)
        row: dict[str, object] = {"Order": number, "Date": str(day), "Total": 9.99}
        for place in range(lines):
            name = list(bought)[place] if place < len(bought) else None
            quantity = None if name is None else dice.randint(1, 4)
            row[form.format(what="name", n=place + 1)] = name
            row[form.format(what="qty", n=place + 1)] = quantity
            if name is not None and quantity is not None:
                sold[name] += quantity
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None), sold


@pytest.mark.parametrize("form", ["Item {n} {what}", "item_{what}_{n}", "Product {what}{n}"])
@pytest.mark.parametrize("layout", ["auto", "wide"])
def test_numbered_names_and_quantities_are_lines_of_an_order(form: str, layout: str) -> None:
    table, sold = orders(form)
    sales = read(table, layout=layout)
    (key,) = sales.roles.keys
    assert dict(sales.frame.group_by(key).agg(pl.col(sales.roles.target).sum()).iter_rows()) == sold


def test_stores_that_are_numbered_are_no_lines() -> None:
    rows = [
        {"date": str(day), "item": name, "Store 1 qty": amount(day), "Store 2 qty": amount(day, 1)}
        for day in DAYS
        for name in GOODS
    ]
    with pytest.raises(ColumnsError, match="could each be what was sold"):
        read(pl.DataFrame(rows))
