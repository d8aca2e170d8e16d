"""Names of files as a key, where files of the same columns hold the same days of other places."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.formats.shared_days import are_of_same_days
from foresale.data.reading.formats.workbooks.sheets import count_repeated
from foresale.data.reading.provenance import FILE, ROW
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

_KEY = "file"
_MONTHS = frozenset(
    "jan feb mar apr may jun jul aug sep oct nov dec marz mai juni juli okt dez ene abr ago dic".split()  # noqa: SIM905
)
_VERSIONS = frozenset(
    "old new final draft copy backup version corrected revised neu alt kopie korrigiert korrektur".split()  # noqa: SIM905
)
_NEARLY_ALL = 0.9  # share of a file's days and keys that versions of it hold too
_FEW_CHANGED, _MOST_CHANGED = 0.002, 0.5  # share of their numbers in which versions differ
_SAMPLE = 1_000
_WITH_YEAR = r"(?:19|20)\d\d|\d[-/.]\d{1,2}[-/.]\d\d"
_OVERLAP = 0.5  # share of a file's days and keys that stand in another


def name_files(
    frame: pl.DataFrame, keys: Sequence[str] | None = None
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """`frame` with the distinct part of its files' names as a column, where nothing else tells them apart.

    Files whose names differ in digits or months only are parts of one history, and files whose rows
    are the very same are copies: neither gets a column.

    Args:
        frame: The rows of several files, with `FILE`.
        keys: Columns that the caller names as keys; with `file` among them each file is a place of its own.

    Raises:
        ColumnsError: The files could as well be versions of each other.
    """
    files = [str(name) for name in frame[FILE].unique(maintain_order=True)]
    if not files:
        return frame, ()
    said = _KEY in (keys or ())
    labels = distinct_names(files) or ([name.partition(".")[0] for name in files] if said else None)
    if len(files) < 2 or _KEY in frame.columns:
        return frame, ()
    parts = [part.drop(FILE) for part in frame.partition_by(FILE, maintain_order=True)]
    repeated, cells = count_repeated(parts, by_periods=labels is not None)
    least = min(part.height for part in parts)
    is_open = _are_versions(files, repeated, cells) or (labels is None and _are_alike(parts, cells, repeated))
    if not said and repeated >= _NEARLY_ALL * least and is_open:
        raise ColumnsError(
            f"{files[0]} and {files[1]} hold the same days and keys, {cells:,} of {repeated:,} rows with "
            "other numbers: they could be versions of each other, or places of their own.",
            fix="Give only the file that counts; or, if each is a place of its own, say "
            f"{option('keys', ['product', _KEY])}, with your own keys.",
        )
    if labels is None:
        return frame, ()
    are_places = repeated >= _OVERLAP * least and cells >= _OVERLAP * repeated
    are_sales = not (said or are_places or _are_named_versions(files)) and are_of_same_days(parts)
    if not (said or are_places or are_sales):
        return frame, ()
    key = pl.col(FILE).cast(pl.String).replace_strict(dict(zip(files, labels, strict=True))).alias(_KEY)
    text = f"The files' names tell their rows apart: they are in '{_KEY}' ({', '.join(labels[:4])})."
    seen = f"{repeated:,} rows have the same day and keys as one in another file, with other numbers."
    if are_sales:
        seen = "The files hold other sales of the same days and keys."
    readings = (Reading("each file is a place of its own"), Reading("the files add up to one"))
    return frame.with_columns(key), (Note("file_key", len(files), text, Evidence(seen, readings, "likely")),)


def _are_versions(files: Sequence[str], repeated: int, cells: int) -> bool:
    """Whether some numbers differ and others don't, or the files' names call them old, new or a draft."""
    share = cells / max(repeated, 1)
    return _FEW_CHANGED <= share <= _MOST_CHANGED or (share > 0 and _are_named_versions(files))


def _are_named_versions(files: Sequence[str]) -> bool:
    words = {word for name in files for word in re.findall(r"[^\W\d_]+", name.partition(".")[0].lower())}
    return bool(words & _VERSIONS)


def _are_alike(parts: Sequence[pl.DataFrame], cells: int, repeated: int) -> bool:
    """Whether files have one row for each day and key, and other numbers in most: shops 101 and 102, say.

    Parts of one large table hold many rows of a day and key each, and are no versions or places.
    """
    if cells <= _MOST_CHANGED * repeated:
        return False
    texts = [
        n for n, kind in parts[0].schema.items() if n != ROW and kind in (pl.String, pl.Date, pl.Datetime)
    ]
    names = [n for n in texts if parts[0][n].cast(pl.Float64, strict=False).null_count()]
    amounts = [n for n in parts[0].columns if n not in (*names, ROW)]
    shared = any(sum(part[n].count() > 0 for part in parts) > 1 for n in amounts)
    dated = any(_names_days(parts[0][n]) for n in texts)
    return (
        bool(names)
        and shared
        and dated
        and all(part.select(names).n_unique() == part.height for part in parts)
    )


def _names_days(cells: pl.Series) -> bool:
    """Whether cells name their year, so that those of two files are of the same time."""
    known = cells.drop_nulls().head(_SAMPLE)
    if cells.dtype != pl.String:
        return len(known) > 0
    return len(known) > 0 and bool(known.str.contains(_WITH_YEAR).all())


def distinct_names(files: Sequence[str]) -> list[str] | None:
    """What tells the files' names apart; None where that is digits and months only.

    Args:
        files: Their names.

    Examples:
        >>> distinct_names(["sales_north.csv", "sales_south.csv"]), distinct_names(["may_1.csv", "jun_2.csv"])
        (['north', 'south'], None)
        >>> distinct_names(["sales.csv", "sales_returns.csv"])
        ['sales', 'returns']
        >>> distinct_names(["sales.xlsx [Actual]", "sales.xlsx [Forecast]"])
        ['actual', 'forecast']
    """
    words = [re.findall(r"[^\W\d_]+", _without_ending(name).lower()) for name in files]
    shared = set(words[0]).intersection(*words[1:])
    own = [" ".join(w for w in each if w not in shared and w[:3] not in _MONTHS) for each in words]
    if own.count("") == 1:  # sales.csv beside sales_returns.csv
        base = words[own.index("")]
        own[own.index("")] = " ".join(word for word in base if word[:3] not in _MONTHS)
    return own if all(own) and len(set(own)) == len(own) else None


def _without_ending(name: str) -> str:
    """A file's name without its ending, and that of its sheet."""
    stem, _, rest = name.partition(".")
    return f"{stem} {rest.partition('[')[2].removesuffix(']')}"


