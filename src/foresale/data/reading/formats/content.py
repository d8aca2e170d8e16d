"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEEN = 4096
_MARKUP = (
    b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<body", b"<meta", b"<style", b"<div", b"<!--",
)  # fmt: skip
_JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*"[^"\n]{1,200}"\s*:')
_BINARY = (b"PAR1", b"%PDF", b"SQLite", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")


def content_of(path: Path) -> Literal["workbook", "text", "page", "archive", "json"] | None:
    """Whether a file is a workbook, plain text, JSON, a page of HTML or XML, or an archive of files.

    None for everything else and what can't be opened.

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
        return _detect_package(path)
    if not start.strip() or start.startswith(_BINARY):
        return None
    if is_markup(start):
        return "page"
    if _JSON.match(start.removeprefix(b"\xef\xbb\xbf")):
        return "json"
    marked = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "text" if marked or b"\0" not in start else None


def is_markup(start: bytes) -> bool:
    """Whether a file's first bytes are those of a page of HTML or of XML."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP)


def _detect_package(path: Path) -> Literal["workbook", "archive"] | None:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError):  # of a version that there isn't
        return None
    return "workbook" if any(n.startswith("xl/") or n == "content.xml" for n in names) else "archive"
