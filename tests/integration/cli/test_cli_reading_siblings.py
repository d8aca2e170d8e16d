"""Odd files whose right total is known: several files, ledgers, lines sent again, undated totals."""

from __future__ import annotations

import datetime
import json

import pytest

DAYS = [datetime.date(2024, 3, 1) + datetime.timedelta(n) for n in range(40)]
UNITS = [1_034 + 37 * n for n in range(40)]
HEAD = "date,product,qty\n"


def comma(number):
    return f"{number:,}".replace(",", ".")


TWO_MARKS = {
    "a.csv": "date;store;units;amount\n"
    + "".join(f"{day};A;{comma(n)};{comma(n)},00\n" for day, n in zip(DAYS, UNITS, strict=True)),
    "b.csv": "date,store,units,amount\n"
    + "".join(f'{day},B,"{n:,}","{n:,}.00"\n' for day, n in zip(DAYS, UNITS, strict=True)),
}
MOVED = "Date,Reference,Product,Movement,Quantity\n" + "".join(
    f"{day},W{n},Desk,Sale,-{n % 7 + 1}\n" + (f"{day},P{n},Desk,Purchase,90\n" if n % 10 == 0 else "")
    for n, day in enumerate(DAYS)
)
NUMBERED = [f"{1000 + n},{day},A,{n % 7 + 1}\n" for n, day in enumerate(DAYS)]
RIGHT = {
    "each file has its own decimal mark": (TWO_MARKS, 2 * sum(UNITS)),
    "returns have a file of their own": (
        {"sales.csv": HEAD + "".join(f"{day},A,9\n" for day in DAYS),
         "returns.csv": HEAD + "".join(f"{day},A,1\n" for day in DAYS[::5])}, 40 * 9 - 8),
    "a column has another name and place in a later file": (
        {"mar.csv": HEAD + "".join(f"{day},A,9\n" for day in DAYS[:20]),
         "apr.csv": "product,quantity,date\n" + "".join(f"A,9,{day}\n" for day in DAYS[20:])}, 360),
    "what left the stock is below zero": ({"sales.csv": MOVED}, sum(n % 7 + 1 for n in range(40))),
    "income is below zero, as ledgers book it": (
        {"sales.csv": "date,revenue\n" + "".join(f"{day},({n}.50)\n" for n, day in enumerate(DAYS, 10))},
        sum(n + 0.5 for n in range(10, 50))),
    "files of months say their year in their names": (
        {f"sales_{year}.csv": "month,product,qty\n" + "".join(
            f"{month},A,{year - 2000 + n}\n" for n, month in enumerate(
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]))
         for year in (2022, 2023)}, 12 * 45 + 132),
    "lines sent again under the same number": (
        {"sales.csv": "line_id,date,product,qty\n" + "".join([*NUMBERED, *NUMBERED[10:20]])},
        sum(n % 7 + 1 for n in range(40))),
    "totals without a date are many": (
        {"sales.csv": HEAD + "".join(f"{day},A,9\n" for day in DAYS[:20]) + ",Total A,180\n"
         + "".join(f"{day},B,4\n" for day in DAYS[:20]) + ",Total B,80\n,Grand Total,260\n"}, 260),
    "an hour called total is the sum of the others": (
        {"sales.csv": "Day,Hour,Sales\n"
         + "".join(f"{day},9:00,{n % 5 + 1}\n{day},10:00,{n % 3 + 2}\n{day},Total,{n % 5 + n % 3 + 3}\n"
                   for n, day in enumerate(DAYS))}, sum(n % 5 + n % 3 + 3 for n in range(40))),
    "debit and credit are cards": (
        {"sales.csv": "date,card type,qty\n"
         + "".join(f"{day},{('Debit', 'Credit')[n % 2]},9\n" for n, day in enumerate(DAYS))}, 360),
    "thousands of one file stand beside prices of another": (
        {"mar.csv": "date,product,qty,price\n" + "".join(f"{day},A,9,2.50\n" for day in DAYS[:20]),
         "apr.csv": "date;product;qty;price\n"
         + "".join(f"{day};A;{comma(n)};2,50\n" for day, n in zip(DAYS[20:], UNITS[:19:-1], strict=True))},
        180 + sum(UNITS[20:])),
    "a ledger's returns stand above zero": (
        {"sales.csv": "date,product,type,revenue\n"
         + "".join(f"{day},A,{'Return,20' if n % 5 == 4 else 'Sale,-90'}\n" for n, day in enumerate(DAYS))},
        32 * 90 - 8 * 20),
    "a change of sales may be below zero": (
        {"sales.csv": "date,product,sales change\n" + "".join(f"{day},A,-2\n" for day in DAYS)}, -80),
    "returns alone stay returns": (
        {"returns.csv": HEAD + "".join(f"{day},A,-2\n" for day in DAYS)}, -80),
    "returns have a file that is named as that of sales": (
        {"sales_2024.csv": HEAD + "".join(f"{day},A,9\n" for day in DAYS),
         "sales_returns_2024.csv": HEAD + "".join(f"{day},A,1\n" for day in DAYS[::5])}, 40 * 9 - 8),
    "a status of a customer's order is the sale's": (
        {"sales.csv": "date,product,customer order status,qty\n"
         + "".join(f"{day},A,{('void', 'completed')[n % 4 > 0]},9\n" for n, day in enumerate(DAYS))}, 270),
    "tickets and plans are named by how long they hold": (
        {"sales.csv": "date,ticket,plan,qty\n"
         + "".join(f"{day},{ticket},{('Monthly', 'Yearly')[n % 2]},{n + 1}\n"
                   for n, day in enumerate(DAYS) for ticket in ("Day", "Week", "Month"))},
        3 * sum(range(1, 41))),
    "a return customer brings nothing back": (
        {"sales.csv": "date,product,type,qty\n"
         + "".join(f"{day},A,{('Regular', 'Return customer')[n % 2]},9\n" for n, day in enumerate(DAYS))},
        360),
    "a customer who returns brings nothing back": (
        {"sales.csv": "date,customer type,price type,qty\n"
         + "".join(f"{day},{('New', 'Return')[n % 2]},{('Regular', 'Discount')[n % 2]},9\n"
                   for n, day in enumerate(DAYS))}, 360),
    "how many were returned says nothing of the others": (
        {"sales.csv": "date,product,qty,qty_refunded\n"
         + "".join(f"{day},A,9,{int(n % 9 == 0)}\n" for n, day in enumerate(DAYS))}, 360),
}  # fmt: skip


