"""A bad cell costs only what it holds; closed and sold out are no numbers and no faults."""

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import BadRowsError, ColumnsError


def read(columns, ask=None, **options):
    n = len(next(iter(columns.values())))
    days = [str(date(2024, 1, 1) + timedelta(days=i)) for i in range(n)]
    return read_sales(pl.DataFrame({"date": days, **columns}), options=ReadOptions(**options), ask=ask)


def note(sales, rule):
    return next(note.text for note in sales.notes if note.rule == rule)


@pytest.mark.parametrize(
    "word", ["Closed", "geschlossen", "Fermé", "CERRADO", "休", "Chiuso", "закрыто", "(closed)"]
)
def test_a_word_for_closed_marks_the_day_and_costs_no_row(word):
    sales = read({"qty": ["4", "5", word, "6", "7"]})
    assert sales.rejects.is_empty()
    assert f"'{word}' 1 for qty: closed" in note(sales, "closed_cells")
    panel, _ = build_panel(sales)
    assert panel.closed.tolist() == [[False, False, True, False, False]]


def test_a_closed_day_of_one_shop_leaves_the_other_open():
    frame = pl.DataFrame(
        {
            "date": ["2024-01-01", "2024-01-02", "2024-01-03"] * 2,
            "store": ["a"] * 3 + ["b"] * 3,
            "qty": ["1", "closed", "3", "4", "5", "6"],
        }
    )
    panel, _ = build_panel(read_sales(frame))
    assert panel.closed.tolist() == [[False, True, False], [False, False, False]]


def test_sold_out_is_unknown_demand_and_not_zero():
    sales = read({"qty": ["4", "sold out", "Ausverkauft", "6"]})
    assert sales.frame["qty"].to_list() == [4.0, None, None, 6.0]
    assert "stock ran out" in note(sales, "sold_out_cells")


@pytest.mark.parametrize("word", ["ERROR", "#REF!", "#DIV/0!", "#N/A", "#NV", "UNKNOWN", "n/a"])
def test_an_error_word_is_an_unknown_quantity_and_no_rejected_row(word):
    sales = read({"qty": ["4", word, word, "6"]})
    assert sales.frame["qty"].to_list() == [4.0, None, None, 6.0]
    assert sales.rejects.is_empty()
    assert note(sales, "missing_target").startswith("2 rows have no qty")


def test_a_price_that_failed_keeps_its_quantity():
    sales = read({"qty": ["4", "5", "6"], "price": ["1.50", "ERROR", "2.50"]})
    assert sales.frame["qty"].sum() == 15.0
    assert sales.frame["price"].to_list() == [1.5, None, 2.5]
    assert note(sales, "bad_cells").startswith("price: 1 of 3 cells hold no number ('ERROR' 1")


def test_an_error_word_names_no_product_but_a_product_may_contain_one():
    frame = pl.DataFrame(
        {
            "date": ["2024-01-01", "2024-01-02"] * 4,
            "product": ["Tea"] * 2 + ["Unknown Pleasures"] * 2 + ["ERROR"] * 2 + ["UNKNOWN"] * 2,
            "qty": ["1", "2", "3", "4", "5", "6", "7", "8"],
        }
    )
    sales = read_sales(frame, options=ReadOptions(keys=("product",)))
    assert set(sales.frame["product"]) == {"Tea", "Unknown Pleasures", None}
    assert "'ERROR' 2, 'UNKNOWN' 2 in 4 rows (26 qty)" in note(sales, "unknown_keys")
    panel, _ = build_panel(sales)
    assert panel.target.sum() == 36.0


def test_currencies_of_one_column_are_not_added_up():
    cells = ["12.50 USD", "3.25 EUR", "1.25 EUR"]
    with pytest.raises(ColumnsError) as error:
        read({"amount": cells})
    assert "2 cells in EUR: 4.5 in all" in error.value.problem
    assert 'keys=["currency"]' in error.value.fix
    apart = read({"amount": cells}, keys=("currency",))
    assert apart.frame.group_by("currency").agg(pl.col("amount").sum()).sort("currency").rows() == [
        ("EUR", 4.5),
        ("USD", 12.5),
    ]
    only = read({"amount": cells}, ask=lambda question: "EUR")
    assert only.frame["amount"].sum() == 4.5


def test_pieces_and_kilograms_are_kept_apart_where_that_is_answered():
    sales = read({"qty": ["12 pcs", "3 kg", "500 g"]}, ask=lambda question: question.answers[0])
    assert sales.roles.keys == ("unit",)
    assert sales.frame.select("unit", "qty").rows() == [("pcs", 12.0), ("kg", 3.0), ("kg", 0.5)]


def test_too_many_bad_cells_are_told_by_column():
    with pytest.raises(BadRowsError) as error:
        read({"qty": ["4", "lots", "few", "6"]})
    assert "(qty 2)" in error.value.problem
