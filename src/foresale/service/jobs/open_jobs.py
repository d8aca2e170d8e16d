"""The jobs of a service, opened once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from foresale.service.jobs.job_book import JobBook
from foresale.service.jobs.queue import JobQueue

if TYPE_CHECKING:
    from foresale.wiring import Wiring

_BOOKS: WeakKeyDictionary[Wiring, JobBook] = WeakKeyDictionary()


def job_book(wiring: Wiring) -> JobBook:
    """The record of all jobs, whose new ones wake a worker through the queue.

    Args:
        wiring: The service's parts; the same ones give the same book.
    """
    if wiring not in _BOOKS:
        _BOOKS[wiring] = JobBook(wiring.engine, JobQueue(wiring.settings.queue_address).put)
    return _BOOKS[wiring]
