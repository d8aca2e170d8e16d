"""Names of files that say what their rows are: returns beside sales, a budget beside what was sold."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.formats.file_names import distinct_names
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.provenance import FILE
from foresale.data.reading.vocabulary.name_kinds import says_kinds
from foresale.notes import Note

FILE_KINDS = ("file", "sheet", "sheet name")
"""Columns that hold names of files or sheets."""

_MAX_FILES = 40


def add_file_kinds(raw: RawTable) -> RawTable:
    """The table with its files' names as a column, where one says returns, a plan or the like.

    Args:
        raw: The table as read, of one file or several.
    """
    if FILE not in raw.frame.columns or any(name in raw.frame.columns for name in FILE_KINDS):
        return raw
    files = [str(name) for name in raw.frame[FILE].unique(maintain_order=True)]
    if not 2 <= len(files) <= _MAX_FILES:
        return raw
    names = distinct_names(files)
    if names is None or not says_kinds(names):
        return raw
    column = pl.col(FILE).cast(pl.String).replace_strict(dict(zip(files, names, strict=True)))
    text = (
        f"The files' names say what their rows are: they are in '{FILE_KINDS[0]}' ({', '.join(names[:4])})."
    )
    note = Note("file_kinds", len(files), text)
    return replace(raw, frame=raw.frame.with_columns(column.alias(FILE_KINDS[0])), notes=(*raw.notes, note))
