"""How a command ends that can't do what was asked."""

from __future__ import annotations

import errno
import json

import pytest
import typer

from foresale.cli.failures import report_failures
from foresale.cli.output.screen import Screen
from foresale.errors import HistoryError


def end(error: BaseException, screen: Screen | None = None) -> int:
    """The exit code after `error`."""
    with pytest.raises(typer.Exit) as caught, report_failures(screen or Screen()):
        raise error
    return int(caught.value.exit_code)


def test_an_error_for_the_user_is_two_lines_on_standard_error_and_code_1(capsys):
    assert end(HistoryError("Only 3 days.", fix="Give more.")) == 1
    written = capsys.readouterr()
    assert written.err == "Only 3 days.\n→ Give more.\n"
    assert written.out == ""


def test_machines_get_the_error_as_json_on_standard_output(capsys):
    assert end(HistoryError("Only 3 days.", fix="Give more."), Screen(as_json=True)) == 1
    written = capsys.readouterr()
    assert json.loads(written.out) == {
        "error": {"code": "history", "problem": "Only 3 days.", "fix": "Give more."}
    }
    assert written.err == ""


def test_an_interruption_says_that_nothing_half_written_is_left(capsys):
    assert end(KeyboardInterrupt()) == 130
    assert "No half-written file is left" in capsys.readouterr().err


def test_a_fault_of_ours_is_an_apology_and_code_70(capsys, monkeypatch):
    monkeypatch.delenv("FORESALE_DEBUG", raising=False)
    assert end(ZeroDivisionError("division by zero\nand more")) == 70
    said = capsys.readouterr().err
    assert "ZeroDivisionError: division by zero\n" in said
    assert "FORESALE_DEBUG=1" in said
    assert "Traceback" not in said


def test_a_fault_of_ours_shows_its_trace_when_asked_for(monkeypatch):
    monkeypatch.setenv("FORESALE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError), report_failures(Screen()):
        raise ZeroDivisionError


def test_a_reader_that_left_is_no_fault_of_ours():
    with pytest.raises(BrokenPipeError), report_failures(Screen()):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


def test_a_wrong_command_line_stays_typers_to_tell():
    with pytest.raises(typer.BadParameter), report_failures(Screen()):
        raise typer.BadParameter("name a file")
