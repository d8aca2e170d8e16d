"""Sees that the live path goes on, and raises alerts where it doesn't."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from foresale.storage.database.monitoring.alerts import settle_alerts
from foresale.storage.database.monitoring.live_state import NOTHING, ExpectedLive, LiveState, live_state
from foresale.workflows.monitoring.monitor import Finding

STALLED, LOOP_DOWN, LOOP_FAILING = "live_stalled", "live_loop_down", "live_loop_failing"
BEHIND, UNSENT, LETTERS = "live_behind", "live_unsent", "dead_letters"
KINDS = (STALLED, LOOP_DOWN, LOOP_FAILING, BEHIND, UNSENT, LETTERS)
PATIENCE_SECONDS = 30.0
"""An event that waits longer for its place means that nobody numbers them, or runs a loop."""
FAILING_SECONDS, UNSENT_SECONDS = 60.0, 300.0
MAX_LAG = 50_000
"""Events or messages that a loop may be behind."""
_EVERY_SECONDS, _START_SECONDS = 10.0, 120.0


class LiveWatch:
    """Raises alerts while something on the live path needs somebody, and resolves them afterwards.

    What was never there is no fault yet: right after a start, loops are given time to begin.

    Args:
        engine: The system of record.
        watched: What has to run.
    """

    def __init__(self, engine: Engine, watched: ExpectedLive = NOTHING) -> None:
        self._engine, self._watched = engine, watched
        self._next = 0.0
        self._begun = time.monotonic()
        self._may_be_open = True

    def look_if_due(self) -> None:
        """Look, unless it was done just now."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY_SECONDS
            self.look(is_new=time.monotonic() - self._begun < _START_SECONDS)

    def look(self, *, is_new: bool = False) -> None:
        """Raise and resolve alerts.

        Args:
            is_new: Whether loops may not have begun yet.
        """
        with self._engine.connect().execution_options(writes=False) as connection:
            state = live_state(connection, self._watched)
        found = [one for one in find_faults(state) if not (is_new and one.kind == LOOP_DOWN)]
        if not found and not self._may_be_open:
            return
        with Session(self._engine) as session, session.begin():
            settle_alerts(session, KINDS, found, state.at)
        self._may_be_open = bool(found)


def find_faults(state: LiveState) -> Sequence[Finding]:
    """What on the live path needs somebody.

    Args:
        state: How it does.
    """
    return [*_find_stuck(state), *_find_bad_loops(state)]


def _find_stuck(state: LiveState) -> Iterator[Finding]:
    if state.oldest_seconds > PATIENCE_SECONDS:
        message = (
            f"{state.waiting:,} events wait for their places in the event log, the oldest for "
            f"{state.oldest_seconds:.0f} seconds: the live feed stands still. Is the process 'live path' up?"
        )
        yield Finding(STALLED, "event log", message, state.oldest_seconds, PATIENCE_SECONDS)
    if state.unsent_seconds > UNSENT_SECONDS:
        message = (
            f"The oldest event that Kafka doesn't have waits for {state.unsent_seconds:,.0f} seconds. "
            "It is sent when the brokers take it; the service's log says why they don't."
        )
        yield Finding(UNSENT, "Kafka", message, state.unsent_seconds, UNSENT_SECONDS)
    if state.letters["open"]:
        many = state.letters["open"]
        message = (
            f"{many:,} messages about sales couldn't be used, the oldest for "
            f"{state.oldest_letter_seconds / 3600:,.1f} hours. `foresale remote dead-letters` lists them."
        )
        yield Finding(LETTERS, "dead letters", message, float(many), 0.0)


def _find_bad_loops(state: LiveState) -> Iterator[Finding]:
    for loop in state.loops:
        if loop.lease_seconds < -PATIENCE_SECONDS:
            message = f"No process runs the loop '{loop.name}'. Is the process 'live path' up?"
            yield Finding(LOOP_DOWN, loop.name, message, loop.lease_seconds, -PATIENCE_SECONDS)
        elif loop.problem is not None and loop.failing_seconds > FAILING_SECONDS:
            message = (
                f"The loop '{loop.name}' can't go on, for {loop.failing_seconds:,.0f} seconds: {loop.problem}"
            )
            told, why = loop.failing_seconds, loop.reason
            yield Finding(
                LOOP_FAILING, loop.name, message, told, FAILING_SECONDS,
                arguments=why.arguments if why else {}, reason=why.code if why else None,
            )  # fmt: skip
        if loop.lag is not None and loop.lag > MAX_LAG:
            message = f"The loop '{loop.name}' is {loop.lag:,} events or messages behind."
            yield Finding(BEHIND, loop.name, message, float(loop.lag), float(MAX_LAG))
