"""Packed files are judged by what they hold, whatever they say about it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from foresale.errors import UnreadableFileError
from foresale.service.imports import packed_files
from foresale.service.imports.packed_files import check_packed
from foresale.workflows.importing.upload import Upload


def workbook(path: Path, sheet: bytes, told: int | None = None) -> Upload:
    """A workbook of one sheet, whose archive says that it is so large."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    if told is not None:
        content = bytearray(path.read_bytes())
        for place in (22, content.rindex(b"PK\x01\x02") + 24):  # where a part's size is told
            content[place : place + 4] = told.to_bytes(4, "little")
        path.write_bytes(content)
    return Upload(path, "sales.xlsx")


@pytest.mark.parametrize("told", [5_000_000, 100], ids=["that says so", "that says it is small"])
def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: int
) -> None:
    monkeypatch.setattr(packed_files, "MAX_UNPACKED", 1_000_000)
    upload = workbook(tmp_path / "a.xlsx", bytes(5_000_000), told)
    with pytest.raises(UnreadableFileError, match="unpacks to more"):
        check_packed(upload)


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_workbook_of_too_many_cells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    monkeypatch.setattr(packed_files, "MAX_SHEET_CELLS", 99)
    row = f"<{prefix}row>" + f"<{prefix}c><v>1</v></{prefix}c>" * 10 + f"</{prefix}row>"
    check_packed(workbook(tmp_path / "a.xlsx", f"<{prefix}worksheet>{row * 9}".encode()))
    with pytest.raises(UnreadableFileError, match="99 cells"):
        check_packed(workbook(tmp_path / "a.xlsx", f"<{prefix}worksheet>{row * 10}".encode()))
