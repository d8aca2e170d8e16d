"""Holds that no request asks for a second connection to the database while it has one.

Where all connections are taken by requests that wait for a second one, none of them ever goes on.
"""

from __future__ import annotations

import sys
import traceback
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
    frames = [frame for frame in traceback.extract_stack() if "/src/foresale/" in frame.filename]
    return " > ".join(f"{frame.filename.rpartition('/src/foresale/')[2]}:{frame.lineno}" for frame in frames)


def _is_beside() -> bool:
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if (frame.f_globals.get("__name__"), frame.f_code.co_name) == _BESIDE:
            return True
        frame = frame.f_back
    return False
