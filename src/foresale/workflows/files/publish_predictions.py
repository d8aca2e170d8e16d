"""Sends every held-out prediction to a Kafka topic, confirmed by offset."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from foresale.json_values import to_json
from foresale.kafka_topic import TopicAddress, TopicWriter
from foresale.progress import Progress, Silent
from foresale.regression.find_drivers import DriverFindings

_CHUNK = 1_000


@dataclass(frozen=True)
class Published:
    """What the brokers confirmed.

    Attributes:
        topic: Where the predictions are.
        messages: How many.
        offsets: By partition, the first and the last offset.
    """

    topic: str
    messages: int
    offsets: Mapping[int, tuple[int, int]]


def open_topic(address: str, options: Mapping[str, Any] | None = None) -> TopicWriter:
    """A writer to the topic that an address names, with brokers that answer.

    Args:
        address: Such as kafka://localhost:9092/sales_predictions.
        options: Further settings of the client, such as how it logs in.

    Raises:
        OptionError: The address names no topic.
        EngineError: No broker answers.
        MissingExtraError: The client isn't installed.
    """
    writer = TopicWriter(TopicAddress.of(address, "publish"), "foresale-drivers", options)
    writer.check_brokers()
    return writer


def publish_predictions(
    found: DriverFindings, writer: TopicWriter, topic: str, progress: Progress | None = None
) -> Published:
    """Send each row's held-out prediction: its place, what was said, what it came to, said less came to.

    Args:
        found: What was found.
        writer: Where to, from `open_topic`; closed at the end.
        topic: Its name, for the answer.
        progress: Hears how far it is.

    Raises:
        EngineError: The brokers don't take them.
    """
    progress = progress or Silent()
    rows = found.held_out.select("row", "predicted", "actual", "error").rows()
    chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
    progress.start("Publishing", len(chunks))
    with closing(writer):
        for chunk in chunks:
            writer.send(
                ((str(row[0]), json.dumps(to_json(_message(*row)))) for row in chunk),
                "Check that the topic may be written to, and publish again.",
            )
            progress.advance()
    return Published(topic, writer.confirmed, writer.offsets)


def _message(row: int, predicted: float, actual: float, error: float) -> dict[str, float]:
    return {
        "prediction_index": row,
        "predicted_sales": predicted,
        "actual_sales": actual,
        "error": error,
    }
