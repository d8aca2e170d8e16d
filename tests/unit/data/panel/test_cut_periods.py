"""A newest or first period that was cut off, against a slump, a season and a launch."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.frequency import Frequency
from foresale.notes import Note
from foresale.panel import Panel
from foresale.sales import ColumnRoles, Sales


def monthly(n_series: int = 8, n_months: int = 40, seed: int = 1, year: int = 12) -> np.ndarray:
    rng = np.random.default_rng(seed)
    level = np.exp(rng.normal(5, 0.8, n_series))[:, None]
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(n_months) / year)
    return np.round(level * season * np.exp(rng.normal(0, 0.12, (n_series, n_months))))


def read(
    units: np.ndarray, incomplete_last: str = "drop", starts: np.ndarray | None = None
) -> tuple[Panel, tuple[Note, ...]]:
    n_series, n_periods = units.shape
    if starts is None:
        months = np.datetime64("2020-01", "M") + np.arange(n_periods).astype("timedelta64[M]")
        starts = months.astype("datetime64[D]")
    frame = pl.DataFrame(
        {
            "day": np.tile(starts, n_series),
            "item": np.repeat([f"i{i}" for i in range(n_series)], n_periods),
            "units": units.ravel(),
        }
    )
    options = PanelOptions(incomplete_last=incomplete_last)  # type: ignore[arg-type]
    return build_panel(Sales(frame, ColumnRoles(date="day", target="units", keys=("item",))), options)


@given(share=st.floats(0.1, 0.45), seed=st.integers(0, 200))
def test_a_month_cut_early_is_left_out_and_said_with_both_amounts(share: float, seed: int) -> None:
    units = monthly(seed=seed)
    units[:, -1] = np.round(units[:, -1] * share)
    panel, notes = read(units)
    assert panel.n_periods == 39
    assert np.nansum(panel.target) == units[:, :-1].sum()
    note = next(note for note in notes if note.rule == "incomplete_last_period")
    assert f"holds {units[:, -1].sum():,.0f}" in note.text
    assert note.evidence is not None
    assert len(note.evidence.readings) == 2


def test_a_cut_month_counts_where_asked() -> None:
    units = monthly()
    units[:, -1] = np.round(units[:, -1] * 0.25)
    panel, notes = read(units, "keep")
    assert panel.n_periods == 40
    assert not any(note.rule.startswith("incomplete") for note in notes)


@given(seed=st.integers(0, 200))
def test_whole_months_are_left_alone(seed: int) -> None:
    panel, notes = read(monthly(seed=seed))
    assert panel.n_periods == 40
    assert not any(note.rule in ("incomplete_last_period", "low_newest_period") for note in notes)


def test_a_seasonal_low_that_comes_each_year_is_no_cut() -> None:
    units = monthly(n_months=43)
    units[:, 6::12] = np.round(units[:, 6::12] * 0.3)
    assert read(units)[0].n_periods == 43


def test_a_slump_that_strikes_some_series_and_not_others_is_no_cut() -> None:
    units = monthly()
    units[:5, -1] = np.round(units[:5, -1] * 0.1)
    panel, notes = read(units)
    assert panel.n_periods == 40
    assert not any(note.rule == "incomplete_last_period" for note in notes)


def test_one_series_alone_keeps_its_low_month_is_said_and_can_leave_it_out() -> None:
    units = monthly(n_series=1)
    units[:, -1] = np.round(units[:, -1] * 0.25)
    panel, notes = read(units)
    assert panel.n_periods == 40
    text = next(note.text for note in notes if note.rule == "low_newest_period")
    assert "may be incomplete" in text
    assert 'incomplete_last="newest"' in text
    without, _ = read(units, "newest")
    assert without.n_periods == 39
    assert np.nansum(without.target) == units[:, :-1].sum()


def test_a_first_month_that_began_late_is_left_out_too() -> None:
    units = monthly()
    units[:, 0] = np.round(units[:, 0] * 0.2)
    panel, notes = read(units)
    assert panel.n_periods == 39
    assert str(panel.dates[0]) == "2020-02-01"
    assert any(note.rule == "incomplete_first_period" for note in notes)


def test_a_january_after_the_first_december_known_is_no_cut() -> None:
    units = np.tile(monthly(n_series=8, n_months=1), (1, 13))
    units[:, 11] *= 2
    assert read(np.round(units * np.linspace(0.9, 1.1, 13)))[0].n_periods == 13


@pytest.mark.parametrize(("step", "freq"), [(7, Frequency.WEEK), (14, Frequency.FORTNIGHT)])
def test_a_cut_week_or_fortnight_is_left_out(step: int, freq: Frequency) -> None:
    units = monthly(n_months=60, year=364 // step)
    units[:, -1] = np.round(units[:, -1] * 0.2)
    starts = np.datetime64("2023-01-02", "D") + step * np.arange(60).astype("timedelta64[D]")
    panel, _ = read(units, starts=starts)
    assert panel.freq is freq
    assert panel.n_periods == 59
