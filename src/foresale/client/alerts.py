"""Alerts of a server: what someone should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foresale.client.answers import read, reads
from foresale.client.connection import Connection


@reads("Alert")
@dataclass(frozen=True)
class Alert:
    """Something that someone should look at, or had to.

    Attributes:
        id: The server's number for it.
        kind: input_level, input_mix, error, bias, coverage, stale_forecast, dead_letters, live_stalled,
            live_loop_down, live_loop_failing, live_behind or live_unsent.
        subject: What it is about: a version, a store, a category.
        message: In words.
        created_at: When it was first seen, UTC.
        reason: Why something failed, as a stable code: of live_loop_failing.
        arguments: What stands in its sentence beside subject and figures, by name.
        value: What was measured last.
        threshold: Beyond which it is told.
        resolved_at: When it was gone; None while it lasts.
    """

    id: int
    kind: str
    subject: str
    message: str
    created_at: datetime
    reason: str | None = None
    arguments: Mapping[str, Any] | None = None
    value: float | None = None
    threshold: float | None = None
    resolved_at: datetime | None = None


class Alerts:
    """The alerts of a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, kind: str | None = None, resolved: bool | None = None) -> Iterator[Alert]:
        """The alerts, newest first, fetched as they are asked for.

        Args:
            kind: Only of this kind.
            resolved: Only those that are gone, or that last.
        """
        told = self._connection.pages("/alerts", kind=kind, resolved=resolved)
        return (read(Alert, item) for item in told)
