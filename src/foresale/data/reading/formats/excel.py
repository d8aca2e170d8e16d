"""Reads Excel and OpenDocument workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable, clean_header, refuse_rows_without_header
from foresale.data.reading.formats.text_encoding import read_bytes
from foresale.data.reading.provenance import FILE, ROW
from foresale.errors import ColumnsError, UnreadableFileError
from foresale.notes import Note

if TYPE_CHECKING:
    import fastexcel

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEADER_SEARCH = 50


def read_excel(path: Path, *, sheet: str | None = None) -> RawTable:
    """Read a workbook's sheet, every cell as text; row numbers are the sheet's.

    Without `sheet` the one with the most filled cells is taken, and a note names it. Lines
    above the header are left out.

    Args:
        path: The workbook.
        sheet: The sheet's name.

    Raises:
        UnreadableFileError: The workbook is protected, cut off, empty, or no workbook.
        ColumnsError: The sheet doesn't exist, or column names are doubled.
    """
    workbook = _open(path)
    if sheet is not None and sheet not in workbook.sheet_names:
        raise ColumnsError(
            f"{path.name} has no sheet '{sheet}'.",
            fix=f"Use --sheet with one of: {', '.join(workbook.sheet_names)}.",
        )
    notes: list[Note] = []
    names = [sheet] if sheet is not None else workbook.sheet_names
    cells = {name: _cells(workbook, name, path.name) for name in names}
    filled = {name: _filled(frame) for name, frame in cells.items()}
    chosen = max(filled, key=lambda name: filled[name])
    if not filled[chosen]:
        raise UnreadableFileError(f"{path.name} has no filled cells.", fix="Give a workbook with rows.")
    others = [name for name in names if name != chosen and filled[name]]
    if others:
        text = f"{path.name}: sheet '{chosen}' is read, as it holds most; not {', '.join(others)} (--sheet)."
        notes.append(Note("sheet_chosen", len(others), text))
    return _table(cells[chosen], path.name, chosen, notes)


def _open(path: Path) -> fastexcel.ExcelReader:
    import fastexcel

    raw = read_bytes(path)
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


def _cells(workbook: fastexcel.ExcelReader, name: str, file: str) -> pl.DataFrame:
    import fastexcel

    try:
        sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        frame = sheet.to_polars()
    except fastexcel.FastExcelError:
        raise UnreadableFileError(
            f"{file}: sheet '{name}' is damaged.", fix="Save it anew from Excel, or name another --sheet."
        ) from None
    return frame.with_columns(pl.when(pl.all().str.strip_chars() != "").then(pl.all()))


def _filled(frame: pl.DataFrame) -> int:
    return frame.height * frame.width - sum(frame.null_count().row(0)) if frame.width else 0


def _table(cells: pl.DataFrame, file: str, sheet: str, notes: list[Note]) -> RawTable:
    width = cells.select(pl.sum_horizontal(pl.all().is_not_null()).alias("n"))["n"]
    head = width.head(_HEADER_SEARCH)
    header = int((head >= 0.8 * int(head.max())).arg_max() or 0)  # type: ignore[arg-type]
    if header and width.head(header).sum():
        text = f"{file}: the header is on row {header + 1}; what stands above it is left out."
        notes.append(Note("lines_before_header", header, text))
    body = cells[header + 1 :]
    named = [c for c in cells.columns if cells[c][header] is not None or body[c].null_count() < body.height]
    names = clean_header([cells[c][header] for c in named], file)
    frame = body.select(named)
    frame.columns = names
    frame = frame.with_columns(
        pl.lit(file, dtype=pl.Categorical()).alias(FILE),
        pl.int_range(header + 2, header + 2 + pl.len(), dtype=pl.Int64).alias(ROW),
    ).filter(pl.any_horizontal(pl.col(names).is_not_null()))
    if not frame.height:
        raise UnreadableFileError(f"{file}: sheet '{sheet}' has a header but no rows.", fix="Give rows.")
    refuse_rows_without_header(frame, file)
    return RawTable(frame, notes=tuple(notes))
