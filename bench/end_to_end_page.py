"""The part of the page that shows each folder of real sales from file to report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bench.markdown import table

INTRODUCTION = """\
## End to end on real files

Each folder by the command a newcomer would type: no file was edited, nothing was told that the file says
itself. Seconds and memory are of the whole process with its workers, from reading to the written report.
*Score* is the champion's error and ranges over those of seasonal naive on the windows it was chosen on
(below 1 is better); *unseen WAPE* and *in 80 %* are on the last window, which took no part in any choice.
"""
NOUNS = {"D": "day", "W": "week", "M": "month"}
FIRST_MODELS = 5


def end_to_end(runs: Mapping[str, Mapping[str, Any]]) -> str:
    """The table of commands, then the leaderboard of each.

    Args:
        runs: Folder → command, seconds, megabytes, problem, and where there is none what was answered.
    """
    if not runs:
        return ""
    rows, boards = [], []
    for name, found in runs.items():
        cost = [
            f"{found['seconds']:.0f}",
            f"{found['processor_seconds']:.0f}",
            _megabytes(found["megabytes"]),
        ]
        if found["problem"]:
            rows.append([f"`{found['command']}`", "–", "–", "–", "–", *cost])
            boards.append(f"### {name}\n\nNo forecast: {found['problem']}\n")
            continue
        champion = _row(found, found["champion"])
        shown = [
            _ratio(champion["score"]),
            _share(champion["test_wape"]),
            _share(champion["test_coverage_80"]),
        ]
        rows.append([f"`{found['command']}`", champion["label"], *shown, *cost])
        boards.append(f"### {name}\n\n{_size(found)}\n\n{_leaderboard(found)}")
    head = ["command", "champion", "score", "unseen WAPE", "in 80 %", "seconds", "CPU seconds", "MB"]
    return "\n".join([INTRODUCTION, table(head, rows), *boards])


def _size(found: Mapping[str, Any]) -> str:
    noun = NOUNS[found["freq"]]
    rejected = f", {found['rejected']:,} of them set aside" if found["rejected"] else ""
    return (
        f"{found['rows'] + found['rejected']:,} rows{rejected} → {found['series']:,} series × "
        f"{found['periods']:,} {noun}s ({found['first']} to {found['last']}), "
        f"{found['horizon']} {noun}s ahead."
    )


def _leaderboard(found: Mapping[str, Any]) -> str:
    """The best models, the champion and seasonal naive."""
    rows = []
    for place, row in enumerate(found["leaderboard"]):
        chosen = row["model"] == found["champion"]
        if place >= FIRST_MODELS and not chosen and row["model"] != "seasonal_naive":
            continue
        label = f"**{row['label']}**" if chosen else row["label"]
        errors = [_ratio(row["score"]), *(_share(row[name]) for name in ("wape", "wql"))]
        rows.append([label, *errors, _share(row["coverage_80"]), _share(row["test_wape"]), _seconds(row)])
    head = ["model", "score", "WAPE", "WQL", "in 80 %", "unseen WAPE", "seconds"]
    left = len(found["leaderboard"]) - len(rows)
    return table(head, rows) + (f"\nAnd {left} more.\n" if left else "")


def _row(found: Mapping[str, Any], model: str) -> Mapping[str, Any]:
    return next(row for row in found["leaderboard"] if row["model"] == model)


def _seconds(row: Mapping[str, Any]) -> str:
    return f"{row['seconds']:.1f}"


def _megabytes(value: float) -> str:
    return f"{value:,.0f}" if math.isfinite(value) else "–"


def _ratio(value: float | None) -> str:
    return f"{value:.3f}" if value is not None and math.isfinite(value) else "–"


def _share(value: float | None) -> str:
    return f"{value:.1%}" if value is not None and math.isfinite(value) else "–"
