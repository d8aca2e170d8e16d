"""What `foresale order` ends with: the first lines of the order and the answer in a sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from foresale.reports import wording
from foresale.reports.order import chance, money

if TYPE_CHECKING:
    from foresale.reports.order_summary import OrderSummary

MAX_LINES = 8
MIN_WIDTH_FOR_SUPPLIER = 90


def lines_first(table: pl.DataFrame, width: int, *, all_of_them: bool = False) -> RenderableType | None:
    """The most valuable lines of an order; None where nothing is ordered.

    Args:
        table: From `order_table`.
        width: Characters that a line holds.
        all_of_them: Whether to show every one.
    """
    chosen = table.filter(pl.col("units") > 0)
    if not chosen.height:
        return None
    shown = chosen.sort("saves", descending=True)
    shown = shown if all_of_them else shown.head(MAX_LINES)
    has_packs, has_names = bool((shown["pack"] != 1).any()), bool((shown["supplier"] != "").any())
    grid = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    grid.add_column("Order", justify="right", no_wrap=True)
    grid.add_column("of", overflow="ellipsis", no_wrap=True, ratio=1)
    if has_names and width >= MIN_WIDTH_FOR_SUPPLIER:
        grid.add_column("from", overflow="ellipsis", no_wrap=True)
    grid.add_column("runs out", justify="right", no_wrap=True)
    grid.add_column("costs", justify="right", no_wrap=True)
    grid.add_column("saves", justify="right", no_wrap=True)
    for row in shown.iter_rows(named=True):
        cells = [_amount(row, has_packs=has_packs), Text(row["series"])]
        if has_names and width >= MIN_WIDTH_FOR_SUPPLIER:
            cells.append(Text(row["supplier"]))
        risk = f"{chance(row['chance_out_without'])} → {chance(row['chance_out_with'])}"
        grid.add_row(*cells, risk, money(row["cost"]), money(row["saves"]))
    more = chosen.height - shown.height
    parts: list[RenderableType] = [Text("Most valuable lines", style="bold"), grid]
    if more:
        parts.append(Text(f"and {more:,} more in orders.csv", style="dim"))
    return Group(*parts)


def _amount(row: dict[str, Any], *, has_packs: bool) -> Text:
    if has_packs and row["pack"] != 1:
        return Text(f"{row['packs']:,.10g} × {row['pack']:,.10g}")
    return Text(f"{row['units']:,.10g}")


def describe_transfers(table: pl.DataFrame, saves: float) -> Text | None:
    """What to move between stores first, in a line; None where nothing is.

    Args:
        table: A row a movement.
        saves: Money that all of them save.
    """
    if not table.height:
        return None
    return Text.assemble(
        (f"Move first: {table['units'].sum():,.10g} units", "bold green"),
        f" in {wording.counted(table.height, 'movement')} (transfers.csv); it saves about {money(saves)}.",
    )


def describe_order(told: OrderSummary) -> Group:
    """The answer: what it costs, what it saves, and what share of demand is served."""
    if not told.lines:
        head = Text(f"Nothing to order on {told.order_day}: ", style="bold green")
        head.append(f"{wording.counted(told.considered, 'series')} looked at.", "default")
    else:
        head = Text.assemble(
            (f"Order {wording.counted(told.lines, 'line')} for {money(told.cost)}", "bold green"),
            f"{_whom(told)}; it saves about {money(told.saves)} until the next orders arrive.",
        )
    lines = [head]
    if math.isfinite(told.fill_with):
        lines.append(
            Text.assemble(
                "Demand served: ",
                (wording.percent(told.fill_with, digits=1), "bold green"),
                f" with this order, {wording.percent(told.fill_without, digits=1)} without it.",
            )
        )
    return Group(*lines)


def _whom(told: OrderSummary) -> str:
    named = [supplier for supplier in told.suppliers if supplier.name]
    return f" from {wording.counted(len(named), 'supplier')}" if named else ""
