"""What commands answer machines, and the numbers that people read too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import polars as pl

from foresale.forecasting.results import Backtest, Forecast, Prediction
from foresale.notes import Note
from foresale.panel import Panel
from foresale.reports.answer import total_range
from foresale.reports.warning import ReportWarning
from foresale.sales import Sales
from foresale.workflows.files.make_forecast import Prepared


def about_sales(sales: Sales | Prepared, panel: Panel) -> dict[str, Any]:
    """What was read: rows, series, span, and which column plays which part."""
    return {
        "rows": sales.n_rows,
        "rejected": sales.rejects.height,
        "columns": asdict(sales.roles),
        "series": panel.n_series,
        "freq": panel.freq.value,
        "periods": panel.n_periods,
        "first": str(panel.dates[0]),
        "last": str(panel.dates[-1]),
    }


def about_backtest(backtest: Backtest) -> dict[str, Any]:
    """The champion, the leaderboard and its accuracy by level."""
    return {
        "horizon": backtest.horizon,
        "champion": asdict(backtest.champion),
        "leaderboard": backtest.leaderboard.to_dicts(),
        "by_level": backtest.by_level.to_dicts(),
    }


def about_notes(notes: Iterable[Note], warnings: Iterable[ReportWarning]) -> dict[str, Any]:
    """Everything decided on the way with its evidence, and what to know before using the answer."""
    return {
        "notes": [asdict(note) for note in notes],
        "warnings": [asdict(warning) for warning in warnings],
    }


def about_total(made: Forecast | Prediction) -> dict[str, Any]:
    """The periods ahead and their sum with its 80 % range.

    Where there are several units each has its own in `totals`, and `total` says of which it is.
    """
    dates = {"dates": {"first": str(made.dates[0]), "last": str(made.dates[-1])}}
    by_unit = {
        name: {"mean": mean, "q0.1": low, "q0.9": high} for name, mean, low, high, _ in totals_ahead(made)
    }
    if list(by_unit) == ["total"]:
        return {**dates, "total": by_unit["total"]}
    first = next(iter(by_unit))
    return {**dates, "total": {**by_unit[first], "unit": first}, "totals": by_unit}


def totals_ahead(made: Forecast | Prediction) -> list[tuple[str, float, float, float, bool]]:
    """For each unit, or "total": its mean, 80 % range, and whether that could only be added up."""
    totals = made.totals.filter(pl.col("level") == "total")
    names = totals["name"].unique(maintain_order=True).to_list()
    if len(names) < 2:
        return [("total", float(made.mean.sum()), *total_range(totals))]
    found = []
    for name in names:
        part = totals.filter(pl.col("name") == name)
        finest = part.filter(pl.col("grain") == part["grain"][0])
        found.append((name, float(finest["mean"].sum()), *total_range(part)))
    return found
