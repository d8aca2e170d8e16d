"""`foresale forecast` from the file to the folder."""

from __future__ import annotations

import json
import sqlite3

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal


def test_it_writes_everything_it_promises_and_nothing_else(made):
    names = {path.name for path in made.folder.iterdir()}
    promised = {
        "forecast.parquet",
        "forecast.csv",
        "totals.csv",
        "leaderboard.csv",
        "by_level.csv",
        "rejects.csv",
        "model",
    }
    assert names == promised | {"report.html", ".foresale-files.json"}
    table = pl.read_parquet(made.folder / "forecast.parquet")
    assert table.height == 2 * 3 * 7
    assert table["date"].n_unique() == 7
    assert "<html" in (made.folder / "report.html").read_text(encoding="utf-8")
    readable = pl.read_csv(made.folder / "forecast.csv", try_parse_dates=True)
    assert_frame_equal(readable, table, abs_tol=1e-4, check_dtypes=False)


def test_people_read_what_was_taken_for_what_and_where_the_report_is(made):
    out = made.ended.out
    assert "6\xa0series by store × product" in out
    for label, column in (("Forecast", "units"), ("Price", "price"), ("Out of stock", "stockout")):
        assert any(line.split() == [*label.split(), column] for line in out.splitlines()), label
    lines = out.rstrip().splitlines()
    assert len(lines) <= 35
    (answer,) = [at for at, line in enumerate(lines) if line.startswith("Next 7\xa0days")]
    assert "units; 8 of 10 times between " in lines[answer]
    assert lines[answer + 1].startswith("Forecasts of the past missed by ")
    assert lines.index("Before you use it") > answer
    assert "Models on the past" not in out
    assert out.rstrip().splitlines()[-1] == f"Report: {made.folder / 'report.html'}"
    assert made.ended.err == ""


def test_a_verbose_run_shows_every_note_and_every_model(run, chain, quick, tmp_path):
    out = run("forecast", chain / "sales.csv", *quick, "--out", tmp_path / "out", "--verbose").out
    for said in ("Rules", "backtest cutoffs", "Models on the past", "Seasonal naive", "The champion: "):
        assert said in out, said
    assert out.index("Models on the past") < out.index("Next 7\xa0days")


def test_machines_read_one_json_object(run, chain, quick, told_fields, tmp_path):
    out = tmp_path / "out"
    ended = run("forecast", chain / "sales.csv", *quick, "--out", out, "--json")
    answer = json.loads(ended.out, parse_constant=pytest.fail)
    assert (ended.code, ended.err) == (0, "")
    assert set(answer) == told_fields("forecast")
    assert answer["columns"]["keys"] == ["store", "product"]
    assert (answer["series"], answer["freq"], answer["horizon"]) == (6, "D", 7)
    names = [row["model"] for row in answer["leaderboard"]]
    assert answer["champion"]["model"] in names
    assert {"seasonal_naive", "moving_average"} <= set(names)
    mean = pl.read_parquet(answer["files"]["forecast"])["mean"].sum()
    assert answer["total"]["mean"] == pytest.approx(mean)
    assert answer["total"]["q0.1"] < mean < answer["total"]["q0.9"]
    assert {"rule", "count", "text", "evidence"} == set(answer["notes"][0])


def test_a_quiet_run_prints_only_where_the_report_is(run, chain, quick, tmp_path):
    ended = run("forecast", chain / "sales.csv", *quick, "--out", tmp_path, "--quiet")
    assert ended.out == f"{tmp_path / 'report.html'}\n"


