"""A panel in a folder: arrays as .npz, series as Parquet, the rest as JSON; nothing pickled."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import polars as pl

from foresale.errors import SavedModelError
from foresale.frequency import Frequency
from foresale.panel import Panel

COLUMN_SETS = ("known_ahead", "past_only", "calendar")


def save_panel(panel: Panel, folder: Path) -> None:
    """Write a panel that `load_panel` reads back the same."""
    folder.mkdir(parents=True, exist_ok=True)
    panel.series.write_parquet(folder / "series.parquet")
    arrays = {
        "dates": panel.dates.astype("datetime64[D]").astype(np.int64),
        "target": panel.target,
        "closed": panel.closed,
        "censored": panel.censored,
    }
    names: dict[str, list[str]] = {}
    for kind in COLUMN_SETS:
        columns = getattr(panel, kind)
        names[kind] = list(columns)
        arrays |= {f"{kind}_{i}": column for i, column in enumerate(columns.values())}
    np.savez_compressed(folder / "arrays.npz", allow_pickle=False, **arrays)
    about = {
        "keys": panel.keys,
        "freq": panel.freq.value,
        "target_name": panel.target_name,
        "unit_column": panel.unit_column,
        "hierarchy": panel.hierarchy,
        "non_negative": panel.non_negative,
        "categories": dict(panel.categories),
        "columns": names,
    }
    (folder / "panel.json").write_text(json.dumps(about, indent=2))


def load_panel(folder: Path) -> Panel:
    """Read a panel that `save_panel` wrote.

    Raises:
        SavedModelError: A file is missing or damaged.
    """
    try:
        about = json.loads((folder / "panel.json").read_text())
        series = pl.read_parquet(folder / "series.parquet")
        with np.load(folder / "arrays.npz", allow_pickle=False) as stored:
            columns = {
                kind: {name: stored[f"{kind}_{i}"] for i, name in enumerate(about["columns"][kind])}
                for kind in COLUMN_SETS
            }
            return Panel(
                series=series,
                keys=tuple(about["keys"]),
                dates=stored["dates"].astype("datetime64[D]"),
                freq=Frequency(about["freq"]),
                target=stored["target"],
                closed=stored["closed"],
                censored=stored["censored"],
                categories={name: tuple(labels) for name, labels in about["categories"].items()},
                target_name=about["target_name"],
                unit_column=about.get("unit_column"),
                hierarchy=tuple(tuple(level) for level in about.get("hierarchy", ())),
                non_negative=about["non_negative"],
                known_ahead=columns["known_ahead"],
                past_only=columns["past_only"],
                calendar=columns["calendar"],
            )
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, pl.exceptions.PolarsError) as error:
        raise SavedModelError(
            f"The history in {folder} can't be read ({type(error).__name__}).",
            fix="Train and save the model again.",
        ) from error
