"""Reports in sections: headings on rows of their own, and totals below."""

from __future__ import annotations

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales

DAYS = [f"{day:02d}/01/2024" for day in range(1, 21)]


def read(tmp_path, rows, **options):
    path = tmp_path / "sales.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    return read_sales(path, options=ReadOptions(**options))


def section(name, each, *, total=True, products=("A", "B")):
    rows = [[name, "", ""], *([day, product, each] for day in DAYS for product in products)]
    return [*rows, [f"Total {name}", "", each * len(DAYS) * len(products)]] if total else rows


def totals(sales):
    frame = sales.frame.group_by(sales.roles.keys).agg(pl.col(sales.roles.target).sum())
    return {tuple(row[:-1]): row[-1] for row in frame.iter_rows()}


@pytest.mark.parametrize("total", [True, False])
def test_a_heading_above_dates_holds_for_its_section(tmp_path, total):
    rows = [["Date", "Product", "Qty"], *section("North", 2, total=total), *section("South", 3, total=total)]
    sales = read(tmp_path, rows)
    assert set(sales.roles.keys) == {"Product", "section"}
    assert sales.frame.group_by("section").agg(pl.col("Qty").sum()).sort("section").rows() == [
        ("North", 80), ("South", 120),
    ]  # fmt: skip
    assert sales.rejects.height == 0
    assert {"section_headings", *(["section_totals"] if total else [])} <= {n.rule for n in sales.notes}


def test_headings_of_two_levels_are_two_columns(tmp_path):
    rows = [["Date", "Product", "Qty"]]
    for place, region in enumerate(("East", "West")):
        rows += [[region, "", ""], *section("North", 1 + place), *section("South", 3 + place)]
    sales = read(tmp_path, rows)
    assert sales.frame["Qty"].sum() == 40 * (1 + 3 + 2 + 4)
    assert sales.frame.filter(pl.col("heading") == "West")["Qty"].sum() == 40 * (2 + 4)


def test_a_heading_in_a_column_of_its_own_is_filled_down_and_its_row_is_gone(tmp_path):
    rows = [["Store", "Date", "Qty"]]
    for store, each in (("North", 2), ("South", 5)):
        rows += [[store, "", ""], *(["", day, each] for day in DAYS)]
    sales = read(tmp_path, rows)
    assert totals(sales) == {("North",): 40, ("South",): 100}
    assert sales.rejects.height == 0


def test_a_column_without_a_name_that_holds_headings_gets_one(tmp_path):
    rows = [["", "Date", "Num", "Qty", "Amount"]]
    for item, each in (("Widget", 2), ("Gadget", 5)):
        rows += [[item, "", "", "", ""], *(["", day, 7, each, each * 3] for day in DAYS)]
        rows += [[f"Total {item}", "", "", each * 20, each * 60]]
    sales = read(tmp_path, [*rows, ["TOTAL", "", "", 140, 420]])
    assert totals(sales) == {("Widget",): 40, ("Gadget",): 100}


def test_headings_may_be_said_to_mean_nothing(tmp_path):
    rows = [["Date", "Product", "Qty"], *section("North", 2, total=False), *section("South", 3, total=False)]
    sales = read(tmp_path, rows, fill_down=False, max_bad_share=0.1)
    assert "section" not in sales.frame.columns


def test_a_product_without_any_amount_is_no_heading(tmp_path):
    months = [f"2024-{month:02d}" for month in range(1, 13)]
    rows = [["Product", *months]]
    rows += [[name, *([4] * 12 if place % 2 else [""] * 12)] for place, name in enumerate("abcdefgh")]
    sales = read(tmp_path, rows)
    assert sales.roles.keys == ("Product",)
    assert sales.frame[sales.roles.target].sum() == 4 * 12 * 4


@pytest.mark.parametrize("page", ["Page {} of 3", "Seite {}/3", "- Página {} -", "Стр. {} из 3", "第{}頁"])
def test_lines_that_number_pages_head_nothing(page):
    months = [f"{i % 12 + 1:02d}/{2020 + i // 12}" for i in range(48)]
    lines = [(month, str(100 + i)) for i, month in enumerate(months)]
    for number, at in ((1, 20), (2, 41)):
        lines.insert(at, (page.format(number), None))
    table = pl.DataFrame({"Month": [a for a, _ in lines], "Amount": [b for _, b in lines]})
    sales = read_sales(table)
    assert sales.roles.keys == ()
    assert sales.frame["Amount"].sum() == sum(range(100, 148))
    assert not sales.rejects.height
    assert "page_lines" in {note.rule for note in sales.notes}
