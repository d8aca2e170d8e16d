"""The part of docs/benchmarks-live.md on speed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.markdown import table

_BEGIN, _END = "<!-- make bench-live: begin -->", "<!-- make bench-live: end -->"
_ABOUT = """## Speed

<!-- Written by `make bench-live`; edit bench/live_page.py instead. -->

`make bench-live`, {cores} cores that the service, its database, who sends and who listens share. *Plain* is \
the way that small projects take: a loop over a Kafka topic with one INSERT and one commit a message.
"""


@dataclass(frozen=True)
class Latency:
    """How soon sales were heard.

    Attributes:
        rate: Sales a second that were to be sent.
        reached: Sales a second that were sent.
        sent: How many were sent.
        heard: How many each reader heard.
        p50: Half of them came within so many milliseconds of being sent.
        p99: 99 of 100.
    """

    rate: int
    reached: float
    sent: int
    heard: int
    p50: float
    p99: float


@dataclass(frozen=True)
class LiveFigures:
    """The figures of one database.

    Attributes:
        database: Which.
        rates: Sales a second by channel.
        plain: Messages a second of the plain way.
        latencies: By rate.
        listeners: How many listened.
    """

    database: str
    rates: Mapping[str, float]
    plain: float
    latencies: Sequence[Latency]
    listeners: int


def to_markdown(found: Sequence[LiveFigures]) -> str:
    """The page's part."""
    channels = list(found[0].rates)
    head = ["sales a second", *channels, "plain", "best channel over plain"]
    rows = [
        [
            one.database, *(f"{one.rates[channel]:,.0f}" for channel in channels), f"{one.plain:,.0f}",
            f"{max(one.rates.values()) / one.plain:.1f}",
        ]
        for one in found
    ]  # fmt: skip
    told = [
        [one.database, f"{each.rate:,}", f"{each.reached:,.0f}", f"{each.heard:,} of {each.sent:,}",
         f"{each.p50:,.0f}", f"{each.p99:,.0f}"]
        for one in found
        for each in one.latencies
    ]  # fmt: skip
    listeners = found[0].listeners
    return "\n".join(
        [
            _ABOUT.format(cores=os.cpu_count()),
            table(head, rows),
            f"From a sale sent by the stream to its event at one of {listeners} listeners, in ms:\n",
            table(["database", "sales a second", "reached", "heard", "p50", "p99"], told),
        ]
    )


def write_page(page: Path, found: Sequence[LiveFigures]) -> str:
    """Put the part into the page, and answer it."""
    text = to_markdown(found)
    part = f"{_BEGIN}\n{text}\n{_END}"
    before = page.read_text(encoding="utf-8")
    own = re.compile(re.escape(_BEGIN) + ".*?" + re.escape(_END), re.DOTALL)
    after = own.sub(lambda _: part, before) if own.search(before) else f"{before.rstrip()}\n\n{part}\n"
    page.write_text(after, encoding="utf-8")
    return text
