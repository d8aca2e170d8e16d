"""What an order's first line says holds for its further lines, where the cells prove it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.reading.columns.headings.order_fields import repeat_order_fields
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import with_origin
from foresale.data.reading.read_sales import read_sales

NAMES = ["Name", "Financial Status", "Paid at", "Total", "Created at", "Lineitem quantity", "Lineitem name"]


def lines(sizes: Sequence[int]) -> list[tuple[str | None, ...]]:
    """Orders of some numbers of lines, as shops export them; every fifth isn't paid."""
    rows: list[tuple[str | None, ...]] = []
    for order, size in enumerate(sizes):
        day = f"2024-{1 + order // 28 % 12:02d}-{1 + order % 28:02d} 10:00:00 +0100"
        paid = None if order % 5 == 4 else day
        for line in range(size):
            first = ("paid", paid, f"{9.5 * size}", day) if line == 0 else (None,) * 4
            rows.append((f"#{1001 + order}", *first, "2", f"Tea {line}"))
    return rows


def repeat(rows: list[tuple[str | None, ...]], names: list[str] = NAMES, **options: bool) -> pl.DataFrame:
    table = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return repeat_order_fields(RawTable(with_origin(table, "orders.csv")), ReadOptions(**options)).frame


def test_dates_and_states_hold_for_all_lines_of_their_order_but_totals_do_not() -> None:
    rows = lines([1, 3, 2, 1, 2, 4])
    frame = repeat(rows)
    assert frame["Created at"].null_count() == frame["Financial Status"].null_count() == 0
    assert frame["Total"].null_count() == sum(row[3] is None for row in rows)
    unpaid = frame.filter(pl.col("Name") == "#1005")
    assert unpaid["Paid at"].null_count() == unpaid.height == 2  # nothing of the order above


@settings(deadline=None)
@given(st.lists(st.integers(1, 4), min_size=6, max_size=40).filter(lambda s: sum(n > 1 for n in s) >= 3))
def test_each_line_has_the_date_of_its_own_orders_first_line(sizes: list[int]) -> None:
    rows = lines(sizes)
    of_order = {row[0]: row[4] for row in rows if row[4] is not None}
    assert repeat(rows)["Created at"].to_list() == [of_order[row[0]] for row in rows]


def test_blanks_that_follow_no_order_stay_unknown() -> None:
    rows = lines([1, 3, 2, 1, 2, 4])
    some = [row if i != 2 else (*row[:4], "2024-01-09", *row[5:]) for i, row in enumerate(rows)]
    half_known = [name for name in NAMES if name in ("Name", "Created at", "Lineitem quantity")]
    picked = [(row[0], row[4], row[5]) for row in some]
    assert repeat(picked, half_known)["Created at"].null_count() == sum(row[1] is None for row in picked)


def test_two_orders_with_further_lines_may_be_chance() -> None:
    rows = lines([2, 1, 2, 1, 1])
    assert repeat(rows)["Created at"].null_count() == 2


def test_shops_may_number_their_orders_alike() -> None:
    table = pl.DataFrame(lines([2, 1, 2, 2]), schema=dict.fromkeys(NAMES, pl.String), orient="row")
    both = RawTable(pl.concat([with_origin(table, name) for name in ("north.csv", "south.csv")]))
    found = repeat_order_fields(both, ReadOptions()).frame
    assert found["Created at"].to_list() == 2 * repeat(lines([2, 1, 2, 2]))["Created at"].to_list()
    assert found["Created at"].null_count() == 0


def test_the_reader_may_say_that_nothing_holds_below() -> None:
    assert repeat(lines([1, 3, 2, 1, 2, 4]), fill_down=False)["Created at"].null_count() == 7


def test_an_export_of_orders_is_read_whole_and_says_what_it_repeated(tmp_path: Path) -> None:
    rows = lines([1, 3, 2, 1, 2] * 30)
    path = tmp_path / "orders.csv"
    pl.DataFrame(rows, schema=NAMES, orient="row").write_csv(path)
    sales = read_sales(path)
    assert sales.roles.date == "Created at"
    assert sales.frame["Lineitem quantity"].sum() == 2 * len(rows)
    assert any("first line of each order only, by its Name" in note.text for note in sales.notes)


@pytest.mark.parametrize("form", ["₹{}", "{} USD", "R$ {}", "{}"])
def test_totals_with_a_currency_are_amounts_too(form: str) -> None:
    rows = lines([1, 3, 2, 1, 2, 4])
    marked = [(*row[:3], row[3] and form.format(row[3]), *row[4:]) for row in rows]
    frame = repeat(marked)
    assert frame["Created at"].null_count() == 0
    assert frame["Total"].null_count() == sum(row[3] is None for row in rows)


def test_the_first_row_of_a_store_says_nothing_of_its_others(tmp_path: Path) -> None:
    rows = [
        (
            store,
            f"2024-{1 + day // 28:02d}-{1 + day % 28:02d}",
            str(3 + day % 5),
            "2019-03-01" if not day else None,
        )
        for store in ("North", "South", "East", "West")
        for day in range(80)
    ]
    path = tmp_path / "stores.csv"
    pl.DataFrame(rows, schema=["Store", "Week start", "Units", "Start date"], orient="row").write_csv(path)
    sales = read_sales(path)
    assert sales.roles.date == "Week start"
    assert sales.frame["Units"].sum() == sum(int(row[2]) for row in rows)


def test_what_one_order_alone_has_on_its_first_line_may_be_that_lines_own() -> None:
    rows = lines([1, 3, 2, 1, 2, 4])
    noted = [(*row, "gift" if place == 1 else None) for place, row in enumerate(rows)]
    frame = repeat(noted, [*NAMES, "Lineitem note"])
    assert frame["Lineitem note"].count() == 1
