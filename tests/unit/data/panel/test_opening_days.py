"""Closed days as a column says them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.forecasting.lifecycle.lifecycle import without_trade


def rows(n_days: int, ahead: int, *, column: str = "Open", opened: tuple[int, int] = (1, 0)) -> pl.DataFrame:
    """Two stores that close on every 11th day, with zeros written down, and a plan that goes on."""
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(n_days + ahead)]
    shut = [i % 11 == 5 for i in range(n_days + ahead)]
    return pl.DataFrame(
        {
            "Date": days * 2,
            "Store": ["1"] * len(days) + ["2"] * len(days),
            "Sales": [None if i >= n_days else 0 if shut[i] else 20 + i % 7 for i in range(len(days))] * 2,
            column: [opened[1] if closed else opened[0] for closed in shut] * 2,
        }
    )


@pytest.mark.parametrize(("column", "opened"), [("Open", (1, 0)), ("IsClosed", (0, 1)), ("Offen", (1, 0))])
def test_days_that_a_column_calls_closed_are_closed_and_teach_nothing(column, opened):
    sales = read_sales(rows(120, 22, column=column, opened=opened))
    panel, notes = build_panel(sales)
    expected = np.arange(panel.n_periods) % 11 == 5
    np.testing.assert_array_equal(panel.closed[0], expected)
    assert np.isnan(panel.target[:, expected]).all()
    assert any(note.rule == "closed_by_column" and column in note.text for note in notes)


def test_days_ahead_that_the_plan_calls_closed_are_forecast_as_zero():
    panel, _ = build_panel(read_sales(rows(120, 22)))
    expected = (np.arange(22) + 120) % 11 == 5
    np.testing.assert_array_equal(without_trade(panel, 22), [expected, expected])


def test_a_column_that_sales_contradict_closes_nothing():
    frame = rows(120, 0).with_columns(
        pl.when(pl.col("Sales") == 0).then(15).otherwise(pl.col("Sales")).alias("Sales")
    )
    panel, notes = build_panel(read_sales(frame, options=ReadOptions(known_ahead=("Open",))))
    assert not panel.closed.any()
    assert not any(note.rule == "closed_by_column" for note in notes)
