"""Runs the loops of the live path whose leases this process gets."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError
from foresale.service.live.loop_report import LoopReport, Reports
from foresale.service.live.loops import Loop
from foresale.storage.database.live_leases import (
    RENEWED_EVERY_SECONDS,
    Lease,
    LeaseLostError,
    Leases,
    LoopProblem,
)

_log = logging.getLogger(__name__)
_TAKE_AGAIN_SECONDS = 2.0
_REST_SECONDS = 1.0
"""After a turn that failed."""
_MAX_LETTERS = 300


class LiveLoops:
    """Runs each loop in a thread of its own, as long as its lease is held.

    Args:
        loops: What is to be run.
        leases: Of this process.
    """

    def __init__(self, loops: Sequence[Loop], leases: Leases) -> None:
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(loop, leases), name=loop.name, daemon=True)
            for loop in loops
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End soon; may be called from a signal handler or another thread."""
        self._stopping.set()

    def join(self, seconds: float) -> bool:
        """Wait for the end, and answer whether it came.

        Args:
            seconds: How long at most.
        """
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0.0))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self, loop: Loop, leases: Leases) -> None:
        while not self._stopping.is_set():
            try:
                lease = leases.take(loop.name)
                if lease is None:
                    self._stopping.wait(_TAKE_AGAIN_SECONDS)
                    continue
                _log.info("This process runs the loop %s.", loop.name)
                self._hold(loop, leases, lease)
            except LeaseLostError:
                _log.warning("Another process took over the %s.", loop.name)
            except (SQLAlchemyError, ForesaleError) as error:
                _log.warning("The %s can't go on now: %s", loop.name, error)
                _tell_problem(leases, loop, error)
                self._stopping.wait(_REST_SECONDS)
            except Exception as error:  # noqa: BLE001 - a fault of one loop ends neither it nor the others
                _log.exception("The %s failed; it is tried again.", loop.name)
                _tell_problem(leases, loop, error)
                self._stopping.wait(_REST_SECONDS)
            finally:
                loop.close()

    def _hold(self, loop: Loop, leases: Leases, lease: Lease) -> None:
        renewed = acted = due = time.monotonic()
        while not self._stopping.is_set():
            now = time.monotonic()
            if now - renewed >= RENEWED_EVERY_SECONDS:
                report = loop.report() if isinstance(loop, Reports) else LoopReport()
                if not leases.renew(lease, report.lag, report.problem):
                    raise LeaseLostError(f"Another process runs {loop.name}.", fix="It goes on by itself.")
                renewed = now
            if now >= due:
                if loop.run_once(lease):
                    acted = time.monotonic()
                due = time.monotonic() + loop.pace.rest(time.monotonic() - acted)
            self._stopping.wait(min(max(due - time.monotonic(), 0.0), RENEWED_EVERY_SECONDS))
        leases.give_back(lease)


def _describe(error: Exception) -> LoopProblem:
    name = type(error).__name__
    if isinstance(error, ForesaleError):
        reason = error.reason or Reason("loop_refused", told=str(error.problem)[:_MAX_LETTERS])
        return LoopProblem(error.problem, reason)
    if isinstance(error, SQLAlchemyError):
        return LoopProblem(name, Reason("database_away"))
    return LoopProblem(name, Reason("loop_fault", name=name))


def _tell_problem(leases: Leases, loop: Loop, error: Exception) -> None:
    """Note why a loop can't go on, where the database isn't the reason."""
    try:
        leases.tell_problem(loop.name, _describe(error))
    except SQLAlchemyError:
        _log.debug("The database is away, too.")
