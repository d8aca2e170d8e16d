"""Holds that no request asks for a second connection to the database while it has one.

Where all connections are taken by requests that wait for a second one, none of them ever goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from sqlalchemy import event

from write_guard import REQUEST

_BESIDE = ("foresale.service.api.middleware.authenticator", "look_up")
"""Work that a request begins and doesn't wait for."""


class SecondConnectionError(AssertionError):
    """A request that has a connection asked for another one."""


def allow_one_connection(engine: Any) -> list[str]:
    """From now on, let requests fail that ask for a second one; what they did is in the answered list, too.

    Args:
        engine: Whose connections are counted.
    """
    held: dict[int, str] = {}
    seconds: list[str] = []

    @event.listens_for(engine.pool, "checkout")
    def _take(_connection: Any, record: Any, _proxy: Any) -> None:
        request = REQUEST.get()
        if request is None or _is_beside():
            return
        here = _places()
        if id(request) in held:
            seconds.append(f"{here} while it had that of {held[id(request)]}")
            raise SecondConnectionError(seconds[-1])
        held[id(request)] = here
        record.info["request"] = request

    @event.listens_for(engine.pool, "checkin")
    def _give(_connection: Any, record: Any) -> None:
        request = record.info.pop("request", None)
        if request is not None:
            held.pop(id(request), None)

    return seconds


def _places() -> str:
    """Which of the service's lines are at work."""
    found = [(frame.f_code.co_filename, frame.f_lineno) for frame in _frames()]
    lines = [(name.partition("/src/foresale/")[2], number) for name, number in reversed(found)]
    return " > ".join(f"{name}:{number}" for name, number in lines if name)


def _is_beside() -> bool:
    return any(
        frame.f_code.co_name == _BESIDE[1] and frame.f_globals.get("__name__") == _BESIDE[0]
        for frame in _frames()
    )


def _frames() -> Iterator[FrameType]:
    """What is at work, the innermost first; not `traceback`, which looks for every file's text each time."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back
