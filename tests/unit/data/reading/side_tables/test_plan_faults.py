"""Plans with doubled rows, other stores, holes and an early end, and lists with doubled keys."""

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.panel.plan_cover import plan_cover_notes
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(60)]
PAST, AHEAD = DAYS[:46], DAYS[46:]
SOLD = [
    (d, k, s, 5 + d.day % 3, (d.day + (s == "S2")) % 2)
    for d in PAST
    for k in ("A", "B")
    for s in ("S1", "S2")
]
COLUMNS = ["date", "sku", "store", "units", "promo"]


def read(folder, *, plan=None, products=None):
    files = {}
    for option, table in (("future", plan), ("join", products)):
        if table is not None:
            rows, columns = table
            pl.DataFrame(rows, schema=columns, orient="row").write_csv(folder / f"{option}.csv")
            files[option] = (folder / f"{option}.csv",)
    return read_sales(pl.DataFrame(SOLD, schema=COLUMNS, orient="row"), options=ReadOptions(**files))


def said(notes):
    return {note.rule: note for note in notes}


def plan(days=AHEAD, stores=("S1", "S2")):
    return [(d, s, 1) for d in days for s in stores], ["date", "store", "promo"]


def test_a_whole_plan_has_no_fault(tmp_path):
    sales = read(tmp_path, plan=plan())
    panel, _ = build_panel(sales)
    assert not {"plan_rows_repeated", "plan_rows_differ", "plan_of_others"} & set(said(sales.notes))
    assert plan_cover_notes(panel, 14) == []


def test_rows_that_repeat_or_contradict_others_are_counted(tmp_path):
    rows, columns = plan()
    rows = [*rows, rows[0], rows[0], (*rows[5][:2], 0)]
    notes = said(read(tmp_path, plan=(rows, columns)).notes)
    assert notes["plan_rows_repeated"].count == 2
    assert notes["plan_rows_differ"].count == 2


def test_stores_that_never_sold_are_left_out_with_their_rows(tmp_path):
    sales = read(tmp_path, plan=plan(stores=("S1", "S2", "S9")))
    note = said(sales.notes)["plan_of_others"]
    assert (note.count, "S9" in note.text) == (14, True)
    assert build_panel(sales)[0].n_series == 4


def test_an_early_end_and_holes_are_told_for_the_horizon(tmp_path):
    rows, columns = plan(AHEAD[:10])
    rows = [row for row in rows if not (row[1] == "S2" and row[0] == AHEAD[3])]
    panel, _ = build_panel(read(tmp_path, plan=(rows, columns)))
    notes = said(plan_cover_notes(panel, 14))
    assert notes["plan_ends_early"].count == 4
    assert notes["plan_holes"].count == 2


def test_a_store_without_any_plan_is_counted(tmp_path):
    panel, _ = build_panel(read(tmp_path, plan=plan(stores=("S1",))))
    assert "2 of 4 series have none at all" in said(plan_cover_notes(panel, 14))["plan_holes"].text


def test_equal_rows_of_a_product_list_are_taken_once(tmp_path):
    sales = read(tmp_path, products=([("A", "food"), ("A", "food"), ("B", "toys")], ["sku", "category"]))
    assert said(sales.notes)["join_rows_repeated"].count == 1
    assert sales.frame["units"].sum() == sum(row[3] for row in SOLD)


def test_a_product_listed_twice_is_named_and_never_counted_twice(tmp_path):
    with pytest.raises(ColumnsError, match="2 rows that share a date and place, such as sku A"):
        read(tmp_path, products=([("A", "food"), ("A", "toys"), ("B", "toys")], ["sku", "category"]))


def test_a_product_listed_twice_that_never_sold_does_not_stop_the_reading(tmp_path):
    listed = [("A", "food"), ("B", "toys"), ("Z", "food"), ("Z", "toys")]
    sales = read(tmp_path, products=(listed, ["sku", "category"]))
    assert sales.frame.height == len(SOLD)


def test_products_that_a_list_lacks_are_named(tmp_path):
    sales = read(tmp_path, products=([("A", "food")], ["sku", "category"]))
    assert "none for B" in said(sales.notes)["joined_columns"].text
