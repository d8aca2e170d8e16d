"""The loops of messages from outside, by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.live.loops import Loop


def kafka_loops(container: Container) -> list[Loop]:
    """What tries waiting letters again; and consumers of sales and the relay, where Kafka is named.

    Args:
        container: The service's parts.
    """
    from foresale.service.kafka.waiting import WaitingLetters

    settings = container.settings
    loops: list[Loop] = [WaitingLetters(container)]
    if settings.kafka_servers is None:
        return loops
    from foresale.service.kafka.consumer import SalesConsumer
    from foresale.service.kafka.relay import Relay

    if settings.kafka_sales_topic is not None:
        loops += [SalesConsumer(container, number) for number in range(1, settings.kafka_consumers + 1)]
    if settings.kafka_relay:
        loops.append(Relay(container))
    return loops
