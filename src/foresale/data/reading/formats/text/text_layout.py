"""Text that is a table for the eye as delimited text: comments, rulers, columns separated by blanks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import polars as pl

from foresale.data.reading.formats.text.text_records import DELIMITERS, Records, find_records

_SEEN = 200  # lines that tell how the text is laid out
_SEEN_BYTES = 200_000
_STEADY = 0.95  # share of lines with one and the same number of cells
_COMMENT = re.compile(r"^\s*(#|//|%%)")
_RULER = re.compile(r"^\s*[-=_]{2,}(?:[ +|]+[-=_]{2,})*\s*$")
_TELLING = re.compile(r"\d")


def plain_text(text: bytes, delimiter: str | None) -> tuple[bytes, str | None]:
    r"""The text as rows of delimited cells, and its delimiter where that is settled here.

    Lines keep their numbers: what is no row becomes an empty line.

    Args:
        text: The file's text as UTF-8.
        delimiter: The delimiter, if the caller knows it.

    Examples:
        >>> plain_text(b"# till 5\nday   units\n2024-01-01   5\n2024-01-02   6\n", None)
        (b'\nday\tunits\n2024-01-01\t5\n2024-01-02\t6\n', '\t')
        >>> plain_text(b'"day,units"\n"2024-01-01,5"\n', None)
        (b'day,units\n2024-01-01,5\n', None)
    """
    text = _without_comments(text.rstrip(b"\x1a"))
    head = [line for line in _first_lines(text) if line.strip()]
    if _are_quoted_lines(head, delimiter):
        pairs = (line.strip(b"\r") for line in text.split(b"\n"))
        text = b"\n".join(line[1:-1].replace(b'""', b'"') if line else line for line in pairs)
        return text, delimiter
    if delimiter is not None or any(mark in line for line in head[:_SEEN] for mark in "\t;|"):
        return text, delimiter
    ruler = next((line for line in head[:10] if _RULER.match(line) and " " in line.strip()), None)
    if ruler is not None:
        return _cut_by_ruler(text, ruler), "\t"
    for mark in (r" {2,}", r" +"):
        if _parts_steadily(head, mark):
            return _by_blanks(text, mark), "\t"
    return text, None


def _first_lines(text: bytes) -> list[str]:
    lines = text[:_SEEN_BYTES].decode("utf-8", errors="replace").splitlines()
    return lines[: _SEEN + 50] if len(text) <= _SEEN_BYTES else lines[: _SEEN + 50][:-1]


def _without_comments(text: bytes) -> bytes:
    """The text with the comments above its header empty; a header that is a comment itself loses its mark."""
    lines = text.split(b"\n", 60)
    shown = [line.decode("utf-8", errors="replace") for line in lines[:60]]
    count = next((i for i, line in enumerate(shown) if line.strip() and not _COMMENT.match(line)), 0)
    marked = [i for i, line in enumerate(shown[:count]) if _COMMENT.match(line)]
    if not marked:
        return text
    kept = lines[:]
    last, first = marked[-1], shown[count]
    marks = [mark for mark in DELIMITERS if first.count(mark)]
    is_header = bool(marks) and bool(_TELLING.search(first)) and not _TELLING.search(shown[last])
    if is_header and all(first.count(mark) == shown[last].count(mark) for mark in marks[:1]):
        kept[last] = re.sub(rb"^\s*(#|//|%%)\s*", b"", lines[last])
        marked = marked[:-1]
    for i in marked:
        kept[i] = b""
    return b"\n".join(kept)


def _are_quoted_lines(head: Sequence[str], delimiter: str | None) -> bool:
    """Whether each line as a whole stands in quotes, as rows that a spreadsheet took for one cell do."""
    if len(head) < 2 or not all(
        line.startswith('"') and line.endswith('"') and len(line) > 2 for line in head
    ):
        return False
    inside = [line[1:-1].replace('""', "") for line in head]
    if any('"' in line for line in inside):
        return False
    marks = (delimiter,) if delimiter is not None else DELIMITERS[:4]
    return any(min(line.count(mark) for line in inside) > 0 for mark in marks)


def _parts_steadily(head: Sequence[str], mark: str) -> bool:
    """Whether blanks part nearly all lines, the header among them, into the same number of cells."""
    if len(head) < 3:
        return False
    cells = [re.split(mark, line.strip()) for line in head if not _RULER.match(line)]
    usual, often = Counter(len(row) for row in cells).most_common(1)[0]
    if usual < 2 or often < _STEADY * len(cells) or len(cells[0]) != usual:
        return False
    commas = sum("," in line for line in head)
    typed = any(any(re.fullmatch(r"-?\d[\d.,]*", cell) for cell in row) for row in cells[1:])
    words = not any(re.fullmatch(r"-?\d[\d.,:/-]*", cell) for cell in cells[0])
    return typed and words and commas < 0.5 * len(head)


def _by_blanks(text: bytes, mark: str) -> bytes:
    """Runs of blanks as tabs; rulers become empty lines."""
    lines = pl.Series(text.decode("utf-8").split("\n"), dtype=pl.String).str.strip_chars(" \r")
    ruled = lines.str.contains(_RULER.pattern)
    parted = lines.str.replace_all(mark, "\t")
    return "\n".join(pl.select(pl.when(ruled).then(pl.lit("")).otherwise(parted)).to_series()).encode()


def _cut_by_ruler(text: bytes, ruler: str) -> bytes:
    """Columns of fixed width, cut where the ruler's dashes begin; the ruler becomes an empty line."""
    begins = [found.start() for found in re.finditer(r"[-=_]+", ruler)]
    begins[0] = 0
    lines = pl.Series(text.decode("utf-8").split("\n"), dtype=pl.String).str.strip_chars_end(" \r")
    cells = [
        lines.str.slice(begin, None if end is None else end - begin).str.strip_chars()
        for begin, end in zip(begins, [*begins[1:], None], strict=True)
    ]
    joined = pl.select(pl.concat_str(cells, separator="\t")).to_series()
    short = lines.str.len_chars() <= begins[1]  # a count of rows, a title
    kept = (
        pl.when(lines.str.contains(_RULER.pattern)).then(pl.lit("")).when(short).then(lines).otherwise(joined)
    )
    return "\n".join(pl.select(kept).to_series()).encode()


