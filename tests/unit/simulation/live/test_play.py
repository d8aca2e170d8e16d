"""Playing a stream: how fast, what is noted, and going on after a stop."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from foresale.errors import OptionError
from foresale.simulation.live.journal import Journal
from foresale.simulation.live.pace import Schedule, TokenBucket
from foresale.simulation.live.play import PlaySpeed, play
from foresale.simulation.live.senders import MessageResult, Sent
from foresale.simulation.live.shares import Shares
from foresale.simulation.live.stream import Message
from foresale.simulation.options import ChainOptions

CHAIN, SHARES = ChainOptions(), Shares()
START = datetime(2022, 1, 2, 9)


class FakeClock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.time = 100.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


class FakeSender:
    """A ledger in memory, which may die at its nth batch after it stored it."""

    def __init__(self, clock: FakeClock, dies_at: int | None = None) -> None:
        self.clock, self.dies_at, self.batches = clock, dies_at, 0
        self.stored: dict[str, int] = {}
        self.times: list[float] = []

    def send(self, messages: Sequence[Message]) -> Sent:
        became = []
        for message in messages:
            sale = json.loads(message.body)
            known = sale["transaction_id"] in self.stored
            self.stored.setdefault(sale["transaction_id"], sale["quantity"])
            became.append(MessageResult("known" if known else "added"))
            self.times.append(self.clock.now())
        self.batches += 1
        if self.batches == self.dies_at:
            raise KeyboardInterrupt
        return Sent(became)

    def close(self) -> None:
        """Nothing to close."""


def sales(count: int, every: float = 1.0) -> list[Message]:
    return [
        Message(n, START + timedelta(seconds=n * every), "sale", "added", None, "S1",
                json.dumps({"transaction_id": f"T{n}", "quantity": n}))
        for n in range(1, count + 1)
    ]  # fmt: skip


def test_no_second_sees_more_messages_than_the_rate(tmp_path):
    clock = FakeClock()
    sender = FakeSender(clock)
    with Journal(tmp_path, CHAIN, SHARES, resume=False) as journal:
        play(iter(sales(500)), sender, journal, PlaySpeed(50, 0), clock)
    assert len(sender.times) == 500
    assert all(b - a >= 1 - 1e-9 for a, b in zip(sender.times, sender.times[60:], strict=False))
    assert clock.now() - 100 == pytest.approx(10, abs=0.5)


def test_at_speed_sixty_a_minute_of_the_chain_takes_a_second(tmp_path):
    clock = FakeClock()
    sender = FakeSender(clock)
    with Journal(tmp_path, CHAIN, SHARES, resume=False) as journal:
        play(iter(sales(20, every=60)), sender, journal, PlaySpeed(1000), clock)
    assert sender.times[-1] - sender.times[0] == pytest.approx(19, abs=0.01)


def test_a_bucket_gives_a_burst_and_then_its_rate():
    clock = FakeClock()
    bucket = TokenBucket(10, 5, clock)
    assert bucket.take(5) == 0
    assert bucket.take(5) == pytest.approx(0.5)
    clock.sleep(100)
    assert bucket.take(5) == 0


def test_what_is_late_by_the_schedule_is_due_at_once():
    clock = FakeClock()
    schedule = Schedule(START, 60, clock)
    assert schedule.wait(START + timedelta(minutes=2)) == pytest.approx(2)
    clock.sleep(5)
    assert schedule.wait(START + timedelta(minutes=2)) == 0


def test_a_killed_stream_goes_on_and_every_message_is_noted_once(tmp_path):
    clock, stream = FakeClock(), sales(100)
    sender = FakeSender(clock, dies_at=3)
    with pytest.raises(KeyboardInterrupt), Journal(tmp_path, CHAIN, SHARES, resume=False) as journal:
        play(iter(stream), sender, journal, PlaySpeed(50, 0), clock)
    with (tmp_path / "sent.jsonl").open("a") as half:
        half.write('{"half a line')
    with Journal(tmp_path, CHAIN, SHARES, resume=True) as again:
        assert again.sent == 20, "the third batch was stored, but not noted"
        play(iter(stream[again.sent :]), sender, again, PlaySpeed(50, 0), clock)
    lines = [json.loads(line) for line in (tmp_path / "sent.jsonl").read_text().splitlines()]
    assert [line["number"] for line in lines] == list(range(1, 101))
    assert again.became == {"added": 90, "known": 10}
    assert again.unexpected == 0
    assert sender.stored == {f"T{n}": n for n in range(1, 101)}


def test_an_answer_that_must_not_be_is_counted(tmp_path):
    clock = FakeClock()
    twice = [*sales(3), *sales(3)]
    with Journal(tmp_path, CHAIN, SHARES, resume=False) as journal:
        play(iter(twice), FakeSender(clock), journal, PlaySpeed(50, 0), clock)
    assert journal.unexpected == 3


def test_it_stops_after_the_messages_asked_for_counting_those_before(tmp_path):
    clock = FakeClock()
    for resume, most in ((False, 30), (True, 45), (True, 45)):
        with Journal(tmp_path, CHAIN, SHARES, resume=resume) as journal:
            play(iter(sales(100)[journal.sent :]), FakeSender(clock), journal, PlaySpeed(50, 0, most), clock)
        assert journal.sent == most


def test_another_stream_never_goes_on_in_the_same_folder(tmp_path):
    with Journal(tmp_path, CHAIN, SHARES, resume=False) as journal:
        play(iter(sales(5)), FakeSender(FakeClock()), journal, PlaySpeed(50, 0), FakeClock())
    with pytest.raises(OptionError, match="played before"):
        Journal(tmp_path, CHAIN, SHARES, resume=False)
    with pytest.raises(OptionError, match="other options"):
        Journal(tmp_path, ChainOptions(seed=9), SHARES, resume=True)
    with pytest.raises(OptionError, match="no stream"):
        Journal(tmp_path / "empty", CHAIN, SHARES, resume=True)


@pytest.mark.parametrize("wrong", [{"rate": 0}, {"speed": -1}, {"messages": 0}])
def test_a_speed_that_cannot_be_is_refused(wrong):
    with pytest.raises(OptionError, match=next(iter(wrong))):
        PlaySpeed(**wrong)
