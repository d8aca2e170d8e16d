"""What `foresale remote watch` says of an event."""

from __future__ import annotations

from datetime import UTC, datetime

from foresale.cli.remote.watch import _as_text
from foresale.client.live import LiveEvent


def test_an_outlook_is_told_as_a_sentence() -> None:
    data = {
        "store": "Ulm", "product": "Tea", "sold": 1200.0, "mean": 1310.4, "lower": 1290.0, "upper": 1330.0,
        "morning": 900.25,
    }  # fmt: skip
    line = _as_text(LiveEvent("1", "outlook", data, datetime(2026, 3, 1, tzinfo=UTC)))
    assert line.endswith(
        "Ulm  Tea: 1,200 sold, about 1,310 when the day ends (1,290–1,330; 900.2 this morning)"
    )
