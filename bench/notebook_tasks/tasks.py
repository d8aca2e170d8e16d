"""The five tasks: what is asked, and the two functions that answer it."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One task.

    Attributes:
        name: Its module here.
        asked: What somebody wants, as a sentence.
        sides: Its functions, ours first.
        peer: The other library's name.
        told: What to know of the comparison.
    """

    name: str
    asked: str
    sides: tuple[str, str]
    peer: str
    told: str


TASKS = (
    Task(
        "many_series",
        "Forecast twenty series four weeks ahead, with a range of 80 %.",
        ("with_foresale", "with_statsforecast"),
        "statsforecast",
        "Foresale tests its model on four past windows on the way; statsforecast fits one to each series, "
        "and is a little closer here.",
    ),
    Task(
        "past_windows",
        "Compare three models on four past windows, in one table.",
        ("with_foresale", "with_statsforecast"),
        "statsforecast",
        "The error is the lowest of the three models' in the table. The windows are the same, and so are "
        "seasonal naive and Theta; Foresale's table holds a blend of the three as well.",
    ),
    Task(
        "sums",
        "Forecast regions, stores and items so that they add up.",
        ("with_foresale", "with_hierarchicalforecast"),
        "hierarchicalforecast",
        "The error is the mean WAPE of the levels total, region and store: hierarchicalforecast's sums, "
        "brought in line by MinT, are closer in this window, at four times the cost. Over seven other "
        "windows of these series (`python -m bench.notebook_tasks.windows`) the total of Foresale's model "
        "was off by 7.6 % a day, and that of AutoETS by 8.4 %.",
    ),
    Task(
        "messy_file",
        "Make daily units by shop and item of a till's export: receipts twice, returns, sums in the middle.",
        ("with_foresale", "with_pandas"),
        "pandas",
        "The error is the share of units that are on the wrong day, shop or item. Foresale takes a moment "
        "longer, as it finds out by itself what the pandas cell was told.",
    ),
    Task(
        "promotions",
        "Forecast twenty products, the promotions of the four weeks known.",
        ("with_foresale", "with_mlforecast"),
        "mlforecast",
        "Both learn LightGBM over all series. Foresale takes longer here: it learns quantiles too, at "
        "each past window, weighs what the promotions are worth, and judges itself on a window kept apart.",
    ),
)


def code_of(task: Task, side: str) -> str:
    """What stands in the function, as a notebook's cell: no definition, no return, formatted anew."""
    function = getattr(importlib.import_module(f"bench.notebook_tasks.{task.name}"), side)
    body = inspect.getsource(function).split(":\n", maxsplit=1)[1]
    cell = textwrap.dedent(body).replace("return ", "").replace("  # fmt: skip", "").strip()
    words = [sys.executable, "-m", "ruff", "format", "--stdin-filename", "cell.py", "-"]
    return subprocess.run(words, input=cell, capture_output=True, text=True, check=True).stdout.strip()


def lines_of(task: Task, side: str) -> int:
    """Lines of code, without blank ones."""
    return sum(bool(line.strip()) for line in code_of(task, side).splitlines())
