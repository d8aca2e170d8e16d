"""Of what visitors do on a shop's pages only buying is sold; a purchase beside receipts is the shop's own."""

from __future__ import annotations

import polars as pl
import pytest

from odd_tables import DAYS
from sales_tables import read, total


def events(column: str, values: tuple[str, ...]) -> pl.DataFrame:
    rows = [
        {"Date": str(DAYS[i // 4]), column: values[i % len(values)], "Item": f"P{i % 3}", "Qty": 1 + i % 4}
        for i in range(400)
    ]
    return pl.DataFrame(rows)


@pytest.mark.parametrize("column", ["event", "event_type", "behavior", "action"])
@pytest.mark.parametrize(
    "values", [("view", "cart", "purchase"), ("Page View", "Add to Cart", "Purchase"), ("pv", "fav", "buy")]
)
def test_views_and_carts_are_no_sales_beside_purchases(column: str, values: tuple[str, ...]) -> None:
    table = events(column, values)
    bought = table.filter(pl.col(column) == values[2])["Qty"].sum()
    assert total(read(table)) == bought


def test_refunds_beside_purchases_are_taken_off() -> None:
    table = events("event", ("view", "purchase", "purchase", "refund"))
    each = dict(table.group_by("event").agg(pl.col("Qty").sum()).iter_rows())
    assert total(read(table)) == each["purchase"] - each["refund"]


def test_purchases_of_the_shop_itself_are_no_sales() -> None:
    table = events("Type", ("Sale", "Sale", "Purchase"))
    assert total(read(table)) == table.filter(pl.col("Type") == "Sale")["Qty"].sum()


def test_products_called_basket_and_purchase_are_sold_like_others() -> None:
    table = events("Product", ("Basket", "Cart", "Purchase", "Lamp")).drop("Item")
    sales = read(table)
    assert (total(sales), sales.roles.keys) == (table["Qty"].sum(), ("Product",))


def test_details_below_a_transaction_are_no_visits() -> None:
    table = events("Record", ("Transaction", "Detail"))
    assert total(read(table)) == table["Qty"].sum()
