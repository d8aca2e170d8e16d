"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns after the first stand to the right.

    Examples:
        >>> print(table(["set", "seconds"], [["pasta", "60"]]))
        | set | seconds |
        |---|--:|
        | pasta | 60 |
        <BLANKLINE>
    """
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"
