"""Questions on a terminal."""

from __future__ import annotations

import io

import pytest

from foresale.cli.output.screen import Screen
from foresale.cli.questions import ask_on_terminal, asking_on
from foresale.data.reading.questions import Question
from foresale.errors import ColumnsError
from foresale.progress import SilentProgress

QUESTION = Question("date_order:day", "Which way round?", ("day first", "month first"), "Use --day-first.")


def answer(typed: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return ask_on_terminal(QUESTION)


def test_a_number_gives_the_answer_it_stands_for(monkeypatch, capsys):
    assert answer("2\n", monkeypatch) == "month first"
    written = capsys.readouterr()
    assert "Which way round?\n  1  day first\n  2  month first\n" in written.err
    assert written.out == ""


def test_the_answer_itself_may_be_typed(monkeypatch):
    assert answer("day first\n", monkeypatch) == "day first"


def test_it_asks_again_until_the_answer_is_one_of_them(monkeypatch, capsys):
    assert answer("3\n0\nmaybe\n\n1\n", monkeypatch) == "day first"
    assert capsys.readouterr().err.count("Which one?") == 5


def test_an_input_that_ends_is_an_error_with_the_option(monkeypatch):
    with pytest.raises(ColumnsError, match="--day-first"):
        answer("", monkeypatch)


def test_nobody_is_asked_where_there_is_no_terminal():
    assert asking_on(Screen(), SilentProgress()) is None
