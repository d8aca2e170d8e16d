"""The other commands, each on a real file."""

from __future__ import annotations

import json

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from foresale import __version__


def test_profile_writes_a_page_and_the_same_in_numbers(run, chain, tmp_path):
    ended = run("profile", chain / "sales.csv", "--out", tmp_path)
    assert ended.code == 0, ended.err
    numbers = json.loads((tmp_path / "profile.json").read_text(encoding="utf-8"))
    assert numbers["overview"]["series"] == 6
    assert "<html" in (tmp_path / "profile.html").read_text(encoding="utf-8")
    assert "Findings" in ended.out
    assert "make 6 series" in " ".join(ended.out.split())
    assert ended.out.rstrip().endswith(f"Portrait: {tmp_path / 'profile.html'}")


def test_profile_tells_machines_its_findings(run, chain, tmp_path):
    answer = json.loads(run("profile", chain / "sales.csv", "--freq", "w", "--out", tmp_path, "--json").out)
    assert answer["freq"] == "W"
    assert answer["findings"]


def test_backtest_writes_the_leaderboard_and_the_past_forecasts(run, chain, quick, tmp_path):
    ended = run("backtest", chain / "sales.csv", *quick, "--out", tmp_path)
    assert ended.code == 0, ended.err
    board = pl.read_csv(tmp_path / "leaderboard.csv")
    assert {"seasonal_naive", "moving_average"} <= set(board["model"])
    assert {"by_horizon.csv", "by_class.csv", "past_forecasts.parquet"} <= {
        p.name for p in tmp_path.iterdir()
    }
    assert "Models on the past" in ended.out
    assert "Forecasts of the past missed by " in ended.out
    assert ended.out.rstrip().endswith(f"Report: {tmp_path / 'report.html'}")


def test_backtest_tells_machines_the_same_as_it_writes(run, chain, quick, tmp_path):
    answer = json.loads(run("backtest", chain / "sales.csv", *quick, "--out", tmp_path, "--json").out)
    written = pl.read_csv(answer["files"]["leaderboard"])
    assert [row["model"] for row in answer["leaderboard"]] == written["model"].to_list()


def test_a_saved_model_predicts_what_the_forecast_said(run, made, tmp_path):
    ended = run("predict", "--model", made.folder / "model", "--out", tmp_path)
    assert ended.code == 0, ended.err
    said, again = (pl.read_parquet(folder / "forecast.parquet") for folder in (made.folder, tmp_path))
    assert_frame_equal(said, again)
    assert ended.out.rstrip().endswith(f"Report: {tmp_path / 'report.html'}")


def test_a_saved_model_predicts_after_a_newer_file(run, chain, made, told_fields, tmp_path):
    sales = pl.read_csv(chain / "sales.csv", try_parse_dates=True)
    newer = sales.filter(pl.col("date") > pl.col("date").max().dt.offset_by("-60d"))
    newer = newer.with_columns(pl.col("date").dt.offset_by("7d"))
    newer.write_csv(tmp_path / "newer.csv")
    words = ("--model", made.folder / "model", tmp_path / "newer.csv", "--horizon", 3)
    answer = json.loads(run("predict", *words, "--out", tmp_path / "out", "--json").out)
    assert set(answer) == told_fields("predict")
    table = pl.read_parquet(answer["files"]["forecast"])
    assert table["date"].n_unique() == answer["horizon"] == 3
    assert str(table["date"].min()) == answer["dates"]["first"]
    assert table["date"].min() == newer["date"].max() + pl.Series([86_400_000_000]).cast(pl.Duration)[0]


def test_predict_asks_for_no_longer_horizon_than_trained(run, made, tmp_path):
    ended = run("predict", "--model", made.folder / "model", "--horizon", 30, "--out", tmp_path)
    assert ended.code == 1
    assert "at most 7" in ended.err


def test_known_values_alone_are_no_newer_history(run, chain, made, tmp_path):
    words = ("--model", made.folder / "model", "--future", chain / "future.csv")
    ended = run("predict", *words, "--out", tmp_path)
    assert ended.code == 2
    assert "--future needs a FILE" in ended.err


def test_models_are_listed_for_people_and_machines(run, told_fields):
    people, machines = run("models"), run("models", "--json")
    rows = json.loads(machines.out)["models"]
    assert {"models", *rows[0]} == told_fields("models")
    assert {"seasonal_naive", "auto_ets", "croston", "lightgbm"} <= {row["name"] for row in rows}
    assert all(row["label"] in people.out for row in rows)


def test_a_simulated_chain_is_the_same_for_the_same_seed(run, told_fields, tmp_path):
    size = ("--stores", 1, "--products", 2, "--days", 40, "--mess", 0.1, "--format", "parquet", "--seed", 5)
    first, second = (
        json.loads(run("simulate", *size, "--out", tmp_path / name, "--json").out) for name in "ab"
    )
    assert set(first) == told_fields("simulate")
    assert set(first["files"]) == {"sales", "future", "weather", "products", "stores", "truth"}
    for name, place in first["files"].items():
        assert_frame_equal(pl.read_parquet(place), pl.read_parquet(second["files"][name]))


def test_simulated_times_add_up_to_the_simulated_days_and_read_alike(run, tmp_path):
    size = ("--stores", 1, "--products", 3, "--days", 90, "--seed", 2)
    for name, times in (("days", ()), ("times", ("--times",))):
        ended = run("simulate", *size, *times, "--out", tmp_path / name)
        assert ended.code == 0, ended.err
    daily = pl.read_csv(tmp_path / "days" / "sales.csv", try_parse_dates=True)
    timed = pl.read_csv(tmp_path / "times" / "sales.csv", try_parse_dates=True)
    keys = [pl.col("sold_at").dt.date().alias("date"), pl.col("store"), pl.col("product")]
    assert_frame_equal(
        timed.group_by(keys).agg(pl.col("units").sum()),
        daily.filter(pl.col("units") > 0).select("date", "store", "product", "units"),
        check_row_order=False,
    )
    answers = [
        json.loads(run("profile", tmp_path / name / "sales.csv", "--json", "--yes").out)
        for name in ("days", "times")
    ]
    assert [(a["series"], a["first"], a["last"], a["periods"]) for a in answers] == [
        (3, "2022-01-02", "2022-03-31", 89)
    ] * 2


def test_simulate_says_what_each_file_holds(run, tmp_path):
    ended = run("simulate", "--stores", 1, "--products", 1, "--days", 10, "--country", "", "--out", tmp_path)
    assert ended.code == 0, ended.err
    for name in ("sales.csv", "future.csv", "truth.parquet"):
        assert name in ended.out
        assert (tmp_path / name).is_file()


@pytest.mark.parametrize("command", ["forecast", "profile", "backtest", "predict", "models", "simulate"])
def test_every_command_explains_itself(run, command):
    ended = run(command, "--help")
    assert ended.code == 0
    assert "--json" in ended.out


def test_the_version_is_told(run):
    assert run("--version").out == f"foresale {__version__}\n"
