"""What was looked up lately, kept for a while."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """A bounded memory; what wasn't asked for longest is forgotten first. Threads may share it.

    Args:
        limit: Values kept, or what they may weigh together.
        seconds: How long a value counts; by default for good.
        weigh: What a value weighs, such as its bytes; by default all alike.

    Examples:
        >>> recent: Recent[str, int] = Recent(limit=2)
        >>> for place, name in enumerate("abc"):
        ...     recent.put(name, place)
        >>> recent.get("a"), recent.get("c")
        (None, 2)
    """

    def __init__(
        self, limit: int, seconds: float = float("inf"), weigh: Callable[[Value], int] = lambda _: 1
    ) -> None:
        self._limit, self._seconds, self._weigh, self._weight = limit, seconds, weigh, 0
        self._kept: OrderedDict[Key, tuple[Value, float]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """The value, if it is kept and still counts."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[1] < time.monotonic():
                return None
            self._kept.move_to_end(key)
            return found[0]

    def last(self, key: Key) -> Value | None:
        """The value, if it is kept, however old it is."""
        with self._lock:
            found = self._kept.get(key)
            return None if found is None else found[0]

    def put(self, key: Key, value: Value) -> None:
        """Keep a value."""
        with self._lock:
            before = self._kept.pop(key, None)
            if before is not None:
                self._weight -= self._weigh(before[0])
            self._kept[key] = (value, time.monotonic() + self._seconds)
            self._weight += self._weigh(value)
            while self._weight > self._limit:
                _, (forgotten, _) = self._kept.popitem(last=False)
                self._weight -= self._weigh(forgotten)

    def __len__(self) -> int:
        return len(self._kept)
