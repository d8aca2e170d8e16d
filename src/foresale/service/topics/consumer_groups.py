"""How far groups of consumers have read Kafka's topics, ours and others'."""

from __future__ import annotations

import logging

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException
from confluent_kafka.admin import AdminClient

from foresale.service.topics.brokers import client_options
from foresale.settings import Settings

MAX_GROUPS = 100
"""Asked about at most, in the order of their names."""
_BROKER_SECONDS = 5.0

_log = logging.getLogger(__name__)


def offsets_of_groups(settings: Settings) -> dict[str, dict[str, dict[int, int]]]:
    """By topic and group, the next offset of each partition; nothing where brokers don't tell.

    Brokers tell of the groups that whoever logs in may describe.

    Args:
        settings: With `kafka_servers`.
    """
    found: dict[str, dict[str, dict[int, int]]] = {}
    admin = AdminClient(client_options(settings))
    try:
        listed = admin.list_consumer_groups(request_timeout=_BROKER_SECONDS).result(_BROKER_SECONDS)
        names = sorted(one.group_id for one in listed.valid)[:MAX_GROUPS]
        asked = [
            admin.list_consumer_group_offsets(
                [ConsumerGroupTopicPartitions(name)], request_timeout=_BROKER_SECONDS
            )[name]
            for name in names
        ]
        for name, answer in zip(names, asked, strict=True):
            for one in answer.result(_BROKER_SECONDS).topic_partitions:
                if one.offset >= 0:
                    found.setdefault(one.topic, {}).setdefault(name, {})[one.partition] = one.offset
    except (KafkaException, TimeoutError) as error:
        _log.info("Brokers don't tell what consumer groups have read: %s", error)
    return found
