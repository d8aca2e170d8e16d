"""Files of orders, tickets and tills whose right total is known, read through the command line."""

from __future__ import annotations

import datetime
import json

import pytest

DAYS = [datetime.date(2024, 3, 1) + datetime.timedelta(n) for n in range(60)]


def order_lines(header: str, line: str) -> tuple[str, float, float]:
    """Lines of orders with one to three lines each, and the totals once an order and once a line."""
    text, once, each = header + "\n", 0.0, 0.0
    for n, day in enumerate(DAYS):
        for k in range(2):
            prices = [4 + (n * 7 + k * 3 + i * 5) % 11 for i in range(1 + (n + k) % 3)]
            total = 2 * sum(prices) + 4.5
            once, each = once + total, each + total * len(prices)
            for i, price in enumerate(prices):
                text += (
                    line.format(day=day, no=1000 + 2 * n + k, sku="ABC"[i], price=price, total=total) + "\n"
                )
    return text, once, each


WITH_PRICES = order_lines(
    "date,order_id,sku,quantity,price,order_total", "{day},{no},{sku},2,{price},{total}"
)
ALONE = order_lines("Date,Receipt,Item,Revenue", "{day},{no},{sku},{total}")
HOURS = "Date,Store," + ",".join(f"{hour:02d}:00" for hour in range(8, 20)) + "\n"
RANGES = "Date," + ",".join(f"{hour}-{hour + 1}" for hour in range(8, 20)) + "\n"
TILLS = "Date," + ",".join(f"W{number}" for number in range(1, 11)) + "\n"
KINDS = (("Single", 2.5), ("Return", 4.5))
RIGHT = {
    "an order's total counts once where prices prove it": (
        WITH_PRICES[0], ("--target", "order_total"), WITH_PRICES[1]),
    "hours as columns are added up to the day": (
        HOURS + "".join(f"{day},{shop}," + ",".join(str((n + h) % 6) for h in range(12)) + "\n"
                        for n, day in enumerate(DAYS) for shop in "AB"), (), 2 * 60 * 30),
    "stores numbered like weeks beside days are stores": (
        TILLS + "".join(f"{day}," + ",".join(str(n % 5 + w) for w in range(10)) + "\n"
                        for n, day in enumerate(DAYS)), (), 60 * 45 + 10 * 12 * 10),
    "a return ticket is sold": (
        "Date,Type,Revenue\n" + "".join(f"{day},{kind},{fare * (n % 4 + 2)}\n" for n, day in enumerate(DAYS)
                                        for kind, fare in KINDS), (), 15 * 14 * 7),
}  # fmt: skip
ASKED = {
    "a total may be the order's or the line's": (ALONE[0], ("--duplicates", "drop"), ALONE[1]),
    "ranges may be hours or sizes": (
        RANGES + "".join(f"{day}," + ",".join("3" for h in range(12)) + "\n" for day in DAYS),
        ("--layout", "wide"), 60 * 36),
    "codes of a type may be sales or returns": (
        "Date,Type,Qty\n" + "".join(f"{day},{code},{n % 7 + 3}\n" for n, day in enumerate(DAYS)
                                    for code in ("RE", "ST")), ("--only", "Type=RE,ST"),
        2 * sum(n % 7 + 3 for n in range(60))),
}  # fmt: skip


def read(run, folder, text, *options):
    (folder / "sales.csv").write_text(text, encoding="utf-8")
    return run("profile", folder / "sales.csv", *options, "--json", "--yes", "--out", folder / "out")


def total_of(folder):
    return json.loads((folder / "out" / "profile.json").read_text())["overview"]["total"]


@pytest.mark.parametrize("kind", RIGHT)
def test_a_file_adds_up_to_what_was_sold(run, tmp_path, kind):
    text, options, total = RIGHT[kind]
    ended = read(run, tmp_path, text, *options)
    assert ended.code == 0, ended.out
    assert total_of(tmp_path) == pytest.approx(total)


@pytest.mark.parametrize("kind", ASKED)
def test_what_may_be_read_in_two_ways_is_asked_and_the_way_out_works(run, tmp_path, kind):
    text, way_out, total = ASKED[kind]
    asked = read(run, tmp_path, text)
    assert asked.code == 1
    assert way_out[0] in json.loads(asked.out)["error"]["fix"]
    settled = read(run, tmp_path, text, *way_out)
    assert settled.code == 0, settled.out
    assert total_of(tmp_path) == pytest.approx(total)


def test_the_question_about_an_orders_total_says_both_totals(run, tmp_path):
    problem = json.loads(read(run, tmp_path, ALONE[0]).out)["error"]["problem"]
    assert f"{ALONE[1]:,.10g}" in problem
    assert f"{ALONE[2]:,.10g}" in problem
