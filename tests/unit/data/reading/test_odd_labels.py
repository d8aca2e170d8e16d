"""Dates, amounts and shapes that programs write in forms of their own, read right or asked about."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from foresale.data.reading.formats.text import lines_above
from foresale.data.reading.parsing.dates.date_formats import match_dates
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import DAYS, MONTHS, amount, saved, span
from sales_tables import read, rules, total

WHOLE = sum(amount(d) for d in DAYS)


def dated(column: str, form: str) -> pl.DataFrame:
    return pl.DataFrame({column: [f"{d:{form}}" for d in DAYS], "units": [amount(d) for d in DAYS]})


@pytest.mark.parametrize(
    ("column", "form"),
    [("Date", "%b-%d-%y"), ("Date", "%b/%d/%Y"), ("Date", "%b.%d.%Y"), ("Date", "%y-%b-%d"),
     ("Date", "%Y-%j"), ("Date", "%Y%j"), ("Order Date", "1%y%j"), ("SDTRDJ", "1%y%j")],
)  # fmt: skip
def test_days_in_forms_of_programs(column: str, form: str):
    sales = read(dated(column, form))
    assert span(sales) == (DAYS[0], DAYS[-1])
    assert total(sales) == WHOLE


def test_first_days_of_months_with_short_years_keep_their_order():
    months = [date(2005 + i // 12, i % 12 + 1, 1) for i in range(190)]
    assert parse_dates(pl.Series("Date", [f"{m:%d-%b-%y}" for m in months])).values.to_list() == months


def test_first_days_of_months_of_years_to_come_keep_their_order():
    months = [date(2021 + i // 12, i % 12 + 1, 1) for i in range(120)]
    assert parse_dates(pl.Series("Date", [f"{m:%d-%b-%y}" for m in months])).values.to_list() == months


def test_six_digits_that_can_be_days_are_no_days_of_a_year():
    days = [date(2024, 1, 10) + timedelta(i) for i in range(10)]
    read_as = parse_dates(pl.Series("Date", [f"{d:%d%m%y}" for d in days])).values.to_list()
    assert read_as == days


@pytest.mark.parametrize("name", ["DayOfYear", "doy", "Julian Day", "day_of_year"])
def test_a_year_and_a_day_of_it_in_two_columns(name: str):
    table = pl.DataFrame(
        {"Year": [d.year for d in DAYS], name: [d.timetuple().tm_yday for d in DAYS],
         "units": [amount(d) for d in DAYS]}
    )  # fmt: skip
    sales = read(table)
    assert span(sales) == (DAYS[0], DAYS[-1])


@pytest.mark.parametrize("form", ["{}:{}", "{}:{:02d}"])
def test_months_and_quarters_after_a_colon(form: str):
    months = pl.DataFrame({"Period": [form.format(m.year, m.month) for m in MONTHS], "units": [5] * 24})
    assert span(read(months)) == (MONTHS[0], MONTHS[-1])
    quarters = pl.DataFrame(
        {"Period": [form.format(2014 + i // 4, i % 4 + 1) for i in range(32)], "units": [5] * 32}
    )
    assert span(read(quarters)) == (date(2014, 1, 1), date(2021, 10, 1))


@pytest.mark.parametrize("form", ["{:02d}{:02d}", "{:02d}-{:02d}"])
def test_weeks_of_short_years(form: str):
    mondays = [date(2022, 1, 3) + timedelta(7 * i) for i in range(100)]
    years = [m.isocalendar() for m in mondays]
    table = pl.DataFrame(
        {"Week": [form.format(y.year % 100, y.week) for y in years], "units": [amount(m) for m in mondays]}
    )
    assert span(read(table)) == (mondays[0], mondays[-1])


def test_week_numbers_that_run_on_are_no_years():
    table = pl.DataFrame({"week": [1000 + i for i in range(60)], "units": [3 + i % 5 for i in range(60)]})
    assert "numbered_periods" in rules(read(table))


@pytest.mark.parametrize("times", [1, 1000])
def test_seconds_and_milliseconds_in_a_column_called_created(tmp_path: Path, times: int):
    noon = [datetime(d.year, d.month, d.day, 12, tzinfo=UTC) for d in DAYS]
    records = [
        {"created": int(t.timestamp()) * times, "amount": amount(d)} for t, d in zip(noon, DAYS, strict=True)
    ]
    sales = read_sales(saved(tmp_path, "charges.json", json.dumps(records)))
    assert span(sales) == (DAYS[0], DAYS[-1])
    assert total(sales) == WHOLE


# Three lengths of periods in one column


def periods(share: int) -> list[tuple[str, float]]:
    """Years and quarters, as sums or as averages of their months, above the months."""

    def over(months: list[date]) -> float:
        whole = sum(amount(m) for m in months)
        return whole if share else round(whole / len(months), 1)

    years = [(str(y), over([m for m in MONTHS if m.year == y])) for y in (2022, 2023)]
    quarters = [
        (f"{y} Q{q + 1}", over([m for m in MONTHS if m.year == y and (m.month - 1) // 3 == q]))
        for y in (2022, 2023) for q in range(4)
    ]  # fmt: skip
    return [*years, *quarters, *((f"{m:%Y %b}".upper(), amount(m)) for m in MONTHS)]


@pytest.mark.parametrize("share", [0, 1])
def test_years_and_quarters_above_their_months_are_left_out(share: int):
    rows = periods(share)
    sales = read(pl.DataFrame({"Period": [r[0] for r in rows], "Value": [str(r[1]) for r in rows]}))
    assert total(sales) == sum(amount(m) for m in MONTHS)
    assert "sum_dates" in rules(sales)


@pytest.mark.parametrize("share", [0, 1])
def test_series_of_a_statistics_office_have_lines_of_labels_above(tmp_path: Path, share: int):
    head = [("Title", "Sales Index"), ("CDID", "J5EK"), ("Unit", "2019=100"), ("Release date", "19-01-2024"),
            ("Important notes", "")]  # fmt: skip
    text = "".join(f'"{a}","{b}"\n' for a, b in (*head, *periods(share)))
    sales = read_sales(saved(tmp_path, "series.csv", text))
    assert total(sales) == sum(amount(m) for m in MONTHS)
    assert sales.roles.target == "Sales Index"


# Lines above, blocks and lists


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("gap", ["", "\n"])
def test_labels_and_values_above_a_table_are_no_header(tmp_path: Path, mark: str, gap: str):
    head = ["Report", "Daily sales", "Store", "North", "From", "2024-01-01"]
    text = "".join(f"{a}{mark}{b}\n" for a, b in zip(head[::2], head[1::2], strict=True)) + gap
    text += f"Date{mark}Units\n" + "".join(f"{d}{mark}{amount(d)}\n" for d in DAYS)
    sales = read_sales(saved(tmp_path, "report.csv", text))
    assert (sales.roles.date, sales.roles.target) == ("Date", "Units")
    assert total(sales) == WHOLE
    assert not sales.rejects.height


def test_a_table_of_many_columns_is_looked_over_at_once(monkeypatch: pytest.MonkeyPatch):
    looked: list[int] = []
    monkeypatch.setattr(lines_above, "match_dates", lambda cells: looked.append(1) or match_dates(cells))
    days = [str(DAYS[0] + timedelta(n)) for n in range(2_000)]
    rows = [["item", *days], *([f"tea {n}", *(str(n) for _ in days)] for n in range(40))]
    assert lines_above.find_header_below(rows) is None
    assert len(looked) == 1


def test_a_row_of_types_below_the_header_is_no_header(tmp_path: Path):
    text = "Date,Units\ndate,integer\n" + "".join(f"{d},{amount(d)}\n" for d in DAYS)
    assert read_sales(saved(tmp_path, "typed.csv", text)).roles.target == "Units"


def test_lists_in_lists_become_rows_down_to_the_amounts(tmp_path: Path):
    stores = [
        {"store": s, "days": [{"date": str(d), "items": [{"sku": k, "qty": amount(d)} for k in "ab"],
                               "staff": [{"name": "x"}, {"name": "y"}]} for d in DAYS]}
        for s in "NS"
    ]  # fmt: skip
    sales = read_sales(saved(tmp_path, "stores.json", json.dumps(stores)))
    assert total(sales) == 4 * WHOLE
    assert sales.roles.keys == ("store", "sku")


@pytest.mark.parametrize("name", ["quantity", "item_count", "number of items"])
def test_lists_without_amounts_do_not_repeat_the_number_of_items(tmp_path: Path, name: str):
    orders = [{"date": str(d), name: 2, "items": [{"sku": "a", "price": 3.5}, {"sku": "b", "price": 1.0}]}
              for d in DAYS]  # fmt: skip
    assert total(read_sales(saved(tmp_path, "orders.json", json.dumps(orders)))) == 2 * len(DAYS)


def test_two_lists_of_amounts_are_named(tmp_path: Path):
    records = [{"store": "x", "orders": [{"date": str(d), "qty": 2} for d in DAYS],
                "refunds": [{"date": str(d), "qty": 1} for d in DAYS]}]  # fmt: skip
    with pytest.raises(ColumnsError, match="orders, refunds"):
        read_sales(saved(tmp_path, "both.json", json.dumps(records)))


def test_an_object_of_products_by_date(tmp_path: Path):
    content = {name: {str(d): amount(d, k) for d in DAYS} for k, name in enumerate(("tea", "milk", "bread"))}
    sales = read_sales(saved(tmp_path, "by_product.json", json.dumps(content)))
    assert total(sales) == sum(amount(d, k) for d in DAYS for k in range(3))
    assert set(sales.frame["item"].unique()) == {"tea", "milk", "bread"}


# Fractions


@pytest.mark.parametrize("half", [" 1/2", "½", " ½"])
def test_quantities_with_fractions(half: str):
    cells = [f"{amount(d)}{half if i % 3 == 0 else ''}" for i, d in enumerate(DAYS)]
    table = pl.DataFrame({"date": [str(d) for d in DAYS], "quantity": cells})
    assert total(read(table)) == WHOLE + 0.5 * len(DAYS[::3])


# Names


@pytest.mark.parametrize("name", ["Number of Items", "Items Sold", "Item count"])
def test_how_many_items_an_order_holds_is_no_product(name: str):
    table = pl.DataFrame(
        {"Sale Date": [str(d) for d in DAYS], "Order ID": list(range(len(DAYS))),
         name: [amount(d) for d in DAYS], "Order Value": [9.5] * len(DAYS)}
    )  # fmt: skip
    sales = read(table)
    assert (sales.roles.target, sales.roles.keys, total(sales)) == (name, (), WHOLE)


def test_a_header_below_padded_titles_and_above_the_first_section_may_lack_the_sections_name(
    tmp_path: Path,
) -> None:
    sections = [
        [f"{name},,,", *(f",2024-{1 + i // 28:02d}-{1 + i % 28:02d},Invoice,{i % 7}" for i in range(84))]
        for name in ("Tea", "Milk")
    ]
    body = [
        line
        for section in sections
        for line in (*section, f"Total for {section[0].split(',')[0]},,,{12 * 21}")
    ]
    path = tmp_path / "sales.csv"
    titles = ["Acme Cafe,,,", "Sales by Product,,,", '"January - March, 2024",,,', ",,,"]
    path.write_text("\n".join([*titles, ",Date,Transaction Type,Qty", *body]), encoding="utf-8")
    sales = read_sales(path)
    sold = sales.frame.group_by("section").agg(pl.col("Qty").sum())
    assert dict(sold.iter_rows()) == {"Tea": 252.0, "Milk": 252.0}
