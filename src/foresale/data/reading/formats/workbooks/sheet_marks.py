"""What an XLSX sheet says beside its cells: hidden rows, and formulas that were saved without results."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

from foresale.errors import UnreadableFileError
from foresale.notes import Evidence, Note, counted

MAX_SHEET_BYTES = 512 * 2**20
"""Larger sheets, unpacked, aren't looked at for marks; their cells are read all the same."""
MAX_UNKNOWN_SHARE = 0.5
"""Share of a column's rows with a formula but no result above which the sheet can't be read."""
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?name="([^"]*)"[^>]*?\br:id="([^"]*)"')
_LINK = re.compile(rb"<Relationship\s[^>]*>")
_HIDDEN_ROW = re.compile(rb'<row\s[^>]*?\br="(\d+)"[^>]*?\bhidden="(?:1|true)"')
_ROW = re.compile(rb"<row\s")
_NO_RESULT = re.compile(
    rb'<c\s[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v/>|<v></v>)?\s*</c>'
)


@dataclass(frozen=True)
class SheetMarks:
    """Marks of one sheet.

    Attributes:
        hidden: Numbers of hidden rows.
        unknown: Column letters and row of each formula without a result.
        rows: How many rows it has.
    """

    hidden: tuple[int, ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()
    rows: int = 0


def find_marks(raw: bytes, sheet: str) -> SheetMarks:
    """The marks of a sheet; none where the workbook isn't XLSX, or the sheet is too large to look at.

    Args:
        raw: The workbook's bytes.
        sheet: The sheet's name.
    """
    if not raw.startswith(b"PK"):
        return SheetMarks()
    try:
        with zipfile.ZipFile(BytesIO(raw)) as parts:
            part = _part_of(parts, sheet)
            if part is None or parts.getinfo(part).file_size > MAX_SHEET_BYTES:
                return SheetMarks()
            content = parts.read(part)
    except (zipfile.BadZipFile, KeyError, OSError):
        return SheetMarks()
    return SheetMarks(
        tuple(int(row) for row in _HIDDEN_ROW.findall(content)),
        tuple((column.decode(), int(row)) for column, row in _NO_RESULT.findall(content)),
        len(_ROW.findall(content)),
    )


def describe_marks(marks: SheetMarks, file: str, sheet: str) -> list[Note]:
    """Notes of what the marks mean.

    Raises:
        UnreadableFileError: So many formulas have no result that a column would be empty.
    """
    notes: list[Note] = []
    if marks.unknown:
        columns = [column for column, _ in marks.unknown]
        worst = max(sorted(set(columns)), key=columns.count)
        example = "".join(map(str, marks.unknown[0]))
        formulas = counted(len(marks.unknown), "formula")
        said = f"{file}: {formulas} of sheet '{sheet}' have no saved result, such as {example}"
        if columns.count(worst) > MAX_UNKNOWN_SHARE * max(marks.rows - 1, 1):
            raise UnreadableFileError(
                f"{said}: column {worst} would be empty.",
                fix="Open the workbook in Excel or LibreOffice, let it calculate, and save it.",
            )
        notes.append(Note("formulas_without_result", len(marks.unknown), f"{said}: unknown, not zero."))
    if marks.hidden:
        rows = counted(len(marks.hidden), "row")
        text = f"{file}: {rows} of sheet '{sheet}' are hidden, as by a filter: read like the others."
        seen = f"row {marks.hidden[0]} is the first hidden one; delete what isn't to count"
        notes.append(Note("hidden_rows", len(marks.hidden), text, Evidence(seen, certainty="likely")))
    return notes


def _part_of(parts: zipfile.ZipFile, sheet: str) -> str | None:
    """The part of the package that holds a sheet."""
    from html import unescape

    names = {
        unescape(name.decode()): link.decode() for name, link in _SHEET.findall(parts.read("xl/workbook.xml"))
    }
    for link in _LINK.findall(parts.read("xl/_rels/workbook.xml.rels")):
        found = re.search(rb'\bId="([^"]*)"', link), re.search(rb'\bTarget="([^"]*)"', link)
        if found[0] and found[1] and found[0].group(1).decode() == names.get(sheet):
            target = found[1].group(1).decode()
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None
