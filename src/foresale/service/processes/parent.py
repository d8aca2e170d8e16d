"""How a part of the service hears that it has to end: by a signal, or because its parent is gone."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

_READ = 64


def when_asked_to_end(stop: Callable[[], None], *, by_signal: bool = True) -> None:
    """Call `stop` on SIGTERM, SIGINT or Ctrl-Break, and when the process that started this one has ended.

    Args:
        stop: Called from a signal handler or another thread.
        by_signal: False where signals are dealt with already.
    """
    if by_signal:
        names = ("SIGTERM", "SIGINT", "SIGBREAK" if sys.platform == "win32" else "SIGHUP")
        for name in names:
            signal.signal(getattr(signal, name), lambda *_: stop())
    if not sys.stdin.isatty():
        threading.Thread(target=_wait_for_orphanhood, args=(stop,), name="parent", daemon=True).start()


def _wait_for_orphanhood(stop: Callable[[], None]) -> None:
    # Not through sys.stdin: a thread that waits inside it can't be ended with the process.
    while os.read(0, _READ):
        pass
    stop()
