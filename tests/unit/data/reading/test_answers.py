"""Questions of reading are answered by their names, where nobody is there to ask."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

import foresale as fs
from foresale.errors import ColumnsError, OptionError

OPEN = pl.DataFrame({"Sold on": ["05/06/2023", "06/07/2023", "07/08/2023"] * 3, "units": [1, 2, 3] * 3})
PLAIN = pl.DataFrame({"Sold on": ["2023-06-05", "2023-06-06"], "units": [1, 2]})


@pytest.mark.parametrize("answers", [{"date_order:Sold on": "month first"}, ["month first"], "month first"])
def test_an_answer_settles_its_question(answers):
    read = fs.read(OPEN, answers=answers)

    assert read.frame["Sold on"].min() == datetime.date(2023, 5, 6)


def test_the_error_of_an_open_question_says_its_name():
    with pytest.raises(ColumnsError) as stopped:
        fs.read(OPEN)

    assert 'answers={"date_order:Sold on": "day first"}, or \'month first\'' in stopped.value.fix


@pytest.mark.parametrize("name", ["date_order:Sold", "total_rows:Sold on"])
def test_an_answer_that_nothing_is_asked_for_is_refused(name):
    with pytest.raises(OptionError, match=f"Nothing is asked under the name '{name}'"):
        fs.read(PLAIN, answers={name: "day first"})


def test_an_answer_that_is_none_of_the_question_is_refused_with_its_answers():
    with pytest.raises(OptionError) as stopped:
        fs.read(OPEN, answers={"date_order:Sold on": "year first"})

    assert "'year first' is no answer to date_order:Sold on" in stopped.value.problem
    assert "day first, month first" in stopped.value.fix


@pytest.mark.parametrize("answers", [5, {"date_order:Sold on": 1}])
def test_answers_are_texts_by_name(answers):
    with pytest.raises(OptionError, match="can't be used"):
        fs.read(OPEN, answers=answers)


def test_an_order_takes_answers_to_the_questions_of_all_its_files():
    days = [datetime.date(2024, 3, 1) + datetime.timedelta(days=day) for day in range(12)]
    sold = pl.DataFrame({"sold": days * 5, "item": "tea", "units": [4] * 60})
    stock = pl.DataFrame({"item": ["tea"], "on hand": ["9"], "counted on": ["12/03/2024"]})
    told = {"lead_time": "2", "models": ["moving_average"], "duplicates": "keep"}

    made = fs.order(sold, stock, answers={"date_order:counted on": "day first"}, **told)

    assert made.lines["on_hand"].to_list() == [9]
    answers = {"date_order:counted on": "day first", "date_order:sold": "day first"}
    with pytest.raises(OptionError, match="Nothing is asked under the name 'date_order:sold'"):
        fs.order(sold, stock, answers=answers, **told)
