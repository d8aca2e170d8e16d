"""docs/notebook-tasks.md: each task's two cells, and a table of lines, seconds and error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.notebook_tasks.judge import Error
from bench.notebook_tasks.tasks import Task, code_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "notebook-tasks.md"
HEAD = """# Five tasks, written twice

<!-- Written by `python -m bench.notebook_tasks --write`; edit bench/notebook_tasks instead. -->

The same work with Foresale and with the best-known library for it, as cells of a notebook. Sales are real (40
series of store_item over 60 weeks, 40 of pasta over two years); the newest four weeks were kept back, and
judge both. Each cell ran in a process of its own, imports included, both in the same run, on two cores that
others used as well: seconds compare the two sides, no more. *Inside* is the share of days in the range of
80 %.

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
    """Write the page; answers where it is."""
    parts = [HEAD + as_table(rows)]
    for task in dict.fromkeys(row.task for row in rows):
        parts.append(f"## {task.name.replace('_', ' ').capitalize()}\n\n{task.asked} {task.told}")
        for row in (row for row in rows if row.task is task):
            cost = f"{row.lines} lines, {row.seconds:.1f} s"
            told = f"**{row.library}**: {cost}, {row.error.measure} {row.error.value:.3f}"
            parts.append(f"{told}\n\n```python\n{code_of(task, row.side)}\n```")
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return PAGE
