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
def beginning_of(upload: Upload, *, most_bytes: int, most_rows: int) -> Iterator[Upload]:
    """The beginning of a large file, as a file of its own that is gone afterwards; small ones as they are.

    Text is cut at the end of a line, Parquet after its first rows. A JSON array and a workbook can't be cut.

    Args:
        upload: The file.
        most_bytes: Files up to this size are left whole.
        most_rows: Rows of a Parquet file to take.
    """
    suffix = upload.path.suffix.lower()
    if upload.path.stat().st_size <= most_bytes or suffix not in (*TEXT, *JSON[1:], *PARQUET):
        yield upload
        return
    # The same name in a folder of its own, so that messages can still be put into the owner's words.
    folder = upload.path.with_name(f"{upload.path.stem}.beginning")
    folder.mkdir(exist_ok=True)
    part = folder / upload.path.name
    try:
        if suffix in PARQUET:
            pl.scan_parquet(upload.path).head(most_rows).sink_parquet(part)
        else:
            with upload.path.open("rb") as file:
                head = file.read(most_bytes)
            part.write_bytes(head[: head.rfind(b"\n") + 1] or head)
        yield replace(upload, path=part, part=True)
    finally:
        part.unlink(missing_ok=True)
        folder.rmdir()
