"""How learning libraries share the machine, with others and with each other."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, TypeVar

SMALL = 20_000  # rows below which a second thread costs more than it brings

Task = TypeVar("Task")
Answer = TypeVar("Answer")
Other = TypeVar("Other")

_share = threading.local()


def wait_passively() -> None:
    """Let OpenMP's threads sleep while they wait; to be called before a library that uses them loads.

    By default they spin, and on a machine that does something else as well LightGBM then
    took twenty times as long. What the user has set stays.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads_for(rows: int) -> int:
    """Threads to learn from so many rows with; fewer inside `map_unordered`."""
    return 1 if rows < SMALL else max(1, cores() // getattr(_share, "workers", 1))


@contextmanager
def one_core() -> Iterator[None]:
    """Let learners in this thread take one core inside the block, as whoever shares the machine counts on."""
    before = getattr(_share, "workers", 1)
    _share.workers = cores()
    try:
        yield
    finally:
        _share.workers = before


def map_unordered(work: Callable[[Task], Answer], tasks: Sequence[Task]) -> Iterator[tuple[int, Answer]]:
    """Do the tasks on as many threads as there are cores left; each answer comes with its task's position.

    Two fits with a thread each take far less time than one after the other with two threads
    each, as long as their work is done by libraries that let go of Python's lock.

    Args:
        work: Done once a task; an error it raises ends the whole, once those under way are done.
        tasks: What to do it on.
    """
    shared = getattr(_share, "workers", 1)
    workers = min(max(1, cores() // shared), len(tasks))
    if workers <= 1:
        for position, task in enumerate(tasks):
            yield position, work(task)
        return

    def begin() -> None:
        _share.workers = shared * workers

    with ThreadPoolExecutor(workers, initializer=begin) as pool:
        left = {pool.submit(work, task): position for position, task in enumerate(tasks)}
        try:
            while left:
                for done in wait(left, return_when=FIRST_COMPLETED).done:
                    yield left.pop(done), done.result()
        finally:
            for future in left:
                future.cancel()


def both(one: Callable[[], Answer], other: Callable[[], Other]) -> tuple[Answer, Other]:
    """Do two different things side by side, as `map_unordered` does, and give both answers."""
    work: list[Callable[[], Any]] = [one, other]
    found = dict(map_unordered(lambda do: do(), work))
    return found[0], found[1]
