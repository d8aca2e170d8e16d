"""Files of a day each that hold no dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.questions import Question
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import DAYS, amount, saved, span
from sales_tables import total


@pytest.fixture
def folder(tmp_path: Path) -> str:
    for day in DAYS[:30]:
        rows = [f"{name},{amount(day, item)}" for item, name in enumerate("AB")]
        saved(tmp_path, f"till_{day}.csv", "\n".join(["product,units", *rows]))
    return str(tmp_path / "*.csv")


def test_the_days_in_their_names_are_never_taken_unasked(folder: str) -> None:
    with pytest.raises(ColumnsError, match="names a day of its own") as caught:
        read_sales(folder)
    assert 'date="file"' in caught.value.fix


def test_they_are_the_days_of_sales_where_the_reader_says_so(folder: str) -> None:
    def agree(question: Question) -> str:
        return question.answers[0]

    for sales in (read_sales(folder, options=ReadOptions(date="file")), read_sales(folder, ask=agree)):
        assert span(sales) == (DAYS[0], DAYS[29])
        assert total(sales) == sum(amount(day, item) for day in DAYS[:30] for item in (0, 1))
        assert sales.roles.keys == ("product",)


@pytest.mark.parametrize("name", ["sales_2024-{:02d}.csv", "KW{:02d}_2024.csv", "2024-W{:02d}.csv"])
def test_files_named_by_weeks_and_months_are_asked_about_too(tmp_path, name):
    files = []
    for part in range(1, 7):
        files.append(tmp_path / name.format(part))
        files[-1].write_text(f"Product,Units\nTea,{part}\nBread,{part + 1}\n")
    with pytest.raises(ColumnsError, match=r"each of 6 files names a (week|month) of its own"):
        read_sales(files)
    sales = read_sales(files, options=ReadOptions(date="file"))
    assert sales.frame["file"].n_unique() == 6
    assert sales.frame["Units"].sum() == 48
