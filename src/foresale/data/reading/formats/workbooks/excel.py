"""Reads Excel and OpenDocument workbooks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.formats.header_rows import join_header, last_header_row, rows_above
from foresale.data.reading.formats.period_headers import find_period_headers
from foresale.data.reading.formats.raw_table import (
    RawTable,
    clean_header,
    note_doubled_columns,
    refuse_rows_without_header,
)
from foresale.data.reading.formats.tables_below import find_tables_below, join_tables_below
from foresale.data.reading.formats.text.lines_above import find_header_below
from foresale.data.reading.formats.text.text_encoding import read_bytes
from foresale.data.reading.formats.workbooks.markup import read_markup
from foresale.data.reading.formats.workbooks.sheet_marks import describe_marks, find_marks
from foresale.data.reading.formats.workbooks.sheets import ALL_SHEETS, join_sheets, share_columns
from foresale.data.reading.provenance import FILE, ROW
from foresale.data.reading.vocabulary.sale_words import sale_kind
from foresale.errors import ColumnsError, UnreadableFileError
from foresale.messages import option
from foresale.notes import Note

if TYPE_CHECKING:
    import fastexcel

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEADER_SEARCH = 50
_LOOKED = 80  # rows that show where a table's dates begin
_MOST_CELLS = 100_000  # of a sheet of which every row is looked at
_ABOVE = 3  # rows above a header that may be its title
_A_ROW = ("x", "x")


def read_excel(path: Path, *, sheet: str | None = None) -> RawTable:
    """Read a workbook's sheet, every cell as text; row numbers are the sheet's.

    Without `sheet` the one with the most filled cells is taken, and a note names it; sheets with
    the same columns are read together where no day and key stands on two. Lines above the header
    are left out, hidden sheets too.

    Args:
        path: The workbook.
        sheet: The sheet's name.

    Raises:
        UnreadableFileError: The workbook is protected, cut off, empty, or no workbook.
        ColumnsError: The sheet doesn't exist, or column names are doubled.
    """
    raw = read_bytes(path)
    workbook = _open(path, raw)
    together = sheet == ALL_SHEETS and ALL_SHEETS not in workbook.sheet_names
    if sheet is not None and not together and sheet not in workbook.sheet_names:
        raise ColumnsError(
            f"{path.name} has no sheet '{sheet}'.",
            fix=f"Use {option('sheet')} with one of: {', '.join(workbook.sheet_names)}; or "
            f"{option('sheet', ALL_SHEETS)}.",
        )
    notes: list[Note] = []
    names = [sheet] if sheet is not None and not together else workbook.sheet_names
    sheets = {name: _cells(workbook, name, path.name) for name in names}
    hidden = [name for name, (_, visible) in sheets.items() if not visible and len(names) > 1]
    cells = {name: frame for name, (frame, _) in sheets.items() if name not in hidden}
    filled = {name: _count_filled(frame) for name, frame in cells.items()}
    if not any(filled.values()):
        raise UnreadableFileError(f"{path.name} has no filled cells.", fix="Give a workbook with rows.")
    chosen = max(filled, key=lambda name: filled[name])
    if hidden:
        text = f"{path.name}: hidden sheets are not read: {', '.join(hidden)} ({option('sheet')} reads one)."
        notes.append(Note("hidden_sheets", len(hidden), text))
    first = _table(cells[chosen], path.name, chosen, notes)
    alike = {
        name: table for name in cells if (table := _alike(cells[name], name, path.name, first)) is not None
    }
    others = [name for name in cells if name not in alike and filled[name]]
    if others:
        taken = (
            f"sheet '{chosen}' is read, as it holds most"
            if len(alike) == 1
            else f"{len(alike)} sheets are read"
        )
        text = f"{path.name}: {taken}; not {', '.join(others)} ({option('sheet')})."
        returns = [name for name in others if sale_kind(name) == "return"]
        if returns and not all(sale_kind(name) == "return" for name in alike):
            shown = ", ".join(returns)
            text += f" {shown}, returns by the name, has other columns: what came back isn't taken off."
        first = replace(first, notes=(*first.notes, Note("sheet_chosen", len(others), text)))
    marked = [note for name in alike for note in describe_marks(find_marks(raw, name), path.name, name)]
    first = replace(first, notes=(*first.notes, *marked))
    if len(alike) < 2:
        return first
    joined = join_sheets(alike, path.name, together=together)
    return replace(joined, notes=(*first.notes, *(n for n in joined.notes if n not in first.notes)))


def read_page(path: Path, encoding: str | None = None) -> RawTable:
    """Read the largest table of a page of HTML, or of a workbook in Excel's XML, as a sheet is read.

    Args:
        path: The file.
        encoding: Its encoding, if the caller knows it.

    Raises:
        UnreadableFileError: It holds no table.
    """
    notes: list[Note] = []
    table = _table(read_markup(path, encoding), path.name, "the page", notes)
    return replace(table, notes=tuple(notes))


def _alike(cells: pl.DataFrame, name: str, file: str, first: RawTable) -> RawTable | None:
    """The sheet's table if it has the columns of `first`, else None."""
    try:
        table = _table(cells, file, name, [])
    except (ColumnsError, UnreadableFileError, pl.exceptions.PolarsError):
        return None
    return table if share_columns(table.columns, first.columns) else None


