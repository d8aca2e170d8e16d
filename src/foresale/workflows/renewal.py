"""Why single series are forecast anew, as data and in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

RenewalKind = Literal["end_of_day", "late_sales", "changed_meanwhile", "asked"]


@dataclass(frozen=True)
class Renewal:
    """Why series are forecast anew, where the service does it by itself or nobody said more.

    Attributes:
        kind: A store's day is over; sales of days that were over changed; sales changed while everything was
            forecast; somebody asked for it.
        day: The day that is over.
        series: How many series have changed sales.
    """

    kind: RenewalKind
    day: date | None = None
    series: int | None = None

    @property
    def sentence(self) -> str:
        """The same in English.

        Examples:
            >>> Renewal("end_of_day", day=date(2024, 5, 1)).sentence
            'The end of 2024-05-01.'
        """
        match self.kind:
            case "end_of_day":
                return f"The end of {self.day}."
            case "late_sales":
                return f"Sales of days that were over changed, of {self.series} series."
            case "changed_meanwhile":
                return "Sales changed while everything was forecast."
            case "asked":
                return "Asked for."

    def as_json(self) -> dict[str, Any]:
        """As it is kept and answered."""
        day = None if self.day is None else self.day.isoformat()
        return {"kind": self.kind, "day": day, "series": self.series}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Renewal:
        """What `as_json` made."""
        day = kept["day"]
        return cls(kept["kind"], None if day is None else date.fromisoformat(day), kept["series"])
