"""Plain tables for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text


def simple_table(columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> Table:
    """A table of texts.

    Args:
        columns: Headings.
        rows: Texts, a column each.
        numbers: Headings of columns that are set to the right.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def fact_table(facts: Iterable[tuple[str, str]]) -> Table:
    """What is known of one thing: a name and a text a line; empty texts are left out."""
    table = Table.grid(padding=(0, 2))
    for name, text in facts:
        if text:
            table.add_row(Text(name, style="dim"), Text(text))
    return table
