"""The loops that Kafka needs, by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.live.loops import Loop


def kafka_loops(container: Container) -> list[Loop]:
    """Consumers of sales, and the relay of events; none where no Kafka is named.

    Args:
        container: The service's parts.
    """
    settings = container.settings
    if settings.kafka_servers is None:
        return []
    from foresale.service.kafka.consumer import SalesConsumer
    from foresale.service.kafka.relay import Relay

    loops: list[Loop] = []
    if settings.kafka_sales_topic is not None:
        loops += [SalesConsumer(container, number) for number in range(1, settings.kafka_consumers + 1)]
    if settings.kafka_relay:
        loops.append(Relay(container))
    return loops
