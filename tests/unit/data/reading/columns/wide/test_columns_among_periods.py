"""Numbers between columns of periods: sums of them are left out, others are refused, none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import foresale as fs
from foresale.errors import ColumnsError

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
ITEMS = ("Apple", "Bread", "Cheese", "Dates", "Eggs")


def _write(place: Path, names: Sequence[str], units: np.ndarray, extra: dict[str, np.ndarray]) -> Path:
    """A table with a column a name; of `extra`, or the next of `units`."""
    left = iter(units.T)
    columns = [extra[name] if name in extra else next(left) for name in names]
    lines = [",".join(["item", *names])]
    lines += [",".join([item, *(str(column[row]) for column in columns)]) for row, item in enumerate(ITEMS)]
    file = place / "sales.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _units(months: int, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).integers(5, 50, (len(ITEMS), months))


def test_half_years_among_their_months_are_left_out(tmp_path: Path) -> None:
    units = _units(12)
    names = [f"2022 {month}" for month in MONTHS]
    extra = {"2022 H1": units[:, :6].sum(axis=1), "second half": units[:, 6:].sum(axis=1)}
    file = _write(tmp_path, [*names[:6], "2022 H1", *names[6:], "second half"], units, extra)
    sales = fs.read(file)
    assert sales.frame["sales"].sum() == units.sum()
    assert not {"2022 H1", "second half"} & set(sales.frame.columns)
    told = [note.text for note in sales.notes if note.rule == "summary_column"]
    assert told == [
        "2022 H1 is the sum of 2022 Jan to 2022 Jun in each row: left out.",
        "second half is the sum of 2022 Jul to 2022 Dec in each row: left out.",
    ]


def test_years_to_date_beside_months_are_left_out(tmp_path: Path) -> None:
    units = _units(18)
    names = [f"{month} {year}" for year in (2022, 2023) for month in MONTHS][:18]
    extra = {"YTD 2022": units[:, :12].sum(axis=1), "YTD 2023": units[:, 12:].sum(axis=1)}
    file = _write(tmp_path, [*names[:12], "YTD 2022", *names[12:], "YTD 2023"], units, extra)
    sales = fs.read(file)
    assert sales.frame["sales"].sum() == units.sum()
    assert set(sales.frame.columns) == {"item", "sales", "date"}


@pytest.mark.parametrize("odd", ["2022 half", "Juin?", "six"])
def test_a_month_under_another_name_is_not_lost(tmp_path: Path, odd: str) -> None:
    names = [f"2022-{month:02d}" for month in range(1, 13)]
    names[5] = odd
    file = _write(tmp_path, names, _units(12), {})
    with pytest.raises(ColumnsError, match=f"'{odd.replace('?', '.')}' stands among periods"):
        fs.read(file)
    left = fs.read(file, ignored=[odd])
    assert left.frame["sales"].sum() == _units(12).sum() - _units(12)[:, 5].sum()


def test_numbers_behind_the_periods_describe_the_series(tmp_path: Path) -> None:
    names = [f"2022-{month:02d}" for month in range(1, 13)]
    file = _write(tmp_path, [*names, "shelf"], _units(12), {"shelf": np.array([7, 9, 4, 4, 12])})
    assert "shelf" in fs.read(file).frame.columns


@pytest.mark.parametrize("order", [1, -1])
def test_months_of_several_years_in_two_digits_are_no_days(tmp_path: Path, order: int) -> None:
    names = [f"{month}-{year}" for year in (22, 23, 24) for month in MONTHS][::order]
    units = _units(36)
    sales = fs.read(_write(tmp_path, names, units, {}))
    assert sales.frame["sales"].sum() == units.sum()
    assert (sales.frame["date"].min(), sales.frame["date"].max()) == (date(2022, 1, 1), date(2024, 12, 1))


def test_a_number_behind_each_month_of_one_year_is_asked_about(tmp_path: Path) -> None:
    file = _write(tmp_path, [f"{month}-22" for month in MONTHS], _units(12), {})
    with pytest.raises(ColumnsError, match="months of 2022, or day 22 of each month"):
        fs.read(file)
    assert fs.read(file, date_format="%b-%y").frame["date"].max() == date(2022, 12, 1)
    assert fs.read(file, year=2024).frame["date"].max() == date(2024, 12, 22)


def test_a_pivot_names_its_measure_below_the_months_and_a_total_above(tmp_path: Path) -> None:
    units = _units(6)
    months = [f"{month} 2024" for month in "January February March April May June".split()]  # noqa: SIM905
    rows = [["", "Total"], ["", *months], ["", *["Quantity"] * 7]]
    rows.append(["Total", *map(str, units.sum(axis=0)), str(units.sum())])
    rows += [[item, *map(str, row), str(sum(row))] for item, row in zip(ITEMS, units.tolist(), strict=True)]
    file = tmp_path / "pivot.csv"
    file.write_text("\n".join(",".join([*row, *[""] * (8 - len(row))]) for row in rows), encoding="utf-8")
    sales = fs.read(file)
    assert sales.frame["Quantity"].sum() == units.sum()
    assert sales.frame["date"].min() == date(2024, 1, 1)
    assert any("stands below every period" in note.text for note in sales.notes)


@pytest.mark.parametrize("form", ["{m}/{y}", "{y}.{m}", "{y}年{m}月", "1/{m}/{y}"])
def test_a_month_that_is_the_sum_of_others_by_chance_stays(form: str) -> None:
    amounts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 3, 6, 12] * 2
    months = [form.format(y=2022 + at // 12, m=at % 12 + 1) for at in range(24)]
    columns = {month: [amount, 2 * amount] for month, amount in zip(months, amounts, strict=True)}
    sales = fs.read(pl.DataFrame({"product": ["a", "b"], **columns}))
    assert sales.frame[sales.roles.target].sum() == 3 * sum(amounts)
