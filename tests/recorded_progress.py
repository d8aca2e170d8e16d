"""A progress for tests: remembers what it hears, and stops nothing."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class RecordedProgress:
    """What a piece of work told.

    Attributes:
        lines: What was logged.
        stages: Which stages began.
        steps: How many steps of the newest stage are done.
    """

    lines: list[str] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    steps: int = 0

    def log(self, text: str, level: str = "info") -> None:
        """Keep a line."""
        self.lines.append(text)

    def start(self, stage: str, total: int) -> None:
        """Keep a stage's name."""
        self.stages.append(stage)
        self.steps = 0

    def advance(self, steps: int = 1) -> None:
        """Count steps."""
        self.steps += steps
