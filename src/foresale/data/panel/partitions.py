"""A panel as partitioned Parquet: a row a series, a file a part, so that others read only what they need."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from foresale.arrays import Floats
from foresale.errors import EngineError
from foresale.frequency import Frequency
from foresale.messages import option
from foresale.panel import Panel

ABOUT = "panel.json"
BY_SERIES = ("known_ahead", "past_only")
"""Fields of a panel that hold a table of series × period for each of several columns."""


def save_parts(panel: Panel, folder: Path, parts: int) -> str:
    """Write a panel that `load_parts` reads back the same, whole or in part.

    Args:
        panel: The history.
        folder: A new folder.
        parts: How many files the series are shared out over.

    Returns:
        The digest of what was written, for `load_parts`.
    """
    folder.mkdir(parents=True)
    tables = {"target": panel.target, "closed": panel.closed, "censored": panel.censored}
    if panel.sold_short is not None:
        tables["sold_short"] = panel.sold_short
    for kind in BY_SERIES:
        tables |= {f"{kind}:{name}": values for name, values in getattr(panel, kind).items()}
    digests = []
    for number, rows in enumerate(np.array_split(np.arange(panel.n_series), parts)):
        content = _as_parquet(panel.series[rows.tolist()], {name: t[rows] for name, t in tables.items()})
        (folder / part_name(number)).write_bytes(content)
        digests.append(_digest(content))
    about = {
        "parts": digests,
        "types": {name: values.dtype.str for name, values in tables.items()},
        "columns": {kind: list(getattr(panel, kind)) for kind in BY_SERIES},
        "dates": panel.dates.astype("datetime64[D]").astype(np.int64).tolist(),
        "calendar": {name: (v.dtype.str, v.tolist()) for name, v in panel.calendar.items()},
        "keys": panel.keys,
        "freq": panel.freq.value,
        "categories": dict(panel.categories),
        "target_name": panel.target_name,
        "unit_column": panel.unit_column,
        "hierarchy": panel.hierarchy,
        "non_negative": panel.non_negative,
    }
    content = json.dumps(about).encode()
    (folder / ABOUT).write_bytes(content)
    return _digest(content)


def load_parts(folder: Path, digest: str, parts: Sequence[int]) -> Panel:
    """Read the series of some parts, in the order they were saved.

    Args:
        folder: What `save_parts` wrote.
        digest: What it returned.
        parts: Numbers of the files to read, in order.

    Raises:
        EngineError: A file can't be read here, or isn't what was written.
    """
    about = json.loads(_read(folder / ABOUT, digest))
    read = [pl.read_parquet(io.BytesIO(_read(folder / part_name(i), about["parts"][i]))) for i in parts]
    tables = {
        name: np.concatenate([_unpack(part[name], kind) for part in read])
        for name, kind in about["types"].items()
    }
    columns = {
        kind: {name: tables[f"{kind}:{name}"] for name in about["columns"][kind]} for kind in BY_SERIES
    }
    series = pl.concat([part.drop(tables) for part in read])
    return Panel(
        series=series.rename(lambda name: name.removeprefix("series:")),
        keys=tuple(about["keys"]),
        dates=np.array(about["dates"], dtype=np.int64).astype("datetime64[D]"),
        freq=Frequency(about["freq"]),
        target=tables["target"],
        closed=tables["closed"],
        censored=tables["censored"],
        calendar={name: np.array(values, dtype=kind) for name, (kind, values) in about["calendar"].items()},
        categories={name: tuple(labels) for name, labels in about["categories"].items()},
        target_name=about["target_name"],
        unit_column=about["unit_column"],
        hierarchy=tuple(tuple(level) for level in about["hierarchy"]),
        non_negative=about["non_negative"],
        known_ahead=columns["known_ahead"],
        past_only=columns["past_only"],
        sold_short=tables.get("sold_short"),
    )


def part_name(number: int) -> str:
    """The file name of a part, in the way that tools for partitioned Parquet write it.

    Examples:
        >>> part_name(3)
        'part-00003.parquet'
    """
    return f"part-{number:05}.parquet"


def _as_parquet(series: pl.DataFrame, tables: Mapping[str, Any]) -> bytes:
    frame = series.rename(lambda name: f"series:{name}").with_columns(
        pl.Series(name, values.view(np.uint8) if values.dtype == np.bool_ else values)
        for name, values in tables.items()
    )
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=1)
    return buffer.getvalue()


def _unpack(column: pl.Series, kind: str) -> Floats:
    values = column.to_numpy()
    return values.view(np.bool_) if np.dtype(kind) == np.bool_ else values


def _read(path: Path, digest: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EngineError(
            f"A worker can't read {path}: {error.strerror or error}.",
            fix=f"Give {option('engine_folder')} a folder that this machine and every worker reach "
            "under the same path.",
        ) from error
    if _digest(content) != digest:
        raise EngineError(
            f"{path} isn't what this run wrote.",
            fix=f"Give {option('engine_folder')} a folder that this machine and every worker share and "
            "nobody changes.",
        )
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
