"""The job that sends held-out predictions to a topic: Kafka's where it is used, else the log's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlalchemy.orm import Session

from foresale.errors import NotFoundError
from foresale.service.topics.names import PREDICTIONS
from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.drivers import DriverAnalysisRow
from foresale.workflows.files.publish_predictions import prediction_rows, publish_predictions
from foresale.workflows.ports import parse_version

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.jobs.job_types import JobContext

MAX_LOGGED = 10_000
"""Messages that the log takes of one table; Kafka takes all."""


def publish(container: Container, arguments: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """Send each row's held-out prediction; begun anew it sends them again, with the same keys.

    Args:
        container: The service's parts.
        arguments: `analysis_id`.
        context: Hears how far it is.

    Raises:
        NotFoundError: The analysis or its predictions are gone.
        EngineError: Kafka's brokers don't take them.
    """
    analysis_id = str(arguments["analysis_id"])
    with Session(container.engine.execution_options(writes=False)) as session:
        row = session.get(DriverAnalysisRow, analysis_id)
    if row is None or row.version is None:
        raise NotFoundError(f"Analysis {analysis_id} is gone.", fix="Upload the table again.")
    page = container.registry.page(container.registry.version(*parse_version(row.version)), "held_out.csv")
    if page is None:
        raise NotFoundError("Its held-out predictions are gone.", fix="Start the analysis again.")
    held_out = pl.read_csv(page)
    is_kafka = container.settings.kafka_servers is not None
    sent = _send_to_kafka(container, held_out, context) if is_kafka else {}
    with Session(container.engine) as session, session.begin():
        if not is_kafka:
            sent = _write_to_log(session, analysis_id, held_out, context)
        held = session.get(DriverAnalysisRow, analysis_id, with_for_update=True)
        if held is not None:
            held.published = sent
    of = f" of {held_out.height:,}" if sent["messages"] < held_out.height else ""
    context.log(f"{sent['messages']:,}{of} predictions are in {sent['source']}/{sent['topic']}.")
    if of:
        context.log(f"The log takes {MAX_LOGGED:,} of one table; Kafka takes all, where it is set up.")
    return sent


def _send_to_kafka(container: Container, held_out: pl.DataFrame, context: JobContext) -> dict[str, Any]:
    from foresale.kafka_topic import TopicAddress, TopicWriter
    from foresale.service.topics.brokers import client_options

    settings = container.settings
    topic = f"{settings.kafka_topic_prefix}{PREDICTIONS}"
    address = TopicAddress(settings.kafka_servers or "", topic)
    own = {name: value for name, value in client_options(settings).items() if name != "logger"}
    writer = TopicWriter(address, "foresale-drivers", own)
    writer.check_brokers()
    sent = publish_predictions(held_out, writer, topic, context)
    offsets = {str(part): list(ends) for part, ends in sent.offsets.items()}
    return _describe("kafka", topic, sent.messages, offsets)


def _write_to_log(
    session: Session, analysis_id: str, held_out: pl.DataFrame, context: JobContext
) -> dict[str, Any]:
    rows = prediction_rows(held_out.head(MAX_LOGGED))
    context.start("Publishing", 1)
    append(session.connection(), [NewEvent("prediction", row, key=_key(analysis_id, row)) for row in rows])
    context.advance()
    return _describe("log", PREDICTIONS, len(rows), None)


def _key(analysis_id: str, row: Mapping[str, float]) -> str:
    return f"drivers:{analysis_id}:{row['prediction_index']:.0f}"


def _describe(source: str, topic: str, messages: int, offsets: Any) -> dict[str, Any]:
    at = utc_now().isoformat()
    return {"source": source, "topic": topic, "messages": messages, "offsets": offsets, "at": at}
