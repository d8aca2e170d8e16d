"""`fs.read`, then `fs.series` or `fs.forecast`: what reading was told holds for the series too."""

import subprocess
import sys
from datetime import datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import foresale as fs
from foresale.library.arguments import forecast_options
from foresale.workflows.files.make_forecast import prepare
from foresale.workflows.files.predict import panel_options

DAYS = 30
KNOWN = {"target": "units", "keys": ["item"], "transaction": "invoice"}


def _rows(*, doubled=False):
    """Two products whose names differ in case, times with an offset, and perhaps some lines twice."""
    first = datetime(2024, 1, 1, 23, 30)
    lines = [
        {
            "time": f"{(first + timedelta(days=day)).isoformat()}+00:00",
            "item": item,
            "invoice": f"{item}{day}",
            "units": 3 + day % 5,
        }
        for day in range(DAYS)
        for item in ("Tea", "TEA")
    ]
    return pl.DataFrame(lines + (lines[::7] if doubled else []))


@pytest.mark.parametrize(
    "options",
    [
        {"key_spelling": "keep"},
        {"key_spelling": "merge-likely"},
        {"duplicates": "keep"},
        {"time_zone": "Europe/Berlin"},
        {"key_spelling": "keep", "duplicates": "keep", "time_zone": "Europe/Berlin"},
    ],
)
def test_rows_read_before_make_the_series_that_the_file_makes(tmp_path, options):
    rows, file = _rows(doubled="duplicates" in options), tmp_path / "sales.csv"
    rows.write_csv(file)
    at_once = fs.series(file, **KNOWN, **options).to_frame()
    assert_frame_equal(fs.series(fs.read(file, **KNOWN, **options)).to_frame(), at_once)
    assert_frame_equal(fs.series(fs.read(rows, **KNOWN, **options)).to_frame(), at_once)
    ready = prepare(fs.read(rows, **KNOWN, **options), forecast_options(None, {}, "forecast"))
    assert_frame_equal(ready.panel.to_frame(), at_once)


def test_each_option_of_reading_makes_other_series():
    plain = fs.series(fs.read(_rows(), **KNOWN)).panel
    assert plain.n_series == 1
    assert fs.series(fs.read(_rows(), **KNOWN, key_spelling="keep")).panel.n_series == 2
    assert fs.profile(fs.read(_rows(), **KNOWN, key_spelling="keep")).overview.series == 2
    abroad = fs.series(fs.read(_rows(), **KNOWN, time_zone="Europe/Berlin")).panel
    assert abroad.dates[0] > plain.dates[0]


def test_what_series_are_told_wins_over_what_reading_was_told():
    sales = fs.read(_rows(doubled=True), **KNOWN, duplicates="keep")
    once, twice = fs.series(sales, duplicates="drop").panel.target, fs.series(sales).panel.target
    assert once.sum() < twice.sum()


def test_a_saved_model_makes_series_of_new_rows_as_the_old_ones_were_read(tmp_path):
    sales = fs.read(_rows(), **KNOWN, key_spelling="keep", time_zone="Europe/Berlin")
    fs.forecast(sales, 3, models=["moving_average"]).save(tmp_path / "kept")
    rules = panel_options(fs.load(tmp_path / "kept").forecaster)
    assert (rules.key_spelling, rules.duplicates, rules.time_zone) == ("keep", "drop", "Europe/Berlin")


def test_making_series_loads_nothing_that_forecasts() -> None:
    code = "import sys, foresale; foresale.series; print('foresale.forecasting.backtesting' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
