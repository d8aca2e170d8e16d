"""What a caller may say about a table whose drivers are to be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from foresale.data.reading.options import ReadOptions
from foresale.regression.models.network import SIZES
from foresale.regression.options import DriverOptions
from foresale.regression.preparation import Outliers

USUAL_MODELS = ("linear", "ridge", "random_forest", "boosting")
"""Compared with the average where none are named: networks are asked for, as they take seconds to begin."""
_READING = (
    "target", "ignored", "day_first", "date_format", "decimal", "delimiter", "encoding", "sheet", "names",
    "fill_down", "only", "without", "number_words",
)  # fmt: skip
_FINDING = ("unit", "models", "outliers", "folds", "repeats", "hidden", "singles", "keep", "seed")


@dataclass(frozen=True)
class TableOptions:
    """What the caller knows better than the file, and how drivers are looked for.

    Attributes:
        target: The column to explain; found by its name where it's None.
        ignored: Columns to leave out.
        answers: Answers to the questions of an earlier look.
        day_first: Whether 05/06/2019 is the fifth of June.
        date_format: The dates' strptime format, such as "%d.%m.%Y".
        decimal: "." or ",".
        delimiter: What parts the cells of a text file.
        encoding: The text file's encoding.
        sheet: The workbook's sheet.
        names: The columns' names, for a file without a header.
        fill_down: Whether labels hold for the blank rows below them.
        only: Rows to keep, as `Column=value,value`.
        without: Rows to leave out, written the same way.
        number_words: What words beside numbers make of them, such as `mil=1000`.
        unit: The column that names a row, or day, week, month, quarter or year of the table's dates.
        models: Compared with the average; the usual ones where there are none.
        outliers: Values far out are counted, set to their fences, or their rows left out of learning.
        folds: Parts of the rows, each judged by models that learned from the others.
        repeats: How often the rows are split again.
        hidden: Neurons of the network's hidden layers.
        singles: Whether each column is tried alone, too.
        keep: Columns to use although they seem to be made from the target.
        seed: Same seed, same answer.
    """

    target: str | None = None
    ignored: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    day_first: bool | None = None
    date_format: str | None = None
    decimal: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    names: tuple[str, ...] = ()
    fill_down: bool | None = None
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    number_words: tuple[str, ...] = ()
    unit: str | None = None
    models: tuple[str, ...] = ()
    outliers: Outliers = "flag"
    folds: int = 5
    repeats: int = 3
    hidden: tuple[int, ...] = SIZES
    singles: bool = False
    keep: tuple[str, ...] = ()
    seed: int = 0

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """From what `as_json` wrote; what isn't known is left aside."""
        known = {field.name for field in fields(cls)}
        given: dict[str, Any] = {
            name: tuple(one) if isinstance(one, list) else one for name, one in told.items() if name in known
        }
        return cls(**given)

    def as_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {name: list(one) if isinstance(one, tuple) else one for name, one in asdict(self).items()}

    @property
    def reading(self) -> ReadOptions:
        """How the file is read."""
        return ReadOptions(**{name: getattr(self, name) for name in _READING})

    @property
    def finding(self) -> DriverOptions:
        """How drivers are looked for."""
        named = {name: getattr(self, name) for name in _FINDING}
        return DriverOptions(**named | {"models": self.models or USUAL_MODELS})
