"""Which rows count as a sale, once: totals, plans, statuses, currencies, units and overlapping files."""

from __future__ import annotations

import polars as pl
import pytest

from sales_tables import details, fix_of, read, rules, total, with_first_option


def statuses(column: str, values: list[str]) -> pl.DataFrame:
    return details().with_columns(
        pl.Series(column, [values[i % len(values)] for i in range(240)]),
        pl.Series("Order ID", range(1000, 1240)),
    )


@pytest.mark.parametrize(
    ("actual", "plan"),
    [
        ("Actual", "Budget"),
        ("Ist", "Plan"),
        ("Réel", "Budget"),
        ("Факт", "План"),
        ("実績", "予算"),
        ("Real", "Last year"),
    ],
)
def test_what_happened_counts_and_plans_do_not(actual, plan):
    table = details()
    both = pl.concat(
        [
            table.with_columns(layer=pl.lit(actual)),
            table.with_columns(pl.col("qty") + 3, layer=pl.lit(plan)),
        ]
    )
    sales = read(both)
    assert total(sales) == table["qty"].sum()
    assert "other_layers" in rules(sales)


def test_plans_without_a_word_for_what_happened_are_asked_about():
    table = details()
    both = pl.concat([table.with_columns(scenario=pl.lit(name)) for name in ("Budget", "v7")])
    fix = fix_of(both)
    assert total(read(both, **with_first_option(fix))) == table["qty"].sum()


def test_units_count_and_revenue_in_the_same_column_does_not():
    table = details().rename({"qty": "value"})
    both = pl.concat(
        [
            table.with_columns(measure=pl.lit("Units")),
            table.with_columns(pl.col("value") * 10, measure=pl.lit("Revenue")),
        ]
    )
    assert total(read(both)) == table["value"].sum()


@pytest.mark.parametrize(
    ("column", "sold", "gone"),
    [
        ("Order Status", "completed", "cancelled"),
        ("status", "wc-processing", "wc-failed"),
        ("Bestellstatus", "Versendet", "Storniert"),
        ("estado", "Entregado", "Anulado"),
        ("статус", "Выполнен", "Отменен"),
        ("注文状態", "発送済み", "キャンセル"),
        ("Financial Status", "paid", "voided"),
        ("Status", "Shipped", "Draft"),
    ],
)
def test_cancelled_rows_are_left_out_in_any_language(column, sold, gone):
    table = statuses(column, [sold, sold, sold, gone])
    sales = read(table)
    assert total(sales) == table.filter(pl.col(column) == sold)["qty"].sum()
    assert "no_sales" in rules(sales)


def test_an_unknown_status_of_weight_is_asked_about_and_both_options_settle_it():
    table = statuses("Status", ["completed", "completed", "cancelled", "X7"])
    fix = fix_of(table)
    assert (
        total(read(table, **with_first_option(fix)))
        == table.filter(pl.col("Status") != "cancelled")["qty"].sum()
    )
    sold = table.filter(pl.col("Status") == "completed")["qty"].sum()
    assert total(read(table, without=("Status=cancelled,X7",))) == sold


def test_a_status_that_says_nothing_of_sales_changes_nothing():
    table = statuses("status", ["gold", "silver"])
    assert total(read(table)) == table["qty"].sum()


def test_returns_with_a_positive_quantity_are_taken_off():
    table = details().with_columns(pl.Series("Type", ["Sale", "Sale", "Sale", "Return"] * 60))
    sold, back = (table.filter(pl.col("Type") == kind)["qty"].sum() for kind in ("Sale", "Return"))
    sales = read(table)
    assert total(sales) == sold - back
    assert "returns_turned_round" in rules(sales)
    assert "Type" not in sales.roles.keys


def test_returns_that_are_negative_already_stay_as_they_are():
    table = details().with_columns(pl.Series("Belegart", ["Rechnung", "Gutschrift"] * 120))
    table = table.with_columns(
        pl.when(pl.col("Belegart") == "Gutschrift").then(-pl.col("qty")).otherwise(pl.col("qty")).alias("qty")
    )
    assert total(read(table)) == table["qty"].sum()


def test_lines_of_a_flag_that_says_cancelled_are_left_out():
    table = details().with_columns(pl.Series("is_cancelled", ["false", "false", "false", "true"] * 60))
    assert total(read(table)) == table.filter(pl.col("is_cancelled") == "false")["qty"].sum()


def test_money_in_several_currencies_is_never_added():
    table = details().rename({"qty": "revenue"}).with_columns(pl.Series("currency", ["EUR", "USD"] * 120))
    fix = fix_of(table)
    assert (
        total(read(table, **with_first_option(fix)))
        == table.filter(pl.col("currency") == "EUR")["revenue"].sum()
    )


def test_pieces_count_whatever_their_currency_and_foreign_prices_are_unknown():
    table = details().with_columns(
        pl.Series("currency", ["EUR", "EUR", "EUR", "JPY"] * 60),
        pl.Series("price", [2.0, 2.0, 3.0, 300.0] * 60),
    )
    sales = read(table)
    assert total(sales) == table["qty"].sum()
    assert sales.frame["price"].max() == 3.0
    assert "currencies" in rules(sales)


def test_units_of_measure_have_series_of_their_own_even_on_invoices():
    table = details().with_columns(
        pl.Series("uom", ["EA", "KG", "EA", "KG", "KG", "EA"] * 40), pl.Series("Invoice", range(240))
    )
    sales = read(table)
    assert "uom" in sales.roles.keys
    assert "units_of_measure" in rules(sales)


def test_the_status_on_an_orders_first_line_holds_for_its_other_lines():
    table = details().with_columns(pl.Series("Order", [f"#{i // 2}" for i in range(240)]))
    order = pl.int_range(240) // 2
    table = table.with_columns(
        pl.when(pl.int_range(240) % 2 == 0)
        .then(pl.when(order % 3 == 0).then(pl.lit("refunded")).otherwise(pl.lit("paid")))
        .alias("Financial Status")
    )
    paid = table.filter((pl.int_range(240) // 2) % 3 != 0)
    assert total(read(table)) == paid["qty"].sum()
