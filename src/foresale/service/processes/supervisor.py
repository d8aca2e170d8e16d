"""Starts a service's processes, starts again what dies, and stops all together."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from foresale.errors import EngineError
from foresale.service.jobs.worker import STUCK

_LOOK = 0.1
_YOUNG = 10.0
"""A process that dies younger than this, in seconds, may never work."""
_LONGEST_REST = 30.0


@dataclass(frozen=True)
class ChildProcess:
    """A process of the service.

    Attributes:
        name: For people.
        command: Program and arguments.
        keeps: File descriptors it gets from its parent.
        delay: How long it leaves the processor to the others before its first start, in seconds.
    """

    name: str
    command: tuple[str, ...]
    keeps: tuple[int, ...] = ()
    delay: float = 0.0


@dataclass
class _Child:
    part: ChildProcess
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    young_deaths: int = 0
    start_at: float = 0.0


@dataclass
class Supervisor:
    """Keeps the parts of a service running until it is told to stop.

    Each part's standard input is a pipe that ends with this process: a part whose supervisor died, even by
    SIGKILL, sees that and ends too (`parent.py`).

    Args:
        parts: What is to run.
        environment: Their variables.
        tell: Hears what is restarted, and why.
        patience: How long parts may take to end by themselves, in seconds.
        most_young_deaths: After how many deaths in a row, each right after its start, a part is given up.
    """

    parts: Sequence[ChildProcess]
    environment: Mapping[str, str]
    tell: Callable[[str], None]
    patience: float = 8.0
    most_young_deaths: int = 5
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _children: list[_Child] = field(default_factory=list, init=False)

    def start(self) -> None:
        """Start every part; those that wait for others are started by `watch`."""
        self._children = [_Child(part) for part in self.parts]
        for child in self._children:
            if child.part.delay:
                child.start_at = time.monotonic() + child.part.delay
            else:
                self._start(child)

    def stop(self) -> None:
        """Let `watch` end; may be called from a signal handler."""
        self._stopping.set()

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping.is_set()

    def pids(self) -> dict[str, int]:
        """The processes that run, by their part's name."""
        return {child.part.name: child.process.pid for child in self._children if child.process is not None}

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Restart what dies, until told to stop or `until` says so.

        Raises:
            EngineError: A part died again and again right after its start.
        """
        while not self._stopping.is_set() and not until():
            for child in self._children:
                self._look_after(child)
            self._stopping.wait(_LOOK)

    def end(self) -> None:
        """Stop every part: politely first, then not."""
        running = [(child.part, child.process) for child in self._children if child.process is not None]
        for _, process in running:
            if process.poll() is None:
                _ask_to_end(process)
        deadline = time.monotonic() + self.patience
        for part, process in running:
            try:
                process.wait(max(deadline - time.monotonic(), 0.05))
            except subprocess.TimeoutExpired:
                self.tell(f"The {part.name} didn't end within {self.patience:.0f} seconds, and is killed.")
                process.kill()
                process.wait()
            if process.stdin is not None:
                process.stdin.close()
        self._children = []

    def _start(self, child: _Child) -> None:
        child.process = _begin(child.part, self.environment)
        child.started = time.monotonic()

    def _look_after(self, child: _Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.start_at:
                self._start(child)
            return
        status = child.process.poll()
        if status is None:
            return
        if child.process.stdin is not None:
            child.process.stdin.close()
        child.process = None
        is_young = time.monotonic() - child.started < _YOUNG and status != STUCK
        child.young_deaths = child.young_deaths + 1 if is_young else 0
        if child.young_deaths >= self.most_young_deaths:
            times = f"{child.young_deaths} times right after it began"
            raise EngineError(
                f"The {child.part.name} died {times}: {_cause(status)}.",
                fix="See its messages above; `foresale config check` explains the settings.",
            )
        rest = min(2.0 ** max(child.young_deaths - 1, 0) - 1, _LONGEST_REST)
        child.start_at = time.monotonic() + rest
        self.tell(f"The {child.part.name} ended: {_cause(status)}. It is started again.")


def _begin(part: ChildProcess, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own: Ctrl-C reaches its parent only, which then stops all."""
    if sys.platform == "win32":
        return subprocess.Popen(  # noqa: S603 - this very program
            part.command,
            stdin=subprocess.PIPE,
            env=dict(environment),
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
        )
    return subprocess.Popen(  # noqa: S603 - this very program
        part.command, stdin=subprocess.PIPE, env=dict(environment), process_group=0, pass_fds=part.keeps
    )


def _ask_to_end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.send_signal(signal.CTRL_BREAK_EVENT)
    else:
        process.terminate()


def _cause(status: int) -> str:
    """Why a process ended, in words.

    Examples:
        >>> _cause(1), _cause(75)
        ('exit status 1', "its job didn't stop when it was cancelled")
    """
    if status == STUCK:
        return "its job didn't stop when it was cancelled"
    if status < 0:
        try:
            return f"killed by {signal.Signals(-status).name}"
        except ValueError:
            return f"killed by signal {-status}"
    return f"exit status {status}"
