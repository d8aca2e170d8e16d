"""What the service logs while a test runs."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from foresale.service.logs import configure_logs


@contextmanager
def capture_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as JSON lines, until the block ends.

    Args:
        monkeypatch: Of the test.
    """
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs("debug", "json", stream)
    # MLflow's own set-up gives alembic a handler and takes it from the root.
    alembic = logging.getLogger("alembic")
    monkeypatch.setattr(alembic, "handlers", [])
    monkeypatch.setattr(alembic, "propagate", True)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
