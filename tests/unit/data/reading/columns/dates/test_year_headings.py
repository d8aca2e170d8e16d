"""Years on rows of their own above their months."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ForesaleError
from odd_tables import saved
from sales_tables import rules, total

ENGLISH = [f"{date(2024, month, 1):%B}" for month in range(1, 13)]
GERMAN = ["Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."]
SOLD = sum(10 * y + i for y in range(3) for i in range(12))


def report(folder: Path, head: str, year: str, names: list[str], mark: str = ",") -> Path:
    lines = [head]
    for y in range(3):
        lines.append(year.format(2021 + y))
        lines += [f"{name}{mark}{10 * y + i}" for i, name in enumerate(names)]
    return saved(folder, "report.csv", "\n".join(lines))


@pytest.mark.parametrize(
    ("head", "year", "names", "mark"),
    [
        ("Month,Sales", "{},", ENGLISH, ","),
        ("Monat;Umsatz", "Jahr {};", GERMAN, ";"),
    ],
)
def test_a_year_holds_for_the_months_below_it(tmp_path, head, year, names, mark):
    sales = read_sales(report(tmp_path, head, year, names, mark))
    assert total(sales) == SOLD
    assert sales.frame[sales.roles.date].n_unique() == 36
    assert str(sales.frame[sales.roles.date].min())[:7] == "2021-01"
    assert "year_headings" in rules(sales)


def test_years_may_be_said_to_mean_nothing(tmp_path):
    with pytest.raises(ForesaleError):
        read_sales(report(tmp_path, "Month,Sales", "{},", ENGLISH), options=ReadOptions(fill_down=False))
