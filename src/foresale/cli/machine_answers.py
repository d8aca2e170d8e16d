"""What commands answer machines, and the numbers that people read too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import polars as pl

from foresale.forecasting.results import Backtest, Forecast
from foresale.forecasting.trained.forecaster import Prediction
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
    """The periods ahead and their sum with its 80 % range."""
    mean, low, high, _ = whole_total(made)
    return {
        "dates": {"first": str(made.dates[0]), "last": str(made.dates[-1])},
        "total": {"mean": mean, "q0.1": low, "q0.9": high},
    }


def whole_total(made: Forecast | Prediction) -> tuple[float, float, float, bool]:
    """Mean and 80 % range of everything ahead, and whether the range could only be added up."""
    return float(made.mean.sum()), *total_range(made.totals.filter(pl.col("level") == "total"))
