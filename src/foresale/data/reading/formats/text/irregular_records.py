"""Records of a text whose quote marks stand in the middle of cells, one after another."""

from __future__ import annotations

import csv

import polars as pl

from foresale.data.reading.formats.raw_table import broken_rows

_MAX_LINES_A_CELL = 50


def split_records(text: str, delimiter: str, file: str) -> tuple[list[list[str]], list[int], pl.DataFrame]:
    """Cells of each record, the line each begins on, and rejects for quoted cells that never end.

    Args:
        text: The whole text.
        delimiter: What parts the cells.
        file: The file's name.
    """
    lines = text.splitlines(keepends=True)
    rows: list[list[str]] = []
    starts: list[int] = []
    unclosed: list[int] = []
    at = 0
    csv.field_size_limit(max(len(text), 131_072))
    while at < len(lines):
        reader = csv.reader(lines[at:], delimiter=delimiter)
        base, before = at, 0
        at = len(lines)
        for row in reader:
            ended = reader.line_num
            if ended - before > _MAX_LINES_A_CELL or (
                ended == len(lines) - base and ended - before > 1 and not _closes_quote(lines, base + before)
            ):
                unclosed.append(base + before + 1)
                at = base + before + 1
                break
            if any(cell.strip() for cell in row):
                rows.append(row)
                starts.append(base + before + 1)
            before = ended
    values = [lines[line - 1].rstrip("\r\n") for line in unclosed]
    return rows, starts, broken_rows(file, unclosed, values, "a quote mark opens a cell and never closes it")


def _closes_quote(lines: list[str], first: int) -> bool:
    """Whether the last record's text ends its quoted cell before the end of the file."""
    text = "".join(lines[first:]).rstrip("\r\n")
    return text.count('"') % 2 == 0