def write(folder, files):
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def total_of(folder):
    return json.loads((folder / "profile.json").read_text())["overview"]["total"]


@pytest.mark.parametrize("kind", RIGHT)
def test_a_file_adds_up_to_what_it_says(run, tmp_path, kind):
    files, total = RIGHT[kind]
    ended = run("profile", *write(tmp_path, files), "--json", "--yes", "--out", tmp_path / "out")
    assert ended.code == 0, ended.out
    assert total_of(tmp_path / "out") == pytest.approx(total)


ASKED = {
    "a file of another kind leaves its mark open": (
        {"a.csv": TWO_MARKS["a.csv"],
         "b.csv": "date,store,units\n" + "".join(f'{day},B,"{n:,}"\n' for day, n in zip(DAYS, UNITS,
                                                                                       strict=True))},
        ("--decimal", "."), 2 * sum(UNITS)),
    "files named by number hold the same days": (
        {f"{place}.csv": "date,qty\n" + "".join(f"{day},{n + place}\n" for n, day in enumerate(DAYS))
         for place in (101, 102)}, ("--keys", "file"), 2 * sum(range(40)) + 40 * 203),
    "months stand among their days": (
        {"sales.csv": "date,level,qty\n" + "".join(f"{day},Day,9\n" for day in DAYS)
         + "2024-03-31,Month,279\n"}, ("--only", "level=Day"), 360),
    "a budget stands in a file of its own": (
        {name: "date,qty\n" + "".join(f"{day},{n}\n" for day in DAYS)
         for name, n in (("sold.csv", 9), ("budget.csv", 8))}, ("--only", "file=sold"), 360),
}  # fmt: skip


@pytest.mark.parametrize("kind", ASKED)
def test_what_may_be_read_in_two_ways_is_an_error_whose_way_out_works(run, tmp_path, kind):
    files, way_out, total = ASKED[kind]
    paths = write(tmp_path, files)
    asked = run("profile", *paths, "--json", "--yes", "--out", tmp_path / "out")
    assert asked.code == 1
    assert way_out[0] in json.loads(asked.out)["error"]["fix"]
    settled = run("profile", *paths, *way_out, "--json", "--yes", "--out", tmp_path / "out")
    assert settled.code == 0, settled.out
    assert total_of(tmp_path / "out") == pytest.approx(total)


def test_shops_that_report_weekly_on_days_of_their_own_are_read_by_week(run, tmp_path):
    rows = [
        f"{datetime.date(2022, 1, 3) + datetime.timedelta(7 * n + late)},{shop},{50 + n % 9}\n"
        for n in range(60)
        for late, shop in ((0, "A"), (3, "B"))
    ]
    (file,) = write(tmp_path, {"sales.csv": "week,store,units\n" + "".join(rows)})
    ended = run("profile", file, "--json", "--yes", "--out", tmp_path / "out")
    answer = json.loads(ended.out)
    assert (answer["freq"], answer["series"], answer["periods"]) == ("W", 2, 60)


def test_months_with_a_dot_before_a_short_year_are_months(run, tmp_path):
    names = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
    rows = [f"{name}.{year};{n}\n" for year in (22, 23) for n, name in enumerate(names, 40)]
    (file,) = write(tmp_path, {"sales.csv": "Месяц;Продажи\n" + "".join(rows)})
    ended = run("profile", file, "--json", "--yes", "--out", tmp_path / "out")
    answer = json.loads(ended.out)
    assert (answer["freq"], answer["periods"], answer["first"]) == ("M", 24, "2022-01-01")
