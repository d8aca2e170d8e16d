"""`/topics`: what goes through the log and through Kafka, looked at and taken away as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Path, Query
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.errors import MissingExtraError, NotFoundError, NotReadyError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import ProcessTurns, Services, Writing
from foresale.service.api.kit.field_types import Word
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.live.audience import NEEDED
from foresale.service.api.topics.schemas import (
    MessageFilter,
    Topic,
    TopicList,
    TopicMessage,
    TopicMessages,
)
from foresale.service.topics import log_topics
from foresale.service.topics.viewed import Source, ViewedMessages, ViewedTopic, as_text, find_field
from foresale.writing.spreadsheet_text import guard_formula

router = APIRouter(prefix="/topics", tags=["topics"])
Reader = Annotated[Caller, needs(Permission.READ_TOPICS)]
Exporter = Annotated[Caller, needs(Permission.READ_TOPICS, Permission.EXPORT_TOPICS)]
Where = Annotated[Source, Path(description="log or kafka.")]
Name = Annotated[Word, Path(max_length=249, description="The topic's name.")]
Form = Annotated[Literal["csv", "json"], Path(description="csv or json.")]
_COLUMNS = ("partition", "offset", "at", "key", "id")


@dataclass(frozen=True)
class ReadTopic:
    """What was read of a topic.

    Attributes:
        source: The log or Kafka.
        name: The topic's.
        columns: The fields that a table is to have.
        found: The messages.
    """

    source: Source
    name: str
    columns: Sequence[str]
    found: ViewedMessages


async def read_topic(
    caller: Reader,
    container: Services,
    turns: ProcessTurns,
    source: Where,
    name: Name,
    which: Annotated[MessageFilter, Query()],
) -> ReadTopic:
    """Read messages before the route has its turn: brokers may take long, and others don't wait for them."""
    turn = turns.sessions if source == "log" else turns.brokers
    async with turn:
        found = await run_in_threadpool(_read, caller, container, source, name, which)
    return ReadTopic(source, name, which.columns, found)


Read = Annotated[ReadTopic, Depends(read_topic)]


@router.get("", summary="List topics")
async def list_topics(caller: Reader, container: Services, turns: ProcessTurns) -> TopicList:
    """The log's topics, and Kafka's where it is used: parts, messages a minute, lag of consumer groups."""
    async with turns.sessions:
        found = await run_in_threadpool(_list_log, caller, container)
    problem = None
    if container.settings.kafka_servers is not None and caller.store_ids is None:
        try:
            async with turns.brokers:
                found += await run_in_threadpool(_list_kafka, container)
        except (NotReadyError, MissingExtraError) as error:
            problem = error.problem
    return TopicList(items=[Topic.model_validate(topic) for topic in found], problem=problem)


@router.get("/{source}/{name}/messages", summary="Messages of a topic")
def read_messages(_caller: Reader, read: Read) -> TopicMessages:
    """The newest messages, or those from an offset, a time or another answer on; of 20,000 those that fit."""
    return TopicMessages.of(read.found)


@router.get(
    "/{source}/{name}/messages.{form}", summary="Messages of a topic as a file", response_class=Response
)
def export_messages(_caller: Exporter, read: Read, session: Writing, form: Form, audit: Audited) -> Response:
    """The same messages as CSV or JSON."""
    found = read.found.items
    details = {"messages": len(found), "form": form}
    audit.write(session, "topic.exported", f"topic {read.source}/{read.name}"[:100], details)
    if form == "json":
        rows = [TopicMessage.model_validate(one).model_dump(mode="json") for one in found]
        return Response(orjson.dumps(rows), media_type="application/json")
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow((*_COLUMNS, *(read.columns or ("value",))))
    for one in found:
        fields = [_cell(find_field(one.value, name)) for name in read.columns]
        told = fields or [orjson.dumps(one.value).decode()]
        table.writerow([*(_cell(getattr(one, name)) for name in _COLUMNS), *told])
    return Response(text.getvalue(), media_type="text/csv")


def _cell(value: Any) -> str | None:
    """A value as text that a spreadsheet shows and doesn't run."""
    if isinstance(value, datetime):
        return str(value)
    return guard_formula(value) if isinstance(value, str) else as_text(value)


def _kinds(caller: Caller) -> list[str]:
    return [kind for kind, needed in NEEDED.items() if caller.may(needed)]


def _list_log(caller: Caller, container: Container) -> list[ViewedTopic]:
    with container.engine.connect().execution_options(writes=False) as connection:
        return log_topics.list_topics(connection, _kinds(caller))


def _list_kafka(container: Container) -> list[ViewedTopic]:
    from foresale.service.topics import kafka_topics

    return kafka_topics.list_topics(container.settings)


def _read(
    caller: Caller, container: Container, source: Source, name: str, which: MessageFilter
) -> ViewedMessages:
    if source == "log":
        with container.engine.connect().execution_options(writes=False) as connection:
            return log_topics.read_topic(connection, name, which.question, _kinds(caller), caller.store_ids)
    if caller.store_ids is not None:
        raise ForbiddenError(
            "Kafka's topics hold the sales of all stores.",
            fix="Ask an admin, or look at the log's topics.",
            reason=Reason("all_stores_only"),
        )
    if container.settings.kafka_servers is None:
        raise NotFoundError("No Kafka is named.", fix="Set 'kafka_servers', or look at the log's topics.")
    from foresale.service.topics import kafka_topics

    return kafka_topics.read_topic(container.settings, name, which.question)
