"""The real command in a process of its own: start, interruption, terminal and completion."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "foresale"]
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals and terminals.")


def test_the_installed_command_forecasts_and_prints_only_json(chain, quick, tmp_path):
    words = ["forecast", str(chain / "sales.csv"), *quick, "--out", str(tmp_path / "out"), "--json"]
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert Path(json.loads(done.stdout)["files"]["report"]).is_file()


def test_an_error_in_the_installed_command_has_no_trace(tmp_path):
    done = subprocess.run(
        [*COMMAND, "forecast", str(tmp_path / "none.csv")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"{tmp_path / 'none.csv'} doesn't exist.\n→ ")


HELP = """
import sys
from foresale.__main__ import main
try:
    main()
finally:
    heavy = {"numpy", "polars", "pydantic", "lightgbm", "httpx", "sqlalchemy"} & set(sys.modules)
    sys.stderr.write(" ".join(sorted(heavy)))
"""


@pytest.mark.parametrize(
    "words",
    ["--help", "forecast --help", "backup --help", "remote train --help", "models", "models --json"],
)
def test_help_and_the_list_of_models_load_no_heavy_library(words):
    done = subprocess.run(
        [sys.executable, "-c", HELP, *words.split()], capture_output=True, text=True, check=True
    )
    assert "Usage: foresale" in done.stdout or "lightgbm" in done.stdout
    assert done.stderr == ""


def wait_until_busy(run, seconds):
    """Until the process has computed so long by its own clock, however slow the machine is."""
    account = Path(f"/proc/{run.pid}/stat")
    if not account.exists():
        time.sleep(2 * seconds)
        return
    until = time.monotonic() + 240
    while run.poll() is None and time.monotonic() < until:
        user, system = account.read_text().rpartition(")")[2].split()[11:13]
        if (int(user) + int(system)) / os.sysconf("SC_CLK_TCK") >= seconds:
            return
        time.sleep(0.05)


@on_posix
@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_the_folder_as_it_was(chain, tmp_path, request_to_end):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("the user's own")
    words = [
        "forecast",
        str(chain / "sales.csv"),
        "--models",
        "auto_arima",
        "--folds",
        "5",
        "--out",
        str(out),
    ]
    with subprocess.Popen(
        [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        wait_until_busy(run, seconds=2.5)
        assert run.poll() is None, "It ended before it could be interrupted."
        run.send_signal(request_to_end)
        shown, said = run.communicate(timeout=120)
    assert run.returncode == 130
    assert said.startswith("Interrupted.\n→ ")
    assert len(said.splitlines()) == 2
    assert shown == ""
    assert [path.name for path in out.iterdir()] == ["notes.txt"]
    assert (out / "notes.txt").read_text() == "the user's own"


@on_posix
def test_on_a_terminal_it_asks_what_the_file_leaves_open_and_shows_how_far_it_is(tmp_path, read_until):
    rows = [f"{a:02}/{b:02}/2019,{10 + a}" for a in range(1, 13) for b in range(1, 13)]
    (tmp_path / "sales.csv").write_text(
        "date,units\n" + "\n".join(rows[k * 61 % 144] for k in range(144)) + "\n"
    )
    slow_enough_to_see = ["--models", "seasonal_naive,lightgbm", "--folds", "3", "--horizon", "4"]
    words = ["forecast", str(tmp_path / "sales.csv"), *slow_enough_to_see, "--freq", "W"]
    words += ["--out", str(tmp_path / "out")]
    terminal, end = os.openpty()
    with subprocess.Popen([*COMMAND, *words], stdin=end, stdout=subprocess.PIPE, stderr=end) as run:
        os.close(end)
        seen = read_until(terminal, "[1–2]")
        os.write(terminal, b"2\n")
        seen += read_until(terminal, None)
        shown = run.communicate(timeout=120)[0].decode()
    os.close(terminal)
    assert run.returncode == 0
    assert "1  day first" in seen
    assert "2  month first" in seen
    assert "Testing models on the past" in seen
    assert "Report: " in shown
    assert "\x1b" not in shown


def test_a_reader_that_leaves_early_sees_no_trace():
    with subprocess.Popen(
        [*COMMAND, "models", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert "Traceback" not in run.stderr.read()


def test_the_shell_completes_commands_and_options():
    def complete(line: str) -> list[str]:
        asked = {
            "_FORESALE_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(line.count(" ")),
        }
        script = "import sys; sys.argv = ['foresale']; from foresale.__main__ import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | asked,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.split()

    assert complete("foresale fore") == ["forecast"]
    assert {"--day-first", "--date", "--date-format", "--days"} & set(complete("foresale forecast --da")) == {
        "--day-first",
        "--date",
        "--date-format",
    }
