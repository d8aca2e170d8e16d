"""Why a series is forecast as it is, as data, from which its sentence is written in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foresale.forecasting.explanation.concepts import CONCEPTS, Concept

_DIGITS = 6


@dataclass(frozen=True)
class Cause:
    """Something that moves a forecast.

    Attributes:
        what: A stable word: a concept's key such as `promotion`, `price` or `weekday`, what became of one
            (`no_promotion`, `rising_sales`), or `column` for a column of the user's own.
        name: The proper name of a holiday, promotion, model or column.
        amount: Of a `price`, by which share it differs from the usual; of a `holiday`, days since it, below 0
            before it; of a `weekday`, 1 for Monday; of `time_of_year`, the month.
    """

    what: str
    name: str | None = None
    amount: float | None = None

    @classmethod
    def of(cls, concept: Concept) -> Cause:
        """A concept as such, on no particular day."""
        return cls(concept.key) if concept in CONCEPTS else cls("column", concept.label)


@dataclass(frozen=True)
class ReasonPart:
    """A cause and its effect: the share by which it changes a forecast, .2 where it raises it by a fifth."""

    cause: Cause
    effect: float


@dataclass(frozen=True)
class NoCause:
    """Why no cause can be named.

    Attributes:
        model: Label of the model that forecast.
        uses_columns: Whether it looks at more than the series' own past sales.
    """

    model: str
    uses_columns: bool


@dataclass(frozen=True)
class SeriesReason:
    """From a series' usual days to its next ones.

    Attributes:
        ahead: Units a day in the next days.
        usual: Units a day lately; None where it hasn't sold.
        days: How many next days.
        parts: What moves its forecast, strongest first; None where it wasn't taken apart.
        overall: What moves all forecasts most, for a series that wasn't taken apart: here an effect is the
            share of all that moves them.
        no_cause: Why it couldn't be taken apart.
    """

    ahead: float
    usual: float | None
    days: int
    parts: tuple[ReasonPart, ...] | None = None
    overall: tuple[ReasonPart, ...] = ()
    no_cause: NoCause | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is kept and answered."""
        return {
            "ahead": _round(self.ahead),
            "usual": None if self.usual is None else _round(self.usual),
            "days": self.days,
            "parts": None if self.parts is None else [_part_as_json(part) for part in self.parts],
            "overall": [_part_as_json(part) for part in self.overall],
            "no_cause": self.no_cause
            and {"model": self.no_cause.model, "uses_columns": self.no_cause.uses_columns},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> SeriesReason:
        """What `as_json` made."""
        parts = kept["parts"]
        return cls(
            kept["ahead"],
            kept["usual"],
            kept["days"],
            None if parts is None else tuple(map(_part_from_json, parts)),
            tuple(map(_part_from_json, kept["overall"])),
            kept["no_cause"] and NoCause(**kept["no_cause"]),
        )


def _part_as_json(part: ReasonPart) -> dict[str, Any]:
    cause = part.cause
    amount = None if cause.amount is None else _round(cause.amount)
    return {"what": cause.what, "name": cause.name, "amount": amount, "effect": _round(part.effect)}


def _part_from_json(kept: Mapping[str, Any]) -> ReasonPart:
    return ReasonPart(Cause(kept["what"], kept["name"], kept["amount"]), kept["effect"])


def _round(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
