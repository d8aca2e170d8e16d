"""Totals of weeks and months on one of their days, among rows of days."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from sales_tables import details, read, rules, total

Label = Callable[[str], str]


def with_spans(table: pl.DataFrame, every: str, label: Label, *by: str, first: bool = False) -> pl.DataFrame:
    """The table with a row for each span, on its last day with sales or its first."""
    span = pl.col("date").dt.truncate(every)
    day = pl.col("date").min() if first else pl.col("date").max()
    sums = table.group_by(span.alias("_span"), *by, maintain_order=True).agg(day, pl.col("qty").sum())
    names = [label(f"{start:%B}") for start in sums["_span"]]
    sums = sums.with_columns(product=pl.Series(names, dtype=pl.String)).select(table.columns)
    return pl.concat([table, sums]).sort("date", maintain_order=True)


@pytest.mark.parametrize("every", ["1w", "1mo"])
@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("label", ["Total", "Month total", "Monatssumme", "zz9"])
def test_a_row_that_sums_up_the_days_of_a_span_is_left_out_whatever_it_is_called(
    every: str, first: bool, label: str
) -> None:
    table = details()
    sales = read(with_spans(table, every, lambda _: label, first=first))
    assert total(sales) == table["qty"].sum()
    assert "total_rows" in rules(sales)


def test_totals_that_name_their_month_are_left_out_together() -> None:
    table = details()
    sales = read(with_spans(table, "1mo", lambda month: f"Total {month}"))
    assert total(sales) == table["qty"].sum()


def test_totals_of_each_store_of_weeks_and_of_months_are_left_out() -> None:
    table = pl.concat([details().with_columns(store=pl.lit(name)) for name in ("North", "South", "West")])
    both = pl.concat(
        [
            with_spans(table, "1mo", lambda _: "Month total", "store"),
            with_spans(table, "1w", lambda _: "Week total", "store").filter(
                pl.col("product") == "Week total"
            ),
        ]
    ).sort("date", maintain_order=True)
    assert total(read(both)) == table["qty"].sum()


def test_a_large_product_that_is_sold_on_few_days_stays() -> None:
    table = details()
    some = table.filter(pl.col("date").dt.day() == 15).group_by("date", maintain_order=True).agg(
        product=pl.lit("Pallets"), qty=(pl.col("qty").sum() * 20 + np.pi).round()
    )  # fmt: skip
    every = pl.concat([table, some.select(pl.col(name).cast(kind) for name, kind in table.schema.items())])
    sales = read(every.sort("date", maintain_order=True))
    assert total(sales) == every["qty"].sum()
    assert "total_rows" not in rules(sales)
