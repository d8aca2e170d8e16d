"""What a missing row means, judged series by series."""

from datetime import date, timedelta

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

START = date(2023, 1, 2)  # a Monday
DAILY = PanelOptions(freq=Frequency.DAY)


def panel_of(rows: list[tuple[str, int, float]], key: str = "product") -> tuple[Panel, tuple[Note, ...]]:
    """A daily panel of rows (series, days since the start, units)."""
    frame = pl.DataFrame(
        [{"day": START + timedelta(day), key: name, "units": units} for name, day, units in rows]
    )
    return build_panel(Sales(frame, ColumnRoles(date="day", target="units", keys=(key,))), DAILY)


def fast(name: str, days: int = 365) -> list[tuple[str, int, float]]:
    rng = np.random.default_rng(len(name))
    return [(name, day, float(units)) for day, units in enumerate(rng.poisson(9, days) + 1)]


def series(panel: Panel, name: str) -> np.ndarray:
    return panel.target[panel.series["product"].to_list().index(name)]


@given(share=st.floats(0.02, 0.4), seed=st.integers(0, 1000))
def test_a_slow_seller_among_daily_ones_sold_nothing_on_its_other_days(share: float, seed: int) -> None:
    sold = np.flatnonzero(np.random.default_rng(seed).random(364) < share).tolist()
    rows = [row for name in ("a", "bb", "ccc") for row in fast(name)]
    panel, _ = panel_of([*rows, ("slow", 0, 1.0), *[("slow", day + 1, 1.0) for day in sold]])
    slow = series(panel, "slow")
    assert not np.isnan(slow).any()
    assert slow.sum() == 1 + len(sold)


def test_a_few_lost_days_of_a_daily_seller_are_unknown_and_both_groups_are_said() -> None:
    rows = [row for name in ("a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg") for row in fast(name)]
    lost = [row for row in rows if not (row[0] == "a" and row[1] in (40, 41, 42, 200))]
    slow = [("slow", day, 1.0) for day in range(0, 364, 23)]
    panel, notes = panel_of([*lost, *slow])
    assert np.isnan(series(panel, "a")[[40, 41, 42, 200]]).all()
    assert np.nansum(series(panel, "slow")) == len(slow)
    texts = {note.rule: note.text for note in notes}
    assert "in 1 series: not known" in texts["missing_is_unknown"]
    assert "in 1 series: nothing sold" in texts["missing_is_zero"]


def test_zeros_that_some_series_write_down_say_nothing_of_one_that_never_does() -> None:
    full = [(name, day, float(day % 3)) for name in ("a", "b", "c") for day in range(200)]
    sparse = [("d", day, 2.0) for day in range(0, 200, 9)]
    panel, _ = panel_of([row for row in full if row != ("a", 50, 2.0)] + sparse)
    assert np.isnan(series(panel, "a")[50])
    assert not np.isnan(series(panel, "d")).any()


def test_a_long_closure_of_a_daily_shop_is_unknown_and_no_zero_demand() -> None:
    rows = [row for name in ("a", "bb", "ccc") for row in fast(name)]
    panel, _ = panel_of([row for row in rows if not (row[0] == "bb" and 100 <= row[1] < 190)])
    assert np.isnan(series(panel, "bb")[100:190]).all()


def test_in_a_list_of_sales_a_product_that_hardly_misses_a_day_sold_nothing_then() -> None:
    rng = np.random.default_rng(5)
    rows = [(f"p{i:02}", int(day), 1.0) for i in range(30) for day in np.flatnonzero(rng.random(200) < 0.2)]
    often = [("often", day, 2.0) for day in range(200) if day not in (30, 77, 120)]
    panel, _ = panel_of(rows + often)
    assert series(panel, "often")[[30, 77, 120]].tolist() == [0, 0, 0]


def test_shops_that_close_on_different_weekdays_are_closed_on_their_own() -> None:
    rows = [(f"s{shut}", day, 20.0) for shut in (0, 3, 6) for day in range(140) if day % 7 != shut]
    panel, notes = panel_of(rows, key="place")
    for row, shut in enumerate((0, 3, 6)):
        closed = np.flatnonzero(panel.closed[row])
        assert set(closed % 7) == {shut}
    assert any(note.rule == "closed_weekdays" for note in notes)


def test_a_weekday_that_is_slow_for_all_closes_no_product() -> None:
    random = np.random.default_rng(4)
    chance = np.array([0.6, 0.4, 0.12, 0.5, 0.6, 0.55, 0.55])
    rows = [
        (f"p{item:02}", int(day), 2.0)
        for item in range(17)
        for day in np.flatnonzero(random.random(1456) < chance[np.arange(1456) % 7] * (0.08 + 0.05 * item))
    ]
    assert not panel_of(rows)[0].closed.any()


def test_most_shops_closed_on_a_day_are_closed_though_one_is_open() -> None:
    rows = [(f"s{shop}", day, 20.0) for shop in range(10) for day in range(140) if day % 7 != 6 or shop == 3]
    closed = panel_of(rows, key="place")[0].closed
    assert [bool(row.any()) for row in closed] == [shop != 3 for shop in range(10)]


@pytest.mark.parametrize("seed", range(5))
def test_a_web_shop_with_an_order_on_one_day_in_five_was_never_closed(seed: int) -> None:
    sold = np.flatnonzero(np.random.default_rng(seed).random(120) < 0.2)
    panel, notes = panel_of([("lamp", int(day), 1.0) for day in sold])
    assert not panel.closed.any()
    assert np.nansum(panel.target) == len(sold)
    assert not any("100" in note.text for note in notes)


def test_seven_days_of_history_close_nothing() -> None:
    panel, _ = panel_of([("a", day, 5.0) for day in (0, 1, 2, 3, 4, 6)])
    assert not panel.closed.any()


@pytest.mark.parametrize(("exceptions", "often"), [((), "never"), ((62, 118), "hardly ever")])
def test_a_weekday_with_a_few_sales_is_not_said_to_have_none(exceptions: tuple[int, ...], often: str) -> None:
    rows = [("daily", day, 20.0) for day in range(1456)]
    rows += [("machines", day, 5.0) for day in range(1456) if day % 7 != 6 or day in exceptions]
    panel, notes = panel_of(rows)
    (text,) = [str(note.text) for note in notes if note.rule == "closed_weekdays"]
    assert text.startswith(f"1 of 2 series {often} sell on a weekday (")
    assert np.nansum(series(panel, "machines")) == sum(row[2] for row in rows if row[0] == "machines")
