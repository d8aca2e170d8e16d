"""Runs each notebook task with both libraries, and prints lines, seconds and error side by side.

python -m bench.notebook_tasks [--data DIR] [--write]
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.notebook_tasks.judge import Error, judge
from bench.notebook_tasks.page import Row, as_table, keep_rows, write_page
from bench.notebook_tasks.tables import write_tables
from bench.notebook_tasks.tasks import TASKS, Task, lines_of

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 600
THREADS = 2


def main() -> None:
    """Run all tasks; with `--write` into docs/notebook-tasks.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.notebook_tasks", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--tasks", default="", help="names, parted by commas; by default all")
    parser.add_argument("--side", default="", help="one side alone, such as with_pandas")
    parser.add_argument("--write", action="store_true", help="write docs/notebook-tasks.md")
    parser.add_argument("--one", nargs=3, metavar=("TASK", "SIDE", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        _run_here(given.one[0], given.one[1], Path(given.one[2]))
        return
    wanted = [task for task in TASKS if not given.tasks or task.name in given.tasks.split(",")]
    with tempfile.TemporaryDirectory(prefix="notebook-tasks-") as place:
        folder = Path(place)
        write_tables(given.data, folder)
        rows = [
            _measured(task, side, folder)
            for task in wanted
            for side in task.sides
            if given.side in ("", side)
        ]
    print(as_table(rows))
    if given.write:
        print(f"Written: {write_page(keep_rows(rows))}")


def _measured(task: Task, side: str, folder: Path) -> Row:
    """A side of a task in a process of its own, as a notebook's first run of the cell.

    It has run once before, so that all modules are compiled, as on any machine that has used them.
    """
    _run_apart(task, side, folder)
    before = _processor_seconds()
    error = _run_apart(task, side, folder)
    return Row(task, side, lines_of(task, side), _processor_seconds() - before, error)


def _run_apart(task: Task, side: str, folder: Path) -> Error:
    words = [sys.executable, "-m", "bench.notebook_tasks", "--one", task.name, side, str(folder)]
    quiet = {"NIXTLA_ID_AS_COL": "1", "PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": str(THREADS)}
    # Threads that spin while they wait cost a peer many times its work on a machine that others use.
    quiet["OMP_WAIT_POLICY"] = "PASSIVE"
    # Modules that are compiled anew in each process would be most of what a short task takes.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    surroundings = {**os.environ, **quiet, **kept}
    ended = subprocess.run(
        words, capture_output=True, text=True, timeout=LIMIT_SECONDS, env=surroundings, check=False
    )
    if ended.returncode:
        raise SystemExit(f"{task.name}, {side}:\n{ended.stderr}")
    return Error(**json.loads(ended.stdout.strip().splitlines()[-1]))


def _run_here(name: str, side: str, folder: Path) -> None:
    task = next(task for task in TASKS if task.name == name)
    run = getattr(importlib.import_module(f"bench.notebook_tasks.{name}"), side)
    error = judge(task.name, run(folder), folder)
    print(json.dumps(asdict(error)))


def _processor_seconds() -> float:
    """Of processes started here that have ended, workers too; what else runs doesn't matter."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    main()
