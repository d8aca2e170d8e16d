"""What was learned from all rows, to answer for one more; saved without pickle, and read elsewhere."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from foresale.arrays import Array
from foresale.errors import MissingExtraError, SavedModelError
from foresale.regression.columns import Columns, LeftOut
from foresale.regression.models.base import Regressor
from foresale.regression.models.catalog import MODELS
from foresale.regression.preparation import Preparation
from foresale.regression.ranges import Ranges
from foresale.regression.rows import Rows
from foresale.writing.manifest import file_digest

MODEL_FILE, BACKGROUND_FILE, LEARNED = "drivers.json", "background.npz", "learned"
FORMAT = 1


@dataclass(frozen=True)
class DriverModel:
    """A model of what drives a total.

    Attributes:
        model: What learned from all rows.
        preparation: How rows are prepared.
        ranges: How far a total may lie from what is said of it.
        background: Some of the rows, to set what isn't known to, and to say what is usual.
        seen: By column of numbers, the lowest and highest value that was learned from.
        average: The target's mean.
        about: What else to remember: the verdict, scores, where the rows came from.
    """

    model: Regressor
    preparation: Preparation
    ranges: Ranges
    background: Rows
    seen: Mapping[str, tuple[float, float]]
    average: float
    about: Mapping[str, Any]

    @property
    def columns(self) -> Columns:
        """The part of each column."""
        return self.background.columns

    def predict(self, rows: Rows) -> Array:
        """What each row comes to."""
        return self.model.predict(self.preparation.encode(rows))

    def save(self, folder: Path) -> None:
        """Write everything `load_drivers` needs into a folder that is there."""
        (folder / LEARNED).mkdir()
        self.model.save(folder / LEARNED)
        np.savez(folder / BACKGROUND_FILE, numbers=self.background.numbers, codes=self.background.codes)
        files = [path for path in folder.rglob("*") if path.is_file()]
        ranges = asdict(self.ranges) | {"floor": self.ranges.floor if self.ranges.floor == 0 else None}
        stored = {
            "format": FORMAT,
            "model": self.model.name,
            "columns": asdict(self.columns),
            "levels": self.background.levels,
            "preparation": self.preparation.to_json(),
            "ranges": ranges,
            "seen": dict(self.seen),
            "average": self.average,
            "about": dict(self.about),
            "files": {path.relative_to(folder).as_posix(): file_digest(path) for path in sorted(files)},
        }
        (folder / MODEL_FILE).write_text(json.dumps(stored, indent=2, ensure_ascii=False), encoding="utf-8")


def load_drivers(folder: Path) -> DriverModel:
    """Read what `DriverModel.save` wrote.

    Raises:
        SavedModelError: The folder holds no such model, a damaged one, or one of another format.
        MissingExtraError: It is a network, and Keras isn't installed.
    """
    try:
        stored = json.loads((folder / MODEL_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SavedModelError(
            f"{folder} holds no readable drivers ({MODEL_FILE}: {type(error).__name__}).",
            fix="Give the model folder that `foresale drivers` wrote, usually drivers/model.",
        ) from error
    found = stored.get("format") if isinstance(stored, dict) else None
    if found != FORMAT:
        raise SavedModelError(
            f"The drivers in {folder} have format {found}, this version reads {FORMAT}.",
            fix="Find them again, or use the version of Foresale that wrote them.",
        )
    try:
        _check_files(folder, stored["files"])
        return _restore(folder, stored)
    except (SavedModelError, MissingExtraError):
        raise
    except (OSError, LookupError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise SavedModelError(
            f"The drivers in {folder} can't be read ({type(error).__name__}: {error}).",
            fix="Find and save them again.",
        ) from error


def _check_files(folder: Path, files: Mapping[str, str]) -> None:
    for name, digest in files.items():
        if not (folder / name).is_file() or file_digest(folder / name) != digest:
            raise SavedModelError(
                f"{folder / name} is missing, or was changed after it was saved.",
                fix="Copy the whole folder again, or find the drivers anew.",
            )


def _restore(folder: Path, stored: Mapping[str, Any]) -> DriverModel:
    held = dict(stored["columns"])
    left = tuple(LeftOut(**one) for one in held.pop("left_out"))
    columns = Columns(held["target"], held["unit"], tuple(held["numbers"]), tuple(held["classes"]), left)
    with np.load(folder / BACKGROUND_FILE, allow_pickle=False) as arrays:
        background = Rows(
            columns, arrays["numbers"], arrays["codes"], tuple(tuple(one) for one in stored["levels"])
        )
    ranges = dict(stored["ranges"])
    floor = -np.inf if ranges["floor"] is None else float(ranges["floor"])
    return DriverModel(
        model=MODELS[stored["model"]].load(folder / LEARNED),
        preparation=Preparation.from_json(stored["preparation"]),
        ranges=Ranges(tuple(ranges["low"]), tuple(ranges["high"]), tuple(ranges["held"]), floor),
        background=background,
        seen={name: (float(ends[0]), float(ends[1])) for name, ends in stored["seen"].items()},
        average=float(stored["average"]),
        about=stored["about"],
    )
