"""Rows that look like sums of weeks or months, and numbers in thousands, in a file that is imported."""

from __future__ import annotations

import datetime

import pytest

from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.read_import import read_import
from foresale.workflows.importing.upload import Upload


def _read(folder, text):
    path = folder / "sales.csv"
    path.write_text(text)
    return read_import(Upload(path, path.name), ImportOptions(), today=datetime.date(2027, 11, 20))


@pytest.mark.parametrize(("step", "words"), [(14, "two weeks apart"), (28, "four weeks apart"), (1, None)])
def test_rows_that_look_like_sums_of_periods_are_named_before_they_are_stored_as_days(tmp_path, step, words):
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=step * i) for i in range(40)]
    found = _read(
        tmp_path, "date,store,product,qty\n" + "".join(f"{day},S,P,{7 + day.day}\n" for day in days)
    )
    said = [note.text for note in found.notes if note.rule == "period_sums"]
    assert [words in text for text in said] == ([True] if words else [])


def test_thousands_and_millions_are_read_as_on_the_command_line(tmp_path):
    found = _read(
        tmp_path, "date,store,product,qty\n2024-01-01,S,P,5k\n2024-01-02,S,P,730\n2024-01-03,S,P,1.5k\n"
    )
    assert found.frame["quantity"].sum() == 7230
