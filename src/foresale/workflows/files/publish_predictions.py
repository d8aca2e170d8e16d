"""Sends every held-out prediction to a Kafka topic, confirmed by offset."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import polars as pl

from foresale.json_values import to_json
from foresale.kafka_topic import TopicAddress, TopicWriter
from foresale.progress import Progress, SilentProgress

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
    held_out: pl.DataFrame, writer: TopicWriter, topic: str, progress: Progress | None = None
) -> Published:
    """Send each row's held-out prediction: its place, what was said, what it came to, said less came to.

    Args:
        held_out: A row each, with `row`, `predicted`, `actual` and `error`.
        writer: Where to, from `open_topic`; closed at the end.
        topic: Its name, for the answer.
        progress: Hears how far it is.

    Raises:
        EngineError: The brokers don't take them.
    """
    progress = progress or SilentProgress()
    rows = prediction_rows(held_out)
    chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
    progress.start("Publishing", len(chunks))
    with closing(writer):
        for chunk in chunks:
            writer.send(
                ((str(row["prediction_index"]), json.dumps(to_json(row))) for row in chunk),
                "Check that the topic may be written to, and publish again.",
            )
            progress.advance()
    return Published(topic, writer.confirmed, writer.offsets)


def prediction_rows(held_out: pl.DataFrame) -> list[dict[str, float]]:
    """What a topic is told of each row: its place, what was said, what it came to, said less came to.

    Args:
        held_out: A row each, with `row`, `predicted`, `actual` and `error`.
    """
    return held_out.select(
        prediction_index="row", predicted_sales="predicted", actual_sales="actual", error="error"
    ).to_dicts()
