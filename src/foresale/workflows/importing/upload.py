"""A file that somebody gave to be imported: under its own name to its owner, under ours on the disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import polars as pl

from foresale.data.reading.formats.read_file import ARROW, JSON, PARQUET, TEXT
from foresale.messages import Message, option, options_in, outside_options, template
from foresale.workflows.importing.file_sample import Sample, sample_columns, sample_text, scan_columns
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.workbook_sample import cut_workbook

CUT_WORKBOOKS = (".xlsx", ".xlsm")
MAX_CELLS = 20_000_000
"""Of a file's sample."""

_LOOKED_AT = 65_536
"""Bytes that tell whether letters have one byte."""


@dataclass(frozen=True)
class Upload:
    """A file to import.

    Attributes:
        path: Where it is; its ending says what it is read as.
        name: What its owner calls it, for messages.
        part: Whether only some of the file is there.
        sample: Which of its rows those are, where they aren't just its beginning.
    """

    path: Path
    name: str
    part: bool = False
    sample: Sample | None = None


_FIELDS = {"date": "timestamp", "target": "quantity", "price": "unit_price", "promotion": "promotion",
           "transaction": "transaction_id"}  # fmt: skip
_KNOWN = frozenset((*_FIELDS, *(field.name for field in fields(ImportOptions))))
_REMARK = re.compile(
    r"(?: \((?:[^()\x02]|\x02[^\x03]*\x03)*\x02[^\x03]*\x03(?:[^()\x02]|\x02[^\x03]*\x03)*\))"
)


def in_importers_words(text: str, upload: Upload) -> Message:
    """A message of the reader with the owner's file name, and with fields of a sale instead of options.

    Examples:
        >>> in_importers_words(f"7f3.csv: say {option('target')}.", Upload(Path("7f3.csv"), "May.csv"))
        'May.csv: say columns.quantity=.'
    """
    named = template(text).replace(str(upload.path), upload.name).replace(upload.path.name, upload.name)
    return Message(str(Message(named, _field)))


def importers_ways_out(text: str) -> str:
    """What a message of the reader says to do, without parts that name options which importers lack.

    Examples:
        >>> named, wide = option("target", "Pieces"), option("layout", "wide")
        >>> Message(importers_ways_out(f"Say {named}; or, if each column is a store, {wide}."))
        'Say target="Pieces".'
        >>> importers_ways_out(f"Say {wide}.")
        ''
    """
    if set(options_in(text)) <= _KNOWN:
        return text
    parts = (part for part in outside_options(text, "; ") if set(options_in(part)) <= _KNOWN)
    kept = "; ".join(parts).removesuffix(".")
    return f"{kept[0].upper()}{kept[1:]}." if kept else ""


def importers_note(text: str) -> str:
    """A note of the reader without remarks on options which importers lack: what it says stands without them.

    Examples:
        >>> wide, keep = option("layout", "long"), option("duplicates", "keep")
        >>> print(Message(importers_note(f"12 columns are shops ({wide} reads rows): read so.")))
        12 columns are shops: read so.
        >>> print(Message(importers_note(f"Two lines are one ({keep} counts all).")))
        Two lines are one (duplicates="keep" counts all).
    """
    whole = template(text)
    if set(options_in(whole)) <= _KNOWN:
        return text
    for remark in _REMARK.findall(whole):
        said = outside_options(remark.strip(" ()"), "; ")
        kept = "; ".join(part for part in said if set(options_in(part)) <= _KNOWN)
        whole = whole.replace(remark, f" ({kept})" if kept else "")
    if set(options_in(whole)) <= _KNOWN:
        return whole
    parts = (part.removesuffix(".") for part in outside_options(whole, ". "))
    sentences = ". ".join(part for part in parts if set(options_in(part)) <= _KNOWN)
    return f"{sentences}." if sentences else text


def _field(name: str, value: Any) -> str:
    """The importer's own option for one of the reader's."""
    if name == "keys":
        return f"{option('columns.product')} and {option('columns.store')}"
    return option(f"columns.{_FIELDS[name]}" if name in _FIELDS else name, value)


@contextmanager
def sample_of(
    upload: Upload, *, most_bytes: int, most_rows: int, most_cells: int = MAX_CELLS
) -> Iterator[Upload]:
    """A sample of a large file, as a file of its own that is gone afterwards; small ones as they are.

    It holds the file's beginning and pieces spread over all of it, each of whole rows. A JSON array can't be
    cut, and text of two bytes a letter is, after its beginning.

    Args:
        upload: The file.
        most_bytes: Files up to this size are left whole; of a workbook, unpacked.
        most_rows: Rows of a Parquet or Arrow file to take.
        most_cells: Cells of such a file to take, at most.
    """
    # The same name in a folder of its own, so that messages can still be put into the owner's words.
    folder = upload.path.with_name(f"{upload.path.stem}.sample")
    folder.mkdir(exist_ok=True)
    part = folder / upload.path.name
    try:
        is_cut, sample = _cut(upload.path, part, most_bytes, (most_rows, most_cells))
        yield replace(upload, path=part, part=True, sample=sample) if is_cut else upload
    finally:
        part.unlink(missing_ok=True)
        folder.rmdir()


def _cut(path: Path, part: Path, most_bytes: int, most: tuple[int, int]) -> tuple[bool, Sample | None]:
    """Write a file's sample, and answer whether it was cut, and which rows it holds where it says so."""
    suffix = path.suffix.lower()
    if suffix in (*PARQUET, *ARROW):
        sample = _cut_columns(path, part, *most)
        return sample is not None, sample
    if suffix in CUT_WORKBOOKS:
        return cut_workbook(path, part, most_bytes), None
    if path.stat().st_size <= most_bytes or suffix not in (*TEXT, *JSON[1:]):
        return False, None
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
        if b"\0" not in head and b"\n" in head:
            return True, sample_text(path, part, most_bytes)
        head += file.read(most_bytes - len(head))
    part.write_bytes(head[: head.rfind(b"\n") + 1] or head)
    return True, None


def _cut_columns(path: Path, part: Path, most_rows: int, most_cells: int) -> Sample | None:
    """Parquet and Arrow pack equal values into nothing: they are cut by rows, whatever their size."""
    try:
        table = scan_columns(path)
        width = len(table.collect_schema())
        rows = int(table.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError):  # the reader says what is wrong with it
        return None
    kept = max(min(most_rows, most_cells // max(width, 1)), 1)
    return sample_columns(path, part, rows, kept) if rows > kept else None
