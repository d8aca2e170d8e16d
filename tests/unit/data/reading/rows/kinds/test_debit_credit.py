"""Columns of debits and credits, and lines among the products that are no goods."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(40)]


def total(table, **options):
    sales = read_sales(pl.DataFrame(table), options=ReadOptions(**options))
    return sales.frame[sales.roles.target].cast(pl.Float64).sum(), {note.rule: note for note in sales.notes}


@pytest.mark.parametrize(
    ("column", "sold", "back"),
    [
        ("S/H", "H", "S"),
        ("Soll/Haben", "Haben", "Soll"),
        ("DC", "C", "D"),
        ("Dr/Cr", "CR", "DR"),
        ("Debit or credit", "Credit", "Debit"),
        ("Debe/Haber", "Haber", "Debe"),
        ("Dare Avere", "Avere", "Dare"),
        ("Дт/Кт", "Кт", "Дт"),
    ],
)
def test_the_smaller_side_of_the_books_is_taken_off(column, sold, back):
    sides = [back if n % 10 == 0 else sold for n in range(40)]
    found, notes = total({"date": DAYS, "amount": [10.0] * 40, column: sides})
    assert found == 36 * 10 - 4 * 10
    note = notes["debits_turned_round"]
    assert (note.count, [reading.total for reading in note.evidence.readings]) == (4, [320.0, 400.0])


def test_two_large_sides_are_asked_and_either_option_gives_its_own_total():
    table = {"date": DAYS, "amount": [10.0, 20.0] * 20, "S/H": ["S", "H"] * 20}
    with pytest.raises(ColumnsError, match="which side are the sales on") as error:
        total(table)
    assert "only=" in error.value.fix
    assert total(table, only=["S/H=H"])[0] == 400
    assert total(table, only=["S/H=S"])[0] == 200


def test_amounts_that_have_their_sign_are_left_as_they_are():
    sides = ["S" if n % 10 == 0 else "H" for n in range(40)]
    amounts = [-10.0 if n % 10 == 0 else 10.0 for n in range(40)]
    found, notes = total({"date": DAYS, "amount": amounts, "S/H": sides})
    assert (found, "debits_turned_round" in notes) == (320, False)


def test_a_shop_with_two_sizes_has_no_debits():
    table = {"date": DAYS * 2, "qty": [1.0] * 80, "size": ["S"] * 40 + ["M"] * 40}
    assert total(table)[0] == 80


@pytest.mark.parametrize(
    "fee",
    [
        "Shipping",
        "Versandkosten",
        "Gift Card",
        "envío",
        "送料",
        "배송비",
        "Bottle deposit 0.25 €",
        "Pfand Kasten",
        "Gift card $50",
        "Paper bag",
    ],
)
def test_lines_that_are_no_goods_are_counted_and_said(fee):
    table = {
        "date": [day for day in DAYS for _ in range(3)],
        "product": ["Mug", "Plate", fee] * 40,
        "quantity": [2, 3, 1] * 40,
    }
    found, notes = total(table)
    assert found == 240
    note = notes["fees_among_products"]
    assert note.count == 40
    assert [reading.total for reading in note.evidence.readings] == [240, 200]
    assert total(table, without=[f"product={fee}"])[0] == 200


def test_goods_whose_names_hold_such_words_are_no_fees():
    table = {"date": DAYS * 2, "product": ["Shipping box"] * 40 + ["Tip pen"] * 40, "quantity": [1] * 80}
    assert "fees_among_products" not in total(table)[1]


@pytest.mark.parametrize("minus", ["-", "−"])
def test_a_column_of_signs_takes_off_what_has_a_minus(minus):
    signs = [minus if n % 10 == 0 else "+" for n in range(40)]
    found, notes = total({"date": DAYS, "qty": ["10"] * 40, "+/-": signs})
    assert found == 36 * 10 - 4 * 10
    assert notes["debits_turned_round"].count == 4


@pytest.mark.parametrize("mark", ["CR", "Dr"])
def test_a_few_amounts_beside_cr_or_dr_are_taken_off_the_unmarked_rest(mark):
    cells = [f"10.00 {mark}" if n % 10 == 0 else "10.00" for n in range(40)]
    found, notes = total({"date": DAYS, "amount": cells})
    assert found == 36 * 10 - 4 * 10
    assert (notes["debit_and_credit"].count, notes["debit_and_credit"].evidence.certainty) == (4, "likely")
