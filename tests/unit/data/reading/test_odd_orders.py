"""Orders, hours and numbered stores: each read right or asked about."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.errors import ColumnsError
from odd_tables import DAYS, amount, span
from sales_tables import fix_of, read, rules, total

# An order's total on each of its lines


def orders(*, prices: bool, **more: object) -> tuple[pl.DataFrame, float, float]:
    """Lines of orders of one to three lines; what the orders come to, and what their lines add up to."""
    rows, once, each = [], 0.0, 0.0
    for n, day in enumerate(DAYS):
        lines = [3 + amount(day, i) % 13 for i in range(1 + n % 3)]
        whole = sum(lines) + 2.5
        once, each = once + whole, each + whole * len(lines)
        for i, price in enumerate(lines):
            row = {"date": str(day), "order id": 500 + n, "sku": f"P{i}", "shop": "NS"[n % 2]}
            own = {"quantity": 1, "price": float(price)} if prices else {}
            rows.append({**row, **own, "order total": whole, **more})
    return pl.DataFrame(rows), once, each


def test_an_orders_total_on_each_line_counts_once_where_its_lines_prove_it():
    table, once, each = orders(prices=True)
    sales = read(table, target="order total")
    assert total(sales) == once != each
    assert sales.roles.keys == ("shop",)
    assert "order_totals" in rules(sales)


def test_single_lines_that_were_written_twice_are_no_orders_totals():
    rows = [{"date": str(day), "receipt": f"R{3 * n + k}", "item": "abc"[k], "units": 1 + (7 * n + k) % 89}
            for n, day in enumerate(DAYS) for k in range(3)]  # fmt: skip
    other = {**rows[1], "item": "b", "units": 5}
    sales = read(pl.DataFrame([*rows, other, *rows[::9]]))
    assert "order_totals" not in rules(sales)
    assert sales.roles.keys == ("item",)


def test_an_orders_total_without_prices_is_asked_about_with_both_totals():
    table, once, each = orders(prices=False)
    with pytest.raises(ColumnsError) as caught:
        read(table)
    assert f"{once:,.10g}" in caught.value.problem
    assert f"{each:,.10g}" in caught.value.problem
    assert total(read(table, duplicates="drop")) == once
    assert total(read(table, duplicates="keep")) == each


def test_an_orders_total_cannot_be_parted_by_product():
    table, _, _ = orders(prices=True)
    with pytest.raises(ColumnsError, match="sku, which differs within an order"):
        read(table, target="order total", keys=("sku",))


def test_orders_may_be_numbered_by_a_column_whose_name_says_nothing():
    table, once, _ = orders(prices=False)
    named = table.with_columns(("#" + pl.col("order id").cast(pl.String)).alias("Name")).drop("order id")
    with pytest.raises(ColumnsError):
        read(named)
    assert total(read(named, duplicates="drop")) == once


def test_lines_with_amounts_of_their_own_are_no_orders_totals():
    table, _, _ = orders(prices=True)
    table = table.with_columns((pl.col("quantity") * pl.col("price")).alias("amount")).drop("order total")
    assert total(read(table, target="amount")) == table["amount"].sum()
    single = pl.DataFrame(
        {"date": [str(d) for d in DAYS for _ in "ab"], "receipt": [n // 2 for n in range(2 * len(DAYS))],
         "item": ["a", "b"] * len(DAYS), "qty": [1 + (n % 40 == 0) for n in range(2 * len(DAYS))]}
    )  # fmt: skip
    assert total(read(single)) == single["qty"].sum()


def test_lines_of_one_piece_nearly_always_are_no_orders_totals():
    lines = list(range(12 * len(DAYS)))
    table = pl.DataFrame(
        {"date": [str(DAYS[n // 12]) for n in lines], "receipt": [n // 2 for n in lines],
         "item": [f"P{n % 7}" for n in lines], "qty": [1 + (n % 131 == 0) for n in lines]}
    )  # fmt: skip
    assert total(read(table)) == table["qty"].sum()


def test_lines_that_cost_the_same_whatever_is_ordered_with_them_are_no_orders_totals():
    prices = {"gala": 25, "rock": 40, "kids": 9, "opera": 88}
    rows = [
        {
            "date": str(day),
            "order id": 4 * n + k,
            "event": event,
            "seat": f"s{n}{k}{i}",
            "amount": prices[event],
        }
        for n, day in enumerate(DAYS)
        for k, event in enumerate(prices)
        for i in range(1 + (n + k) % 3)
    ]
    table = pl.DataFrame(rows)
    assert total(read(table)) == table["amount"].sum()
    numbered = table.with_columns(
        pl.col("event").replace_strict({"gala": 1, "rock": 2, "kids": 3, "opera": 4})
    )
    assert total(read(numbered.rename({"event": "product id"}))) == table["amount"].sum()


# Columns numbered like periods


@pytest.mark.parametrize("letter", ["W", "D", "T", "M", "Q", "KW", "Wk "])
@pytest.mark.parametrize("store", [False, True])
def test_numbered_columns_beside_days_are_series(letter: str, *, store: bool):
    names = [f"{letter}{number}" for number in range(1, 11)]
    rows = [
        {"date": str(d), **({"store": s} if store else {}), **{n: amount(d, i) for i, n in enumerate(names)}}
        for d in DAYS for s in ("x", "y")[: 1 + store]
    ]  # fmt: skip
    sales = read(pl.DataFrame(rows))
    assert set(sales.frame["item"].unique()) == set(names)
    assert total(sales) == (1 + store) * sum(amount(d, i) for d in DAYS for i in range(10))
    assert span(sales) == (DAYS[0], DAYS[-1])


@pytest.mark.parametrize(
    ("names", "step"), [(["Week 1", "Week 2", "Week 3", "Week 4"], 1), (["D1", "D2", "D3", "D4", "D5"], 7),
                        (["W1", "W2", "W3", "W4"], 30)]
)  # fmt: skip
def test_columns_that_may_be_parts_of_a_rows_period_are_asked_about(names: list[str], step: int):
    days = [date(2022 + n // 12, n % 12 + 1, 1) if step == 30 else date(2022, 1, 3) + timedelta(step * n)
            for n in range(24)]  # fmt: skip
    table = pl.DataFrame({"date": [str(d) for d in days], **{n: [amount(d, i) for d in days]
                                                            for i, n in enumerate(names)}})  # fmt: skip
    option = fix_of(table)
    assert 'layout="wide"' in option
    assert total(read(table, layout="wide")) == sum(amount(d, i) for d in days for i in range(len(names)))


def test_weeks_since_a_launch_stay_weeks():
    table = pl.DataFrame(
        {"product": ["a", "b", "c"], "launch date": ["2023-05-01", "2023-07-10", "2023-11-02"],
         **{f"W{week}": [week, week + 1, week + 2] for week in range(1, 13)}}
    )  # fmt: skip
    sales = read(table)
    assert sales.frame["date"].n_unique() == 12
    assert set(sales.frame["product"].unique()) == {"a", "b", "c"}


def test_numbered_columns_beside_what_was_sold_are_not_asked_about():
    table = pl.DataFrame(
        [{"date": str(DAYS[0] + timedelta(7 * n)), "product": p, "Sales": amount(DAYS[n], k) + n,
          **{f"Week {week}": amount(DAYS[n], week) for week in range(1, 5)}}
         for n in range(20) for k, p in enumerate("ab")]
    )  # fmt: skip
    sales = read(table)
    assert sales.roles.target == "Sales"
    assert total(sales) == table["Sales"].sum()


# Hours as columns

HOURS = {
    "{:02d}:00": range(24), "{}h": range(24), "{} Uhr": range(8, 20), "H{}": range(24), "hour_{}": range(24),
    "{:02d}": range(24), "{}:30": range(9, 18), "H{:02d}": range(7, 20), "{}am": range(6, 12),
}  # fmt: skip


@pytest.mark.parametrize("form", HOURS)
@pytest.mark.parametrize("store", [False, True])
def test_hours_as_columns_are_added_up_to_the_day(form: str, *, store: bool):
    names = [form.format(hour) for hour in HOURS[form]]
    rows = [
        {"date": str(d), **({"store": s} if store else {}), **{n: amount(d, i) for i, n in enumerate(names)}}
        for d in DAYS for s in ("x", "y")[: 1 + store]
    ]  # fmt: skip
    sales = read(pl.DataFrame(rows))
    assert sales.roles.keys == (("store",) if store else ())
    assert sales.frame.height == len(rows)
    assert total(sales) == sum(sum(row[n] for n in names) for row in rows)


def test_hours_between_two_clocks_with_decimal_commas_and_a_total_count_once():
    names = [f"{hour:02d}:00-{hour + 1:02d}:00" for hour in range(9, 18)]
    rows = [{"Datum": f"{d:%d.%m.%Y}", **{n: f"{amount(d, i)},5" for i, n in enumerate(names)}} for d in DAYS]
    whole = sum(amount(d, i) + 0.5 for d in DAYS for i in range(9))
    assert total(read(pl.DataFrame(rows))) == whole
    for row, d in zip(rows, DAYS, strict=True):
        row["Umsatz"] = str(sum(amount(d, i) + 0.5 for i in range(9)))
    assert total(read(pl.DataFrame(rows))) == whole


def test_hours_beside_sales_that_are_not_their_sum_are_something_else():
    for form in ("{:02d}:00", "{}-{}"):
        hours = [form.format(hour, hour + 1) for hour in range(9, 20)]
        rows = [
            {"date": str(d), "sales": 200 + amount(d, 5), **{n: amount(d, i) for i, n in enumerate(hours)}}
            for d in DAYS
        ]
        assert total(read(pl.DataFrame(rows))) == sum(row["sales"] for row in rows)


def test_a_total_beside_hours_counts_once_though_a_closed_day_has_no_hours():
    names = [f"{hour:02d}:00" for hour in range(9, 18)]
    rows: list[dict[str, object]] = [
        {"date": str(d), **{n: amount(d, i) for i, n in enumerate(names)}} for d in DAYS
    ]
    for row, d in zip(rows, DAYS, strict=True):
        row["Umsatz"] = sum(amount(d, i) for i in range(9))
    rows[3] = {"date": str(DAYS[3]), **dict.fromkeys(names), "Umsatz": 0}
    sales = read(pl.DataFrame(rows))
    assert sales.roles.target == "Umsatz"
    assert sales.frame.width == 2


@pytest.mark.parametrize("step", [1.0, 0.375])
def test_a_total_of_hours_is_known_by_thousands_with_points_and_through_rounding(step: float):
    names = [f"{hour} Uhr" for hour in range(9, 18)]
    rows = []
    for d in DAYS:
        hours = [round((1_200 + amount(d, i)) * step, 3) for i in range(9)]
        text = [
            f"{value:,.{2 * (step < 1)}f}".translate(str.maketrans(",.", ".,"))
            for value in (*hours, sum(hours))
        ]
        rows.append({"Datum": f"{d:%d.%m.%Y}", **dict(zip((*names, "Gesamt"), text, strict=True))})
    sales = read(pl.DataFrame(rows), decimal=",")
    assert sales.roles.target == "Gesamt"
    assert sales.frame.height == len(DAYS)
    assert abs(total(sales) / sum((1_200 + amount(d, i)) * step for d in DAYS for i in range(9)) - 1) < 1e-6


def test_hours_that_are_numbers_have_no_decimal_mark_to_read():
    names = [f"{hour:02d}:00" for hour in range(9, 18)]
    rows = [{"date": str(d), **{n: amount(d, i) + 0.125 for i, n in enumerate(names)}} for d in DAYS]
    assert total(read(pl.DataFrame(rows), decimal=",")) == sum(sum(row[n] for n in names) for row in rows)


def test_an_ignored_hour_is_not_added_up():
    names = [f"{hour:02d}:00" for hour in range(9, 18)]
    rows = [{"date": str(d), **{n: amount(d, i) for i, n in enumerate(names)}} for d in DAYS]
    left = sum(sum(row[n] for n in names[:-1]) for row in rows)
    assert total(read(pl.DataFrame(rows), ignored=("17:00",))) == left


def test_an_hour_that_is_no_number_leaves_its_day_unknown():
    names = [f"{hour}:00" for hour in range(8, 14)]
    rows = [{"date": str(d), **{n: str(amount(d, i)) for i, n in enumerate(names)}} for d in DAYS]
    rows[5]["9:00"] = "ERROR"
    sales = read(pl.DataFrame(rows))
    assert total(sales) == sum(amount(d, i) for d in DAYS for i in range(6)) - sum(
        amount(DAYS[5], i) for i in range(6)
    )
    assert any(note.rule == "bad_cells" and "'ERROR'" in note.text for note in sales.notes)


def test_ranges_of_numbers_are_asked_about_as_they_may_be_sizes():
    names = [f"{hour}-{hour + 1}" for hour in range(8, 20)]
    table = pl.DataFrame([{"date": str(d), **{n: amount(d, i) for i, n in enumerate(names)}} for d in DAYS])
    assert "08:00" in fix_of(table)
    assert total(read(table, layout="wide")) == sum(amount(d, i) for d in DAYS for i in range(12))
