"""Rows that look like sums of weeks or months, and numbers in thousands, in a file that is imported."""

from __future__ import annotations

import datetime

import pytest

from foresale.errors import ColumnsError
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.period_sums import ARE_SUMS, ON_DAYS
from foresale.workflows.importing.read_import import read_import
from foresale.workflows.importing.upload import Upload


def _read(folder, text, *answers):
    path = folder / "sales.csv"
    path.write_text(text, encoding="utf-8")
    options = ImportOptions(answers=answers)
    return read_import(Upload(path, path.name), options, today=datetime.date(2027, 11, 20))


def _file(dates, head="date,store,product,qty", tail=""):
    return head + "\n" + "".join(f"{date},S,P,{7 + n % 5}{tail}\n" for n, date in enumerate(dates))


def _days(step, count=40):
    return [datetime.date(2024, 1, 1) + datetime.timedelta(days=step * i) for i in range(count)]


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (_days(7), "week"),
        (_days(14), "two weeks apart"),
        (_days(28), "four weeks apart"),
        ([f"2024-W{week:02d}" for week in range(1, 20)], "names weeks"),
        ([f"2024-{month:02d}" for month in range(1, 4)], "names months"),
        (["Q1 2024", "Q2 2024"], "names quarters"),
    ],
)
def test_sums_of_periods_are_asked_about_before_they_are_stored_as_days(tmp_path, dates, words):
    asked = _read(tmp_path, _file(dates))
    assert not asked.is_ready
    (question,) = asked.questions
    assert words in question.text
    assert question.answers == (ON_DAYS, ARE_SUMS)
    stored = _read(tmp_path, _file(dates), ON_DAYS)
    assert (stored.is_ready, stored.frame.height) == (True, len(dates))
    assert [note.evidence.certainty for note in stored.notes if note.rule == "period_sums"] == ["asked"]
    with pytest.raises(ColumnsError, match="can't be stored as the sales of days"):
        _read(tmp_path, _file(dates), ARE_SUMS)


def test_months_beside_one_another_are_asked_about_too(tmp_path):
    text = "store,product,2024-01,2024-02,2024-03,2024-04\nS,P,4,5,6,7\nS,Q,4,5,6,8\n"
    assert [question.answers for question in _read(tmp_path, text).questions] == [(ON_DAYS, ARE_SUMS)]


@pytest.mark.parametrize(
    "text",
    [
        _file(_days(1)),
        _file(_days(2)),
        _file([f"{day} 10:30" for day in _days(7)]),
        "receipt," + _file([f"R{n},{day}" for n, day in enumerate(_days(7))]),
    ],
    ids=["every day", "every second day", "times of day", "receipts"],
)
def test_sales_of_days_are_not_asked_about(tmp_path, text):
    found = _read(tmp_path, text)
    assert (found.questions, found.is_ready) == ((), True)


def test_thousands_and_millions_are_read_as_on_the_command_line(tmp_path):
    found = _read(
        tmp_path, "date,store,product,qty\n2024-01-01,S,P,5k\n2024-01-02,S,P,730\n2024-01-03,S,P,1.5k\n"
    )
    assert found.frame["quantity"].sum() == 7230
