"""Amounts that add the last days up in each row."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.errors import ColumnsError
from odd_tables import DAYS, amount
from sales_tables import read, total


def table(name: str, step: int = 1) -> pl.DataFrame:
    days = [date(2020, 1, 6) + timedelta(days=step * at) for at in range(60)]
    return pl.DataFrame({"date": days, name: [amount(day) for day in days]})


@pytest.mark.parametrize(
    "name", ["Units last 7 days", "units_7d_rolling", "Rolling 4 weeks units", "sales past 30 days"]
)
def test_sums_of_the_last_days_are_asked_about(name: str) -> None:
    with pytest.raises(ColumnsError, match="each sale would count several times"):
        read(table(name))
    own = {f"rolling_sums:{name}": "Each row has its own period's sales"}
    assert total(read(table(name), answers=own)) == table(name)[name].sum()


@pytest.mark.parametrize(("name", "step"), [("Units last 7 days", 7), ("units 4 weeks rolling", 28)])
def test_sums_that_do_not_overlap_are_sales(name: str, step: int) -> None:
    assert total(read(table(name, step))) == table(name, step)[name].sum()


def test_sums_of_the_last_days_beside_the_days_own_are_left_out() -> None:
    rows = [{"date": str(d), "units": amount(d), "units 28d rolling": 28 * amount(d)} for d in DAYS]
    assert total(read(pl.DataFrame(rows))) == sum(map(amount, DAYS))
