"""Records of a text whose quote marks stand in the middle of cells, one after another."""

from __future__ import annotations

import csv
from collections import Counter

import polars as pl

from foresale.data.reading.formats.raw_table import broken_rows

_MAX_LINES_A_CELL = 50
_FEWEST_PLAIN = 3


def split_records(text: str, delimiter: str, file: str) -> tuple[list[list[str]], list[int], pl.DataFrame]:
    """Cells of each record, the line each begins on, and rejects for quoted cells that never end.

    Args:
        text: The whole text.
        delimiter: What parts the cells.
        file: The file's name.
    """
    lines = _escape_plain_quotes(text.splitlines(keepends=True), delimiter)
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
    lines = text.splitlines()
    values = [lines[line - 1].rstrip("\r\n") for line in unclosed]
    return rows, starts, broken_rows(file, unclosed, values, "a quote mark opens a cell and never closes it")


def _escape_plain_quotes(lines: list[str], delimiter: str) -> list[str]:
    """The lines with quote marks doubled that open nothing: of `"5 inch`, which holds neither line nor mark.

    Only where the line has as many cells as most others without them, and the next one as many in either
    way: the rest of a cell of several lines hasn't. A few such lines are slips.
    """
    counts = [line.count(delimiter) for line in lines]
    usual = Counter(counts).most_common(1)[0][0]
    plain = {}
    filled = [place for place, line in enumerate(lines) if line.strip()]
    for place, following in zip(filled, [*filled[1:], None], strict=True):
        line = lines[place].rstrip("\r\n")
        if not usual or counts[place] != usual or '"' not in line or _is_whole(line, delimiter, usual + 1):
            continue
        after = None if following is None else lines[following].rstrip("\r\n")
        if after is None or counts[following or 0] == usual or _is_whole(after, delimiter, usual + 1):
            cells = [_as_cell(cell) for cell in line.split(delimiter)]
            plain[place] = delimiter.join(cells) + lines[place][len(line) :]
    if len(plain) < _FEWEST_PLAIN:
        return lines
    return [plain.get(place, line) for place, line in enumerate(lines)]


def _is_whole(line: str, delimiter: str, width: int) -> bool:
    """Whether a line is a record by itself: its quote marks close, and its cells are as many as usual."""
    try:
        return len(next(csv.reader([line], delimiter=delimiter, strict=True), [])) == width
    except csv.Error:
        return False


def _as_cell(cell: str) -> str:
    """A cell as a reader takes it: in quotes where it holds one that isn't around it."""
    if '"' not in cell or (len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1]):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def _closes_quote(lines: list[str], first: int) -> bool:
    """Whether the last record's text ends its quoted cell before the end of the file."""
    text = "".join(lines[first:]).rstrip("\r\n")
    return text.count('"') % 2 == 0
