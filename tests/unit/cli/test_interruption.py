"""A request to end is told as one, whatever the library that it struck made of it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

TRIED = """
import os, signal
import typer
from foresale.cli.failures import report_failures
from foresale.cli.interruption import heed_requests_to_end
from foresale.cli.output.screen import Screen

heed_requests_to_end()
try:
    with report_failures(Screen()):
        try:
            os.kill(os.getpid(), signal.{name})
        except BaseException as struck:
            raise ValueError("Error building a validator") from struck
except typer.Exit as end:
    raise SystemExit(end.exit_code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGTERM.")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_an_interruption_that_a_library_takes_for_its_own_fault_is_told_as_one(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TRIED.format(name=name)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 130
    assert done.stderr.startswith("Interrupted.\n")
    assert "fault" not in done.stderr


SWALLOWED = """
import os, signal
import typer
from foresale.cli.failures import report_failures
from foresale.cli.interruption import heed_requests_to_end
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.output.screen import Screen

heed_requests_to_end()
try:
    with report_failures(Screen()), progress_on(Screen()) as progress:
        progress.start("Testing models on the past", 2)
        try:
            os.kill(os.getpid(), signal.{name})
        except BaseException:
            pass
        progress.advance()
        print("went on")
except typer.Exit as end:
    raise SystemExit(end.exit_code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGTERM.")
def test_an_interruption_that_a_library_swallowed_ends_the_command_at_its_next_step() -> None:
    text = SWALLOWED.format(name="SIGTERM")
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.startswith("Interrupted.\n")


def test_a_fault_that_nobody_asked_for_is_ours() -> None:
    text = TRIED.format(name="SIGTERM").replace("os.kill(os.getpid(), signal.SIGTERM)", "raise KeyError('x')")
    usual = {name: value for name, value in os.environ.items() if name != "FORESALE_DEBUG"}
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, env=usual, check=False
    )
    assert done.returncode == 70
    assert "Sorry, this is a fault in Foresale: ValueError" in done.stderr
