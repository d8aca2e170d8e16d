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


@pytest.mark.parametrize(
    "word", ["Erstattung", "Rücksendung", "İade", "Estorno", "Tilbagebetaling", "Возврат", "החזרה"]
)
def test_words_for_returns_in_many_languages_take_off(word):
    table = details().with_columns(
        pl.Series("Typ", ["Verkauf"] * 9 + [word]).gather([i % 10 for i in range(240)])
    )
    back = table.filter(pl.col("Typ") == word)["qty"].sum()
    assert total(read(table)) == table["qty"].sum() - 2 * back


def orders_with_refunds(word):
    """Orders, one in eight of which comes back three days later under the same number."""
    table = details().with_columns(pl.Series("Order", [f"A{i}" for i in range(240)]), kind=pl.lit("sale"))
    back = table.gather_every(8).with_columns(pl.col("date") + pl.duration(days=3), kind=pl.lit(word))
    return table, back


@pytest.mark.parametrize("word", ["XR", "4711", "Type B"])
def test_rows_that_repeat_earlier_orders_are_returns_whatever_they_are_called(word):
    table, back = orders_with_refunds(f"{word}!")
    sales = read(pl.concat([table, back]))
    assert total(sales) == table["qty"].sum() - back["qty"].sum()


def test_rows_under_another_word_that_repeat_nothing_are_no_returns():
    table = details().with_columns(
        pl.Series("kind", (["sale"] * 7 + ["XR"]) * 30), pl.Series("Order", [f"A{i}" for i in range(240)])
    )
    assert total(read(table)) == table["qty"].sum()


@pytest.mark.parametrize(
    "word", ["pending", "Ausstehend", "En attente", "Pendiente", "Ожидает оплаты", "待付款"]
)
def test_open_orders_of_weight_are_asked_about_and_both_answers_hold(word):
    table = statuses("Order status", ["completed", "completed", "cancelled", word])
    with_them = table.filter(pl.col("Order status") != "cancelled")["qty"].sum()
    without = table.filter(pl.col("Order status") == "completed")["qty"].sum()
    assert total(read(table, **with_first_option(fix_of(table)))) == with_them
    assert total(read(table, without=(f"Order status=cancelled,{word}",))) == without


def test_a_few_open_orders_are_left_out():
    values = ["completed"] * 79 + ["pending"]
    table = statuses("Order status", values)
    kept = table.filter(pl.col("Order status") == "completed")["qty"].sum()
    assert total(read(table)) == kept


def test_the_option_that_a_question_on_kinds_proposes_never_adds_returns():
    table = details().with_columns(pl.Series("Typ", ["X9", "X9", "X9", "Gutschrift", "Verkauf"] * 48))
    fix = fix_of(table)
    kept = table.filter(pl.col("Typ").is_in(["X9", "Verkauf"]))["qty"].sum()
    assert total(read(table, **with_first_option(fix))) == kept


def test_orders_and_refunds_of_a_german_marketplace():
    table = details().with_columns(
        pl.Series("Typ", ["Bestellung"] * 7 + ["Erstattung"]).gather([i % 8 for i in range(240)])
    )
    back = table.filter(pl.col("Typ") == "Erstattung")["qty"].sum()
    assert total(read(table)) == table["qty"].sum() - 2 * back


def test_millions_are_no_metres():
    sold = details()
    table = sold.with_columns((pl.col("qty").cast(pl.String) + ".5M").alias("revenue")).drop("qty")
    assert total(read(table)) == pytest.approx((sold["qty"].sum() + 0.5 * sold.height) * 1e6)
