"""Charts as shapes: what is drawn is what was given."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from foresale.frequency import Frequency, next_periods
from foresale.reports.axes import Axis, date_axis
from foresale.reports.chart_layers import Band, Bars, Boxes, Line, Whiskers
from foresale.reports.charts import Chart, MarkedSpan, draw
from foresale.reports.shapes import HEIGHT, WIDTH, band_path, line_path, scale_of, sparkline

AXIS = Axis(["one", "two", "three"], [(0, "1")])


def points(path: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)", path)]


@pytest.mark.parametrize("values", [[0.0], [3.0, 41.0], [-7.0, 2.0], [1e9], [0.003], [np.nan], []])
def test_a_scale_holds_zero_and_every_value_and_has_few_round_steps(values):
    low, high, steps = scale_of([np.array(values, dtype=float)])
    known = [value for value in values if np.isfinite(value)]
    assert low <= min([0, *known])
    assert high >= max([0, *known])
    assert 0 in steps
    assert 2 <= len(steps) <= 8


def test_a_line_rises_where_its_values_rise_and_breaks_where_they_are_unknown():
    path = line_path(np.array([0.0, 5.0, np.nan, 10.0]), 0, 10)
    assert points(path) == [(500, HEIGHT), (1500, HEIGHT // 2), (3500, 0)]
    assert path.count("M") == 2


def test_a_band_goes_along_the_top_and_back_along_the_bottom():
    path = band_path(np.array([1.0, 1.0]), np.array([3.0, 4.0]), 0, 4)
    assert points(path) == [
        (WIDTH // 4, 500),
        (3 * WIDTH // 4, 0),
        (3 * WIDTH // 4, 1500),
        (WIDTH // 4, 1500),
    ]


def test_bars_end_at_their_values_on_the_scale():
    drawing = draw(Chart("", AXIS, [Bars("Sold", np.array([2.0, 4.0, np.nan]), "actual")]))
    ((_, path),) = drawing.paths
    assert drawing.y_ticks[-1] == (100.0, "4")
    assert [int(top) for top in re.findall(r"V(\d+)h", path)] == [HEIGHT // 2, 0]


def test_readings_give_every_known_value_under_its_name_and_the_newest_of_pieces_drawn_apart():
    values = np.array([1.0, 2.0, np.nan])
    newer = np.array([np.nan, 7.0, 8.0])
    low, high = np.array([np.nan, 1.0, 2.0]), np.array([np.nan, 3.0, 4.0])
    layers = [Line("Forecast", values, "a"), Line("Forecast", newer, "a"), Band("Range", low, high)]
    readings = json.loads(draw(Chart("", AXIS, layers)).readings)
    assert readings["names"] == ["one", "two", "three"]
    assert readings["rows"] == [["Forecast", "a", ["1", "7", "8"]], ["Range", "band", ["", "1–3", "2–4"]]]


def test_boxes_read_out_their_median_middle_half_and_whiskers():
    one = np.ones(1)
    layer = Boxes("weekday", one, 2 * one, 3 * one, 4 * one, 5 * one)
    readings = json.loads(draw(Chart("", Axis(["Mon"], []), [layer])).readings)
    assert [(label, texts) for label, _, texts in readings["rows"]] == [
        ("Median", ["3"]), ("Middle half", ["2–4"]), ("Whiskers", ["1–5"]),
    ]  # fmt: skip


def test_whiskers_stand_on_the_last_of_two_sets_of_bars():
    bars = [Bars(name, np.array([4.0]), name) for name in ("before", "forecast")]
    drawing = draw(Chart("", Axis(["w"], []), [*bars, Whiskers("Range", np.array([3.0]), np.array([4.0]))]))
    left, width = re.match(r"M(\d+) \d+V\d+h(\d+)", drawing.paths[1][1]).groups()
    at, top = points(drawing.paths[2][1])[0]
    assert int(left) < at < int(left) + int(width)
    assert top == 0


def test_a_zone_covers_its_share_of_the_axis():
    drawing = draw(Chart("", AXIS, [Line("a", np.ones(3), "a")], (MarkedSpan(1, 3, "unseen"),)))
    assert drawing.zones == [(33.33, 66.67, "unseen")]


@pytest.mark.parametrize(
    ("freq", "count", "first"),
    [("D", 30, "5 Feb"), ("D", 200, "Feb\n2024"), ("D", 2000, "2025"), ("W", 10, "8 Feb"), ("M", 6, "Mar")],
)
def test_dates_along_the_bottom_are_few_and_round(freq, count, first):
    frequency = Frequency(freq)
    axis = date_axis(next_periods(np.datetime64("2024-02-01"), frequency, count), frequency)
    assert len(axis.names) == count
    assert axis.ticks[0][1] == first
    assert len(axis.ticks) <= 6


def test_a_sparkline_joins_the_forecast_to_the_past_on_one_scale():
    past, ahead = sparkline(np.array([1.0, 2.0]), np.array([4.0]))
    assert points(past)[-1] == points(ahead)[0]
    assert points(ahead)[-1][1] == 0


def test_a_sparkline_draws_the_way_to_the_forecast_as_past_so_that_no_fall_is_forecast():
    past, ahead = sparkline(np.array([9.0, 9.0]), np.array([3.0, 3.0, 3.0]))
    assert len({y for _, y in points(ahead)}) == 1
    assert points(past)[-1] == points(ahead)[0]


def test_a_sparkline_of_nothing_is_flat_and_does_not_fail():
    past, _ = sparkline(np.zeros(3), np.zeros(2))
    assert {y for _, y in points(past)} == {HEIGHT}
