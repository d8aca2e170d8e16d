"""The demo's chain of shops: the same one from its first start on, with sales up to now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from foresale.writing.atomic_file import whole_file

if TYPE_CHECKING:
    from foresale.simulation.chain import SimulatedChain
    from foresale.simulation.live.stream import Message

STORES, PRODUCTS, DAYS = 3, 20, 760
_DAYS_AHEAD = 120
_TIMED_DAYS = 112
_ABOUT = "The chain of the demonstration"
_FILE = "demo-chain.json"


@dataclass(frozen=True)
class DemoChain:
    """A small chain that has sold for two years when a demo first starts, and goes on for some months.

    Attributes:
        place: The file that remembers it.
        now: What its shops' clocks showed when it was looked up.
        start: The first day.
        played_until: Up to when its tills' sales were sent, by its clock; None where none were.
    """

    place: Path
    now: datetime
    start: date
    played_until: datetime | None = None

    @classmethod
    def of(cls, home: Path, now: datetime) -> DemoChain:
        """The chain of a service's home; a new one where there is none.

        Args:
            home: The service's folder.
            now: What the shops' clocks show, without a zone.
        """
        place = home / _FILE
        try:
            kept = json.loads(place.read_text(encoding="utf-8"))
            start, until = date.fromisoformat(kept["start"]), kept["played_until"]
            chain = cls(place, now, start, None if until is None else datetime.fromisoformat(until))
        except (OSError, ValueError, LookupError, TypeError):
            chain = cls(place, now, now.date() - timedelta(days=DAYS))
            chain.keep(None)
        return chain

    def keep(self, played_until: datetime | None) -> None:
        """Remember up to when sales were sent."""
        kept = {
            "about": _ABOUT,
            "start": self.start.isoformat(),
            "played_until": None if played_until is None else played_until.isoformat(),
        }
        with whole_file(self.place, _ABOUT, "a demo's chain") as draft:
            draft.write_text(json.dumps(kept), encoding="utf-8")

    def simulate(self) -> SimulatedChain:
        """The chain itself."""
        from foresale.simulation.chain import simulate_chain
        from foresale.simulation.options import ChainOptions

        return simulate_chain(ChainOptions(STORES, PRODUCTS, DAYS + _DAYS_AHEAD, self.start, seed=1))

    def until(self, *, with_today: bool) -> datetime:
        """Where its past ends: now, or last midnight.

        Args:
            with_today: Whether today's sales so far belong to it.
        """
        return self.now if with_today else datetime.combine(self.now, time.min)

    def past(self, *, with_today: bool) -> pl.DataFrame:
        """What it sold so far, as a file to import has it: by day long ago, receipts' lines of late.

        Times of all two years would take three times as long to import, and teach nothing more.

        Args:
            with_today: Whether today's sales are among them.
        """
        from foresale.simulation.live.stream import line_fields
        from foresale.simulation.till_sales import Tills

        chain = self.simulate()
        tills, days = Tills(chain), (self.now.date() - self.start).days
        first = max(days - _TIMED_DAYS, 0)
        lines = pl.concat([tills.day(self.start + timedelta(days=day)) for day in range(first, days + 1)])
        lines = lines.filter(pl.col("sold_at") < self.until(with_today=with_today))
        before = pl.col("date") < self.start + timedelta(days=first)
        sums = (
            chain.sales.filter(before, pl.col("units") > 0)
            .with_row_index("row")
            .with_columns(
                transaction_id=pl.format("D-{}-{}", pl.col("date").dt.strftime("%Y%m%d"), "row"),
                sold_at=pl.col("date").cast(pl.Datetime("us")).dt.offset_by("12h"),
            )
            .select(lines.columns)
        )
        sold = pl.concat([sums, lines])
        return line_fields(sold).with_columns(sold["category"])

    def messages(self, since: datetime) -> Iterator[Message]:
        """What its tills send from a moment on, some of it late, twice or taken back.

        Args:
            since: From when, by the shops' clocks.
        """
        from foresale.simulation.live.shares import Shares
        from foresale.simulation.live.stream import Stream

        gentle = Shares(corrected=0.0, broken=0.0)
        stream = Stream(self.simulate(), gentle)
        return (message for message in stream.messages(since=since.date()) if message.send_at >= since)
