"""Names of files as a key, where files of the same columns hold the same days of other places."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from foresale.data.reading.formats.sheets import count_repeated
from foresale.data.reading.provenance import FILE
from foresale.notes import Evidence, Note, Reading

_KEY = "file"
_MONTHS = frozenset(
    "jan feb mar apr may jun jul aug sep oct nov dec marz mai juni juli okt dez ene abr ago dic".split()  # noqa: SIM905
)
_OVERLAP = 0.5  # share of a file's days and keys that stand in another


def name_files(frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """`frame` with the distinct part of its files' names as a column, where nothing else tells them apart.

    Files whose names differ in digits or months only are parts of one history, and files whose rows
    are the very same are copies: neither gets a column.

    Args:
        frame: The rows of several files, with `FILE`.
    """
    files = [str(name) for name in frame[FILE].unique(maintain_order=True)]
    labels = _labels(files)
    if len(files) < 2 or labels is None or _KEY in frame.columns:
        return frame, ()
    parts = [part.drop(FILE) for part in frame.partition_by(FILE, maintain_order=True)]
    repeated, cells = count_repeated(parts)
    if repeated < _OVERLAP * min(part.height for part in parts) or cells < _OVERLAP * repeated:
        return frame, ()
    key = pl.col(FILE).cast(pl.String).replace_strict(dict(zip(files, labels, strict=True))).alias(_KEY)
    text = f"The files' names tell their rows apart: they are in '{_KEY}' ({', '.join(labels[:4])})."
    seen = f"{repeated:,} rows have the same day and keys as one in another file, with other numbers."
    readings = (Reading("each file is a place of its own"), Reading("the files add up to one"))
    return frame.with_columns(key), (Note("file_key", len(files), text, Evidence(seen, readings, "likely")),)


def _labels(files: Sequence[str]) -> list[str] | None:
    """What tells the files' names apart; None where that is digits and months only."""
    words = [re.findall(r"[^\W\d_]+", name.partition(".")[0].lower()) for name in files]
    shared = set(words[0]).intersection(*words[1:])
    own = [" ".join(w for w in each if w not in shared and w[:3] not in _MONTHS) for each in words]
    return own if all(own) and len(set(own)) == len(own) else None