def even_header(text: bytes, records: Records, delimiter: str) -> tuple[bytes, Records]:
    r"""The text with its header as wide as its rows, where only a mark at the end or row numbers differ.

    Args:
        text: The text, its comments empty.
        records: Its records.
        delimiter: What parts the cells.

    Examples:
        >>> text = b"day,units\n2024-01-01,5,\n2024-01-02,6,\n2024-01-03,2,\n"
        >>> even_header(text, find_records(text, ","), ",")[0].split(b"\n")[0]
        b'day,units,'
    """
    filled = np.flatnonzero(~records.blank)
    if len(filled) < 3:
        return text, records
    mark = delimiter.encode()
    header, body = int(filled[0]), filled[1:_SEEN]
    usual = int(np.bincount(records.cells[body]).argmax())
    start, end = int(records.start[header]), int(records.end[header])
    alike = [i for i in body.tolist() if records.cells[i] == usual]
    ends = sum(text[records.end[i] - 1 : records.end[i]] == mark for i in alike)
    changed = None
    if records.cells[header] == usual - 1 and ends == len(alike):
        changed = text[:end] + mark + text[end:]
    elif records.cells[header] == usual + 1 and text[end - 1 : end] == mark:
        changed = text[: end - 1] + text[end:]
    elif records.cells[header] == usual - 1 and _are_numbered(text, records, alike, mark):
        changed = text[:start] + mark + text[start:]
    return (text, records) if changed is None else (changed, find_records(changed, delimiter))


def _are_numbered(text: bytes, records: Records, alike: Sequence[int], mark: bytes) -> bool:
    """Whether the rows begin with their own numbers, 0, 1, 2 … or 1, 2, 3 …, as data frames are written."""
    cells = [text[records.start[i] : records.end[i]].split(mark, 1)[0].strip(b'" ') for i in alike]
    return (
        any(cells == [b"%d" % (first + i) for i in range(len(cells))] for first in (0, 1)) and len(cells) > 2
    )
