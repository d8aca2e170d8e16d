"""What a file of sales leaves open is asked under a name, and settled by what an importer takes."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from foresale.data.reading.answers import Questioner
from foresale.data.reading.questions import Question
from foresale.errors import ColumnsError, ForesaleError
from foresale.messages import options_in
from foresale.workflows.importing.options import FIELDS, ImportOptions
from foresale.workflows.importing.read_import import read_import
from foresale.workflows.importing.upload import Upload


@pytest.fixture
def read(tmp_path):
    """A function that reads a text as an uploaded file."""

    def from_text(text, **options):
        path = tmp_path / "0a1b.csv"
        path.write_text(text)
        return read_import(
            Upload(path, "sales.csv"), ImportOptions(**options), today=datetime.date(2026, 11, 20)
        )

    return from_text


DAYS = [f"2026-03-{day:02d}" for day in range(1, 29)]
OPEN_FILES = {
    "currencies:currency": "date,sku,amount,currency\n"
    + "".join(f"{day},A{n},{n + 3}.5,{code}\n" for day in DAYS for n, code in enumerate(("EUR", "USD"))),
    "units:qty": "date,sku,qty\n" + "".join(f"{day},A,3 kg\n{day},A,5 pcs\n" for day in DAYS),
    "date_column": "ship,booked,sku,qty\n"
    + "".join(f"{day},2026-02-{n:02d},A,2\n" for n, day in enumerate(DAYS, 1)),
    "sold_column": "date,sku,alpha,beta\n"
    + "".join(f"{day},A,{n % 5},{n * 7 % 11}\n" for n, day in enumerate(DAYS)),
    "repeated_tables": "".join(
        "date,sku,qty\n" + "".join(f"{day},A,{k + n % 3}\n" for n, day in enumerate(DAYS)) for k in range(3)
    ),
    "hour_columns:8-9": "date,8-9,9-10,10-11,11-12\n"
    + "".join(f"{day},1,{n},{n % 3},2\n" for n, day in enumerate(DAYS)),
    "week_scheme:week": "week,sku,qty\n"
    + "".join(f"2025-W{week:02d},A,{week % 7 + 1}\n" for week in range(30, 54)),
    "fiscal_month:period": "period,sku,qty\n" + "".join(f"FY24-P{n:02d},A,{n}\n" for n in range(1, 13)),
    "fill_down:product": "product,date,qty\n"
    + "".join(f"{'' if n % 9 else f'P{n}'},{day},{n % 3}\n" for n, day in enumerate(DAYS)),
}


@pytest.mark.parametrize("name", OPEN_FILES)
def test_a_question_says_how_to_settle_it_by_options_of_an_import_alone(read, name):
    found = read(
        OPEN_FILES[name],
        columns={"quantity": None, "revenue": "amount"} if "amount" in OPEN_FILES[name] else {},
    )
    (question,) = [question for question in found.questions if question.name == name]
    known = {field.name for field in dataclasses.fields(ImportOptions)}
    named = {option.removeprefix("columns.") for option in options_in(question.fix)}
    assert named <= known | set(FIELDS), question.fix
    assert question.text.endswith((".", "?"))


def test_notes_of_an_import_name_no_option_that_imports_lack(read):
    days = [datetime.date(2026, 1, 1) + datetime.timedelta(days=day) for day in range(120)]
    swapped = [day.replace(day=day.month, month=day.day) if day.day <= 12 else day for day in days]
    found = read("date,sku,units\n" + "".join(f"{day},a,{3 + day.day % 5}\n" for day in swapped))
    (note,) = [note for note in found.notes if note.rule == "swapped_dates"]
    assert options_in(note.text) == []
    assert "as written" in note.text


def test_a_file_that_asks_several_things_is_answered_by_name(read):
    text, name = OPEN_FILES["week_scheme:week"], "week_scheme:week"
    assert [question.name for question in read(text).questions] == [name, "period_sums"]
    answers = {name: "weeks from 1 January", "period_sums": "store on single days"}
    assert answers == {question.name: answer for question, answer in read(text, answers=answers).answered}
    assert read(text, answers=answers).is_ready


ORDER = ("day first", "month first")


@pytest.mark.parametrize(
    "answers", [{"date_order:a=b": "month first"}, ("date_order:a=b=month first",), ("month first",)]
)
def test_an_answer_is_found_by_name_in_either_form_and_alone(answers):
    asked = Questioner(answers)
    assert asked(Question("date_order:a=b", "Which first?", ORDER, "Say which.")) == "month first"
    asked.refuse_unfitting()
    assert (asked.open, asked.unasked) == ((), ())


def test_a_question_that_is_asked_twice_is_one():
    asked = Questioner()
    for _ in range(2):
        assert asked(Question("date_order:day", "Which first?", ORDER, "Say which.")) == "day first"
    assert [question.name for question in asked.open] == ["date_order:day"]


def test_a_column_of_two_lines_has_a_name_of_one():
    assert Question("date_order:Sold\non", "Which first?", ORDER, "Say which.").name == "date_order:Sold on"


def test_who_is_there_is_asked_what_no_answer_was_given_to():
    heard = []
    asked = Questioner({"date_order:a": "month first"}, lambda one: heard.append(one.name) or ORDER[1])
    for name in ("date_order:a", "date_order:b"):
        assert asked(Question(name, "Which first?", ORDER, "Say which.")) == "month first"
    assert (heard, asked.open) == (["date_order:b"], ())


def test_a_file_that_only_an_option_of_the_library_reads_says_what_to_export(tmp_path):
    path = tmp_path / "0a1b.db"
    path.write_text("SQLite format 3")
    with pytest.raises(ForesaleError, match="is a database") as stopped:
        read_import(Upload(path, "shop.db"), ImportOptions(), today=datetime.date(2026, 11, 20))
    assert "Export the sales" in stopped.value.fix
    assert str(tmp_path) not in stopped.value.fix


def test_numbered_days_are_not_stored_on_days_that_nobody_named(read):
    with pytest.raises(ColumnsError, match="day numbers its days") as stopped:
        read("day,sku,qty\n" + "".join(f"{n},A,{n % 7 + 1}\n" for n in range(1, 200)))
    assert "1990" not in str(stopped.value)
    assert "foresale forecast" in stopped.value.fix
