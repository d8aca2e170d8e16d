"""A year that only a file's name, its title or the reader says is never taken without a word."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - as people write them
ROWS = "Month,Product,Units\n" + "\n".join(
    f"{month},{p},{n + 10}" for n, month in enumerate(MONTHS) for p in "AB"
)
WIDE = "Product," + ",".join(MONTHS) + "\nA," + ",".join("123456789012") + "\nB," + ",".join("210987654321")
DAYS = "Day,Product,Units\n" + "\n".join(f"{n:02} Jan,{p},{n}" for n in range(1, 32) for p in "AB")


def written(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def first_day(sales):
    return sales.frame[sales.roles.date].dt.date().min()


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("sales_2023.csv", ROWS, "name"),
        ("Umsatz 2023 Filialen.csv", WIDE, "name"),
        ("sales.csv", "Sales report 2023\n\n" + WIDE, "title"),
        ("january_2023.csv", DAYS, "name"),
    ],
)
def test_one_files_year_is_asked_about_and_the_answer_is_taken(tmp_path, name, text, place):
    path = written(tmp_path, name, text)
    with pytest.raises(ColumnsError, match=f"2023 stands in the {place}"):
        read_sales(path)
    asked = []
    sales = read_sales(path, ask=lambda question: asked.append(question.text) or "yes")
    assert (first_day(sales), len(asked)) == (date(2023, 1, 1), 1)
    assert first_day(read_sales(path, options=ReadOptions(year=2021))) == date(2021, 1, 1)


def test_files_that_each_name_a_year_of_their_own_prove_it(tmp_path):
    paths = [written(tmp_path, f"sales_{year}.csv", ROWS) for year in (2022, 2023)]
    sales = read_sales(paths)
    assert first_day(sales) == date(2022, 1, 1)
    assert sales.frame[sales.roles.target].sum() == 2 * 2 * sum(range(10, 22))
    (note,) = [note for note in sales.notes if note.rule == "year_added"]
    assert note.evidence is not None
    assert note.evidence.certainty == "proven"


def test_the_day_on_which_a_file_was_written_is_not_its_year(tmp_path):
    path = written(tmp_path, "export_2024-01-15.csv", ROWS)
    with pytest.raises(ColumnsError) as caught:
        read_sales(path)
    assert "2024 stands" not in str(caught.value)
    assert "year=2024" in str(caught.value.fix)
    assert first_day(read_sales(path, options=ReadOptions(year=2022))) == date(2022, 1, 1)


def test_a_year_said_of_dates_that_have_one_is_refused(tmp_path):
    path = written(
        tmp_path, "sales.csv", "date,units\n" + "\n".join(f"2024-01-{d:02},{d}" for d in range(1, 29))
    )
    with pytest.raises(ColumnsError, match="without a year"):
        read_sales(path, options=ReadOptions(year=2022))


@pytest.mark.parametrize("label", ["{year}-S{half}", "S{half} {year}", "{year} Sem {half}"])
def test_semesters_are_refused_and_not_read_as_the_first_two_weeks(tmp_path, label):
    rows = [label.format(year=year, half=half) + f",{year}" for year in range(2018, 2025) for half in (1, 2)]
    path = written(tmp_path, "sales.csv", "Period,Units\n" + "\n".join(rows))
    with pytest.raises(ColumnsError, match="half-years"):
        read_sales(path)


def test_weeks_called_s_stay_weeks(tmp_path):
    rows = [f"2023-S{week:02},{week}" for week in range(1, 53)]
    path = written(tmp_path, "sales.csv", "Semana,Units\n" + "\n".join(rows))
    assert read_sales(path).frame.height == 52


@pytest.mark.parametrize(
    "header", [["Week"], [f"W{week}" for week in range(1, 53)], [f"KW {week}" for week in range(1, 53)]]
)
def test_weeks_of_files_of_a_year_each_are_not_laid_on_each_other(tmp_path, header):
    if len(header) == 1:
        rows = [f"{week},{p},{week + 3}" for week in range(1, 53) for p in "AB"]
        text = "\n".join(["Week,Product,Units", *rows])
    else:
        text = "\n".join([",".join(["Product", *header]), *(",".join([p, *["7"] * 52]) for p in "AB")])
    files = [written(tmp_path, f"sales_{year}.csv", text) for year in (2022, 2023)]
    frame = read_sales(files)
    days = frame.frame[frame.roles.date].cast(pl.Date)
    assert (days.min(), days.max(), days.n_unique()) == (date(2022, 1, 3), date(2023, 12, 25), 104)


@pytest.mark.parametrize("form", ["%d/%m", "%d.%m.", "%d-%b", "%b %d"])
def test_days_take_their_year_from_the_column_beside_them(form):
    days = [date(2023, 11, 20) + timedelta(days=at) for at in range(90)]
    table = pl.DataFrame(
        {
            "Year": [day.year for day in days],
            "Day": [f"{day:{form}}" for day in days],
            "units": [5 + day.day for day in days],
        }
    )
    sales = read_sales(table)
    assert sales.frame[sales.roles.date].to_list() == days
    assert sales.roles.target == "units"


def test_a_number_of_the_day_beside_year_and_month_stays_one():
    days = [date(2023, 11, 20) + timedelta(days=at) for at in range(90)]
    parts = [{"Year": d.year, "Month": d.month, "Day": d.day, "units": 5 + d.day} for d in days]
    assert read_sales(pl.DataFrame(parts)).frame["date"].to_list() == days
