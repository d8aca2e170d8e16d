"""Layouts that people post: products beside a year and a month, headings on their own lines, equal lines."""

from __future__ import annotations

import datetime
import json

import pytest

DAYS = [datetime.date(2024, 3, 1) + datetime.timedelta(n) for n in range(40)]
MONTHS = [(2021 + n // 12, n % 12 + 1) for n in range(36)]


def of(item, n):
    return 20 + (7 * n + 5 * item) % 31


SUMS = [sum(of(item, n) for n in range(40)) for item in range(3)]
THREE = "Year,Month,Milk,Bread,Eggs\n" + "".join(
    f"{y},{m},{of(0, n)},{of(1, n)},{of(2, n)}\n" for n, (y, m) in enumerate(MONTHS)
)
PLACED = "Store,Year,Month,Milk,Bread\n" + "".join(
    f"{store},{y},{m},{of(0, n)},{of(1, n)}\n" for store in "NS" for n, (y, m) in enumerate(MONTHS)
)
ALL_MONTHS = [sum(of(item, n) for n in range(36)) for item in range(3)]


def rows(item, form="{day},{n}"):
    return [form.format(day=day, n=of(item, n), line=n) for n, day in enumerate(DAYS)]


def lines(*parts):
    return "\n".join(line for part in parts for line in ([part] if isinstance(part, str) else part)) + "\n"


RIGHT = {
    "products are columns beside a year and a month": (THREE, sum(ALL_MONTHS), 3),
    "headings stand on lines of their own": (
        lines("Date,Qty", "Milk", rows(0), "Bread", rows(1)), sum(SUMS[:2]), 2),
    "a heading holds a comma, and its section a sum": (
        lines("Date,Invoice,Qty", "Milk, fresh", rows(0, "{day},I{line},{n}"), f"Total: {SUMS[0]}",
              "Bread, white", rows(1, "{day},R{line},{n}")), sum(SUMS[:2]), 2),
    "headings stand below headings, each above a ruler": (
        lines("Date,Qty", *(part for item, store in enumerate(("North", "South"))
                            for part in (store, "=====", "Milk", rows(item), "Bread", rows(item + 1)))),
        SUMS[0] + 2 * SUMS[1] + SUMS[2], 4),
    "headings say what they are": (
        lines("Date;Product;Qty", "Store: North", rows(0, "{day};Milk;{n}"), "Store: South",
              rows(1, "{day};Milk;{n}")), sum(SUMS[:2]), 2),
    "the header comes again below each heading": (
        lines("Milk", "Date;Qty", rows(0, "{day};{n}"), "Bread", "Date;Qty", rows(1, "{day};{n}")),
        sum(SUMS[:2]), 2),
    "days are headings": (
        lines("Product;Qty", *([f"{day}", f"Milk;{of(0, n)}", f"Bread;{of(1, n)}"]
                               for n, day in enumerate(DAYS))), sum(SUMS[:2]), 2),
    "rows of one product hold stock, sales and receipts": (
        lines("Item,Key figure," + ",".join(f"{y}-{m:02d}" for y, m in MONTHS),
              *(f"Milk,{name}," + ",".join(str(of(0, n) + more) for n in range(36))
                for name, more in (("Opening stock", 9), ("Sales", 0), ("Receipts", 3), ("Final stock", 8)))),
        ALL_MONTHS[0], 1),
    "rows of one product hold history and forecasts": (
        lines("Item,Series," + ",".join(f"{y}-{m:02d}" for y, m in MONTHS),
              *(f"Milk,{name}," + ",".join(str(of(0, n) + more) for n in range(36))
                for name, more in (("History", 0), ("Stat forecast", 2), ("Consensus", 3)))),
        ALL_MONTHS[0], 1),
    "rows of shares and of growth stand among products": (
        lines("Item," + ",".join(f"{y}-{m:02d}" for y, m in MONTHS),
              "Milk," + ",".join(str(of(0, n)) for n in range(36)), "% of total," + ",".join(["51.5%"] * 36),
              "Bread," + ",".join(str(of(1, n)) for n in range(36)), "Growth," + ",".join(["0.05"] * 36)),
        sum(ALL_MONTHS[:2]), 2),
    "goods issued stand below zero, their returns above, among receipts": (
        lines("Material,MvT,Pstng Date,Qty",
              (f"Milk,601,{day},{of(0, n)}-" for n, day in enumerate(DAYS)),
              (f"Milk,602,{day},2" for day in DAYS[::10]), (f"Milk,101,{day},400" for day in DAYS[::10])),
        SUMS[0] - 8, 1),
    "a reversal has a type of its own": (
        lines("Invoice,Date,Document type,Item,Qty",
              (f"{2 * n + item},{day},RE,{('Milk', 'Bread')[item]},{of(item, n)}"
               for n, day in enumerate(DAYS) for item in (0, 1)),
              (f"{2 * n}S,{DAYS[n]},ST,Milk,-{of(0, n)}" for n in (3, 9))),
        sum(SUMS[:2]) - of(0, 3) - of(0, 9), 2),
    "a refund with an amount of its own undoes no other order's sale": (
        lines("Order Number,Order Date,Item Name,Quantity,Order Refund Amount",
              (f"{n},{day},{item},1,0" for n, day in enumerate(DAYS) for item in ("Milk", "Bread")),
              (f"{n},{DAYS[n]},Milk,-1,4.5" for n in (3, 9))), 80, 2),
    "credit notes have a code": (
        lines("Date,Doc Type,Doc No,Item,Qty",
              (f"{day},INV,{n},Milk,{of(0, n)}" for n, day in enumerate(DAYS)),
              (f"{day},CRN,9{n},Milk,1" for n, day in enumerate(DAYS[::9]))), SUMS[0] - 5, 1),
    "cells are wrapped for a spreadsheet": (
        lines("Date,Item,Qty", (f'="{day}",="Milk",="{of(0, n)}"' for n, day in enumerate(DAYS))),
        SUMS[0], 1),
    "items are counted": (
        lines("date,date_block_num,shop_id,item_cnt_day",
              (f"{day:%d.%m.%Y},{day.month},59,{of(0, n)}.0" for n, day in enumerate(DAYS))), SUMS[0], 1),
    "a copy of a file below itself counts once": (
        lines("Invoice,Date,Item,Qty", *2 * [[f"I{n},{day},Milk,2" for n, day in enumerate(DAYS)]]), 80, 1),
}  # fmt: skip
DOUBLED = lines(
    "Invoice,Date,Item,Qty",
    [line for n, day in enumerate(DAYS) for line in (1 + (n % 3 == 0)) * [f"I{n},{day},Milk,2"]],
)
ASKED = {
    "two products beside a year and a month": (
        "\n".join(line.rpartition(",")[0] for line in THREE.splitlines()), ("--layout", "wide"),
        sum(ALL_MONTHS[:2]), 2),
    "stores in rows, products in columns, a year and a month": (
        PLACED, ("--layout", "wide"), 2 * sum(ALL_MONTHS[:2]), 4),
    "equal lines of invoices that have one item each, counted once": (
        DOUBLED, ("--duplicates", "drop"), 80, 1),
    "equal lines of invoices that have one item each, all counted": (
        DOUBLED, ("--duplicates", "keep"), 108, 1),
}  # fmt: skip


def profile(run, tmp_path, text, *options):
    file = tmp_path / "sales.csv"
    file.write_text(text, encoding="utf-8")
    return run("profile", file, *options, "--json", "--yes", "--out", tmp_path / "out")


def total_of(folder):
    return json.loads((folder / "out" / "profile.json").read_text())["overview"]["total"]


@pytest.mark.parametrize("kind", RIGHT)
def test_a_layout_is_read_as_it_is_meant(run, tmp_path, kind):
    text, total, series = RIGHT[kind]
    ended = profile(run, tmp_path, text)
    assert ended.code == 0, ended.out
    assert total_of(tmp_path) == pytest.approx(total)
    assert json.loads(ended.out)["series"] == series


@pytest.mark.parametrize("kind", ASKED)
def test_a_layout_of_two_meanings_is_an_error_whose_way_out_works(run, tmp_path, kind):
    text, way_out, total, series = ASKED[kind]
    asked = profile(run, tmp_path, text)
    assert asked.code == 1, asked.out
    assert way_out[0] in json.loads(asked.out)["error"]["fix"]
    settled = profile(run, tmp_path, text, *way_out)
    assert settled.code == 0, settled.out
    assert total_of(tmp_path) == pytest.approx(total)
    assert json.loads(settled.out)["series"] == series


def test_hours_of_a_day_and_days_since_an_order_are_no_dates(run, tmp_path):
    text = lines(
        "order_id,order_hour_of_day,days_since_prior_order", (f"{n},{n % 24},{n % 30}" for n in range(90))
    )
    ended = profile(run, tmp_path, text)
    assert ended.code == 1
    assert "--date" in json.loads(ended.out)["error"]["fix"]


def test_the_rest_of_a_broken_cell_is_no_heading(run, tmp_path):
    noted = [
        f"{day},Milk,{of(0, n)},{'first part' + chr(10) + 'second part' if n % 15 == 9 else 'none'}"
        for n, day in enumerate(DAYS)
    ]
    ended = profile(run, tmp_path, lines("Date,Product,Qty,Note", noted), "--max-bad-share", "0.2")
    assert ended.code == 0, ended.out
    assert total_of(tmp_path) == pytest.approx(SUMS[0])
    assert json.loads(ended.out)["series"] == 1
