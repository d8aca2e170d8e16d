"""Reads tables of web pages, which many programs save under a workbook's name, and Excel's XML of 2003."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from foresale.data.reading.formats.text.text_encoding import read_bytes, to_utf8
from foresale.errors import UnreadableFileError

_XML_SHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_MAX_SPAN = 1_000


def read_markup(path: Path, encoding: str | None = None) -> pl.DataFrame:
    """The cells of a page's largest table as text, one column a place, null where a cell is empty.

    Args:
        path: The file.
        encoding: Its encoding, if the caller knows it; else what the page itself says.

    Raises:
        UnreadableFileError: It holds no table.
    """
    raw = read_bytes(path)
    if _XML_SHEET in raw[:4096]:
        rows = _sheet_rows(raw, path.name)
    else:
        said = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", raw[:4096])
        text, _ = to_utf8(raw, path.name, encoding or (said[1].decode("ascii") if said else None))
        parser = _Tables()
        parser.feed(text.decode("utf-8"))
        parser.close()
        rows = max(parser.tables, key=lambda table: sum(len(row) for row in table), default=[])
    if len(rows) < 2:
        raise UnreadableFileError(
            f"{path.name} is a web page or XML without a table of sales.",
            fix="Export it as CSV; a download that needs a login often saves the login page instead.",
        )
    width = max(len(row) for row in rows)
    columns = [[row[i] if i < len(row) else None for row in rows] for i in range(width)]
    return pl.DataFrame(
        {f"column_{i}": pl.Series(cells, dtype=pl.String) for i, cells in enumerate(columns, start=1)}
    )


class _Tables(HTMLParser):
    """The tables of a page: rows of cells, a spanning cell's text on its first place (rows: on each)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str | None]]] = []
        self._open: list[list[list[str | None]]] = []
        self._text: list[str] | None = None
        self._spans: tuple[int, int] = (1, 1)
        self._below: dict[tuple[int, int], str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row or cell."""
        if tag == "table":
            self._end_cell()
            self._open.append([])
            self._below = {}
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            said = dict(attrs)
            self._spans = (_span(said.get("colspan")), _span(said.get("rowspan")))
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell, row or table."""
        if tag in ("td", "th", "tr", "table", "tbody", "thead"):
            self._end_cell()
        if tag == "table" and self._open:
            self.tables.append([row for row in self._open.pop() if any(row)])

    def handle_data(self, data: str) -> None:
        """Take a cell's text."""
        if self._text is not None:
            self._text.append(data)

    def close(self) -> None:
        """End what the page leaves open."""
        self._end_cell()
        super().close()
        while self._open:
            self.tables.append([row for row in self._open.pop() if any(row)])

    def _end_cell(self) -> None:
        if self._text is None:
            return
        table, (across, down) = self._open[-1], self._spans
        text = " ".join("".join(self._text).split()) or None
        self._text = None
        row, number = table[-1], len(table) - 1
        while (number, len(row)) in self._below:
            row.append(self._below.pop((number, len(row))))
        place = len(row)
        row.append(text)
        row.extend([None] * (across - 1))
        for below in range(1, down):
            for beside in range(across):
                self._below[number + below, place + beside] = text if not beside else None


def _span(said: str | None) -> int:
    return min(max(int(said), 1), _MAX_SPAN) if said is not None and said.strip().isdecimal() else 1


def _sheet_rows(raw: bytes, file: str) -> list[list[str | None]]:
    """The rows of the fullest sheet of an Excel workbook in XML."""
    space = "{urn:schemas-microsoft-com:office:spreadsheet}"
    try:
        root = ET.fromstring(raw)  # noqa: S314 - expat limits entities, and external ones aren't fetched
    except ET.ParseError as error:
        raise UnreadableFileError(
            f"{file} is cut off or damaged XML ({error}).", fix="Copy or download it again."
        ) from None
    sheets = []
    for sheet in root.iter(f"{space}Table"):
        rows: list[list[str | None]] = []
        for line in sheet.findall(f"{space}Row"):
            index = line.get(f"{space}Index")
            while index is not None and len(rows) < min(int(index) - 1, len(rows) + _MAX_SPAN):
                rows.append([])
            row: list[str | None] = []
            for cell in line.findall(f"{space}Cell"):
                at = cell.get(f"{space}Index")
                row.extend([None] * (max(int(at) - 1 - len(row), 0) if at is not None else 0))
                data = cell.find(f"{space}Data")
                text = None if data is None else "".join(data.itertext()).strip() or None
                if data is not None and text and data.get(f"{space}Type") == "DateTime":
                    text = text.removesuffix("T00:00:00.000").replace("T", " ").removesuffix(".000")
                row.append(text)
                row.extend([None] * min(int(cell.get(f"{space}MergeAcross") or 0), _MAX_SPAN))
            rows.append(row)
        sheets.append(rows)
    return max(sheets, key=lambda rows: sum(len(row) for row in rows), default=[])
