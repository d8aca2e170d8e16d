# ruff: noqa: RUF001 (other scripts)
"""Years of the Buddhist calendar, of Minguo and of Japanese eras, read where nothing else is possible."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

import foresale as fs
from foresale.errors import ColumnsError
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


@pytest.mark.parametrize(
    "cell", ["{d:02d}/{m:02d}/{short}", "{d}-{m}-{short}", "{d} {thai} {short}", "{d}/{m}/{short} 10:15"]
)
def test_two_digits_of_a_thai_year(cell: str) -> None:
    cells = [
        cell.format(d=day.day, m=day.month, short=day.year - 1957, thai=THAI[day.month - 1]) for day in DAYS
    ]
    sales = fs.read(pl.DataFrame({"วันที่": cells, "จำนวน": list(range(len(DAYS)))}))
    assert span(sales) == (DAYS[0], DAYS[-1])
    assert any(note.rule == "other_calendar" for note in sales.notes)


@pytest.mark.parametrize("form", ["{thai} {short}", "{thai}-{short}"])
def test_months_with_two_digits_of_a_thai_year(form: str) -> None:
    cells = [form.format(thai=THAI[at % 12], short=65 + at // 12) for at in range(36)]
    wide = pl.DataFrame({"สินค้า": ["a", "b"], **{cell: [at, at] for at, cell in enumerate(cells)}})
    for table in (pl.DataFrame({"เดือน": cells, "จำนวน": list(range(36))}), wide):
        assert span(fs.read(table)) == (date(2022, 1, 1), date(2024, 12, 1))


def test_two_digits_of_a_thai_year_beside_no_thai_letter_are_asked() -> None:
    table = pl.DataFrame(
        {"date": [f"{d:%d/%m}/{d.year - 1957}" for d in DAYS], "qty": list(range(len(DAYS)))}
    )
    with pytest.raises(ColumnsError, match=r"2024 of the Buddhist calendar, or 2067"):
        fs.read(table)
    assert span(fs.read(table, answers={"calendar:date": "Buddhist calendar"})) == (DAYS[0], DAYS[-1])


def test_two_digits_that_are_a_common_year_stay_one() -> None:
    cells = [f"{d:%d/%m/%y}" for d in DAYS]
    sales = fs.read(pl.DataFrame({"วันที่": cells, "จำนวน": list(range(len(DAYS)))}))
    assert not any(note.rule == "other_calendar" for note in sales.notes)


@pytest.mark.parametrize(
    ("first", "label"),
    [
        ((2022, 1), lambda y, m: f"R{y - 2018}.{m}"),
        ((2018, 6), lambda y, m: f"H{y - 1988}.{m}" if (y, m) < (2019, 5) else f"R{y - 2018}.{m}"),
        ((2022, 1), lambda y, m: f"{y - 1911}.{m:02d}"),
        ((2022, 1), lambda y, m: f"{y - 1911}/{m}"),
    ],
)
@pytest.mark.parametrize("name", ["商品", "product"])
def test_months_of_an_era_as_columns(first, label, name: str) -> None:
    months = [divmod(first[0] * 12 + first[1] - 1 + at, 12) for at in range(24)]
    columns = {label(year, month + 1): [20 + at, 7 * at % 11] for at, (year, month) in enumerate(months)}
    sales = fs.read(pl.DataFrame({name: ["a", "b"], **columns}))
    assert span(sales) == tuple(date(year, month + 1, 1) for year, month in (months[0], months[-1]))
    assert sales.frame[sales.roles.target].sum() == sum(20 + at + 7 * at % 11 for at in range(24))


def test_versions_as_columns_beside_dates_stay_series() -> None:
    versions = {f"R{4 + at // 12}.{at % 12 + 1}": [3] * len(DAYS) for at in range(14)}
    sales = fs.read(pl.DataFrame({"date": DAYS, **versions}))
    assert (sales.roles.date, span(sales)) == ("date", (DAYS[0], DAYS[-1]))


def test_few_versions_as_columns_are_no_months() -> None:
    with pytest.raises(ColumnsError):
        fs.read(pl.DataFrame({"product": ["a", "b"], "R4.1": [1, 2], "R4.2": [3, 4], "R4.3": [5, 6]}))
