"""Folders of Parquet parts, as data platforms write tables, with values in the names of subfolders."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable
from foresale.errors import UnreadableFileError
from foresale.messages import option

PARTS = (".parquet", ".pq")
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
LOGS = {"_delta_log": "Delta", ".hoodie": "Hudi"}


def parquet_parts(folder: Path) -> list[Path]:
    """The Parquet files in a folder and below it, in order, without what tools hide (`_temporary`).

    Raises:
        UnreadableFileError: Only the table's own log knows which of the files still hold.
    """
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in PARTS
        and not any(name.startswith((".", "_")) for name in path.relative_to(folder).parts)
        and path.is_file()
    )
    kind = next((kind for name, kind in LOGS.items() if (folder / name).is_dir()), None)
    if kind is None and any((folder / "metadata").glob("*.metadata.json")):
        kind = "Iceberg"
    if kind is not None:
        raise UnreadableFileError(
            f"{folder} is a table of {kind}, whose files hold deleted rows as well.",
            fix=f"Export its present state to Parquet, or query it with {option('sql_url')}.",
        )
    return found


def with_folder_values(table: RawTable, path: Path, sources: Sequence[str | Path]) -> RawTable:
    """The table with a column for each `name=value` among the folders between its source and its file.

    Values come as text, whose type is inferred as that of any text; a column that the file has stays.

    Args:
        table: What the file holds.
        path: The file.
        sources: Folders and patterns that the user named; only what lies below them counts.
    """
    below = [path.relative_to(root) for root in map(_root, sources) if path.is_relative_to(root)]
    names = min((place.parts[:-1] for place in below), key=len, default=())
    pairs = dict(name.split("=", 1) for name in names if "=" in name and not name.startswith("="))
    missing = [
        pl.lit(None if value == NO_VALUE else unquote(value), dtype=pl.String).alias(unquote(name))
        for name, value in pairs.items()
        if unquote(name) not in table.frame.columns
    ]
    return replace(table, frame=table.frame.with_columns(missing))


def _root(source: str | Path) -> Path:
    """A folder itself, or of a pattern the folders before its first sign."""
    path = Path(source)
    if not glob.has_magic(str(source)):
        return path if path.is_dir() else path.parent
    plain = list(path.parts)
    first = next(i for i, part in enumerate(plain) if glob.has_magic(part))
    return Path(*plain[:first])
