"""The event log of the database, seen as topics: one a kind of event, with one partition."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.messages import route
from foresale.service.topics.names import PREDICTION_EVENT, PREDICTIONS, TOPICS
from foresale.service.topics.viewed import (
    MAX_SCANNED,
    MessageQuestion,
    ViewedMessage,
    ViewedMessages,
    ViewedPartition,
    ViewedTopic,
    read_value,
)
from foresale.storage.database.event_log.append import LOG
from foresale.storage.database.event_log.read import event_id, log_reach, select_events
from foresale.storage.database.tables.base import utc_now

_SALES = ("sale", "sale_corrected", "sale_removed")


def topic_of(kind: str) -> str:
    """The topic that a kind of event is in."""
    if kind in _SALES:
        return "sales"
    return PREDICTIONS if kind == PREDICTION_EVENT else TOPICS.get(kind, kind)


def list_topics(connection: sa.Connection, kinds: Collection[str]) -> list[ViewedTopic]:
    """The topics of these kinds.

    Args:
        connection: An open connection.
        kinds: That may be seen.
    """
    reach = log_reach(connection)
    part = ViewedPartition(0, reach.pruned_seq + 1, reach.last_seq + 1)
    lately = LOG.c.at > utc_now() - timedelta(minutes=1)
    counted = sa.select(LOG.c.kind, sa.func.count()).where(lately).group_by(LOG.c.kind)
    counts: dict[str, int] = {}
    for kind, count in connection.execute(counted):
        counts[topic_of(kind)] = counts.get(topic_of(kind), 0) + count
    names = sorted({topic_of(kind) for kind in kinds})
    return [ViewedTopic("log", name, [part], counts.get(name, 0)) for name in names]


def read_topic(
    connection: sa.Connection,
    name: str,
    question: MessageQuestion,
    kinds: Collection[str],
    store_ids: Collection[int] | None,
) -> ViewedMessages:
    """Messages of a topic, oldest first.

    Args:
        connection: An open connection.
        name: Which topic.
        question: Which messages.
        kinds: That may be seen.
        store_ids: Whose may be seen; None for all.

    Raises:
        NotFoundError: There is no such topic.
    """
    wanted = [kind for kind in kinds if topic_of(kind) == name]
    if not wanted:
        raise NotFoundError(
            f"The log has no topic '{name}'.",
            fix=f"{route('list_topics')} lists them.",
            reason=Reason("no_such_topic", name=name),
        )
    found = select_events().where(LOG.c.kind.in_(wanted), LOG.c.seq.is_not(None))
    if store_ids is not None:
        found = found.where(LOG.c.store_id.in_(store_ids))
    first = question.offset if question.after is None else question.after.get(0, 0)
    if first is not None:
        found = found.where(LOG.c.seq >= first)
    if question.since is not None:
        found = found.where(LOG.c.at >= question.since)
    found = found.order_by(LOG.c.seq.desc() if question.is_tail else LOG.c.seq).limit(MAX_SCANNED)
    reach = log_reach(connection)
    messages: list[ViewedMessage] = []
    end = reach.last_seq + 1
    with connection.execution_options(yield_per=500).execute(found) as rows:
        for scanned, (seq, at, kind, _, _, key, payload) in enumerate(rows, 1):
            value = {"kind": kind, "data": read_value(payload)}
            if question.fits(key, payload, value):
                messages.append(ViewedMessage(0, seq, at, key or None, event_id(reach.epoch, seq), value))
            if question.is_tail:
                end = max(end, seq + 1)
            elif scanned == MAX_SCANNED or len(messages) == question.limit or seq >= end:
                end = seq + 1
            if len(messages) == question.limit:
                break
    return ViewedMessages(messages[::-1] if question.is_tail else messages, {0: end})
