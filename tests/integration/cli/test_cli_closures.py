"""Closed days ahead at the command line: said, asked for, and settled by a plan."""

from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest

FIRST = dt.date(2023, 1, 1)
QUICK = ("--models", "moving_average", "--folds", "1", "--horizon", "28", "--yes")
HOLIDAY = [dt.date(2023, 3, day) for day in range(6, 12)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Twelve products of a shop that was on holiday once, and a plan that says when it is closed again."""
    place = tmp_path_factory.mktemp("shop")
    days = [FIRST + dt.timedelta(at) for at in range(420)]
    rows = [
        (day, f"p{item}", 5 + (day.toordinal() * 7 + item * 3) % 11)
        for day in days
        if day not in HOLIDAY
        for item in range(12)
    ]
    sales = pl.DataFrame(rows, schema=["date", "product", "units"], orient="row")
    sales.write_csv(place / "sales.csv")
    ahead = [days[-1] + dt.timedelta(at) for at in range(1, 29)]
    closed = [dt.date(2024, 3, day) for day in range(6, 10)]
    pl.DataFrame({"date": ahead, "Open": [int(day not in closed) for day in ahead]}).write_csv(
        place / "plan.csv"
    )
    return place


def test_a_closure_seen_once_is_said_with_its_dates_and_what_settles_it(run, shop, tmp_path):
    out = run("forecast", shop / "sales.csv", *QUICK, "--out", tmp_path / "out").out
    assert "for the first time: 2024-03-06 to 2024-03-11 (--future)" in " ".join(out.split())
    assert "a plan of the days ahead with a column Open" in " ".join(out.split())


def test_a_plan_with_a_column_open_closes_its_days_and_answers_for_the_others(run, shop, tmp_path):
    words = ["forecast", shop / "sales.csv", "--future", shop / "plan.csv", *QUICK]
    answer = json.loads(run(*words, "--out", tmp_path / "out", "--json").out)
    table = pl.read_csv(tmp_path / "out" / "forecast.csv", try_parse_dates=True)
    by_day = dict(table.group_by("date").agg(pl.col("mean").sum()).rows())
    assert [day for day, mean in sorted(by_day.items()) if mean == 0] == [
        dt.date(2024, 3, day) for day in range(6, 10)
    ]
    rules = {note["rule"] for note in answer["notes"]}
    assert "closed_ahead" in rules
    assert "closed_once" not in rules


def test_predict_and_backtest_give_machines_their_notes_and_warnings(run, shop, tmp_path):
    run("forecast", shop / "sales.csv", *QUICK, "--out", tmp_path / "out")
    said = json.loads(
        run("predict", "--model", tmp_path / "out" / "model", "--out", tmp_path / "again", "--json").out
    )
    assert {"saved_model", "closed_once", "short_history"} <= {w["rule"] for w in said["warnings"]}
    once = next(note for note in said["notes"] if note["rule"] == "closed_once")
    assert [reading["meaning"] for reading in once["evidence"]["readings"]] == ["open", "closed again"]
    tested = json.loads(run("backtest", shop / "sales.csv", *QUICK, "--out", tmp_path / "back", "--json").out)
    assert "short_history" in {warning["rule"] for warning in tested["warnings"]}
    assert tested["notes"][0]["rule"]


def test_predict_and_backtest_warn_people_too(run, shop, tmp_path):
    run("forecast", shop / "sales.csv", *QUICK, "--out", tmp_path / "out")
    predicted = run("predict", "--model", tmp_path / "out" / "model", "--out", tmp_path / "again").out
    tested = run("backtest", shop / "sales.csv", *QUICK, "--out", tmp_path / "back").out
    assert "It was closed once at this time of the year." in predicted
    assert "There is only one year of history." in tested
    assert "There is only one year of history." in (tmp_path / "back" / "report.html").read_text()