def name_by_folder(tables: Sequence[RawTable], paths: Sequence[Path]) -> list[RawTable]:
    """The tables with their files' folders in their names, where files of several folders are called alike.

    Args:
        tables: What the files hold.
        paths: Their paths, in the same order.
    """
    names = [path.name for path in paths]
    if len(set(names)) == len(names):
        return list(tables)
    whole = [path.resolve() for path in paths]
    common = os.path.commonpath([path.parent for path in whole])
    return [
        rename_file(table, path.name, path.relative_to(common).as_posix())
        for table, path in zip(tables, whole, strict=True)
    ]


def rename_file(table: RawTable, old: str, new: str) -> RawTable:
    """The table with its file (or each sheet of it) under another name.

    Args:
        table: What a file holds.
        old: What the file was called on reading.
        new: What to call it.
    """
    named = table.frame[FILE].unique().to_list()
    file = pl.col(FILE).cast(pl.String).str.replace(old, new, literal=True).cast(pl.Categorical())
    if len(named) == 1:  # many times quicker than one row after the other
        file = pl.lit(str(named[0]).replace(old, new, 1), dtype=pl.Categorical()).alias(FILE)
    above = {name.replace(old, new, 1): lines for name, lines in table.lines_above.items()}
    rejects = table.rejects.with_columns(pl.col("file").str.replace(old, new, literal=True))
    return replace(table, frame=table.frame.with_columns(file), rejects=rejects, lines_above=above)
