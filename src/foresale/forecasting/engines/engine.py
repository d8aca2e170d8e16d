"""Where independent pieces of a forecast are worked out: here, or on other machines."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar

from foresale.forecasting.engines.threads import map_unordered
from foresale.panel import Panel

Task = TypeVar("Task")
Answer = TypeVar("Answer")


class History(Protocol):
    """A history, or some of its series, that whoever does a piece of work can lay hands on."""

    def load(self) -> Panel:
        """The series, with all that is known of them."""


@dataclass(frozen=True)
class LocalHistory:
    """A history in this process."""

    panel: Panel

    def load(self) -> Panel:
        """The panel itself."""
        return self.panel


class Engine(ABC):
    """Does independent pieces of work; which one does them changes no answer.

    Attributes:
        is_remote: Whether work is done outside this process, so that there is room for all at once.
    """

    is_remote: ClassVar[bool]

    @abstractmethod
    def pieces(self, panel: Panel, *, separable: bool) -> list[History]:
        """The history as tasks take it.

        Args:
            panel: The history; nothing that isn't in it reaches a task.
            separable: Whether series don't need each other, so that they may be worked on in parts.

        Returns:
            All series in order, in one piece or more.
        """

    @abstractmethod
    def map_unordered(
        self, work: Callable[[Task], Answer], tasks: Sequence[Task], *, one_by_one: bool = False
    ) -> Iterator[tuple[int, Answer]]:
        """Do the tasks; each answer comes with its task's position, whenever it is ready.

        Args:
            work: A function of a module, done once a task; an error it raises ends the whole.
            tasks: What to do it on.
            one_by_one: Whether the work takes all cores of a machine by itself.
        """

    @abstractmethod
    def map_in_order(self, work: Callable[[Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        """What `work` answers to each task, in their order.

        The work is done in this process and shares itself out by `map_unordered`; where that goes
        elsewhere all tasks are under way together.
        """


class LocalEngine(Engine):
    """Works in this process, on all its cores."""

    is_remote: ClassVar[bool] = False

    def pieces(self, panel: Panel, *, separable: bool) -> list[History]:
        """The panel in one piece: models share its series out over the cores by themselves."""
        return [LocalHistory(panel)]

    def map_unordered(
        self, work: Callable[[Task], Answer], tasks: Sequence[Task], *, one_by_one: bool = False
    ) -> Iterator[tuple[int, Answer]]:
        """A thread a core, or one task after the other."""
        return enumerate(map(work, tasks)) if one_by_one else map_unordered(work, tasks)

    def map_in_order(self, work: Callable[[Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        """One after the other, so that what each costs can be told."""
        return [work(task) for task in tasks]


LOCAL = LocalEngine()
