"""What waits for one that listens: bounded, the newest of each key, and nothing twice."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

from foresale.service.live.live_event import LiveEvent, newest_of_each_key
from foresale.service.live.selection import Selection
from foresale.service.live.subscriber import MAX_QUEUE, Subscriber
from foresale.storage.database.event_log.append import to_json
from foresale.storage.database.event_log.read import LoggedEvent

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALL = Selection(frozenset({"sale", "forecast"}))


def event(seq: int, key: str = "", kind: str = "forecast") -> LiveEvent:
    return LiveEvent("e", LoggedEvent(seq, NOON, kind, 1, 2, key, '{"n":1}'))


def listening(after: int = 0) -> Subscriber:
    subscriber = Subscriber(ALL, 1, after)
    assert subscriber.is_up_to(after)
    return subscriber


def places(events: list[LiveEvent]) -> list[int]:
    return [one.logged.seq for one in events]


def test_of_several_with_one_key_the_newest_is_sent_and_those_without_a_key_all_are() -> None:
    events = [event(1, "a"), event(2), event(3, "b"), event(4, "a"), event(5)]
    assert places(newest_of_each_key(events)) == [2, 3, 4, 5]
    subscriber = listening()
    subscriber.offer(events[:2], 2)
    subscriber.offer(events[2:], 5)
    assert places(subscriber.take()) == [2, 3, 4, 5]
    assert subscriber.coalesced == 1
    assert subscriber.cursor == 5


def test_with_more_than_may_wait_it_reads_from_the_log_after_the_last_that_was_taken() -> None:
    subscriber = listening()
    subscriber.offer([event(1)], 1)
    assert places(subscriber.take()) == [1]
    subscriber.offer([event(number) for number in range(2, MAX_QUEUE + 2)], MAX_QUEUE + 1)
    assert not subscriber.is_behind
    subscriber.offer([event(MAX_QUEUE + 2)], MAX_QUEUE + 2)
    assert subscriber.is_behind
    assert subscriber.cursor == 1
    subscriber.cursor = MAX_QUEUE + 2  # having read all of it from there
    assert not subscriber.is_up_to(MAX_QUEUE + 3)
    assert subscriber.is_up_to(MAX_QUEUE + 2)
    subscriber.offer([event(MAX_QUEUE + 3)], MAX_QUEUE + 3)
    assert places(subscriber.take()) == [MAX_QUEUE + 3]


def test_what_another_process_told_it_is_not_told_again() -> None:
    subscriber = listening(after=7)
    subscriber.offer([event(6), event(7), event(8)], 8)
    assert places(subscriber.take()) == [8]
    subscriber = listening(after=7)
    subscriber.offer([event(5)], 5)
    assert subscriber.take() == []
    assert subscriber.cursor == 7


def test_what_waits_is_looked_through_again_when_less_may_be_seen() -> None:
    subscriber = listening()
    subscriber.offer([event(1), event(2, kind="sale")], 2)
    subscriber.choose(Selection(frozenset({"sale"})))
    assert places(subscriber.take()) == [2]


def test_a_wait_ends_when_something_comes_and_when_nothing_does() -> None:
    async def run() -> tuple[bool, bool]:
        subscriber = listening()
        nothing = await subscriber.wait(0.01)
        subscriber.offer([event(1)], 1)
        return nothing, await subscriber.wait(5)

    assert asyncio.run(run()) == (False, True)


def test_text_that_some_readers_take_for_the_end_of_a_line_is_escaped() -> None:
    name = "Tea\u2028from\u2029Assam\x85é"
    written = to_json({"product": name})
    assert len(written.splitlines()) == 1
    assert json.loads(written) == {"product": name}
