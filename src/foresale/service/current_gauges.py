"""Numbers for Prometheus that are looked up at each question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily


class CurrentGauges:
    """Gauges that hold for one answer.

    The library's own gauges are kept in files that all workers of an API share, and each answer tells every
    worker's last value: what one of them saw an hour ago would stand beside what is so now.
    """

    def __init__(self) -> None:
        self._families: list[GaugeMetricFamily] = []

    def add(self, name: str, about: str, value: float) -> None:
        """Tell one number.

        Args:
            name: The metric's.
            about: What it is.
            value: Its value now.
        """
        self._families.append(GaugeMetricFamily(name, about, value=value))

    def add_each(
        self, name: str, about: str, labels: Sequence[str], values: Iterable[tuple[tuple[str, ...], float]]
    ) -> None:
        """Tell a number by labels.

        Args:
            name: The metric's.
            about: What each is.
            labels: Names of the labels.
            values: The labels' values, in the same order, and the number.
        """
        family = GaugeMetricFamily(name, about, labels=labels)
        for told, value in values:
            family.add_metric(told, value)
        self._families.append(family)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """What was told, as the library asks for it."""
        return self._families

    def page(self) -> bytes:
        """All of it in Prometheus' text format."""
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)
