"""What a command says when it can't do what was asked: two lines, a code, and never a trace."""

from __future__ import annotations

import json

import pytest


def two_lines(text: str) -> bool:
    lines = text.strip().splitlines()
    return len(lines) == 2 and lines[1].startswith("→ ")


@pytest.fixture
def shuffled(tmp_path):
    """A file whose dates read both ways: no number above 12, and rows in no order."""
    rows = [f"{a:02}/{b:02}/2019,{10 + a}" for a in range(1, 13) for b in range(1, 13)]
    path = tmp_path / "shuffled.csv"
    path.write_text("date,units\n" + "\n".join(rows[k * 61 % 144] for k in range(144)) + "\n")
    return path


def test_dates_that_read_both_ways_are_an_error_with_both_readings(run, shuffled, quick, tmp_path):
    ended = run("forecast", shuffled, *quick, "--out", tmp_path / "out")
    assert ended.code == 1
    assert two_lines(ended.err)
    assert "(day first)" in ended.err
    assert "(month first)" in ended.err
    assert "--day-first" in ended.err


@pytest.mark.parametrize("order", ["--day-first", "--month-first"])
def test_an_option_settles_dates_that_read_both_ways(run, shuffled, order, tmp_path):
    assert run("profile", shuffled, order, "--out", tmp_path / "out").code == 0


@pytest.mark.parametrize("command", ["profile", "forecast"])
def test_an_answer_by_name_settles_a_question_and_one_that_nothing_asks_is_refused(
    run, shuffled, quick, command, tmp_path
):
    words = (command, shuffled, *(quick if command == "forecast" else ()), "--out", tmp_path / "out")

    asked = run(*words)
    refused = run(*words, "--answer", "date_order:day=day first")
    settled = run(*words, "--answer", "date_order:date=day first")

    assert '--answer "date_order:date=day first"' in asked.err
    assert (refused.code, settled.code) == (1, 0)
    assert two_lines(refused.err)
    assert "date_order:date" in refused.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.csv", None, "doesn't exist"),
        ("empty.csv", "", "empty"),
        ("sales.docx", "x", "extension"),
        ("truncated.xlsx", "PK\x03\x04", "truncated.xlsx"),
        ("two.csv", "date,units\n2024-01-01,3\n2024-01-02,4\n", "2"),
        ("words.csv", "name,town\nAnn,Bath\nBob,York\n", "words.csv"),
    ],
)
def test_a_file_that_cant_be_used_is_told_in_two_lines(run, name, content, said, tmp_path):
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    ended = run("forecast", path, "--out", tmp_path / "out")
    assert ended.code == 1
    assert two_lines(ended.err)
    assert said in ended.err
    assert ended.out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--horizon", 500), "500"),
        (("--horizon", 0), "horizon"),
        (("--models", "moving_averge"), "moving_average"),
        (("--target", "unitz"), "units"),
        (("--keys", "shop"), "shop"),
        (("--country", "Atlantis"), "Atlantis"),
        (("--week-start", 9), "9"),
        (("--max-bad-share", 7), "--max-bad-share"),
        (("--future", "none.csv"), "none.csv"),
        (("--events", "none.csv"), "none.csv"),
        (("--config", "none.toml"), "none.toml"),
    ],
)
def test_an_option_that_cant_be_used_is_told_in_two_lines(run, chain, words, said, tmp_path):
    ended = run("forecast", chain / "sales.csv", "--folds", 1, *words, "--out", tmp_path / "out")
    assert ended.code == 1
    assert two_lines(ended.err)
    assert said in ended.err


def test_a_place_that_cant_be_written_is_told(run, chain, quick, tmp_path):
    (tmp_path / "out").write_text("a file where the folder should be")
    ended = run("forecast", chain / "sales.csv", *quick, "--out", tmp_path / "out")
    assert ended.code == 1
    assert "--out" in ended.err


def test_machines_get_the_error_as_json(run, tmp_path):
    ended = run("predict", "--model", tmp_path / "none", "--json")
    error = json.loads(ended.out)["error"]
    assert ended.code == 1
    assert error["code"] == "saved_model"
    assert set(error) == {"code", "problem", "fix"}


@pytest.mark.parametrize(
    "words",
    [
        ("forecast",),
        ("forecast", "--no-such-option"),
        ("forecast", "a.csv", "--horizon", "soon"),
        ("forecast", "a.csv", "--freq", "H"),
        ("forecast", "a.csv", "--payday", "first"),
        ("forecast", "a.csv", "--sql", "sqlite://", "--query", "select 1"),
        ("predict",),
        ("no-such-command",),
    ],
)
def test_a_command_line_that_isnt_understood_ends_with_2(run, words):
    ended = run(*words)
    assert ended.code == 2
    assert "Traceback" not in ended.err
