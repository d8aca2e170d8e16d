"""Counts and times for Prometheus."""

from __future__ import annotations

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)

from foresale.service.api.middleware.multiprocess_metrics import SHARED_FOLDER

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What this process, or with several workers all of them, did.

    Several workers share the folder that a variable names before they start.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "foresale_http_requests",
            "Requests answered.",
            ("method", "path", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "foresale_http_request_seconds",
            "Time to answer a request.",
            ("method", "path"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    @property
    def registry(self) -> CollectorRegistry:
        """Where further counts are to be shown."""
        return self._registry

    def count(self, method: str, path: str, status: int, seconds: float | None) -> None:
        """Count an answer.

        Args:
            method: Of the request.
            path: Of the route, with its parameters' names: else every product would be a series of its own.
            status: Of the answer.
            seconds: That it took; None where that says nothing.
        """
        key = (method, path, status)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = (
                self._requests.labels(method, path, str(status)),
                self._seconds.labels(method, path),
            )
        found[0].inc()
        if seconds is not None:
            found[1].observe(seconds)

    def page(self) -> tuple[bytes, str]:
        """The metrics as Prometheus reads them, and their media type."""
        registry = self._registry
        if SHARED_FOLDER in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)
        return generate_latest(registry), CONTENT_TYPE_LATEST
