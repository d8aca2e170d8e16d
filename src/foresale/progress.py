"""How long work reports that it moves on, without knowing who watches."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Hears which stage began and how far it is."""

    def start(self, stage: str, total: int) -> None:
        """A stage of `total` steps begins; the one before it is over."""

    def advance(self, steps: int = 1) -> None:
        """`steps` more of the stage are done."""


class LoggedProgress(Progress, Protocol):
    """Hears what happens in words too, and may stop the work: `start` and `advance` raise then."""

    def log(self, text: str, level: str = "info") -> None:
        """Add a line to the log."""


class SilentProgress:
    """Progress that nobody watches."""

    def start(self, stage: str, total: int) -> None:
        """Say nothing."""

    def advance(self, steps: int = 1) -> None:
        """Say nothing."""
