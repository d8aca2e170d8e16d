"""Rows and columns that are sums of others."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.errors import ColumnsError
from sales_tables import DAYS, RANDOM, details, fix_of, read, rules, total, with_first_option


def with_totals(table: pl.DataFrame, name: str | None, *by: str) -> pl.DataFrame:
    sums = table.group_by("date", *by, maintain_order=True).agg(pl.col("qty").sum())
    return pl.concat(
        [table, sums.with_columns(pl.lit(name, dtype=pl.String).alias("product")).select(table.columns)]
    ).sort("date", maintain_order=True)


@pytest.mark.parametrize("name", ["Total", "Gesamt", "Итого", "合計", "إجمالي", "zz9", "∑", None])
def test_rows_that_are_the_sum_of_the_others_are_left_out_whatever_they_are_called(name):
    table = details()
    sales = read(with_totals(table, name))
    assert total(sales) == table["qty"].sum()
    assert "total_rows" in rules(sales)


def test_totals_of_each_store_and_of_all_are_left_out_level_by_level():
    table = pl.concat([details().with_columns(store=pl.lit(name)) for name in ("North", "South", "West")])
    by_store = with_totals(table, "Sub", "store")
    grand = by_store.filter(pl.col("product") == "Sub").group_by("date", maintain_order=True).agg(
        pl.col("qty").sum(), product=pl.lit("Everything"), store=pl.lit("Chain")
    )  # fmt: skip
    sales = read(pl.concat([by_store, grand.select(by_store.columns)]))
    assert total(sales) == table["qty"].sum()


def test_group_columns_of_a_wide_table_are_left_out():
    wide = details(6).pivot("product", index="date", values="qty")
    wide = wide.with_columns(drinks=pl.col("P0") + pl.col("P3"), food=pl.sum_horizontal("P1", "P2", "P4"))
    whole = float(wide.select(pl.sum_horizontal("P0", "P1", "P2", "P3", "P4", "P5")).sum().item())
    assert total(read(wide)) == whole


@settings(max_examples=25, deadline=None)
@given(
    st.integers(2, 6), st.integers(2, 4), st.sampled_from(["Total", "zz", "Summe", "小計"]), st.booleans(),
    st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_random_tables_with_totals_give_their_details_total(products, stores, name, grand, seed):
    random = np.random.default_rng(seed)
    table = pl.DataFrame(
        [
            {"date": day, "store": f"S{s}", "product": f"P{p}", "qty": int(random.integers(1, 80))}
            for day in DAYS[:20]
            for s in range(stores)
            for p in range(products)
        ]
    )
    whole = with_totals(table, name, "store").select(table.columns)
    if grand:
        every = table.group_by("date", "product", maintain_order=True).agg(pl.col("qty").sum())
        whole = pl.concat([whole, every.with_columns(store=pl.lit("Chain")).select(table.columns)])
    try:
        found = total(read(whole))
    except ColumnsError:
        return
    assert found == table["qty"].sum()


def test_rounded_sums_are_sums():
    table = details().with_columns(qty=pl.col("qty") * 1.2345)
    rounded = with_totals(table, "Total").with_columns(pl.col("qty").round(1))
    assert total(read(rounded)) == pytest.approx(float(table["qty"].round(1).sum()))


def test_one_series_that_equals_another_is_no_total():
    table = details(3)
    twin = table.filter(pl.col("product") == "P1").with_columns(product=pl.lit("P9"))
    both = pl.concat([table, twin])
    assert total(read(both)) == both["qty"].sum()


@pytest.mark.parametrize("seed", range(5))
def test_random_sales_hold_no_totals(seed):
    random = np.random.default_rng(seed)
    rows = [
        {"date": day, "product": f"P{n}", "qty": int(random.poisson(0.6))} for day in DAYS for n in range(12)
    ]
    table = pl.DataFrame(rows)
    assert total(read(table)) == table["qty"].sum()


def test_a_product_merely_called_total_is_asked_about_and_the_option_settles_it():
    table = pl.concat([details(3), details(1).with_columns(product=pl.lit("Total"))])
    fix = fix_of(table)
    assert (
        total(read(table, **with_first_option(fix)))
        == table.filter(pl.col("product") != "Total")["qty"].sum()
    )
    assert total(read(table, only=("product=P0,P1,P2,Total",))) == table["qty"].sum()


def test_quarters_and_years_among_months_are_left_out():
    sold = RANDOM.integers(5, 90, (5, 12))
    columns: dict[str, Any] = {"product": [f"P{i}" for i in range(5)]}
    for month in range(12):
        columns[f"2023-{month + 1:02d}"] = sold[:, month]
        if month % 3 == 2:
            columns[f"Q{month // 3 + 1} 2023"] = sold[:, month - 2 : month + 1].sum(axis=1)
    columns["2023"] = sold.sum(axis=1)
    assert total(read(pl.DataFrame(columns))) == sold.sum()


def test_a_total_column_beside_products_leaves_the_products():
    wide = details(5).pivot("product", index="date", values="qty")
    sales = read(wide.with_columns(Total=pl.sum_horizontal("P0", "P1", "P2", "P3", "P4")))
    assert sales.frame["item"].n_unique() == 5
    assert total(sales) == wide.drop("date").sum().sum_horizontal().item()


@pytest.mark.parametrize("above", [True, False])
def test_a_group_of_one_member_is_its_total_too_where_other_groups_are_proven(above):
    parts = {"Fruit": ("Apple", "Pear"), "Nuts": ("Hazel",), "Veg": ("Leek", "Kale")}
    pieces = []
    for group, members in parts.items():
        amounts = [RANDOM.integers(20, 90, len(DAYS)) for _ in members]
        rows = [
            pl.DataFrame({"date": DAYS, "product": n, "qty": a})
            for n, a in zip(members, amounts, strict=True)
        ]
        summed = pl.DataFrame({"date": DAYS, "product": group, "qty": np.sum(amounts, axis=0)})
        pieces += [summed, *rows] if above else [*rows, summed]
    sales = read(pl.concat(pieces))
    assert set(sales.frame["product"]) == {"Apple", "Pear", "Hazel", "Leek", "Kale"}
    assert total(sales) == sum(p["qty"].sum() for p in pieces if p["product"][0] not in parts)


def test_two_products_that_always_sell_alike_stay_where_nothing_else_is_a_total():
    amounts = RANDOM.integers(20, 90, len(DAYS))
    twins = [pl.DataFrame({"date": DAYS, "product": name, "qty": amounts}) for name in ("Left", "Right")]
    other = pl.DataFrame({"date": DAYS, "product": "Lace", "qty": RANDOM.integers(20, 90, len(DAYS))})
    assert total(read(pl.concat([*twins, other]))) == 2 * amounts.sum() + other["qty"].sum()
