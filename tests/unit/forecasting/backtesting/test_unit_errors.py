"""The champion's error in each unit of measure."""

from __future__ import annotations

import dataclasses
import datetime

import numpy as np
import polars as pl
import pytest

from foresale.forecasting.backtesting.unit_errors import unit_error_notes
from foresale.forecasting.results import QUANTILES, Fold
from foresale.forecasting.scores import history_scale, score_fold
from foresale.frequency import Frequency
from foresale.panel import Panel


def _panel(units):
    dates = np.arange(np.datetime64("2024-01-01"), np.datetime64("2024-01-15"))
    series = pl.DataFrame({"product": ["a", "b", "c"], "unit": units})
    return Panel(
        series=series,
        dates=dates,
        freq=Frequency.DAY,
        target=np.ones((3, 14)),
        closed=np.zeros((3, 14), dtype=bool),
        censored=np.zeros((3, 14), dtype=bool),
        keys=("product",),
        target_name="qty",
        unit_column="unit",
    )


def _fold(actual, mean):
    return Fold(
        cutoff=12,
        dates=np.array([datetime.date(2024, 1, 13)], dtype="datetime64[D]"),
        actual=np.array(actual, dtype=float),
        means={"m": np.array(mean, dtype=float)},
        quantiles={},
        is_test=False,
        launched=np.full((3, 1), np.nan),
    )


def test_each_unit_has_an_error_of_its_own():
    fold = _fold([[10], [10], [1000]], [[12], [9], [1500]])
    (note,) = unit_error_notes(_panel(["EA", "EA", "KG"]), [fold], "m")
    assert "EA 15.0\u00a0%" in note.text
    assert "KG 50.0\u00a0%" in note.text


def test_nothing_is_said_where_all_is_in_one_unit():
    fold = _fold([[10], [10], [1000]], [[12], [9], [1500]])
    assert unit_error_notes(_panel(["EA", "EA", "EA"]), [fold], "m") == []


def test_errors_of_all_series_dont_add_pieces_to_kilograms():
    panel = _panel(["EA", "EA", "KG"])
    panel.target[2] = 1000.0
    actual, mean = np.array([[1.0], [1.0], [1000.0]]), np.array([[2.0], [1.0], [1000.0]])
    quantiles = np.repeat(mean[:, :, None], len(QUANTILES), axis=2)
    found = score_fold(actual, mean, quantiles, history_scale(panel))
    assert (found["wape"], found["mae"]) == pytest.approx((1 / 3, 1 / 3))
    grams = dataclasses.replace(panel, target=panel.target * [[1], [1], [1000]])
    thousand = np.array([[1], [1], [1000]])
    same = score_fold(
        actual * thousand, mean * thousand, quantiles * thousand[..., None], history_scale(grams)
    )
    assert same["wape"] == pytest.approx(found["wape"])
