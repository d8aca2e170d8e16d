"""What is counted of the live feed."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from foresale.storage.database.monitoring.live_watch import live_state

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

    def ended(self, reason: str) -> None:
        """Count a stream that ended."""
        self._ended.labels(reason).inc()

    def see_latency(self, seconds: Iterable[float]) -> None:
        """Count how old events were when they were handed on."""
        for one in seconds:
            self._seconds.observe(max(one, 0.0))


def live_page(engine: Engine) -> bytes:
    """How the live path does now, for Prometheus; nothing while the database is away.

    Args:
        engine: The system of record.
    """
    try:
        with engine.connect().execution_options(writes=False) as connection:
            state = live_state(connection)
    except SQLAlchemyError:
        return b""
    registry = CollectorRegistry()
    waiting = Gauge("foresale_live_unsequenced_events", "Kept events without a place.", registry=registry)
    waiting.set(state.waiting)
    oldest = Gauge(
        "foresale_live_unsequenced_oldest_seconds", "For how long the oldest waits.", registry=registry
    )
    oldest.set(state.oldest_seconds)
    held = Gauge(
        "foresale_live_lease_seconds",
        "How long a loop's lease still holds; below 0 nobody runs it.",
        ("loop",),
        registry=registry,
    )
    for lease in state.leases:
        held.labels(lease.name).set((lease.until - state.at).total_seconds())
    return generate_latest(registry)
