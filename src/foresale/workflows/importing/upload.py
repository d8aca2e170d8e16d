"""A file that somebody gave to be imported: under its own name to its owner, under ours on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from foresale.data.reading.formats.read_file import JSON, PARQUET, TEXT
from foresale.messages import Message, option, template
from foresale.workflows.importing.workbook_beginning import cut_workbook

CUT_WORKBOOKS = (".xlsx", ".xlsm")
MAX_CELLS = 20_000_000
"""Of a file's beginning."""


@dataclass(frozen=True)
class Upload:
    """A file to import.

    Attributes:
        path: Where it is; its ending says what it is read as.
        name: What its owner calls it, for messages.
        part: Whether only the file's beginning is there.
    """

    path: Path
    name: str
    part: bool = False


_FIELDS = {"date": "timestamp", "target": "quantity", "price": "unit_price", "promotion": "promotion",
           "transaction": "transaction_id"}  # fmt: skip


def in_importers_words(text: str, upload: Upload) -> Message:
    """A message of the reader with the owner's file name, and with fields of a sale instead of options.

    Examples:
        >>> in_importers_words(f"7f3.csv: say {option('target')}.", Upload(Path("7f3.csv"), "May.csv"))
        'May.csv: say columns.quantity=.'
    """
    named = template(text).replace(upload.path.name, upload.name)
    return Message(str(Message(named, _field)))


def _field(name: str, value: Any) -> str:
    """The importer's own option for one of the reader's."""
    if name == "keys":
        return f"{option('columns.product')} and {option('columns.store')}"
    return option(f"columns.{_FIELDS[name]}" if name in _FIELDS else name, value)


@contextmanager
def beginning_of(
    upload: Upload, *, most_bytes: int, most_rows: int, most_cells: int = MAX_CELLS
) -> Iterator[Upload]:
    """The beginning of a large file, as a file of its own that is gone afterwards; small ones as they are.

    Text is cut at the end of a line, workbooks and Parquet after their first rows. A JSON array can't be cut.

    Args:
        upload: The file.
        most_bytes: Files up to this size are left whole; of a workbook, unpacked.
        most_rows: Rows of a Parquet file to take.
        most_cells: Cells of a Parquet file to take, at most.
    """
    # The same name in a folder of its own, so that messages can still be put into the owner's words.
    folder = upload.path.with_name(f"{upload.path.stem}.beginning")
    folder.mkdir(exist_ok=True)
    part = folder / upload.path.name
    try:
        is_cut = _cut(upload.path, part, most_bytes, (most_rows, most_cells))
        yield replace(upload, path=part, part=True) if is_cut else upload
    finally:
        part.unlink(missing_ok=True)
        folder.rmdir()


def _cut(path: Path, part: Path, most_bytes: int, most: tuple[int, int]) -> bool:
    """Write a file's beginning, and answer whether it was cut."""
    suffix = path.suffix.lower()
    if suffix in PARQUET:
        return _cut_parquet(path, part, *most)
    if suffix in CUT_WORKBOOKS:
        return cut_workbook(path, part, most_bytes)
    if path.stat().st_size <= most_bytes or suffix not in (*TEXT, *JSON[1:]):
        return False
    with path.open("rb") as file:
        head = file.read(most_bytes)
    part.write_bytes(head[: head.rfind(b"\n") + 1] or head)
    return True


def _cut_parquet(path: Path, part: Path, most_rows: int, most_cells: int) -> bool:
    """Parquet packs equal values into nothing: it is cut by rows, whatever its size."""
    try:
        table = pl.scan_parquet(path)
        width = len(table.collect_schema())
        rows = int(table.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError):  # the reader says what is wrong with it
        return False
    kept = max(min(most_rows, most_cells // max(width, 1)), 1)
    if rows <= kept:
        return False
    table.head(kept).sink_parquet(part)
    return True
