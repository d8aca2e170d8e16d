"""Rows added up to what is explained: customers, stores, months."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest


def test_rows_of_one_unit_are_added_up_and_said_so(make):
    table = make["stores"]().select("store_id", "spend", "region", "sales")
    halves = pl.concat([table.with_columns(pl.col("sales") / 2)] * 2)
    found = make["find"](halves, models=("linear",), unit="store_id")
    assert found.counts.rows == 300
    assert found.held_out["actual"].sum() == pytest.approx(table["sales"].sum())
    note = next(note for note in found.notes if note.rule == "added_up_by_unit")
    assert "sales is added up" in note.text
    assert note.evidence.certainty == "told"


def test_rows_without_a_unit_are_left_out_and_said_with_their_amount(make):
    table = make["stores"](100)
    halves = pl.concat([table, table]).with_columns(pl.col("store_id").replace(7, None))
    found = make["find"](halves, models=("linear",), unit="store_id")
    note = next(note for note in found.notes if note.rule == "rows_without_unit")
    assert note.count == 2
    lost, total = halves.filter(pl.col("store_id").is_null())["sales"].sum(), halves["sales"].sum()
    assert f"{lost:,.6g} of {total:,.6g}" in note.text


def test_a_unit_may_be_a_month_of_the_only_date(make):
    days = pl.date_range(pl.date(2019, 1, 1), pl.date(2022, 12, 31), "1d", eager=True)
    random = np.random.default_rng(2)
    ads = random.uniform(0, 10, len(days))
    table = pl.DataFrame({"day": days, "ads": ads, "sales": 20 + 3 * ads + random.normal(0, 1, len(days))})
    found = make["find"](table, unit="month", models=("linear",))
    assert (found.counts.rows, found.noun) == (48, "months")
    rules = {note.rule for note in found.notes}
    assert "rows_in_time" in rules
    assert "cut_periods" not in rules
    cut = make["find"](table.slice(16, table.height - 30), unit="month", models=("linear",))
    told = next(note for note in cut.notes if note.rule == "cut_periods").text
    assert "17 Jan 2019" in told
    assert "17 Dec 2022" in told


@pytest.mark.parametrize(("first", "last"), [((2019, 1, 2), (2022, 12, 31)), ((2020, 2, 3), (2022, 7, 30))])
def test_months_that_begin_or_end_on_closed_days_are_whole(make, first, last):
    days = pl.date_range(pl.date(*first), pl.date(*last), "1d", eager=True)
    days = days.filter((days.dt.weekday() != 7) & ~((days.dt.month() == 1) & (days.dt.day() == 1)))
    table = pl.DataFrame(
        {"day": days, "ads": np.arange(len(days)) % 9.0, "sales": np.arange(len(days)) % 7.0}
    )
    found = make["find"](table, unit="month", models=("linear",))
    assert "cut_periods" not in {note.rule for note in found.notes}
