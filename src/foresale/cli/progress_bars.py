"""Bars on standard error that say what is being done and how long it still takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from foresale.cli.screen import Screen
from foresale.progress import Silent

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from foresale.progress import Progress


class ProgressBars:
    """One line for the stage at work; nothing is left of it at the end."""

    def __init__(self, screen: Screen) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bars: RichProgress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=screen.errors,
            transient=True,
        )
        self._stage: TaskID | None = None

    def start(self, stage: str, total: int) -> None:
        """Show a stage of `total` steps in place of the one before it."""
        if self._stage is not None:
            self._bars.remove_task(self._stage)
        self._stage = self._bars.add_task(stage, total=total)

    def advance(self, steps: int = 1) -> None:
        """Move the bar."""
        if self._stage is not None:
            self._bars.advance(self._stage, steps)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the terminal alone, so that a question can be asked on it."""
        self._bars.stop()
        try:
            yield
        finally:
            self._bars.start()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()


@contextmanager
def progress_on(screen: Screen) -> Iterator[Progress]:
    """Bars where somebody watches, silence elsewhere."""
    if not screen.shows_progress:
        yield Silent()
        return
    with ProgressBars(screen) as bars:
        yield bars
