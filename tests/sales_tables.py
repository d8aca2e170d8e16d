"""Tables of sales written by hand, and short questions to what became of them."""

from __future__ import annotations

import itertools
import json
import re
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from foresale.sales import Sales

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(60)]
RANDOM = np.random.default_rng(7)


def read(table: pl.DataFrame, **options: Any) -> Sales:
    return read_sales(table, options=ReadOptions(**options))


def total(sales: Sales) -> float:
    return round(float(sales.frame[sales.roles.target].sum()), 6)


def rules(sales: Sales) -> set[str]:
    return {note.rule for note in sales.notes}


def fix_of(table: pl.DataFrame, **options: Any) -> str:
    with pytest.raises(ColumnsError) as caught:
        read(table, **options)
    return caught.value.fix


def with_first_option(fix: str) -> dict[str, Any]:
    """The first option that an error proposes, as the library takes it."""
    name, value = re.findall(r"(\w+)=(\[.*?\])", fix)[0]
    return {name: tuple(json.loads(value))}


def details(products: int = 4, columns: str = "product", low: int = 5) -> pl.DataFrame:
    rows = [
        {"date": day, columns: f"P{number}", "qty": int(RANDOM.integers(low, 60))}
        for day in DAYS
        for number in range(products)
    ]
    return pl.DataFrame(rows)


def panel(date_name="date", product="product", store="store", target="units", **more):
    """Two products in two stores over 30 days, and further columns computed from (day, product, store)."""
    rows = list(itertools.product(range(30), ("p1", "p2"), ("s1", "s2")))
    columns = {
        date_name: [DAYS[d] for d, _, _ in rows],
        product: [p for _, p, _ in rows],
        store: [s for _, _, s in rows],
        target: [(3 * d + len(p) + (s == "s2")) % 7 for d, p, s in rows],
    }
    return pl.DataFrame(columns | {name: [make(*row) for row in rows] for name, make in more.items()})
