"""Bars for people at a terminal."""

from __future__ import annotations

import io

from rich.console import Console

from foresale.cli.progress_bars import ProgressBars, progress_on
from foresale.cli.screen import Screen
from foresale.progress import Silent


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
    assert "-:--:--" in shown or "0:00:" in shown
    assert shown.partition("10/40")[2].endswith("\x1b[1A\x1b[2K")


def test_a_bar_stands_still_while_a_question_is_asked():
    screen, written = terminal()
    with ProgressBars(screen) as bars:
        bars.start("Reading", 2)
        with bars.paused():
            before = written.getvalue()
            bars.advance()
            assert written.getvalue() == before
        bars.advance()


def test_nothing_is_shown_where_nobody_watches():
    with progress_on(Screen(as_json=True)) as progress:
        assert isinstance(progress, Silent)
