"""docs/notebook-tasks.md: each task's two cells, and a table of lines, seconds and error."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.notebook_tasks.judge import Error
from bench.notebook_tasks.tasks import TASKS, Task, code_of, lines_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "notebook-tasks.md"
KEPT = ROOT / "build" / "notebook-tasks.json"
HEAD = """# Five tasks, written twice

<!-- Written by `python -m bench.notebook_tasks --write`; edit bench/notebook_tasks instead. -->

The same work with Foresale and with the best-known library for it, as cells of a notebook. Sales are real (20
series of store_item over 40 weeks, 20 of pasta over 60 weeks); the newest four weeks were kept back, and
judge both. Each cell ran in a process of its own, imports included, one right after the other, and once
before, so that Python had compiled what it imports. Seconds are of processors, all cores together, as
others used the machine as well. *Inside* is the share of days in the range of 80 %.

"""


@dataclass(frozen=True)
class Row:
    """A side of a task, as measured."""

    task: Task
    side: str
    lines: int
    seconds: float
    error: Error

    @property
    def library(self) -> str:
        """Whose code it is."""
        return "Foresale" if self.side == "with_foresale" else self.task.peer


def keep_rows(rows: Sequence[Row]) -> list[Row]:
    """Keep what was measured beside what was kept before; answers all of it, in the order of the tasks."""
    known = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for row in rows:
        known[f"{row.task.name}.{row.side}"] = {"seconds": row.seconds, "error": asdict(row.error)}
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps(known, indent=2), encoding="utf-8")
    return [
        Row(task, side, lines_of(task, side), found["seconds"], Error(**found["error"]))
        for task in TASKS
        for side in task.sides
        if (found := known.get(f"{task.name}.{side}"))
    ]


def as_table(rows: Sequence[Row]) -> str:
    """All sides as a Markdown table."""
    lines = ["| task | library | lines | seconds | error | inside |", "|---|---|--:|--:|--:|--:|"]
    for row in rows:
        held = "" if row.error.held is None else f"{row.error.held:.0%}"
        name = f"[{row.task.name.replace('_', ' ')}](#{row.task.name.replace('_', '-')})"
        lines.append(
            f"| {name} | {row.library} | {row.lines} | {row.seconds:.1f} | {row.error.value:.3f} "
            f"({row.error.measure}) | {held} |"
        )
    return "\n".join(lines)


def write_page(rows: Sequence[Row]) -> Path:
    """Write the page, with all tasks and what is known of their cost; answers where it is."""
    known = {(row.task, row.side): row for row in rows}
    parts = [HEAD + as_table(rows)]
    for task in TASKS:
        parts.append(f"## {task.name.replace('_', ' ').capitalize()}\n\n{task.asked} {task.told}")
        for side in task.sides:
            library = "Foresale" if side == "with_foresale" else task.peer
            told = f"**{library}**: {lines_of(task, side)} lines"
            if (task, side) in known:
                row = known[task, side]
                told += f", {row.seconds:.1f} s, {row.error.measure} {row.error.value:.3f}"
            parts.append(f"{told}\n\n```python\n{code_of(task, side)}\n```")
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return PAGE
