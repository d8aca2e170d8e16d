"""A bar in a notebook for work that takes longer than a moment; silence everywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from foresale.progress import Progress, SilentProgress

_SECONDS_BETWEEN = 0.2


class NotebookBar:
    """One line that is drawn again while work goes on, and is gone when it is over."""

    def __init__(self, display: Any) -> None:
        self._stage, self._total, self._done, self._drawn = "", 1, 0, 0.0
        self._handle = display(_Html(""), display_id=True)

    def start(self, stage: str, total: int) -> None:
        """A stage begins."""
        self._stage, self._total, self._done = stage, max(total, 1), 0
        self._draw()

    def advance(self, steps: int = 1) -> None:
        """Move the bar; not more often than an eye follows."""
        self._done = min(self._total, self._done + steps)
        if time.monotonic() - self._drawn > _SECONDS_BETWEEN:
            self._draw()

    def close(self) -> None:
        """Leave nothing behind."""
        self._handle.update(_Html(""))

    def _draw(self) -> None:
        self._drawn = time.monotonic()
        steps = f" {self._done}/{self._total}" if self._total > 1 else ""
        self._handle.update(
            _Html(
                '<div style="font-family:system-ui,sans-serif;font-size:.9em">'
                f'<progress value="{self._done}" max="{self._total}" style="width:14em"></progress> '
                f"{escape(self._stage)}{steps}</div>"
            )
        )


class _Html:
    def __init__(self, text: str) -> None:
        self._text = text

    def _repr_html_(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return ""


@contextmanager
def notebook_progress() -> Iterator[Progress]:
    """A bar where a notebook's kernel runs this, silence elsewhere."""
    shell = sys.modules.get("IPython")
    kernel = None if shell is None else shell.get_ipython()
    if kernel is None or type(kernel).__name__ != "ZMQInteractiveShell":
        yield SilentProgress()
        return
    bar = NotebookBar(sys.modules["IPython.display"].display)
    try:
        yield bar
    finally:
        bar.close()
