"""Plays a stream through a sender: as fast as is due and allowed, noting what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from foresale.errors import OptionError
from foresale.messages import option
from foresale.simulation.live.journal import Journal
from foresale.simulation.live.pace import Clock, Schedule, TokenBucket
from foresale.simulation.live.senders import Sender
from foresale.simulation.live.stream import Message

MAX_BATCH = 1000
_BATCHES_A_SECOND = 5
_LOOK_SECONDS = 0.25


@dataclass(frozen=True)
class PlaySpeed:
    """How fast a stream goes.

    Attributes:
        rate: Messages a second at most.
        speed: Seconds of the chain's clock in one of ours; 0 for as fast as `rate` allows.
        messages: After how many it ends; None for all.
    """

    rate: float = 100.0
    speed: float = 60.0
    messages: int | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be."""
        if not 0 < self.rate <= 1e6:
            raise OptionError(f"rate is {self.rate:g}.", fix=f"Give {option('rate')} messages a second.")
        if self.speed < 0:
            raise OptionError(
                f"speed is {self.speed:g}.", fix=f"Give {option('speed')} 60, or 0 for as fast as can be."
            )
        if self.messages is not None and self.messages < 1:
            raise OptionError(f"messages is {self.messages}.", fix=f"Give {option('messages')} 1 or more.")


def play(
    messages: Iterator[Message],
    sender: Sender,
    journal: Journal,
    speed: PlaySpeed,
    clock: Clock,
    watch: Callable[[Message], None] = lambda _: None,
) -> None:
    """Send messages when they are due, in batches.

    Args:
        messages: Those that weren't sent yet, in order.
        sender: Where to.
        journal: Notes what became of them.
        speed: How fast.
        clock: What time it is.
        watch: Told the last message that was sent, or that is waited for.

    Raises:
        ForesaleError: The other side can't have them.
    """
    if speed.messages is not None:
        messages = islice(messages, max(speed.messages - journal.sent, 0))
    head = next(messages, None)
    if head is None:
        return
    size = max(1, min(MAX_BATCH, int(speed.rate / _BATCHES_A_SECOND)))
    bucket, schedule = TokenBucket(speed.rate, size, clock), Schedule(head.send_at, speed.speed, clock)
    while head is not None:
        wait = schedule.wait(head.send_at)
        if wait > 0:
            watch(head)
            clock.sleep(min(wait, _LOOK_SECONDS))
            continue
        batch: list[Message] = []
        while head is not None and len(batch) < size and schedule.wait(head.send_at) == 0:
            batch.append(head)
            head = next(messages, None)
        rest = bucket.take(len(batch))
        if rest > 0:
            clock.sleep(rest)
        journal.add(batch, sender.send(batch))
        watch(batch[-1])