def test_the_same_seed_gives_the_same_bytes(run, chain, tmp_path):
    for name in ("one", "two"):
        words = ("--models", "linear", "--folds", 1, "--horizon", 5, "--seed", 3)
        assert run("forecast", chain / "sales.csv", *words, "--out", tmp_path / name).code == 0
    first, second = (tmp_path / name / "forecast.parquet" for name in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()


def test_an_option_wins_over_the_settings_file_and_the_file_over_what_is_inferred(
    run, chain, quick, tmp_path
):
    config = tmp_path / "shop.toml"
    config.write_text(
        '[columns]\nkeys = ["store"]\n[rules]\nfreq = "W"\n'
        '[forecast]\nhorizon = 9\nmodels = ["moving_average"]\nfolds = 1\n'
    )
    words = ("--config", config, "--horizon", 2, "--out", tmp_path / "out", "--json")
    answer = json.loads(run("forecast", chain / "sales.csv", *words).out)
    assert (answer["horizon"], answer["freq"], answer["series"]) == (2, "W", 2)


def test_a_wrong_settings_file_is_told_with_the_closest_name(run, chain, tmp_path):
    config = tmp_path / "shop.toml"
    config.write_text("[forecast]\nhorizn = 9\n")
    ended = run("forecast", chain / "sales.csv", "--config", config, "--out", tmp_path / "out")
    assert ended.code == 1
    assert "Did you mean 'horizon'?" in ended.err


def test_several_files_and_a_pattern_are_one_history(run, chain, quick, tmp_path):
    sales = pl.read_csv(chain / "sales.csv")
    middle = sales["date"].sort()[sales.height // 2]
    sales.filter(pl.col("date") < middle).write_csv(tmp_path / "part-1.csv")
    sales.filter(pl.col("date") >= middle).write_csv(tmp_path / "part-2.csv")
    whole, *parts = (
        json.loads(run("forecast", *files, *quick, "--out", tmp_path / "out", "--json").out)
        for files in (
            (chain / "sales.csv",),
            (tmp_path / "part-1.csv", tmp_path / "part-2.csv"),
            (tmp_path / "part-*.csv",),
        )
    )
    for part in parts:
        assert part["total"] == pytest.approx(whole["total"])


def test_no_keys_make_one_total(run, chain, quick, tmp_path):
    ended = run("forecast", chain / "sales.csv", "--keys", "", *quick, "--out", tmp_path, "--json")
    answer = json.loads(ended.out)
    assert (answer["series"], answer["columns"]["keys"]) == (1, [])


def test_events_and_a_country_are_taken_in(run, chain, quick, tmp_path):
    events = tmp_path / "fairs.csv"
    events.write_text("name,date,store\nTown fair,2022-03-05,\nNo day,whenever,\n")
    words = ("--events", events, "--country", "GB", *quick, "--out", tmp_path / "out", "--json")
    notes = {
        note["rule"]: note["text"]
        for note in json.loads(run("forecast", chain / "sales.csv", *words).out)["notes"]
    }
    assert "1 events gave 1 columns" in notes["events"]
    assert "line 3" in notes["event_rejects"]


def test_rows_that_cant_be_used_are_counted_shown_and_listed(run, chain, quick, tmp_path):
    lines = (chain / "sales.csv").read_text().splitlines()
    lines[10] = lines[10].replace(lines[10].split(",")[0], "someday", 1)
    spoiled = tmp_path / "spoiled.csv"
    spoiled.write_text("\n".join(lines) + "\n")
    ended = run("forecast", spoiled, *quick, "--out", tmp_path / "out")
    assert ended.code == 0
    assert "1\xa0row can't be used" in ended.out
    rejects = pl.read_csv(tmp_path / "out" / "rejects.csv")
    assert rejects.select("row", "column", "value").row(0) == (11, "date", "someday")


def test_more_bad_rows_than_allowed_stop_the_run_and_the_option_lets_it_go_on(run, chain, quick, tmp_path):
    head, *rows = (chain / "sales.csv").read_text().splitlines()
    spoiled = tmp_path / "spoiled.csv"
    bad = [f"someday{row[10:]}" for row in rows[: len(rows) // 5]]
    spoiled.write_text("\n".join([head, *bad, *rows[len(bad) :]]) + "\n")
    stopped = run("forecast", spoiled, *quick, "--out", tmp_path / "out")
    assert stopped.code == 1
    assert "--max-bad-share" in stopped.err
    assert not (tmp_path / "out").exists()
    assert run("forecast", spoiled, "--max-bad-share", 0.5, *quick, "--out", tmp_path / "out").code == 0


def test_a_query_is_read_instead_of_a_file(run, chain, quick, tmp_path):
    pytest.importorskip("sqlalchemy")
    base = tmp_path / "shop.db"
    with sqlite3.connect(base) as connection:
        connection.execute("create table sales (day text, item text, units real)")
        sales = pl.read_csv(chain / "sales.csv").select("date", "product", "units")
        connection.executemany("insert into sales values (?, ?, ?)", sales.rows())
    connection.close()
    words = ("--sql", f"sqlite:///{base}", "--query", "select * from sales", *quick)
    answer = json.loads(run("forecast", *words, "--out", tmp_path / "out", "--json").out)
    assert (answer["series"], answer["columns"]["target"]) == (3, "units")


def test_a_jump_in_the_newest_days_is_told_by_the_command_and_above_the_report(run, chain, quick, tmp_path):
    sales = pl.read_csv(chain / "sales.csv", try_parse_dates=True)
    newest = pl.col("date") > sales["date"].max() - pl.duration(days=7)
    jumped = sales.with_columns(units=pl.when(newest).then(2 * pl.col("units")).otherwise("units"))
    jumped.write_csv(tmp_path / "jumped.csv")
    out = tmp_path / "out"
    ended = run("forecast", tmp_path / "jumped.csv", *quick, "--out", out, "--json")
    (told,) = [note for note in json.loads(ended.out)["notes"] if note["rule"] == "demand_moved"]
    assert told["evidence"]["seen"].startswith("The newest 7 days sold ")
    report = (out / "report.html").read_text(encoding="utf-8")
    assert report.index("Demand has just moved.") < report.index('<section id="answer">')


def test_ranges_of_what_is_sold_by_the_piece_are_whole_units_everywhere(made):
    forecast = pl.read_parquet(made.folder / "forecast.parquet")
    ends = forecast.select("^q0.*$").to_numpy()
    assert (ends == ends.round()).all()
    assert (forecast["mean"] != forecast["mean"].round()).any()
    for name in ("forecast.csv", "totals.csv"):
        written = pl.read_csv(made.folder / name)
        quantiles = written.select("^q0.*$")
        assert set(quantiles.dtypes) == {pl.Int64}  # "3", not "3.0000"
        assert (written["mean"] != written["mean"].round()).any()
    np.testing.assert_array_equal(
        pl.read_csv(made.folder / "forecast.csv").select("^q0.*$").to_numpy(), ends.round()
    )


def test_ranges_of_what_is_weighed_keep_their_fractions(run, chain, quick, tmp_path):
    sales = pl.read_csv(chain / "sales.csv")
    sales.with_columns(pl.col("units") * 0.125).write_csv(tmp_path / "weighed.csv")
    out = tmp_path / "out"
    run("forecast", tmp_path / "weighed.csv", *quick, "--out", out, "--json")
    ends = pl.read_csv(out / "forecast.csv").select("q0.1", "q0.9").to_numpy()
    assert (ends != ends.round()).any()


def noisy_weather(folder):
    """Sales beside a column of noise, and a plan that goes on with it."""
    random = np.random.default_rng(2)
    days = pl.Series("date", np.arange(np.datetime64("2024-01-01"), np.datetime64("2024-08-05")))
    tables = []
    for product in range(6):
        random.random(len(days))
        sold = [*random.poisson(random.uniform(20, 60), 210).tolist(), *[None] * 7]
        weather = random.normal(size=len(days)).round(3)
        tables.append(
            pl.DataFrame({"date": days, "product": f"P{product}", "quantity": sold, "rain": weather})
        )
    rows = pl.concat(tables)
    rows.drop_nulls("quantity").write_csv(folder / "sales.csv")
    rows.filter(pl.col("quantity").is_null()).drop("quantity").write_csv(folder / "plan.csv")


@pytest.mark.slow
def test_a_planned_column_that_did_harm_is_left_out_of_the_saved_model_too(run, tmp_path):
    noisy_weather(tmp_path)
    asked = [
        *("forecast", tmp_path / "sales.csv", "--future", tmp_path / "plan.csv", "--horizon", "7"),
        *("--models", "lightgbm", "--yes", "--json"),
    ]
    answer = json.loads(run(*asked, "--out", tmp_path / "out").out)
    (note,) = [note for note in answer["notes"] if note["rule"] == "known_ahead_worth"]
    assert "rain" in note["text"]
    assert "left out" in note["text"]
    kept = json.loads(run(*asked, "--keep-known-ahead", "--out", tmp_path / "kept").out)
    (note,) = [note for note in kept["notes"] if note["rule"] == "known_ahead_worth"]
    assert "left out," not in note["text"]
    model = ("--model", tmp_path / "out" / "model", "--out", tmp_path / "again", "--yes")
    run("predict", tmp_path / "sales.csv", *model)  # needs no plan, as its model has no use for one
    assert_frame_equal(
        pl.read_parquet(tmp_path / "out" / "forecast.parquet"),
        pl.read_parquet(tmp_path / "again" / "forecast.parquet"),
    )


def test_a_saved_model_forecasts_a_shop_that_has_opened_since(run, tmp_path):
    days = pl.date_range(pl.date(2025, 1, 1), pl.date(2025, 7, 31), eager=True)
    rng = np.random.default_rng(1)
    tables = [
        pl.DataFrame(
            {"date": days, "store": store, "product": product, "quantity": rng.poisson(6, len(days))}
        )
        for store in ("A", "B")
        for product in ("tea", "milk")
    ]
    pl.concat(tables[:2]).filter(pl.col("date") < pl.date(2025, 7, 1)).write_csv(tmp_path / "one.csv")
    pl.concat(tables).write_csv(tmp_path / "two.csv")
    small = ("--keys", "product,store", "--horizon", "7", "--models", "moving_average")
    run("forecast", tmp_path / "one.csv", *small, "--out", tmp_path / "first")
    run("predict", tmp_path / "two.csv", "--model", tmp_path / "first" / "model", "--out", tmp_path / "next")
    totals = pl.read_csv(tmp_path / "next" / "totals.csv").filter(pl.col("level") == "store")
    assert set(totals["name"]) == {"A", "B"}
    assert (totals["q0.1"] <= totals["mean"]).all()
