"""Reads the further tables that a caller gives: files, or tables in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from foresale.data.reading.formats.memory import as_polars, is_table, read_memory
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.formats.read_file import find_files, read_file
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import FILE, ROW


def read_side_tables(
    argument: str, given: Sequence[Path | str | Any], options: ReadOptions
) -> list[tuple[Path, RawTable]]:
    """Each further table with its file's name, or with that of the argument it came by.

    Args:
        argument: `join` or `future`.
        given: Paths, globs or folders, and tables in memory.
        options: How files are read.

    Raises:
        UnreadableFileError: A file or table can't be read.
    """
    in_memory = [one for one in given if is_table(one)]
    found: list[tuple[Path, RawTable]] = []
    for one in given:
        if is_table(one):
            place = "" if len(in_memory) == 1 else f" {len(found) + 1}"
            name = f"{argument}{place}"
            found.append((Path(name), read_memory(one, name)))
        else:
            known = {path for path, _ in found}
            files = [path for path in find_files(one) if path not in known]
            found += [(path, read_file(path, options)) for path in files]
    return found


def read_events(given: Path | str | Any) -> pl.DataFrame:
    """The events of a file or of a table in memory, as `ForecastOptions.events` takes them.

    Args:
        given: A path, or a table with `name` and `date`, or `start` and `end`, and perhaps keys.

    Raises:
        UnreadableFileError: It can't be read.
    """
    if is_table(given):
        return as_polars(given)
    (found,) = find_files(given)
    return read_file(found, ReadOptions()).frame.drop(FILE, ROW)
