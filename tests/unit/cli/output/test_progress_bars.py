"""Bars for people at a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from foresale.cli.output.progress_bars import HiddenProgress, ProgressBars, WholeRun, progress_on
from foresale.cli.output.screen import Screen


def terminal() -> tuple[Screen, io.StringIO]:
    screen, written = Screen(), io.StringIO()
    console = Console(file=written, force_terminal=True, width=100)
    vars(screen)["errors"] = console  # stands in for a terminal's standard error
    return screen, written


def test_the_stage_its_steps_and_the_time_left_are_shown_and_then_wiped():
    screen, written = terminal()
    with ProgressBars(screen) as bars:
        bars.start("Reading", 2)
        bars.advance()
        bars.start("Testing models on the past", 40)
        bars.advance(10)
    shown = written.getvalue()
    assert "Testing models on the past" in shown
    assert "10/40" in shown
    assert shown.partition("10/40")[2].endswith("\x1b[1A\x1b[2K")
    assert " %" in shown


def test_the_bar_of_a_whole_command_only_grows_and_ends_full():
    whole, seen = WholeRun(), []
    for stage, steps in (
        ("Loading", 1),
        ("Reading", 12),
        ("Finding columns", 3),
        ("Building series", 1),
        ("Testing models on the past", 8),
        ("Training the champion", 2),
        ("Explaining", 1),
        ("Writing", 4),
    ):
        whole.start(stage, steps)
        seen.append(whole.share)
        for _ in range(steps):
            whole.advance(1)
            seen.append(whole.share)
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)


def test_a_stage_that_nobody_foresaw_comes_after_the_one_at_work():
    whole = WholeRun()
    whole.start("Building series", 1)
    before = whole.share
    whole.start("Connecting", 1)
    assert before <= whole.share < 0.5


def test_a_command_that_names_its_stages_fills_the_bar_with_them():
    whole = WholeRun(("Loading", "Forecasting"))
    whole.start("Loading", 1)
    whole.start("Forecasting", 2)
    assert 0.3 < whole.share < 0.8
    whole.advance(2)
    assert whole.share == pytest.approx(1.0)


def test_a_command_of_one_unforeseen_stage_fills_the_bar():
    whole = WholeRun()
    whole.start("Uploading", 4)
    whole.advance(1)
    assert whole.share == pytest.approx(0.25)
    whole.advance(3)
    assert whole.share == pytest.approx(1.0)


def test_a_bar_stands_still_while_a_question_is_asked():
    screen, written = terminal()
    with ProgressBars(screen) as bars:
        bars.start("Reading", 2)
        with bars.pause():
            before = written.getvalue()
            bars.advance()
            assert written.getvalue() == before
        bars.advance()


def test_nothing_is_shown_where_nobody_watches():
    with progress_on(Screen(as_json=True)) as progress:
        assert isinstance(progress, HiddenProgress)
