"""Tables and sentences for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from foresale.reports import wording

if TYPE_CHECKING:
    from foresale.forecasting.results import Backtest
    from foresale.notes import Note
    from foresale.panel import Panel
    from foresale.sales import ColumnRoles
    from foresale.simulation.chain import SimulatedChain

_ROLES = {
    "date": "Date",
    "target": "Forecast",
    "keys": "Series by",
    "price": "Price",
    "promotion": "Promotion",
    "stockout": "Out of stock",
    "in_stock": "In stock",
    "known_ahead": "Known ahead",
    "past_only": "Known later",
    "static": "Static",
    "transaction": "Invoice",
    "ignored": "Left out",
}
_ROLE_NOTES = {
    *("date_column", "target_column", "key_columns", "price_column", "promotion_column", "stockout_column"),
    *("in_stock_column", "transaction_column", "known_ahead_columns", "past_only_columns"),
    *("static_columns", "ignored_columns"),
}
_SHOWN_MODELS = 8


def heading(text: str) -> Text:
    """A line that opens a part."""
    return Text(text, style="bold")


def indent(part: RenderableType) -> Padding:
    """A part below its heading."""
    return Padding(part, (0, 0, 0, 2), expand=False)


def under(title: str, part: RenderableType) -> Group:
    """A part with its heading."""
    return Group(heading(title), indent(part))


def what_was_read(panel: Panel, rows: int, roles: ColumnRoles, *, whole: bool = True) -> Group:
    """Rows, series and span in a line, then which column was taken for what.

    Args:
        panel: The series.
        rows: How many rows were read.
        roles: Which column plays which part.
        whole: Whether columns that play no part are listed too.
    """
    series = wording.counted(panel.n_series, "series")
    keys = " × ".join(roles.keys)
    line = Text.assemble(
        (f"{wording.counted(rows, 'row')}", "bold"),
        f" → {series}{f' by {keys}' if keys else ''}, "
        f"{wording.counted(panel.n_periods, panel.freq.noun)}: {wording.span(panel.dates, panel.freq)}",
    )
    roles = as_used(roles, panel)
    table = _grid()
    for role, label in _ROLES.items():
        named = getattr(roles, role)
        if named and (whole or role != "ignored"):
            columns = named if isinstance(named, str) else ", ".join(named)
            style = "dim" if role == "ignored" else ""
            table.add_row(Text(label, style="dim"), Text(columns, style=style))
    return Group(line, indent(table))


def as_used(roles: ColumnRoles, panel: Panel) -> ColumnRoles:
    """The roles with columns moved to those known later that the file doesn't know ahead."""
    ahead = tuple(name for name in roles.known_ahead if name in panel.known_ahead)
    later = tuple(name for name in roles.known_ahead if name not in ahead)
    return replace(roles, known_ahead=ahead, past_only=(*later, *roles.past_only))


def rules_applied(notes: Iterable[Note]) -> RenderableType | None:
    """What was decided and done besides the columns' roles, with counts; None if nothing was."""
    table = _grid()
    for note in dict.fromkeys(note for note in notes if note.rule not in _ROLE_NOTES):
        table.add_row(
            Text(note.rule.replace("_", " "), style="dim"),
            Text(f"{note.count:,}", justify="right"),
            Text(note.text),
        )
    return under("Rules", table) if table.row_count else None


def leaderboard(backtest: Backtest) -> Group:
    """The best models, the champion and seasonal naive: error, calibration, time and memory."""
    board, champion = backtest.leaderboard, backtest.champion
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("", width=1)
    table.add_column("Model", overflow="fold")
    for column in ("against naive", "error", "bias", "80 % range held", "time", "memory"):
        table.add_column(column, justify="right")
    place = pl.int_range(pl.len())
    kept = board.filter((place < _SHOWN_MODELS) | pl.col("model").is_in([champion.model, "seasonal_naive"]))
    for row in kept.iter_rows(named=True):
        chosen = row["model"] == champion.model
        table.add_row(
            "▸" if chosen else "",
            Text(row["label"]),
            f"× {row['score']:.2f}" if np.isfinite(row["score"]) else "–",
            wording.percent(row["wape"], digits=1),
            wording.percent(row["bias"], signed=True, digits=1),
            wording.percent(row["coverage_80"]),
            wording.duration(row["seconds"]),
            wording.megabytes(row["memory_mb"]),
            style="bold" if chosen else "",
        )
    parts: list[RenderableType] = [heading("Models on the past"), indent(table)]
    if board.height > kept.height:
        parts.append(indent(Text(f"and {board.height - kept.height} more in leaderboard.csv", style="dim")))
    return Group(*parts)


def describe_champion(backtest: Backtest) -> Group:
    """Which model was chosen and why, and how it did where nothing was chosen on."""
    champion = backtest.champion
    reason = champion.reason.removeprefix(champion.label)
    told = "" if reason != champion.reason else ". "
    lines = [Text.assemble("The champion: ", (champion.label, "bold green"), told, reason)]
    row = backtest.leaderboard.row(by_predicate=pl.col("model") == champion.model, named=True)
    if np.isfinite(row["test_wape"]):
        ahead = wording.counted(backtest.horizon, backtest.panel.freq.noun)
        error, held = wording.percent(row["test_wape"]), wording.percent(row["test_coverage_80"])
        lines.append(
            Text(f"On the last {ahead}, kept from choosing: error {error} of sales, 80 % range held {held}.")
        )
    return Group(*lines)


def describe_findings(findings: Sequence[str]) -> RenderableType:
    """What stands out, a sentence a line."""
    table = _grid()
    for finding in findings or ("Nothing stands out.",):
        table.add_row("•", Text(finding))
    return under("Findings", table)


def describe_rejects(rejects: pl.DataFrame, place: Path | None = None) -> Text | None:
    """How many rows can't be used, the first of them, and where all are listed; None without any."""
    from foresale.data.reading.rows.rejects import describe_reject

    if rejects.is_empty():
        return None
    first = describe_reject(rejects.row(0, named=True))
    return Text.assemble(
        (wording.counted(rejects.height, "row"), "yellow"),
        f" can't be used{f', listed in {place}' if place else ''}; the first: {first}",
    )


def describe_chain(chain: SimulatedChain, places: Mapping[str, Path]) -> Group:
    """How large a simulated chain is, what its files hold, and what to do next."""
    first, last = chain.options.dates[0], chain.options.dates[chain.options.days - 1]
    line = Text.assemble(
        (wording.counted(chain.sales.height, "row"), "bold"),
        f" of {wording.counted(chain.stores.height, 'store')} × "
        f"{wording.counted(chain.products.height, 'product')}, {wording.day(first)} – {wording.day(last)}",
    )
    held = {
        "sales": "what its tills rang up" if "sold_at" in chain.sales.columns else "what the retailer has",
        "future": "prices and promotions already planned",
        "weather": "weather and holidays by region and day",
        "products": "what the simulator knows of each product",
        "stores": "what it knows of each store",
        "truth": "the demand that sales only partly show, to judge a forecast by",
    }
    table = _grid()
    for name, place in places.items():
        table.add_row(Text(place.name), Text(held[name], style="dim"))
    dirt = ", ".join(f"{count:,} {kind}" for kind, count in chain.dirt.items())
    parts: list[RenderableType] = [line, *([Text(f"Dirt: {dirt} rows.")] if dirt else []), indent(table)]
    return Group(*parts)


def _grid() -> Table:
    return Table.grid(padding=(0, 2, 0, 0))