def _open(path: Path, raw: bytes) -> fastexcel.ExcelReader:
    import fastexcel

    if raw.startswith(_OLE) and (_ENCRYPTED in raw or path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb")):
        raise UnreadableFileError(
            f"{path.name} is protected by a password.", fix="Open it in Excel and save it without a password."
        )
    if not raw.startswith((_OLE, b"PK")):
        raise UnreadableFileError(
            f"{path.name} isn't a workbook despite its name.",
            fix="Give it the extension of what it holds, such as .csv.",
        )
    try:
        return fastexcel.read_excel(raw)
    except fastexcel.FastExcelError:
        raise UnreadableFileError(
            f"{path.name} is cut off or damaged.",
            fix="Copy or download it again, or save it anew from Excel.",
        ) from None


def _cells(workbook: fastexcel.ExcelReader, name: str, file: str) -> tuple[pl.DataFrame, bool]:
    """The sheet's cells as text, and whether it can be seen."""
    import fastexcel

    try:
        sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        frame = sheet.to_polars()
    except fastexcel.FastExcelError:
        raise UnreadableFileError(
            f"{file}: sheet '{name}' is damaged.",
            fix=f"Save it anew from Excel, or name another {option('sheet')}.",
        ) from None
    filled = frame.with_columns(pl.when(pl.all().str.strip_chars() != "").then(pl.all()))
    return filled, sheet.visible == "visible"


def _count_filled(frame: pl.DataFrame) -> int:
    return frame.height * frame.width - sum(frame.null_count().row(0)) if frame.width else 0


def _table(cells: pl.DataFrame, file: str, sheet: str, notes: list[Note]) -> RawTable:
    """The table of a sheet, or its tables below each other as one."""
    headers = find_period_headers(cells.head(_HEADER_SEARCH).rows())
    if not headers:
        return _one_table(cells, file, sheet, notes)
    places = find_tables_below(_rows_of_headers(cells, headers[0]))
    if not places:
        return _one_table(cells, file, sheet, notes)
    tables = [_one_table(cells[place.header : place.end], file, sheet, [], place.header) for place in places]
    joined = join_tables_below(tables, places, file)
    notes += joined.notes
    return replace(joined, notes=tuple(notes))


def _rows_of_headers(cells: pl.DataFrame, header: int) -> list[tuple[str | None, ...]]:
    """All rows of a sheet; of a large one those that may be headers or titles, and others by two words."""
    if cells.height * cells.width <= _MOST_CELLS:
        return cells.rows()
    filled = cells.select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
    alike = (cells[cells.columns[0]] == cells[cells.columns[0]][header]).fill_null(value=False)
    near = alike | (filled <= 1).shift(1, fill_value=False)
    wanted = {place - back for place in near.arg_true().to_list() for back in range(_ABOVE + 1)}
    return [cells.row(place) if place in wanted else _A_ROW for place in range(cells.height)]


def _one_table(cells: pl.DataFrame, file: str, sheet: str, notes: list[Note], before: int = 0) -> RawTable:
    width = cells.select(pl.sum_horizontal(pl.all().is_not_null()).alias("n"))["n"]
    head = width.head(_HEADER_SEARCH)
    header = int((head >= 0.8 * number_of(head.max())).arg_max() or 0)
    below = [[cell or "" for cell in row] for row in cells[header : header + _LOOKED].rows()]
    header += find_header_below(below) or 0
    if header and width.head(header).sum():
        text = f"{file}: the header is on row {before + header + 1}; what stands above it is left out."
        notes.append(Note("lines_before_header", header, text))
    first = [list(row) for row in cells.head(header + 6).rows()]
    header, above = _header_rows(first, header)
    title = "\n".join(" ".join(filter(None, row)) for row in first[: header - above])
    joined = join_header(first[header - above : header + 1]) if above else first[header]
    if above:
        example = _example(joined, first[header])
        text = (
            f"{file}: {above + 1} rows down to row {before + header + 1} are the header, as in '{example}'."
        )
        notes[:] = [note for note in notes if note.rule != "lines_before_header"]
        notes.append(Note("header_rows", above + 1, text))
    body = cells[header + 1 :]
    named = [
        c
        for c, name in zip(cells.columns, joined, strict=True)
        if name is not None or body[c].null_count() < body.height
    ]
    cells_of_header = [name for c, name in zip(cells.columns, joined, strict=True) if c in named]
    names = clean_header(cells_of_header)
    notes += note_doubled_columns(cells_of_header, names, file)
    frame = body.select(named)
    frame.columns = names
    frame = frame.with_columns(
        pl.lit(file, dtype=pl.Categorical()).alias(FILE),
        pl.int_range(before + header + 2, before + header + 2 + pl.len(), dtype=pl.Int64).alias(ROW),
    ).filter(pl.any_horizontal(pl.col(names).is_not_null()))
    if not frame.height:
        raise UnreadableFileError(f"{file}: sheet '{sheet}' has a header but no rows.", fix="Give rows.")
    refuse_rows_without_header(frame, file)
    return RawTable(frame, notes=tuple(notes), lines_above={file: title})


def _header_rows(first: list[list[str | None]], header: int) -> tuple[int, int]:
    """The header's lowest row, and how many rows above belong to it."""
    above = rows_above(first, header)
    if above:
        return header, above
    for start in range(max(header - 2, 0), header + 1):
        last = last_header_row(first, start)
        if last > start and last >= header - 1:
            return last, last - start
    return header, 0


def _example(joined: list[str | None], lowest: list[str | None]) -> str:
    """The first name that several rows make."""
    pairs = zip(joined, lowest, strict=True)
    return next((name for name, own in pairs if name and own and name != own.strip()), joined[-1] or "")
