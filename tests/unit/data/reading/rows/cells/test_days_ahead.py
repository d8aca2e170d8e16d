"""Days to come that a file fills with zeros."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.errors import BadRowsError
from odd_tables import DAYS, amount
from sales_tables import read, rules, total

TODAY = date(2024, 3, 20)


def filled_in(last: date, **more: int) -> pl.DataFrame:
    rows = [
        {"date": str(day), "store": s, "units": amount(day) if day <= last else 0, **more}
        for day in DAYS
        for s in "AB"
    ]
    return pl.DataFrame(rows)


@pytest.mark.parametrize("last", [TODAY, TODAY - timedelta(days=1)])
def test_zeros_that_reach_beyond_today_are_not_known_yet(last):
    sales = read(filled_in(last), today=TODAY)
    panel, _ = build_panel(sales)
    assert panel.dates[-1] == last
    assert total(sales) == 2 * sum(amount(day) for day in DAYS if day <= last)
    assert "zeros_ahead" in rules(sales)
    assert not sales.rejects.height


def test_zeros_before_today_are_days_without_a_sale():
    table = filled_in(TODAY - timedelta(days=9)).filter(pl.col("date") <= str(TODAY))
    panel, _ = build_panel(read(table, today=TODAY))
    assert panel.dates[-1] == TODAY


def test_a_month_that_is_not_over_holds_no_zero_where_zeros_go_on():
    months = [f"{date(2023, month, 1):%b %Y}" for month in range(1, 13)]
    cells = [10 + i if i < 9 else 0 for i in range(12)]
    table = pl.DataFrame({"Store": ["A", "B"], **{m: [v, v] for m, v in zip(months, cells, strict=True)}})
    panel, _ = build_panel(read(table, today=date(2023, 10, 20)))
    assert str(panel.dates[-1])[:7] == "2023-09"


def test_sales_after_today_are_still_refused():
    with pytest.raises(BadRowsError, match="lies after today"):
        read(filled_in(DAYS[-1]), today=TODAY)
