"""Requests to end, Ctrl-C and SIGTERM: remembered, as a library may make another error of them."""

from __future__ import annotations

import signal
import threading
from types import FrameType

_asked = False


def heed_requests_to_end() -> None:
    """Interrupt what runs on Ctrl-C and on SIGTERM alike, so that nothing half-written stays."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _interrupt)


def is_asked_to_end() -> bool:
    """Whether somebody asked: whatever goes wrong from then on is no fault."""
    return _asked


def end_if_asked() -> None:
    """Interrupt the main thread again where somebody asked: a library may have lost the first.

    Raises:
        KeyboardInterrupt: Somebody asked.
    """
    if _asked and threading.current_thread() is threading.main_thread():
        raise KeyboardInterrupt


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    global _asked  # noqa: PLW0603 - a process is asked once
    _asked = True
    raise KeyboardInterrupt
