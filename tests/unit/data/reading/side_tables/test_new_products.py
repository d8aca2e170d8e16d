"""Products that only the plan knows become series; lists of codes announce nothing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from foresale.panel import Panel

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(40)]
SCHEMA = ["date", "store", "product", "units", "price"]


def sales_rows() -> pl.DataFrame:
    rows = [
        (d, s, p, 1.0 + d.day % 5, 2.0 + len(p))
        for d in DAYS[:30]
        for s in ("s1", "s2")
        for p in ("Tea", "Salt")
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def plan(*products: str, first: int = 30, **columns: str) -> pl.DataFrame:
    rows = [(d, s, p, 3.0) for d in DAYS[first:] for s in ("s1", "s2") for p in products]
    frame = pl.DataFrame(rows, schema=["date", "store", "product", "price"], orient="row")
    return frame.with_columns(pl.lit(value).alias(name) for name, value in columns.items())


def panel_with(tmp_path, future: pl.DataFrame, *, master: pl.DataFrame | None = None) -> Panel:
    sales_rows().write_csv(tmp_path / "sales.csv")
    future.write_csv(tmp_path / "plan.csv")
    join = ()
    if master is not None:
        master.write_csv(tmp_path / "master.csv")
        join = (tmp_path / "master.csv",)
    options = ReadOptions(future=(tmp_path / "plan.csv",), join=join)
    return build_panel(read_sales(tmp_path / "sales.csv", options=options))[0]


def test_a_product_that_only_the_plan_names_becomes_a_series_without_history(tmp_path) -> None:
    panel = panel_with(tmp_path, plan("Tea", "Cocoa"))
    assert panel.series.filter(pl.col("product") == "Cocoa").height == 2
    unsold = np.isnan(panel.target).all(axis=1)
    assert panel.series.filter(unsold)["product"].to_list() == ["Cocoa", "Cocoa"]
    assert (panel.known_ahead["price"][unsold, 30:] == 3.0).all()
    assert np.isnan(panel.known_ahead["price"][unsold, :30]).all()


def test_a_plan_that_names_new_products_only_is_understood_by_its_shops(tmp_path) -> None:
    assert panel_with(tmp_path, plan("Cocoa")).n_series == 6


def test_another_spelling_of_a_product_is_no_new_product(tmp_path) -> None:
    panel = panel_with(tmp_path, plan(" tea ", "SALT"))
    assert panel.n_series == 4
    assert (panel.known_ahead["price"][:, 30:] == 3.0).all()


def test_a_product_list_describes_the_announced_and_announces_none_itself(tmp_path) -> None:
    master = pl.DataFrame(
        {
            "product": ["Tea", "Salt", "Cocoa", *(f"old {i}" for i in range(500))],
            "department": ["drinks", "spices", "drinks", *["drinks"] * 500],
        }
    )
    panel = panel_with(tmp_path, plan("Tea", "Cocoa"), master=master)
    assert panel.n_series == 6
    departments = dict(panel.series.select("product", "department").unique().iter_rows())
    assert departments == {"Tea": "drinks", "Salt": "spices", "Cocoa": "drinks"}


def test_an_old_product_announced_in_another_shop_keeps_what_is_known_of_it(tmp_path) -> None:
    rows = sales_rows().with_columns(
        category=pl.when(pl.col("product") == "Tea").then(pl.lit("drinks")).otherwise(pl.lit("spices"))
    )
    rows.filter((pl.col("store") == "s1") | (pl.col("product") == "Salt")).write_csv(tmp_path / "sales.csv")
    plan("Tea").write_csv(tmp_path / "plan.csv")
    sales = read_sales(tmp_path / "sales.csv", options=ReadOptions(future=(tmp_path / "plan.csv",)))
    panel = build_panel(sales)[0]
    new = panel.series.filter(pl.Series(np.isnan(panel.target).all(axis=1)))
    assert new.select("store", "product", "category").rows() == [("s2", "Tea", "drinks")]


def test_a_plan_of_other_products_in_other_shops_is_an_error(tmp_path) -> None:
    other = plan("Cocoa").with_columns(store=pl.lit("s9"))
    with pytest.raises(ColumnsError, match="fits a series"):
        panel_with(tmp_path, other)


def test_a_holiday_calendar_beside_the_plan_covers_the_announced_too(tmp_path) -> None:
    calendar = pl.DataFrame({"date": DAYS, "holiday": [int(d.day == 6) for d in DAYS]})
    panel = panel_with(tmp_path, plan("Tea", "Cocoa"), master=calendar)
    assert panel.n_series == 6
    assert not np.isnan(panel.known_ahead["holiday"][:, 30:]).any()
