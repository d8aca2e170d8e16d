"""What a replay brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.notes import Note
from foresale.panel import Panel
from foresale.planning.replay.options import ReplayOptions
from foresale.planning.replay.outcomes import Outcome
from foresale.planning.replay.rules import Past

LABELS = {
    "cost_optimal": "Least cost",
    "service_target": "Service target 95 %",
    "min_max": "Minimum and maximum",
    "cover_days": "Periods of cover",
    "order_up_to": "Textbook: order up to",
    "seasonal_cover": "Recent average with season",
    "perfect": "Perfect knowledge",
}


@dataclass(frozen=True)
class Replay:
    """What rules of ordering would have brought.

    Attributes:
        panel: The whole history.
        past: The stretch that was played.
        options: How.
        outcomes: By name of the rule.
        rules: One row a rule, see `compare_outcomes`.
        differences: One row a pair, see `compare_pairs`.
        notes: What was assumed and done.
    """

    panel: Panel
    past: Past
    options: ReplayOptions
    outcomes: Mapping[str, Outcome]
    rules: pl.DataFrame
    differences: pl.DataFrame
    notes: tuple[Note, ...]

    @property
    def first(self) -> int:
        """The first period that counts: before, no order of the stretch arrives."""
        return self.past.lead_time

    def to_frame(self) -> pl.DataFrame:
        """One row per rule, series and period: keys, `date`, units and money."""
        panel, past = self.panel, self.past
        n_series, n_periods = past.actual.shape
        dates = panel.dates[past.start : past.start + n_periods].astype("datetime64[D]")
        keys = panel.series.select(panel.keys)[np.repeat(np.arange(n_series), n_periods).tolist()]
        parts = []
        for outcome in self.outcomes.values():
            units = {
                name: getattr(outcome.ledger, name).ravel()
                for name in ("opening", "received", "sold", "lost", "wasted", "closing", "ordered")
            }
            parts.append(
                keys.with_columns(
                    pl.lit(outcome.name).alias("rule"),
                    pl.Series("date", np.tile(dates, n_series)),
                    *(pl.Series(name, values) for name, values in units.items()),
                    pl.Series("cost", outcome.money.ravel()),
                )
            )
        return pl.concat(parts)
