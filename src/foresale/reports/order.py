"""The page of an order: what to order of whom and why, and what more or less money buys."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.notes import Note
from foresale.reports import wording
from foresale.reports.axes import Axis
from foresale.reports.chart_layers import Line
from foresale.reports.charts import Chart, Drawing, MarkedSpan, draw
from foresale.reports.order_summary import OrderSummary
from foresale.reports.order_warnings import order_warnings
from foresale.reports.page import render
from foresale.reports.warning import ReportWarning

MAX_LINES = 40
MAX_SUPPLIERS = 30
MAX_WATCHED = 12
MAX_REJECTS = 10


@dataclass(frozen=True)
class OrderReport:
    """What the page shows.

    Attributes:
        table: One row for each series that was considered, from `order_table`.
        summary: The order in a few numbers.
        money: Amounts of money, ascending.
        saves: What each saves at best.
        fill: The share of demand that each serves at best.
        budget: Money to be spent at most; None without a limit.
        notes: What was inferred, assumed and done.
        set_aside: Rows and series that weren't used: `file`, `row`, `column`, `value`, `reason`.
        warnings: What to know of the forecast it rests on.
        transfers: What to move between stores first: `from`, `to`, further keys, `units`.
        transfers_save: Money that this saves.
    """

    table: pl.DataFrame
    summary: OrderSummary
    money: Array
    saves: Array
    fill: Array
    budget: float | None
    notes: Sequence[Note]
    set_aside: pl.DataFrame
    warnings: Sequence[ReportWarning] = ()
    transfers: pl.DataFrame = field(default_factory=pl.DataFrame)
    transfers_save: float = 0.0


def order_report(report: OrderReport) -> str:
    """The whole page, to be written to one `.html` file."""
    summary, table = report.summary, report.table
    chosen = table.filter(pl.col("units") > 0)
    day = np.datetime64(summary.order_day, "D")
    late = table.filter(pl.col("chance_out_before") >= 0.5).sort(
        "chance_out_before", "sells_before", descending=True
    )
    over = _overstock(table)
    return render(
        "order.html.j2",
        title=f"Order of {wording.day(day)}",
        day=wording.day(day, weekday=True),
        summary=summary,
        headline=_headline(summary),
        cost=money(summary.cost),
        saves=money(summary.saves),
        lead=_lead(summary),
        warnings=order_warnings(summary, report.notes, report.budget, report.warnings),
        suppliers=_suppliers(summary, chosen),
        n_suppliers=len(summary.suppliers),
        has_packs=bool((chosen["pack"] > 1).any()) if chosen.height else False,
        late=[_line(row) for row in late.head(MAX_WATCHED).iter_rows(named=True)],
        n_late=late.height,
        over=[_line(row) for row in over.head(MAX_WATCHED).iter_rows(named=True)],
        n_over=over.height,
        fill_chart=_fill_chart(report) if report.money[-1] > 0 and chosen.height else None,
        saves_chart=_saves_chart(report) if report.money[-1] > 0 and chosen.height else None,
        money_rows=_money_rows(report) if chosen.height else [],
        moves=[_move(row) for row in report.transfers.head(MAX_LINES).iter_rows(named=True)],
        n_moves=report.transfers.height,
        moves_save=money(report.transfers_save),
        notes=list(dict.fromkeys(report.notes)),
        rejects=report.set_aside.head(MAX_REJECTS).to_dicts(),
        n_rejects=report.set_aside.height,
    )


def _headline(summary: OrderSummary) -> str:
    if not summary.lines:
        return "Nothing to order today"
    return f"Order {wording.counted(summary.lines, 'line')} for {money(summary.cost)}"


def _lead(summary: OrderSummary) -> str:
    """The answer in two sentences."""
    if not summary.lines:
        if not summary.considered:
            return "No series has stock and a lead time."
        return (
            f"All {wording.counted(summary.considered, 'series')} have enough until the next order can arrive"
            f"{_format_fill(summary.fill_with)}."
        )
    whom = (
        f"from {wording.counted(len(summary.suppliers), 'supplier')}"
        if any(supplier.name for supplier in summary.suppliers)
        else ""
    )
    saved = f"saves about {money(summary.saves)}" if summary.saves > 0 else "costs more than it saves"
    served = ""
    if math.isfinite(summary.fill_with):
        served = (
            f" It serves {wording.percent(summary.fill_with, digits=1)} of the demand until the next "
            "order can arrive; "
            f"without it {wording.percent(summary.fill_without, digits=1)}."
        )
    return (
        f"{wording.number(summary.units)} units {whom}".strip()
        + f": the order {saved} until the next ones arrive.{served}"
    )


def _move(row: dict[str, Any]) -> dict[str, str]:
    """Units that go from one store to another."""
    what = " · ".join(str(value) for name, value in row.items() if name not in ("from", "to", "units"))
    return {
        "what": what, "from": row["from"], "to": row["to"], "units": wording.number(row["units"])
    }  # fmt: skip


def _format_fill(fill: float) -> str:
    return f": {wording.percent(fill, digits=1)} of their demand is served" if math.isfinite(fill) else ""


def money(value: float) -> str:
    """An amount of money, without a currency: whole from 100 on.

    Examples:
        >>> money(1234.4), money(12.5), money(-3)
        ('1,234', '12.50', '−3.00')
    """
    if not math.isfinite(value):
        return "–"
    text = f"{abs(value):,.0f}" if abs(value) >= 99.995 else f"{abs(value):,.2f}"
    return f"−{text}" if value < 0 and text.strip("0.,") else text


def _suppliers(summary: OrderSummary, chosen: pl.DataFrame) -> list[dict[str, Any]]:
    found = []
    for supplier in summary.suppliers[:MAX_SUPPLIERS]:
        rows = chosen.filter(pl.col("supplier") == supplier.name)
        found.append(
            {
                "name": supplier.name or ("Without a supplier" if len(summary.suppliers) > 1 else ""),
                "order_on": wording.day(np.datetime64(supplier.order_on, "D"), weekday=True),
                "is_today": supplier.order_on == summary.order_day,
                "lines": supplier.lines,
                "units": wording.number(supplier.units),
                "cost": money(supplier.cost),
                "saves": money(supplier.saves),
                "rows": [_line(row) for row in rows.head(MAX_LINES).iter_rows(named=True)],
            }
        )
    return found


def _line(row: dict[str, Any]) -> dict[str, Any]:
    packs, pack = row["packs"], row["pack"]
    return {
        "name": row["series"],
        "units": f"{row['units']:,.10g}",
        "packs": f"{packs:,.10g} × {pack:,.10g}" if pack != 1 else "",
        "arrives_on": wording.day(np.datetime64(row["arrives_on"], "D"), year=False, weekday=True),
        "on_hand": f"{row['on_hand']:,.4g}",
        "on_the_way": f"{row['on_the_way']:,.4g}",
        "cover": _days(row["days_of_cover"]),
        "cover_with": _days(row["days_with_order"]),
        "out_before": chance(row["chance_out_before"]),
        "out_without": chance(row["chance_out_without"]),
        "out_with": chance(row["chance_out_with"]),
        "cost": money(row["cost"]),
        "saves": money(row["saves"]),
        "worth": money(row["on_hand"] * row["unit_cost"]),
        "supplier": row["supplier"],
        "why": row["why"],
    }


def chance(share: float) -> str:
    r"""A chance as a share of a hundred, never a certainty that isn't one.

    Examples:
        >>> chance(0.004), chance(0.998), chance(0.25)
        ('<\xa01\xa0%', '>\xa099\xa0%', '25\xa0%')
    """
    if 0 < share < 0.01:
        return "<\u00a01\u00a0%"
    return ">\u00a099\u00a0%" if 0.99 < share < 1 else wording.percent(share)


def _days(value: float | None) -> str:
    if value is None:
        return "no end"
    return "> 1 year" if value > 366 else f"{value:,.0f}" if value >= 9.5 else f"{value:.1f}"


def _overstock(table: pl.DataFrame) -> pl.DataFrame:
    from foresale.reports.order_summary import OVERSTOCK_DAYS

    lasting = pl.col("days_of_cover").fill_null(1e9) > OVERSTOCK_DAYS
    return table.filter(lasting & (pl.col("on_hand") > 0)).sort(
        pl.col("on_hand") * pl.col("unit_cost"), descending=True
    )


def _place_of(report: OrderReport) -> int:
    return int(np.searchsorted(report.money, report.summary.cost * (1 - 1e-9)))


def _axis(report: OrderReport) -> Axis:
    names = [f"With {money(value)}" for value in report.money]
    step = max(1, (len(names) - 1) // 4)
    return Axis(names, [(at, money(report.money[at])) for at in range(0, len(names), step)])


def _fill_chart(report: OrderReport) -> Drawing:
    at = min(_place_of(report), len(report.money) - 1)
    return draw(
        Chart(
            f"Share of demand served by the money spent: {wording.percent(report.fill[0])} without any, "
            f"{wording.percent(report.summary.fill_with)} with this order.",
            _axis(report),
            [Line("Demand served", report.fill, "forecast")],
            [MarkedSpan(0, at + 1, "this order")],
            write=_precise_percent,
            ticks=wording.percent_ticks,
        )
    )


def _saves_chart(report: OrderReport) -> Drawing:
    at = min(_place_of(report), len(report.money) - 1)
    return draw(
        Chart(
            f"Money saved by the money spent: {money(report.summary.saves)} with this order.",
            _axis(report),
            [Line("Saved until the next orders arrive", report.saves, "forecast")],
            [MarkedSpan(0, at + 1, "this order")],
        )
    )


def _precise_percent(share: float | None) -> str:
    return wording.percent(share, digits=1)


def _money_rows(report: OrderReport) -> list[dict[str, str]]:
    """A few amounts of money and what they buy, this order's among them."""
    cost = report.summary.cost
    found = []
    for share, name in (
        (0, "nothing"),
        (0.25, "a quarter of it"),
        (0.5, "half of it"),
        (0.75, "three quarters"),
        (1, "this order"),
        (1.25, "a quarter more"),
    ):
        amount = cost * share
        if amount > report.money[-1] * 1.0001:
            continue
        is_order = share == 1
        saves = report.summary.saves if is_order else float(np.interp(amount, report.money, report.saves))
        fill = report.summary.fill_with if is_order else float(np.interp(amount, report.money, report.fill))
        found.append(
            {
                "name": name,
                "money": money(amount),
                "saves": money(saves),
                "fill": wording.percent(fill, digits=1),
                "is_order": "yes" if is_order else "",
            }
        )
    return found
