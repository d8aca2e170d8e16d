"""Cuts a large workbook to the first rows of each of its sheets."""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from pathlib import Path

_SHEETS = "xl/worksheets/"
_PICTURES = "xl/media/"
_ROOT = re.compile(rb"<((?:\w+:)?)worksheet[\s>]")
_HEAD = 4096


def cut_workbook(workbook: Path, part: Path, most_bytes: int) -> bool:
    """Write a workbook's beginning, and answer whether there was anything to cut.

    Each sheet is cut in the same proportion, so that the one with the most cells stays the one with the
    most. What isn't a whole workbook is left to the reader, who says what is wrong with it.

    Args:
        workbook: The file.
        part: Where its beginning is written.
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
    """A sheet up to the last row that begins within some bytes, and its end."""
    with archive.open(item) as sheet:
        text = sheet.read(kept)
        if len(text) == item.file_size:
            return text
        prefix = sheet_prefix(text)
        last = text.rfind(b"<" + prefix + b"row")
        if last < 0:
            return text + sheet.read()
    return text[:last] + b"</%ssheetData></%sworksheet>" % (prefix, prefix)
