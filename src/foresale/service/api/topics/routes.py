"""`/topics`: what goes through the log and through Kafka, looked at and taken away as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Path, Query
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session
from starlette.responses import Response

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.errors import MissingExtraError, NotFoundError, NotReadyError
from foresale.service.api.auth.dependencies import Audited, AuditLog
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import ProcessTurns, Services, Turns
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
class TopicQuestion:
    """What is asked of a topic, and who asks.

    Attributes:
        source: The log or Kafka.
        name: The topic's.
        which: The messages.
    """

    source: Source
    name: str
    which: MessageFilter


async def question_of(source: Where, name: Name, which: Annotated[MessageFilter, Query()]) -> TopicQuestion:
    """What a request asks of a topic."""
    return TopicQuestion(source, name, which)


Asked = Annotated[TopicQuestion, Depends(question_of)]


@router.get("", summary="List topics")
async def list_topics(caller: Reader, container: Services, turns: ProcessTurns) -> TopicList:
    """The log's topics, and Kafka's where it is used: parts, messages a minute, lag of consumer groups."""
    async with turns.read():
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
async def read_messages(
    caller: Reader, container: Services, turns: ProcessTurns, asked: Asked
) -> TopicMessages:
    """The newest messages, or those from an offset, a time or another answer on; of 20,000 those that fit."""
    async with _turn_to_read(turns, asked.source):
        found = await run_in_threadpool(_read, caller, container, asked)
    return TopicMessages.of(found)


@router.get(
    "/{source}/{name}/messages.{form}", summary="Messages of a topic as a file", response_class=Response
)
async def export_messages(
    caller: Exporter,
    container: Services,
    turns: ProcessTurns,
    audit: Audited,
    asked: Asked,
    form: Form,
) -> Response:
    """The same messages as CSV or JSON; 503 where many files are being made already."""
    # Nothing is read before it is this export's turn: who waits holds no messages.
    async with turns.exports.turn():
        async with _turn_to_read(turns, asked.source):
            found = await run_in_threadpool(_read, caller, container, asked)
        details = {"messages": len(found.items), "form": form}
        note = partial(_note_export, container, audit, f"topic {asked.source}/{asked.name}"[:100], details)
        async with turns.write():
            await run_in_threadpool(note)
        return await run_in_threadpool(_as_file, found, form, asked.which.columns)


def _turn_to_read(turns: Turns, source: Source) -> AbstractAsyncContextManager[None]:
    """Brokers may take long, and nobody waits for them who doesn't ask them."""
    return turns.read() if source == "log" else turns.brokers


def _note_export(container: Container, audit: AuditLog, subject: str, details: dict[str, Any]) -> None:
    with Session(container.engine) as session, session.begin():
        audit.write(session, "topic.exported", subject, details)


def _as_file(found: ViewedMessages, form: str, columns: Sequence[str]) -> Response:
    if form == "json":
        rows = [TopicMessage.model_validate(one).model_dump(mode="json") for one in found.items]
        return Response(orjson.dumps(rows), media_type="application/json")
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow((*_COLUMNS, *(columns or ("value",))))
    for one in found.items:
        fields = [_cell(find_field(one.value, name)) for name in columns]
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


def _read(caller: Caller, container: Container, asked: TopicQuestion) -> ViewedMessages:
    question = asked.which.question
    if asked.source == "log":
        with container.engine.connect().execution_options(writes=False) as connection:
            return log_topics.read_topic(connection, asked.name, question, _kinds(caller), caller.store_ids)
    if caller.store_ids is not None:
        raise ForbiddenError(
            "Kafka's topics hold the sales of all stores.",
            fix="Ask an admin, or look at the log's topics.",
            reason=Reason("all_stores_only"),
        )
    if container.settings.kafka_servers is None:
        raise NotFoundError("No Kafka is named.", fix="Set 'kafka_servers', or look at the log's topics.")
    from foresale.service.topics import kafka_topics

    return kafka_topics.read_topic(container.settings, asked.name, question)
