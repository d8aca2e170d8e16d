"""Opening and closing balances among sales."""

from __future__ import annotations

import polars as pl
import pytest

from odd_tables import DAYS
from sales_tables import read, rules, total


def ledger(word: str, column: str = "Description") -> pl.DataFrame:
    rows = [{"date": str(DAYS[0]), column: word, "product": p, "qty": 500} for p in "AB"]
    rows += [
        {"date": str(day), column: "Sale", "product": p, "qty": 1 + day.day % 5} for day in DAYS for p in "AB"
    ]
    return pl.DataFrame(rows)


@pytest.mark.parametrize(
    "word",
    [
        "Opening balance",
        "ANFANGSBESTAND",
        "Solde d'ouverture",
        "Saldo inicial",
        "Начальный остаток",
        "期首残高",
    ],
)
def test_a_balance_carried_in_is_no_sale_whatever_its_column_is_called(word: str) -> None:
    for column in ("Description", "Posting text", "Note"):
        sales = read(ledger(word, column))
        assert total(sales) == ledger(word)["qty"][2:].sum()
        assert "balances" in rules(sales)


def test_goods_whose_names_hold_such_words_are_sold() -> None:
    table = ledger("New Balance 574").rename({"Description": "article"})
    assert total(read(table)) == table["qty"].sum()


def test_balances_that_are_most_of_the_rows_are_what_the_file_is_about() -> None:
    table = pl.DataFrame(
        {"date": [str(day) for day in DAYS], "kind of row": ["Closing stock"] * 121, "qty": range(121)}
    )
    assert "balances" not in rules(read(table, cumulative=False))


@pytest.mark.parametrize("word", ["Carried forward", "Übertrag"])
def test_a_page_carried_forward_instead_of_a_date_is_no_sale(word: str) -> None:
    rows = [{"Date": str(day), "Units": 20 + day.day % 5} for day in DAYS[:60]]
    pages = [{"Date": word, "Units": 400 * page} for page in (1, 1, 2, 2, 3, 3)]
    sales = read(pl.DataFrame([*rows[:20], *pages[:2], *rows[20:40], *pages[2:4], *rows[40:], *pages[4:]]))
    assert total(sales) == sum(row["Units"] for row in rows)
    assert not sales.rejects.height
