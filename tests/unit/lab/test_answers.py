"""What a file leaves open is answered on the page; nothing else is run or read by it."""

from __future__ import annotations

from typing import Any

import pytest

from foresale.errors import OptionError
from foresale.lab.answers import OF_DRIVERS, OF_SALES, read_answers
from foresale.lab.commands import run_command


def test_days_that_may_be_months_are_settled_by_an_answer() -> None:
    days = [(month, day) for month in range(1, 13) for day in range(1, 13)]
    rows = [f"{a:02}/{b:02}/2024,{a + b}" for a, b in (*days[7::2], *days[::2], *days[1:7:2])]
    file = "\n".join(["date,units", *rows]).encode()
    asked = run_command("profile", "sales.csv", file, [])
    assert "--day-first" in asked.problem
    answers = read_answers("--month-first", OF_SALES)
    assert run_command("profile", "sales.csv", file, answers).problem == ""


def test_values_stay_with_their_options() -> None:
    assert read_answers("--only 'City=New York' --decimal=,", OF_DRIVERS) == [
        "--only=City=New York",
        "--decimal=,",
    ]
    assert read_answers("  ", OF_SALES) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("--join /etc/passwd", "--join isn't taken here"),
        ("--day-first /etc/passwd", "/etc/passwd isn't taken here"),
        ("--out=/tmp", "--out isn't taken here"),
        ("--decimal", "--decimal has no value"),
        ("--only 'City", "odd quote"),
    ],
)
def test_what_opens_other_files_is_refused(typed: str, said: str) -> None:
    with pytest.raises(OptionError, match=said):
        read_answers(typed, OF_SALES)


def test_every_answer_is_an_option_of_its_command() -> None:
    from typer.main import get_command

    from foresale.cli.app import app

    commands: dict[str, Any] = vars(get_command(app))["commands"]
    for name, known in (("forecast", OF_SALES), ("drivers", OF_DRIVERS)):
        taken = {word for one in commands[name].params for word in (*one.opts, *one.secondary_opts)}
        assert set(known) <= taken
