"""What a caller may say about a table whose drivers are to be found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from foresale.data.reading.answers import Answers
from foresale.data.reading.options import ReadOptions
from foresale.regression.options import DriverOptions
from foresale.workflows.importing.questions import read_answers, write_answers

USUAL_MODELS = ("linear", "ridge", "random_forest", "boosting")
"""Compared with the average where none are named: networks are asked for, as they take seconds to begin."""
_READING = (
    "target", "ignored", "day_first", "date_format", "decimal", "delimiter", "encoding", "sheet", "names",
    "fill_down", "only", "without", "number_words",
)  # fmt: skip
_FINDING = tuple(one.name for one in fields(DriverOptions))


@dataclass(frozen=True)
class TableOptions:
    """What the caller knows better than the file, and how drivers are looked for.

    Attributes:
        reading: How the file is read.
        drivers: How drivers are looked for.
        answers: Answers to the questions of an earlier look, by their names.
    """

    reading: ReadOptions = field(default_factory=ReadOptions)
    drivers: DriverOptions = field(default_factory=DriverOptions)
    answers: Answers = ()

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """From what `as_json` wrote; what isn't known is left aside."""
        return cls(
            ReadOptions(**_pick(told, _READING)),
            DriverOptions(**_pick(told, _FINDING)),
            read_answers(told.get("answers", ())),
        )

    def as_json(self) -> dict[str, Any]:
        """As JSON has it: all options beside each other, by name."""
        answers = write_answers(self.answers)
        told = {**_pick(asdict(self.reading), _READING), **asdict(self.drivers), "answers": answers}
        return {name: list(one) if isinstance(one, tuple) else one for name, one in told.items()}

    @property
    def finding(self) -> DriverOptions:
        """How drivers are looked for, with the usual models where none are named."""
        return replace(self.drivers, models=self.drivers.models or USUAL_MODELS)


def _pick(told: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in told.items()
        if name in names
    }
