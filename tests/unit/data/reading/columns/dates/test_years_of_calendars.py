# ruff: noqa: RUF001 (other scripts)
"""Years of the Buddhist calendar, of Minguo and of Japanese eras, read where nothing else is possible."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

import foresale as fs
from odd_tables import DAYS, span

THAI = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]


def written(form: str, day: date) -> str:
    return form.format(
        d=day.day, m=day.month, buddhist=day.year + 543, minguo=day.year - 1911, reiwa=day.year - 2018,
        thai=THAI[day.month - 1],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("names", "form"),
    [
        ("date,item,qty", "{d:02d}/{m:02d}/{buddhist}"),
        ("วันที่,สินค้า,จำนวน", "{buddhist}-{m:02d}-{d:02d}"),
        ("วันที่,สินค้า,จำนวน", "{d} {thai} {buddhist}"),
        ("วันที่,สินค้า,จำนวน", "{d} {thai} พ.ศ. {buddhist}"),
        ("วันที่,สินค้า,จำนวน", "{d:02d}/{m:02d}/{buddhist} 14:05:00"),
        ("日期,品名,數量", "{minguo}/{m:02d}/{d:02d}"),
        ("交易日期,品名,數量", "{minguo}.{m}.{d}"),
        ("日期,品名,數量", "民國{minguo}年{m}月{d}日"),
        ("日期,品名,數量", "{minguo}{m:02d}{d:02d}"),
        ("日付,商品名,数量", "R{reiwa}.{m}.{d}"),
        ("日付,商品名,数量", "R{reiwa:02d}{m:02d}{d:02d}"),
        ("売上日,商品名,数量", "令和{reiwa}年{m}月{d}日"),
        ("売上日,商品名,数量", "令和 {reiwa}年 {m}月 {d}日（月）"),
    ],
)
def test_days_of_other_calendars_are_read_and_told(names: str, form: str) -> None:
    when, item, units = names.split(",")
    table = pl.DataFrame(
        {
            when: [written(form, day) for day in DAYS for _ in "ab"],
            item: ["a", "b"] * len(DAYS),
            units: [1 + at % 7 for at in range(2 * len(DAYS))],
        }
    )
    sales = fs.read(table)
    assert span(sales) == (DAYS[0], DAYS[-1])
    assert (sales.roles.keys, sales.frame[sales.roles.target].sum()) == ((item,), table[units].sum())
    assert "other_calendar" in {note.rule for note in sales.notes}


@pytest.mark.parametrize(
    "years", [("ปี", "2565", "2566", "2567"), ("年", "111", "112", "113"), ("年", "令和4年", "R5", "令和6年")]
)
def test_years_in_a_column_of_their_own(years: tuple[str, ...]) -> None:
    name, *labels = years
    table = pl.DataFrame(
        {
            name: [label for label in labels for _ in range(12)],
            "เดือน" if name == "ปี" else "月": [month for _ in labels for month in range(1, 13)],
            "units": [5 + at % 7 for at in range(36)],
        }
    )
    assert span(fs.read(table)) == (date(2022, 1, 1), date(2024, 12, 1))


def test_months_as_columns() -> None:
    months = [f"{THAI[at % 12]} {2565 + at // 12}" for at in range(36)]
    table = pl.DataFrame(
        {"สินค้า": ["a", "b"], **{month: [10 + at, 20 + at] for at, month in enumerate(months)}}
    )
    sales = fs.read(table)
    assert span(sales) == (date(2022, 1, 1), date(2024, 12, 1))
    assert sales.frame[sales.roles.target].sum() == sum(30 + 2 * at for at in range(36))


@pytest.mark.parametrize(
    "codes",
    [("113-01-22", "114-02-03"), ("R6-1-22", "R5-2-3"), ("S10.1.2", "S11.3.4"), ("1130122", "1140203")],
)
def test_codes_that_look_like_such_dates_stay_products(codes: tuple[str, str]) -> None:
    rows = [(str(day), code, 3) for day in DAYS for code in codes]
    sales = fs.read(pl.DataFrame(rows, schema=["day", "part", "units"], orient="row"))
    assert (sales.roles.date, sales.roles.keys) == ("day", ("part",))


def test_the_first_year_of_an_era_follows_the_last_of_the_one_before() -> None:
    cells = [f"平成31年{m}月" for m in range(1, 5)] + [f"令和元年{m}月" for m in range(5, 13)]
    sales = fs.read(pl.DataFrame({"年月": cells, "数量": list(range(12))}))
    assert span(sales) == (date(2019, 1, 1), date(2019, 12, 1))
