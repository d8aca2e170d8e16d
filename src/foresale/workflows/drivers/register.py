"""Registers what an analysis of drivers learned, with its report and tables."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from foresale.workflows.drivers.options import TableOptions
from foresale.workflows.files.make_drivers import DRIVER_FILES
from foresale.workflows.ports import DRIVERS, ModelRegistry, ModelVersion, Scope, TrainedModel

PAGES = tuple(name for what, name in DRIVER_FILES.items() if what != "model")
"""Files that are kept beside the model: the report, numbers and tables."""
_MEASURED = ("r2", "mae", "rmse", "mape", "bias", "over", "under")
_MAX_LETTERS = 60


@dataclass(frozen=True)
class AnalysedTable:
    """What an analysis was made of.

    Attributes:
        name: The file's, as its owner calls it.
        digest: The file's SHA-256.
        options: What its owner said about it.
        job_id: The job that made it.
    """

    name: str
    digest: str
    options: TableOptions
    job_id: str


def drivers_scope(file_name: str, target: str) -> Scope:
    """What a table's models are called: by its file and what is explained, so that a newer one follows.

    Args:
        file_name: As its owner calls it.
        target: The column that is explained.

    Examples:
        >>> str(drivers_scope("Customers (May).xlsx", "Sales"))
        'drivers.Customers May Sales'
    """
    stem = file_name.rpartition(".")[0] or file_name
    words = re.sub(r"[^\w-]+", " ", f"{stem[:_MAX_LETTERS]} {target}").split()
    return Scope(DRIVERS, " ".join(words)[:_MAX_LETTERS].strip() or "table")


def register_drivers(
    registry: ModelRegistry, folder: Path, table: AnalysedTable, summary: Mapping[str, Any], today: date
) -> ModelVersion:
    """Register the model, and keep report and tables beside it.

    Args:
        registry: Where models are kept.
        folder: What `find_in_file` wrote.
        table: What was analysed.
        summary: What a list shows of it.
        today: The day of the analysis: such a table ends on no day.
    """
    leaderboard = folder.parent / "leaderboard.csv"  # by this name the registry's readers look for it
    shutil.copyfile(folder / DRIVER_FILES["models"], leaderboard)
    pages = {name: folder / name for name in PAGES if (folder / name).is_file()}
    trained = TrainedModel(
        scope=drivers_scope(table.name, str(summary["target"])),
        folder=folder / DRIVER_FILES["model"],
        cutoff=today,
        metrics=_metrics(leaderboard, str(summary["model"])),
        parameters={
            "job_id": table.job_id,
            "target": str(summary["target"]),
            "unit": str(summary["unit"] or ""),
            "model": str(summary["model"]),
            "finding": str(summary["finding"]),
            "outliers": table.options.drivers.outliers,
            "folds": str(table.options.drivers.folds),
            "repeats": str(table.options.drivers.repeats),
            "seed": str(table.options.drivers.seed),
        },
        fingerprint={"digest": table.digest, "rows": str(summary["rows"])},
        pages=pages | {leaderboard.name: leaderboard},
    )
    return registry.register(trained)


def _metrics(leaderboard: Path, model: str) -> dict[str, float]:
    """What the chosen model came to on rows that it hadn't seen."""
    row = pl.read_csv(leaderboard).filter(pl.col("model") == model).row(0, named=True)
    return {
        name: float(row[name]) for name in _MEASURED if row[name] is not None and math.isfinite(row[name])
    }
