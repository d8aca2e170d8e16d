"""Rules of ordering played on the past, in a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

import polars as pl

from foresale.cards import Card, Shown
from foresale.data.reading.answers import questioner_of
from foresale.data.reading.read_sales import Source
from foresale.data.reading.replenishment.stock import StockRules
from foresale.library.arguments import forecast_options, read_options, split_reading
from foresale.library.notebook_progress import notebook_progress
from foresale.library.sources import as_sales
from foresale.notes import Note
from foresale.planning.replay.options import ReplayOptions
from foresale.planning.replay.result import Replay
from foresale.reports.replay import replay_report
from foresale.sales import Sales
from foresale.workflows.files.make_forecast import prepare
from foresale.workflows.replaying.opening_stock import OpeningStock
from foresale.workflows.replaying.replay import make_replay
from foresale.workflows.replaying.write_replay import write_replay

_TERMS = frozenset(field.name for field in fields(ReplayOptions))


@dataclass(frozen=True, repr=False)
class ReplayResult(Shown):
    """What rules of ordering would have brought.

    Attributes:
        made: The replay with every unit as arrays.
    """

    made: Replay

    @property
    def rules(self) -> pl.DataFrame:
        """One row a rule, the cheapest first: cost with its range, fill rate, stock, waste, turns, orders."""
        return self.made.rules

    @property
    def differences(self) -> pl.DataFrame:
        """What each rule costs more or less than today's, the recent average and perfect knowledge."""
        return self.made.differences

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was assumed and done."""
        return self.made.notes

    def to_frame(self) -> pl.DataFrame:
        """One row per rule, series and period: keys, `date`, units and `cost`."""
        return self.made.to_frame()

    def write(self, folder: str | Path) -> dict[str, Path]:
        """Write all that `foresale replay` does: the page and tables."""
        return write_replay(self.made, self.made.notes, Path(folder))

    def _card(self) -> Card:
        costs = self.rules.select("label", pl.format("{}", pl.col("cost").round(2))).rows()
        return "Replay", [
            *costs,
            ("tables", ".rules, .differences, .to_frame()"),
        ]

    def to_html(self) -> str:
        """The page as text."""
        return replay_report(self.made, self.made.notes)


def replay(
    sales: Sales | Source,
    *,
    stock: Any = None,
    stock_columns: str | Sequence[str] = (),
    duplicate_stock: Literal["sum", "last"] | None = None,
    **options: Any,
) -> ReplayResult:
    """Play rules of ordering on the last periods of sales, by forecasts made from what was known then.

    Args:
        sales: From `read`, or what it takes.
        stock: A path or table of the stock that lay there when the stretch began, or shortly before; None
            assumes mean sales.
        stock_columns: Columns of it, as `field=column`.
        duplicate_stock: Whether several rows of one series are added up or the last counts.
        options: Fields of `ReplayOptions` by name (`periods=28`, `lead_time=2`, `review=7`, `shortage=1.2`,
            `holding=0.02`, `policies=("cost_optimal", "min_max")`, `today="min_max"`), and those that
            `forecast` takes.

    Raises:
        HistoryError: The history is too short to play so many periods.
        OptionError: An option isn't known, or can't be used.
    """
    terms = ReplayOptions(**_terms(options))
    reading, rest = split_reading({name: value for name, value in options.items() if name not in _TERMS})
    chosen = forecast_options(None, rest, "replay")
    mine = {
        name: value for name, value in reading.items() if name not in rest or not isinstance(sales, Sales)
    }
    opening, asked = None, None
    if stock is not None:
        columns = (stock_columns,) if isinstance(stock_columns, str) else tuple(stock_columns)
        chosen_reading = read_options(reading, "replay")
        asked = questioner_of(chosen_reading.answers, None)
        rules = StockRules(columns, duplicate_stock)
        opening = OpeningStock(stock, chosen_reading, rules, asked)
    with notebook_progress() as progress:
        ready = prepare(as_sales(sales, mine, "replay", asked), chosen, progress)
        return ReplayResult(make_replay(ready, terms, chosen, progress, opening))


def _terms(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options of the replay; a single policy stands for a list of one."""
    found = {name: value for name, value in options.items() if name in _TERMS}
    policies = found.get("policies")
    if isinstance(policies, str):
        found["policies"] = (policies,)
    elif policies is not None:
        found["policies"] = tuple(policies)
    return found
