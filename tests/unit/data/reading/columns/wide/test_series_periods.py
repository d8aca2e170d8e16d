"""Columns named by a store or product and a period."""

from __future__ import annotations

import polars as pl
import pytest

from foresale.errors import ColumnsError
from odd_tables import MONTHS, amount
from sales_tables import read, total

FORMS = ("{label} {month:%b %Y}", "{month:%Y-%m} {label}", "{label} - {month:%b-%y}", "{label}_{month:%Y-%m}")


def table(form: str, *labels: str, products: int = 3) -> pl.DataFrame:
    columns = {
        form.format(label=label, month=month): [
            amount(month, at * products + item) for item in range(products)
        ]
        for at, label in enumerate(labels)
        for month in MONTHS
    }
    return pl.DataFrame({"product": [f"P{item}" for item in range(products)], **columns})


def sold(count: int) -> int:
    return sum(amount(month, item) for month in MONTHS for item in range(count))


@pytest.mark.parametrize("form", FORMS)
def test_each_store_and_month_is_a_row(form: str) -> None:
    sales = read(table(form, "North", "South"))
    assert (total(sales), set(sales.roles.keys)) == (sold(6), {"product", "series"})
    assert sales.frame[sales.roles.date].unique().sort().to_list() == MONTHS


def test_labels_of_two_words_and_cells_of_text_are_read() -> None:
    texts = table(FORMS[0], "North City", "South").select(pl.all().cast(pl.String))
    assert total(read(texts)) == sold(6)


def test_a_total_of_the_stores_is_left_out() -> None:
    sales = table(FORMS[0], "North", "South")
    whole = {
        f"Total {month:%b %Y}": pl.col(f"North {month:%b %Y}") + pl.col(f"South {month:%b %Y}")
        for month in MONTHS
    }
    assert total(read(sales.with_columns(**whole))) == sold(6)


@pytest.mark.parametrize("labels", [("Ordered", "Cancelled"), ("Budget", "Somewhere"), ("Price", "Cost")])
def test_labels_that_say_more_than_a_name_are_no_stores(labels: tuple[str, str]) -> None:
    with pytest.raises(ColumnsError):
        read(table(FORMS[0], *labels))


def test_columns_that_lack_a_month_are_not_taken() -> None:
    with pytest.raises(ColumnsError):
        read(table(FORMS[0], "North", "South").drop(f"South {MONTHS[3]:%b %Y}"))
