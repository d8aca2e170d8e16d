"""What is counted of the live feed."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from foresale.service.current_gauges import CurrentGauges
from foresale.storage.database.monitoring.live_state import ExpectedLive, LiveState, live_state

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class LiveMetrics:
    """Counts of the live feed, of one process or, shared, of all.

    Args:
        registry: Where they are shown.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.subscribers = Gauge(
            "foresale_live_subscribers",
            "Who listens to the live feed now.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self.delivered = Counter("foresale_live_delivered", "Events sent to subscribers.", registry=registry)
        self.coalesced = Counter(
            "foresale_live_coalesced",
            "Events not sent, as a newer one of the same key was there.",
            registry=registry,
        )
        self.gaps = Counter(
            "foresale_live_gaps", "Times that a subscriber was too slow, and was told so.", registry=registry
        )
        self._ended = Counter(
            "foresale_live_ended", "Streams that ended, by reason.", ("reason",), registry=registry
        )
        self._seconds = Histogram(
            "foresale_live_feed_seconds",
            "From writing an event to handing it to subscribers.",
            buckets=_SECONDS,
            registry=registry,
        )

    def count_end(self, reason: str) -> None:
        """Count a stream that ended."""
        self._ended.labels(reason).inc()

    def see_latency(self, seconds: Iterable[float]) -> None:
        """Count how old events were when they were handed on."""
        for one in seconds:
            self._seconds.observe(max(one, 0.0))


def live_page(engine: Engine, watched: ExpectedLive) -> bytes:
    """How the live path does now, for Prometheus; nothing while the database is away.

    Args:
        engine: The system of record.
        watched: What has to run.
    """
    try:
        with engine.connect().execution_options(writes=False) as connection:
            state = live_state(connection, watched)
    except SQLAlchemyError:
        return b""
    gauges = CurrentGauges()
    single = {
        "unsequenced_events": ("Kept events without a place.", state.waiting),
        "unsequenced_oldest_seconds": ("For how long the oldest waits.", state.oldest_seconds),
        "unsent_oldest_seconds": ("For how long the oldest event waits for Kafka.", state.unsent_seconds),
        "refresh_seconds": (
            "From asking for the newest refreshed forecasts to having them.", state.refresh_seconds
        ),
        "refresh_waiting_seconds": (
            "For how long refreshed forecasts are waited for.", state.refresh_waiting_seconds
        ),
        "dead_letters_oldest_seconds": (
            "For how long the oldest open dead letter waits.", state.oldest_letter_seconds
        ),
    }  # fmt: skip
    for name, (about, value) in single.items():
        if value is not None:
            gauges.add(f"foresale_live_{name}", about, value)
    _add_loops(gauges, state)
    letters = {(name,): count for name, count in state.letters.items()}
    gauges.add_each("foresale_live_dead_letters", "Dead letters, by state.", ("state",), letters.items())
    offsets = {(name,): offset for name, offset in state.offsets.items()}
    gauges.add_each(
        "foresale_live_stream_offset", "What is read next of a stream.", ("stream",), offsets.items()
    )
    return gauges.page()


def _add_loops(gauges: CurrentGauges, state: LiveState) -> None:
    loops = state.loops
    gauges.add_each(
        "foresale_live_lease_seconds",
        "How long a loop's lease still holds; below 0 nobody runs it.",
        ("loop",),
        [((loop.name,), loop.lease_seconds) for loop in loops],
    )
    gauges.add_each(
        "foresale_live_loop_lag",
        "Events or messages that a loop hasn't seen to.",
        ("loop",),
        [((loop.name,), loop.lag) for loop in loops if loop.lag is not None],
    )
    gauges.add_each(
        "foresale_live_loop_failing_seconds",
        "For how long a loop can't go on; 0 while it does.",
        ("loop",),
        [((loop.name,), loop.failing_seconds) for loop in loops],
    )
