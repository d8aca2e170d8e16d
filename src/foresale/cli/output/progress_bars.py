"""One bar on standard error for a whole command: how far it is, how long it still takes, what it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from foresale.cli.interruption import end_if_asked
from foresale.cli.output.screen import Screen

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from foresale.progress import Progress


_SECONDS = {
    "Loading": (1.0, 1),
    "Reading": (0.5, 1),
    "Finding columns": (0.2, 3),
    "Building series": (0.5, 1),
    "Testing models on the past": (0.15, 44),
    "Learning quantiles": (0.3, 4),
    "Training the champion": (0.5, 2),
    "Explaining": (0.5, 1),
    "Writing": (0.3, 4),
}
"""Stage → seconds a step on a small file, and its usual number of steps; only their proportions count."""
_MIN_SHARE_DONE = 0.05  # before so much is done, a remaining time would be a guess


class WholeRun:
    """How much of a whole command is done, from the stages begun and those still to come.

    Args:
        stages: The command's stages in order; by default those of a forecast.
    """

    def __init__(self, stages: Iterable[str] = ()) -> None:
        wanted = tuple(stages) or tuple(_SECONDS)
        planned = {stage: _SECONDS.get(stage, (0.5, 1)) for stage in wanted}
        self._weights = {stage: seconds * steps for stage, (seconds, steps) in planned.items()}
        self._begun: list[str] = []
        self._stage = ""
        self._steps = self._done = 0
        self._shown = 0.0

    def start(self, stage: str, total: int) -> None:
        """A stage begins: its weight follows from its steps, and what comes before it is over."""
        seconds, _ = _SECONDS.get(stage, (0.5, 1))
        if stage not in self._weights:
            self._make_room(stage)
        self._weights[stage] = seconds * max(total, 1)
        order = list(self._weights)
        self._begun = order[: order.index(stage)]
        self._stage, self._steps, self._done = stage, max(total, 1), 0

    def _make_room(self, stage: str) -> None:
        """Place a stage that wasn't foreseen after the one at work; if it is the first, it is all."""
        order = list(self._weights)
        at = order.index(self._stage) + 1 if self._stage else 0
        kept = [*order[:at], stage, *order[at:]] if self._stage else [stage]
        self._weights = {name: self._weights.get(name, 0.0) for name in kept}

    def advance(self, steps: int) -> None:
        """`steps` more of the stage are done."""
        self._done = min(self._steps, self._done + steps)

    @property
    def steps(self) -> str:
        """How far the stage is, such as 10/40; nothing for a single step."""
        return f" {self._done}/{self._steps}" if self._steps > 1 else ""

    @property
    def share(self) -> float:
        """The share of the whole that is done; it never falls."""
        if not self._steps:
            return 0.0
        over = sum(self._weights[stage] for stage in self._begun)
        over += self._weights[self._stage] * self._done / self._steps
        self._shown = max(self._shown, over / sum(self._weights.values()))
        return self._shown


class ProgressBars:
    """One line for the whole command, with the stage at work; nothing is left of it at the end."""

    def __init__(self, screen: Screen, stages: Iterable[str] = ()) -> None:
        from rich.progress import BarColumn, Progress, TextColumn

        self._bars: RichProgress = Progress(
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[left]}"),
            TextColumn("{task.description}"),
            console=screen.errors,
            transient=True,
        )
        self._whole = WholeRun(stages)
        self._stage = ""
        self._task: TaskID = self._bars.add_task("", total=1.0, left="")

    def start(self, stage: str, total: int) -> None:
        """Name the stage at work; the bar goes on from where it is."""
        end_if_asked()
        self._stage = stage
        self._whole.start(stage, total)
        self._show()

    def advance(self, steps: int = 1) -> None:
        """Move the bar."""
        end_if_asked()
        self._whole.advance(steps)
        self._show()

    def _show(self) -> None:
        done = self._whole.share
        elapsed = self._bars.tasks[0].elapsed or 0.0
        left = time_left(elapsed, done)
        named = f"{self._stage}{self._whole.steps}"
        self._bars.update(self._task, completed=done, description=named, left=left)

    @contextmanager
    def pause(self) -> Iterator[None]:
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


class HiddenProgress:
    """Progress that nobody watches, at whose steps a command still ends when it is asked to."""

    def start(self, stage: str, total: int) -> None:
        """Go on, unless asked to end."""
        end_if_asked()

    def advance(self, steps: int = 1) -> None:
        """Go on, unless asked to end."""
        end_if_asked()


def time_left(elapsed: float, done: float) -> str:
    """The time that a command still takes, as far as that can be known.

    Args:
        elapsed: Seconds since it began.
        done: The share of it that is done.

    Examples:
        >>> time_left(10.0, 0.5), time_left(300.0, 0.25), time_left(1.0, 0.01)
        ('about 10 s left', 'about 15 min left', '')
    """
    if done < _MIN_SHARE_DONE:
        return ""
    seconds = elapsed * (1 - done) / done
    if seconds < 1:
        return "nearly done"
    return f"about {seconds:.0f} s left" if seconds < 90 else f"about {seconds / 60:.0f} min left"


@contextmanager
def progress_on(screen: Screen, stages: Iterable[str] = ()) -> Iterator[Progress]:
    """A bar where somebody watches, silence elsewhere.

    Args:
        screen: Where the command prints.
        stages: The command's stages in order; by default those of a forecast.
    """
    if not screen.shows_progress:
        yield HiddenProgress()
        return
    with ProgressBars(screen, stages) as bars:
        yield bars
