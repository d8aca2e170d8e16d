"""Writing down every prediction that was served, in batches that no answer waits for, and counting them."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Thread
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

MOST_WAITING = 100_000
BATCH = 500
EVERY_SECONDS = 0.5
LAST_TRIES_SECONDS = 3.0
"""How long a stop waits for a database that is busy."""

_log = logging.getLogger(__name__)

Entry = dict[str, Any]


class PredictionWriter:
    """Takes predictions at once and writes them in the background.

    When more wait than fit, new ones are counted and left out: an answer is never held up.

    Args:
        write: Adds entries to the log, all or none.
        counts: Told how many were logged and left out.
        limit: Entries that may wait.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Entry]], None],
        counts: PredictionCounts | None = None,
        limit: int = MOST_WAITING,
    ) -> None:
        self._write = write
        self.counts = counts or PredictionCounts()
        self._limit = limit
        self._waiting: deque[Entry] = deque()
        self._wake = Condition()
        self._closing = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin writing."""
        self._thread = Thread(target=self._run, name="foresale-predictions", daemon=True)
        self._thread.start()

    def add(self, entry: Entry) -> None:
        """Take an entry, or count it as left out."""
        if len(self._waiting) >= self._limit:
            self.counts.left_out.inc()
            return
        self._waiting.append(entry)

    @property
    def waiting(self) -> int:
        """Entries not yet written."""
        return len(self._waiting)

    def close(self) -> None:
        """Write what waits, then stop; what a lasting failure keeps from the log is counted and told."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
        deadline = time.monotonic() + LAST_TRIES_SECONDS
        while self._waiting and time.monotonic() < deadline:
            if not self._write_batch():
                time.sleep(EVERY_SECONDS)
        if self._waiting:
            self.counts.left_out.inc(len(self._waiting))
            _log.error("%d predictions could not be logged", len(self._waiting))
            self._waiting.clear()

    def _run(self) -> None:
        while not self._closing:
            with self._wake:
                self._wake.wait(EVERY_SECONDS)
            while self._waiting and self._write_batch():
                pass
            self.counts.waiting.set(len(self._waiting))

    def _write_batch(self) -> bool:
        """Write the oldest entries; they stay where that fails, to be tried again."""
        batch = [self._waiting[place] for place in range(min(BATCH, len(self._waiting)))]
        try:
            self._write(batch)
        except (OperationalError, InterfaceError, PoolTimeoutError) as error:
            _log.warning("the prediction log can't be written now: %s", type(error).__name__)
            return False
        except SQLAlchemyError as error:
            _log.error("%d predictions could not be logged: %s", len(batch), type(error).__name__)
            self.counts.left_out.inc(len(batch))
        else:
            self.counts.logged.inc(len(batch))
        for _ in batch:
            self._waiting.popleft()
        return True


class PredictionCounts:
    """Counts predictions that were logged, left out, and wait.

    Args:
        registry: Where the counts are shown; without one they are only kept.
    """

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.logged = Counter(
            "foresale_predictions_logged", "Predictions written to the log.", registry=registry
        )
        self.left_out = Counter(
            "foresale_predictions_left_out",
            "Predictions served but not logged: more waited than fit, or the log couldn't be written.",
            registry=registry,
        )
        self.waiting = Gauge(
            "foresale_predictions_waiting",
            "Predictions served and not yet logged.",
            registry=registry,
            multiprocess_mode="livesum",
        )
