"""Cuts a large workbook to some rows of each of its sheets, spread over all of them."""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import IO

from foresale.workflows.importing.file_sample import spread_pieces

_SHEETS = "xl/worksheets/"
_PICTURES = "xl/media/"
_ROOT = re.compile(rb"<((?:\w+:)?)worksheet[\s>]")
_HEAD = 4096


def cut_workbook(workbook: Path, part: Path, most_bytes: int) -> bool:
    """Write a sample of a workbook's rows, and answer whether there was anything to cut.

    Each sheet is cut in the same proportion, so that the one with the most cells stays the one with the
    most. What isn't a whole workbook is left to the reader, who says what is wrong with it.

    Args:
        workbook: The file.
        part: Where its sample is written.
        most_bytes: Of all sheets together, unpacked.
    """
    try:
        with zipfile.ZipFile(workbook) as archive:
            parts = archive.infolist()
            sheets = {item.filename: item.file_size for item in parts if _is_sheet(item.filename)}
            total = sum(sheets.values())
            if total <= most_bytes:
                return False
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as short:
                for item in parts:
                    if item.filename in sheets:
                        kept = max(most_bytes * item.file_size // total, _HEAD)
                        short.writestr(item.filename, _cut_off(archive, item, kept))
                    elif not item.filename.startswith(_PICTURES):
                        with archive.open(item) as source, short.open(item.filename, "w") as target:
                            shutil.copyfileobj(source, target)
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, NotImplementedError, EOFError):
        part.unlink(missing_ok=True)
        return False
    return True


def sheet_prefix(beginning: bytes) -> bytes:
    """What the names of a sheet's elements begin with: mostly nothing.

    Examples:
        >>> sheet_prefix(b'<?xml version="1.0"?><x:worksheet xmlns:x="y">')
        b'x:'
    """
    root = _ROOT.search(beginning[:_HEAD])
    return root[1] if root is not None else b""


def _is_sheet(name: str) -> bool:
    return name.startswith(_SHEETS) and name.endswith(".xml") and "/" not in name.removeprefix(_SHEETS)


def _cut_off(archive: zipfile.ZipFile, item: zipfile.ZipInfo, kept: int) -> bytes:
    """A sheet's beginning, some of its rows spread over the rest, and its end; about `kept` bytes."""
    if kept >= item.file_size:
        return archive.read(item)
    rows: list[bytes] = []
    with archive.open(item) as sheet:
        place = 0
        for begin, end in spread_pieces(item.file_size, kept):
            begin = max(begin, place)  # noqa: PLW2901
            _skip(sheet, begin - place)
            text, place = sheet.read(end - begin), max(end, begin)
            if not rows:
                prefix = sheet_prefix(text)
                row = re.compile(b"<" + prefix + rb"row[\s>]")
                found = list(row.finditer(text))
                if not found:
                    return text + sheet.read()
                rows.append(text[: found[-1].start()])
                continue
            last = text.rfind(b"</%ssheetData" % prefix)
            found = list(row.finditer(text if last < 0 else text[:last]))
            if found:
                rows.append(text[found[0].start() : last if last >= 0 else found[-1].start()])
    return b"".join(rows) + b"</%ssheetData></%sworksheet>" % (prefix, prefix)


def _skip(sheet: IO[bytes], count: int) -> None:
    while count > 0:
        read = len(sheet.read(min(count, 1024**2)))
        if not read:
            return
        count -= read
