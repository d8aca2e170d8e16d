"""A model to try: its class, and what it is told beyond the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ModelChoice:
    """A model to try.

    Attributes:
        name: Its name on the leaderboard.
        kind: Its class.
        label: Its name for people.
        parameters: Arguments of its constructor that differ from the defaults.
    """

    name: str
    kind: type[Any]
    label: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def arguments(self, seed: int) -> dict[str, Any]:
        """The constructor's arguments, with the run's seed where the choice has none of its own."""
        return {"seed": seed, **self.parameters}

    def for_the_last_fit(self, seed: int) -> Any:
        """A fresh model for the fit that forecasts; what was chosen counts before the model's own habit."""
        return self.kind(**{"seed": seed, **self.kind.last_fit, **self.parameters})
