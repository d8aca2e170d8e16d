"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEEN = 4096
_BINARY = (b"PAR1", b"%PDF", b"SQLite", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<body")


def content_of(path: Path) -> Literal["workbook", "text"] | None:
    """Whether a file is a workbook or plain text; None for everything else and what can't be opened.

    Args:
        path: The file.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_SEEN)
    except OSError:
        return None
    if start.startswith(_OLE):
        return "workbook"
    if start.startswith(b"PK"):
        return "workbook" if _holds_sheets(path) else None
    if (
        not start.strip()
        or start.startswith(_BINARY)
        or start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP)
    ):
        return None
    marked = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "text" if marked or b"\0" not in start else None


def _holds_sheets(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return any(name.startswith("xl/") or name == "content.xml" for name in packed.namelist())
    except (zipfile.BadZipFile, OSError):
        return False
