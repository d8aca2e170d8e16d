"""How far apart a file's dates are, and what becomes of each calendar."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.data.panel.spacing import read_spacing
from foresale.errors import ColumnsError
from foresale.frequency import Dates, Frequency
from foresale.sales import ColumnRoles, Sales

MONDAY = np.datetime64("2021-01-04", "D")


def every(days: int, count: int, first: np.datetime64 = MONDAY) -> Dates:
    return first + np.arange(0, days * count, days).astype("timedelta64[D]")


def months(step: int, count: int, first: str = "2019-01") -> Dates:
    start = np.datetime64(first, "M")
    return (start + np.arange(0, step * count, step).astype("timedelta64[M]")).astype("datetime64[D]")


def ends(starts: Dates, step: int) -> Dates:
    after = starts.astype("datetime64[M]") + np.timedelta64(step, "M")
    return after.astype("datetime64[D]") - np.timedelta64(1, "D")


def retail_calendar(years: int, pattern: tuple[int, ...] = (4, 4, 5), first: str = "2020-06-29") -> Dates:
    """Starts of the periods, and the day after the last."""
    weeks = np.tile(pattern, 4 * years)
    return np.datetime64(first, "D") + np.concatenate([[0], 7 * np.cumsum(weeks)]).astype("timedelta64[D]")


def sales(days: Dates, **columns: list[str]) -> Sales:
    units = np.arange(10.0, 10.0 + len(days))
    frame = pl.DataFrame({"day": days, "units": units, **columns})
    return Sales(frame, ColumnRoles(date="day", target="units", keys=tuple(columns)))


@pytest.mark.parametrize(
    ("days", "freq"),
    [
        (every(14, 30), Frequency.FORTNIGHT),
        (every(28, 40), Frequency.FOUR_WEEKS),
        (months(3, 12), Frequency.QUARTER),
        (ends(months(3, 12), 3), Frequency.QUARTER),
        (months(3, 12, "2019-02"), Frequency.QUARTER),
        (every(91, 12), Frequency.QUARTER),
        (every(7, 30), Frequency.WEEK),
        (months(1, 24), Frequency.MONTH),
        (ends(months(1, 24), 1), Frequency.MONTH),
    ],
)
def test_each_calendar_keeps_its_own_periods_one_row_each(days: Dates, freq: Frequency) -> None:
    panel, notes = build_panel(sales(days))
    assert panel.freq is freq
    assert panel.target.tolist() == [list(np.arange(10.0, 10.0 + len(days)))]
    assert any(note.rule == "frequency" and note.evidence is not None for note in notes)


@given(
    step=st.sampled_from([7, 14, 28]),
    count=st.integers(6, 60),
    first=st.integers(0, 4000),
    gone=st.sets(st.integers(2, 5), max_size=1),
)
def test_a_missing_period_is_unknown_and_moves_no_other(
    step: int, count: int, first: int, gone: set[int]
) -> None:
    days = every(step, count, np.datetime64("2015-01-01") + np.timedelta64(first, "D"))
    kept = np.array([i not in gone or i == count - 1 for i in range(count)])
    panel, _ = build_panel(sales(days[kept]), PanelOptions(missing="unknown"))
    assert panel.n_periods == count
    assert panel.dates.tolist() == days.tolist()
    assert np.nansum(panel.target) == np.arange(10.0, 10.0 + kept.sum()).sum()


def test_thirteen_periods_with_a_leap_week_stay_one_each() -> None:
    days = np.concatenate([every(28, 13), every(28, 13, MONDAY + np.timedelta64(371, "D"))])
    panel, _ = build_panel(sales(days))
    assert panel.freq is Frequency.FOUR_WEEKS
    assert panel.target.tolist() == [list(np.arange(10.0, 36.0))]
    assert panel.dates[-1] == days[-1]


@pytest.mark.parametrize("pattern", [(4, 4, 5), (4, 5, 4), (5, 4, 4)])
@pytest.mark.parametrize("dated_by_end", [False, True])
def test_a_retail_calendar_is_named_and_its_way_out_gives_one_month_a_period(
    pattern: tuple[int, ...], dated_by_end: bool
) -> None:
    starts = retail_calendar(5, pattern)
    days = starts[1:] - np.timedelta64(1, "D") if dated_by_end else starts[:-1]
    with pytest.raises(ColumnsError, match="4-4-5") as refused:
        build_panel(sales(days))
    assert 'freq="M"' in refused.value.fix
    panel, notes = build_panel(sales(days), PanelOptions(freq=Frequency.MONTH))
    assert panel.target.tolist() == [list(np.arange(10.0, 70.0))]
    assert str(panel.dates[0]) == "2020-07-01"
    assert any(note.rule == "retail_calendar" for note in notes)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (every(2, 30), "every second day"),
        (every(3, 30), "every third day"),
        (every(10, 30), "every 10 days"),
        (months(6, 8), "half a year apart"),
        (months(12, 8), "a year apart"),
        (every(21, 20), "3 weeks apart"),
        (months(2, 12), "two months apart"),
    ],
)
def test_spacings_without_periods_of_their_own_are_refused_by_name(days: Dates, words: str) -> None:
    assert read_spacing(days).words == words
    with pytest.raises(ColumnsError, match=words):
        build_panel(sales(days))


def test_the_first_monday_of_each_month_is_a_month() -> None:
    start = months(1, 24)
    days = start + ((7 - (start.astype(np.int64) + 3) % 7) % 7).astype("timedelta64[D]")
    panel, _ = build_panel(sales(days))
    assert panel.freq is Frequency.MONTH
    assert panel.target.tolist() == [list(np.arange(10.0, 34.0))]


def test_the_ways_out_for_every_second_day_give_what_they_promise() -> None:
    days = every(2, 70)
    summed, _ = build_panel(sales(days), PanelOptions(freq=Frequency.FORTNIGHT))
    assert np.nansum(summed.target) == np.arange(10.0, 80.0).sum()
    assert summed.target[0, 0] == np.arange(10.0, 17.0).sum()
    daily, _ = build_panel(sales(days), PanelOptions(freq=Frequency.DAY, missing="unknown"))
    assert np.isnan(daily.target[0, 1::2]).all()


@pytest.mark.parametrize(
    ("days", "finer"),
    [
        (months(1, 24), Frequency.DAY),
        (months(1, 24), Frequency.WEEK),
        (every(7, 30), Frequency.DAY),
        (every(14, 30), Frequency.WEEK),
        (months(3, 12), Frequency.MONTH),
        (retail_calendar(3), Frequency.WEEK),
    ],
)
def test_a_shorter_period_than_the_files_own_is_refused(days: Dates, finer: Frequency) -> None:
    with pytest.raises(ColumnsError, match=f"what each {finer.noun} sold"):
        build_panel(sales(days), PanelOptions(freq=finer))


@pytest.mark.parametrize(
    ("days", "coarser", "first"),
    [
        (every(1, 365, np.datetime64("2022-01-01")), Frequency.QUARTER, 90),
        (months(1, 24), Frequency.QUARTER, 3),
        (ends(months(1, 24), 1), Frequency.QUARTER, 3),
        (every(7, 40), Frequency.FOUR_WEEKS, 4),
        (every(14, 40), Frequency.FOUR_WEEKS, 2),
    ],
)
def test_a_longer_period_adds_the_rows_up(days: Dates, coarser: Frequency, first: int) -> None:
    panel, notes = build_panel(sales(days), PanelOptions(freq=coarser))
    dropped = sum(note.count for note in notes if note.rule.startswith("incomplete"))
    late = next((n.count for n in notes if n.rule == "incomplete_first_period"), 0)
    assert panel.target[0, 0] == np.arange(10.0 + late, 10.0 + late + first).sum()
    assert dropped < 2 * first
    assert not np.isnan(panel.target).any()


def test_months_that_turn_into_weeks_are_refused_and_added_up_by_month_as_proposed() -> None:
    days = np.concatenate([months(1, 24), every(7, 52, np.datetime64("2021-01-04"))])
    with pytest.raises(ColumnsError, match="a month apart until 2020-12-01 and a week apart") as refused:
        build_panel(sales(days))
    assert 'freq="M"' in refused.value.fix
    panel, _ = build_panel(sales(days), PanelOptions(freq=Frequency.MONTH))
    assert panel.target[0, :24].tolist() == list(np.arange(10.0, 34.0))


def test_a_weekly_shop_beside_a_daily_one_is_refused_and_added_up_by_week_as_proposed() -> None:
    days = np.concatenate([every(1, 140), every(7, 20)])
    shops = ["a"] * 140 + ["b"] * 20
    with pytest.raises(ColumnsError, match=r"mixes .* a week apart") as refused:
        build_panel(sales(days, shop=shops))
    assert 'freq="W"' in refused.value.fix
    panel, _ = build_panel(sales(days, shop=shops), PanelOptions(freq=Frequency.WEEK))
    assert panel.target.shape == (2, 20)
    assert panel.target.sum() == np.arange(10.0, 170.0).sum()


def test_a_first_month_that_begins_late_is_named_in_plain_words() -> None:
    days = every(1, 120, np.datetime64("2022-01-20"))
    _, notes = build_panel(sales(days), PanelOptions(freq=Frequency.MONTH))
    text = next(note.text for note in notes if note.rule == "incomplete_first_period")
    assert text.startswith("The month from 2022-01-01 begins only with 2022-01-20: dropped")
