"""Finds the files a source names and reads each with the reader of its format."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from foresale.data.reading.formats.archive import read_archive
from foresale.data.reading.formats.arrow import read_arrow
from foresale.data.reading.formats.content import content_of
from foresale.data.reading.formats.json.json_lines import read_json_lines
from foresale.data.reading.formats.parquet import read_parquet
from foresale.data.reading.formats.parquet_folder import parquet_parts
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.formats.text.delimited import read_delimited
from foresale.data.reading.formats.workbooks.excel import read_excel, read_page
from foresale.data.reading.options import ReadOptions
from foresale.errors import UnreadableFileError, closest
from foresale.messages import option
from foresale.notes import Note

TEXT = (".csv", ".tsv", ".txt", ".tab", ".dat")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PAGES = (".html", ".htm")
ARCHIVES = (".zip",)
JSON = (".json", ".jsonl", ".ndjson")
PARQUET = (".parquet", ".pq")
ARROW = (".feather", ".arrow", ".ipc")
DATABASES = (".db", ".sqlite", ".sqlite3", ".db3")

_KINDS = {"workbook": WORKBOOKS, "page": PAGES, "archive": ARCHIVES}
_WORDS = {
    "workbook": "a workbook",
    "page": "a page of HTML or XML",
    "archive": "an archive",
    "text": "a text file",
    "json": "JSON",
}


def find_files(source: str | Path | Sequence[str | Path]) -> list[Path]:
    """The files that a path, a glob, a folder of files of one format or several of them name, each once.

    Raises:
        UnreadableFileError: A file is missing, a glob matches nothing, or a folder holds
            files of several formats or none.
    """
    items = [source] if isinstance(source, str | Path) else list(source)
    if not items:
        raise UnreadableFileError("No file was given.", fix="Name at least one file.")
    found: list[Path] = []
    for item in items:
        if not isinstance(item, str | Path):
            raise UnreadableFileError(
                f"Sales can't be read from a list of {type(item).__name__}.",
                fix="Give paths, or the rows as a table: pandas.DataFrame(rows), polars.DataFrame(rows).",
            )
        path = Path(item)
        if path.is_dir():
            inside = sorted(
                p
                for p in path.iterdir()
                if _format_suffix(p) in (*TEXT, *WORKBOOKS, *JSON, *PARQUET, *ARROW, *PAGES, *ARCHIVES)
            )
            if all(p.suffix.lower() in PARQUET for p in inside) and (parts := parquet_parts(path)):
                found.extend(parts)
                continue
            if (
                inside
                and len({_format_suffix(p) for p in inside}) == 1
                and _format_suffix(inside[0]) not in PARQUET
            ):
                found.extend(inside)
                continue
            example = f" such as {path / f'*{inside[0].suffix}'}" if inside else ""
            raise UnreadableFileError(
                f"{item} is a folder.", fix=f"Name a file in it, or a pattern{example}."
            )
        if path.exists():
            found.append(path)
        elif glob.has_magic(str(item)):
            matches = sorted(Path(match) for match in glob.glob(str(item), recursive=True))
            if not matches:
                raise UnreadableFileError(f"No file matches {item}.", fix="Check the folder and the pattern.")
            found.extend(match for match in matches if match.is_file())
        else:
            raise UnreadableFileError(f"{item} doesn't exist.", fix=_similar(path))
    return list(dict.fromkeys(found))


def read_file(path: Path, options: ReadOptions) -> RawTable:
    """Read one file by its extension.

    Raises:
        UnreadableFileError: The extension is unknown, or the reader can't read the file.
    """
    suffix = _format_suffix(path)
    if suffix in (*TEXT, *WORKBOOKS, *PAGES, *ARCHIVES):
        return _read_table(path, options, suffix)
    if suffix in JSON:
        return read_json_lines(path, encoding=options.encoding)
    if suffix in PARQUET:
        return read_parquet(path)
    if suffix in ARROW:
        return read_arrow(path)
    if suffix in DATABASES:
        address, query = option("sql_url", f"sqlite:///{path}"), option("query", "SELECT * FROM sales")
        raise UnreadableFileError(
            f"{path.name} is a database, not a table.",
            fix=f"Name it and what to read of it: {address} {query}.",
        )
    known = ", ".join((*TEXT[:3], WORKBOOKS[0], *JSON[:2], PARQUET[0]))
    raise UnreadableFileError(
        f"{path.name} has an extension that isn't known.", fix=f"Give a file that ends in one of: {known}."
    )


def _read_table(path: Path, options: ReadOptions, suffix: str) -> RawTable:
    """Read a text file or a workbook as what it is, and say so where its name says otherwise."""
    named = next((kind for kind, endings in _KINDS.items() if suffix in endings), "text")
    content = (content_of(path) if path.suffix.lower() != ".gz" else None) or named
    if content == "archive":
        table = read_archive(
            path, (*TEXT, *WORKBOOKS, *JSON, *PARQUET, *ARROW), lambda inside: read_file(inside, options)
        )
    elif content == "page":
        table = read_page(path, options.encoding)
    elif content == "json":
        table = read_json_lines(path, encoding=options.encoding)
    elif content == "workbook":
        table = read_excel(path, sheet=options.sheet)
    else:
        table = _read_text(path, options)
    if content == named:
        return table
    note = Note("other_format", 1, f"{path.name} is {_WORDS[content]} despite its name.")
    return replace(table, notes=(note, *table.notes))


def _read_text(path: Path, options: ReadOptions) -> RawTable:
    return read_delimited(path, delimiter=options.delimiter, encoding=options.encoding, names=options.names)


def _format_suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix


def _similar(path: Path) -> str:
    if not path.parent.is_dir():
        return f"Check the path: the folder {path.parent} doesn't exist either."
    near = closest(path.name, [p.name for p in path.parent.iterdir()], 1)
    return f"Did you mean {path.parent / near[0]}?" if near else "Check the path."
