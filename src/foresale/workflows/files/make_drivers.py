"""From a file of customers, stores, campaigns or months to what drives their totals, on disk."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.questions import Ask
from foresale.data.reading.read_table import read_table
from foresale.json_values import to_json
from foresale.progress import Progress, SilentProgress
from foresale.regression.find_drivers import DriverFindings, Table, find_drivers
from foresale.regression.options import DriverOptions
from foresale.regression.trained import DriverModel
from foresale.regression.what_if import WhatIf
from foresale.reports.drivers import drivers_report
from foresale.workflows.files.describe_drivers import describe_drivers
from foresale.writing.atomic_folder import whole_folder
from foresale.writing.spreadsheet_text import guard_formula, guard_formulas

_DECIMALS = {"held_out": 4}
DRIVER_FILES = {
    "report": "report.html",
    "numbers": "drivers.json",
    "models": "models.csv",
    "effects": "effects.csv",
    "curves": "curves.csv",
    "held_out": "held_out.csv",
    "rejects": "rejects.csv",
    "model": "model",
}


@dataclass(frozen=True)
class DriverRequest:
    """What is asked of a table.

    Attributes:
        reading: How it is read; `target` names the column to explain.
        options: How drivers are looked for.
    """

    reading: ReadOptions
    options: DriverOptions


def make_drivers(
    source: Any, request: DriverRequest, ask: Ask | None = None, progress: Progress | None = None
) -> DriverFindings:
    """Read a table, and find out what drives its totals.

    Args:
        source: A file, a pattern, several of these, or a table in memory.
        request: How to read it, and how to look.
        ask: Asked what the file leaves open.
        progress: Hears how far it is.
    """
    read = read_table(source, options=request.reading, ask=ask, progress=progress)
    table = Table(read.frame, read.target, read.ignored, read.notes, read.rejects, read.n_rows, read.date)
    return find_drivers(table, request.options, progress)


def write_drivers(
    found: DriverFindings, folder: Path, what_if: WhatIf | None = None, progress: Progress | None = None
) -> dict[str, Path]:
    """Write the page, the numbers, every held-out prediction and the model, all or nothing.

    Args:
        found: What was found.
        folder: Where to.
        what_if: A case that was asked about, for the page.
        progress: Hears how far the writing is.

    Returns:
        What each file holds and where it is.
    """
    progress = progress or SilentProgress()
    progress.start("Writing", 2)
    with whole_folder(folder) as draft:
        (draft / "report.html").write_text(drivers_report(found, what_if), encoding="utf-8")
        numbers = json.dumps(to_json(describe_drivers(found)), ensure_ascii=False, indent=2)
        (draft / "drivers.json").write_text(numbers, encoding="utf-8")
        progress.advance()
        tables = {
            "models": score_table(found), "effects": effect_table(found), "curves": curve_table(found),
            "held_out": found.held_out, "rejects": found.rejects,
        }  # fmt: skip
        for what, table in tables.items():
            shown = guard_formulas(table).rename(guard_formula)
            shown.write_csv(draft / DRIVER_FILES[what], float_precision=_DECIMALS.get(what, 6))
        (draft / "model").mkdir()
        found.model.save(draft / "model")
        progress.advance()
    return {what: folder / name for what, name in DRIVER_FILES.items()}


def write_driver_model(model: DriverModel, folder: Path) -> Path:
    """Write a model for `load_drivers`, in place of one that we wrote there; answers the folder.

    Args:
        model: What was learned.
        folder: Where to.
    """
    with whole_folder(folder) as draft:
        model.save(draft)
    return folder


def score_table(found: DriverFindings) -> pl.DataFrame:
    """A row a model: how it did on rows it hadn't seen; those of single columns last."""
    rows = []
    for score in (*found.scores, *found.singles):
        row = asdict(score)
        within = row.pop("within")
        rows.append(row | dict(zip(("within_10", "within_25", "within_50"), within, strict=True)))
    return pl.DataFrame(rows)


def effect_table(found: DriverFindings) -> pl.DataFrame:
    """A row a driver: what it is worth, its share, and the size of its effect with its range."""
    schema = {
        "column": pl.String, "is_real": pl.Boolean, "worth": pl.Float64, "worth_low": pl.Float64,
        "worth_high": pl.Float64, "chance": pl.Float64, "share": pl.Float64, "typical": pl.Float64,
        "size": pl.Float64, "size_low": pl.Float64, "size_high": pl.Float64, "start": pl.String,
        "end": pl.String,
    }  # fmt: skip
    return pl.DataFrame(
        [{name: getattr(effect, name) for name in schema} for effect in found.effects], schema=schema
    )


def curve_table(found: DriverFindings) -> pl.DataFrame:
    """What the model says along each driver: a row a point, with its 95 % range."""
    schema = {
        "column": pl.String, "value": pl.Float64, "class": pl.String, "mean": pl.Float64, "low": pl.Float64,
        "high": pl.Float64,
    }  # fmt: skip
    rows = []
    for effect in found.effects:
        curve = effect.curve
        for at, middle in enumerate(curve.middle):
            label = curve.labels[at] if curve.labels else None
            value = None if curve.labels else float(curve.values[at])
            ends = float(curve.low[at]), float(curve.high[at])
            rows.append((effect.column, value, label, float(middle), *ends))
    return pl.DataFrame(rows, schema=schema, orient="row")
