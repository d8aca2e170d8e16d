"""What a soak found, and its part of docs/benchmarks-live.md."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

_BEGIN, _END = "<!-- make soak: begin -->", "<!-- make soak: end -->"
_CHANNELS = {"http": "POST /sales/batch", "ws": "the stream of sales", "kafka": "Kafka"}
_HEAD = """# How fast and how safe the live path is

"""
_ABOUT = """## Soak

<!-- Written by `make soak`; edit bench/soak_page.py instead. -->

`make soak` plays a simulated chain of 20 stores with 60 products into `foresale up`, with repeated, late, \
out-of-order, corrected, cancelled, edited, voided and broken messages, and kills (`kill -9`) parts of the \
service, the simulator, a real Kafka broker and the service as a whole at even distances. Then the sales \
that must be there, those in the ledger, those that the event log tells of and those a listener heard by \
`GET /api/live` are compared by their hashes.
"""


Memory = dict[str, list[float]]


@dataclass(frozen=True)
class Held:
    """The sales that a place holds.

    Attributes:
        place: Which place.
        sales: How many.
        digest: SHA-256 of their numbers and quantities, sorted.
        gaps: How many numbers are missing between its first and its last.
    """

    place: str
    sales: int
    digest: str
    gaps: int = 0


@dataclass(frozen=True)
class Soak:
    """What a soak found.

    Attributes:
        channel: By which channel the sales came: http, ws or kafka.
        database: Where they are kept.
        messages: How many were sent.
        seconds: How long it took, starts after kills among it.
        killed: What was killed, in order.
        unexpected: How many messages became something else than they must.
        held: What each place holds; the truth first.
        memory: By part of the service, its mean in each fifth of the time, in MB; empty where none was read.
    """

    channel: str
    database: str
    messages: int
    seconds: float
    killed: tuple[str, ...]
    unexpected: int
    held: tuple[Held, ...]
    memory: Memory = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether every place holds the truth, without gaps, and every answer was right."""
        same = len({place.digest for place in self.held}) == 1
        return same and not self.unexpected and not any(place.gaps for place in self.held)

    def to_markdown(self) -> str:
        """The findings as Markdown."""
        kills = ", ".join(f"{name} {count}×" for name, count in Counter(self.killed).items())
        rows = [
            f"| {place.place} | {place.sales:,} | `{place.digest[:16]}` | {place.gaps} |"
            for place in self.held
        ]
        return "\n".join(
            [
                f"{self.messages:,} messages by {_CHANNELS[self.channel]} on {self.database}, "
                f"{os.cpu_count()} cores: {self.seconds:,.0f} s, "
                f"{self.messages / self.seconds:,.0f} a second. Killed: {kills or 'nothing'}. "
                f"Answers that weren't as they must be: {self.unexpected}. "
                + ("Nothing lost, nothing twice." if self.is_whole else "**The places differ.**"),
                "",
                "| place | sales | hash | gaps |",
                "|---|--:|---|--:|",
                *rows,
                "",
                *self._memory_rows(),
            ]
        )

    def _memory_rows(self) -> list[str]:
        if not self.memory:
            return []
        fifths = max(len(sizes) for sizes in self.memory.values())
        heads = " | ".join(f"{20 * at}–{20 * at + 20} %" for at in range(fifths))
        return [
            "What each part took of memory in each fifth of the time, in MB:",
            "",
            f"| part | {heads} |",
            "|---|" + "--:|" * fifths,
            *(
                f"| {role} | " + " | ".join(f"{size:,.0f}" for size in sizes) + " |"
                for role, sizes in self.memory.items()
                if sizes
            ),
            "",
        ]


def write_page(page: Path, done: Soak) -> None:
    """Put the findings into the page, in place of those of the same channel and database before.

    Args:
        page: The Markdown file; made if it isn't there.
        done: What was found.
    """
    text = page.read_text(encoding="utf-8") if page.exists() else _HEAD
    if _BEGIN not in text:
        text = f"{text.rstrip()}\n\n{_BEGIN}\n{_ABOUT}\n{_END}\n"
    before, _, rest = text.partition(_BEGIN)
    soaks, _, after = rest.partition(_END)
    title = f"### {_CHANNELS[done.channel]}, {done.database}\n"
    found = {part.splitlines()[0]: part for part in re.split(r"(?=^### )", soaks, flags=re.MULTILINE)[1:]}
    found[title.strip()] = f"{title}\n{done.to_markdown()}\n"
    parts = "".join(part for _, part in sorted(found.items()))
    text = f"{before}{_BEGIN}\n{_ABOUT}\n{parts}{_END}{after}"
    page.write_text(text, encoding="utf-8")
