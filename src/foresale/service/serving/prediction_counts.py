"""How the prediction log keeps up, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge


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
