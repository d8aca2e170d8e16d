"""Rules of ordering played on the past, through the library and the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import foresale as fs
from foresale.cli.app import app
from foresale.errors import HistoryError, OptionError
from foresale.library.replay import ReplayResult
from foresale.planning.replay.options import ReplayOptions
from foresale.planning.replay.seasonal_cover import cover_seasonally
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import prepare
from foresale.workflows.replaying.past_forecasts import make_past_forecasts

WEEKS = 70
CHOSEN = {"models": ["moving_average"], "folds": 1}


def sales() -> pl.DataFrame:
    rng = np.random.default_rng(4)
    days = np.datetime64("2023-01-02") + 7 * np.arange(WEEKS).astype("timedelta64[D]")
    parts = [
        pl.DataFrame({"date": days, "item": item, "units": rng.poisson(mean, WEEKS)})
        for item, mean in (("a", 2.0), ("b", 5.0), ("c", 0.6), ("d", 9.0))
    ]
    return pl.concat(parts).with_columns(pl.col("date").cast(pl.Date))


@pytest.fixture(scope="module")
def played() -> ReplayResult:
    return fs.replay(sales(), periods=10, lead_time=2, holding=0.1, **CHOSEN)


def test_every_unit_of_every_rule_adds_up(played: ReplayResult) -> None:
    ledger = played.to_frame()
    gap = pl.col("opening") + pl.col("received") - pl.col("sold") - pl.col("wasted") - pl.col("closing")
    assert ledger.select(gap.abs().max()).item() < 1e-9
    wanted = ledger.group_by("rule").agg((pl.col("sold") + pl.col("lost")).sum().alias("wanted"))
    assert wanted["wanted"].n_unique() == 1
    assert set(ledger["rule"]) == {*ReplayOptions().policies, "seasonal_cover", "perfect"}


def test_costs_are_those_of_the_ledger_from_the_first_arrival_on(played: ReplayResult) -> None:
    ledger = played.to_frame()
    counted = ledger.filter(pl.col("date") >= ledger["date"].unique().sort()[2])
    money = counted.group_by("rule").agg((pl.col("lost") + 0.1 * pl.col("closing")).sum().alias("money"))
    both = played.rules.join(money, on="rule")
    assert both["cost"].to_numpy() == pytest.approx(both["money"].to_numpy())
    assert both["cost"].to_numpy() == pytest.approx((both["lost_sales"] + both["holding"]).to_numpy())
    assert (both["cost_low"] <= both["cost"]).all()
    assert (both["cost"] <= both["cost_high"]).all()


def test_nobody_beats_who_knows_every_sale_ahead(played: ReplayResult) -> None:
    assert played.rules["rule"][0] == "perfect"
    against = played.differences.filter(pl.col("against") == "perfect")
    assert (against["difference"] > 0).all()


def test_the_page_tells_rules_apart_and_leaves_out_what_says_nothing(played: ReplayResult) -> None:
    page = played.to_html()
    rules, time, pairs = (page.index(f'id="{part}"') for part in ("rules", "time", "pairs"))
    assert page[rules:time].count('class="champion"') == page[rules:time].count('class="apart"') == 1
    assert "A lost sale costs 1, a unit that lies for a week 0.1" in page[rules:time]
    assert page[time:pairs].count("shaded: before the first order arrives") == 2
    assert "Against Periods of cover (today’s rule)" in page[pairs:]
    assert "Against Perfect knowledge" not in page
    assert ">Waste<" not in page  # nothing spoilt, so there is no column for it


def test_what_comes_after_an_order_day_changes_no_forecast_made_there() -> None:
    options = ForecastOptions(horizon=3, models=("moving_average",), folds=1)
    ready = prepare(fs.read(sales()), options)
    later = ready.panel.target.copy()
    later[:, 62:] = 999.0
    changed = replace(ready, panel=replace(ready.panel, target=later))
    pairs = [list(make_past_forecasts(each, (60, 62), options)) for each in (ready, changed)]
    for before, after in zip(*pairs, strict=True):
        assert before.mean.tolist() == after.mean.tolist()
        assert before.quantiles.tolist() == after.quantiles.tolist()


def test_the_recent_average_with_season_covers_what_level_sales_need() -> None:
    days = np.datetime64("2023-01-02") + 7 * np.arange(WEEKS).astype("timedelta64[D]")
    table = pl.DataFrame({"date": days, "units": np.full(WEEKS, 3)}).with_columns(
        pl.col("date").cast(pl.Date)
    )
    panel = prepare(fs.read(table), ForecastOptions(horizon=4)).panel
    assert cover_seasonally(panel, 4).tolist() == pytest.approx([12.0])


def test_a_history_that_is_too_short_is_refused_with_a_way_out() -> None:
    with pytest.raises(HistoryError, match="must lie before"):
        fs.replay(sales(), periods=66, **CHOSEN)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"policies": ("best",)}, "no policy"),
        ({"lead_time": -1}, "before they are placed"),
        ({"periods": 2, "lead_time": 2}, "no order arrives"),
        ({"perods": 8}, "perods"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict, words: str) -> None:
    with pytest.raises(OptionError, match=words):
        fs.replay(sales(), **options)


def test_the_command_writes_a_page_tables_and_one_object(tmp_path: Path) -> None:
    sales().write_csv(tmp_path / "sales.csv")
    out = tmp_path / "replay"
    arguments = ["replay", str(tmp_path / "sales.csv"), "--out", str(out), "--models", "moving_average"]
    arguments += ["--folds", "1", "--periods", "8", "--lead-time", "1", "--policies", "cost_optimal,min_max"]
    done = CliRunner().invoke(app, [*arguments, "--yes", "--json"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert {row["rule"] for row in answer["rules"]} == {
        "cost_optimal", "min_max", "cover_days", "seasonal_cover", "perfect"
    }  # fmt: skip
    assert any("assumed" in note["text"] for note in answer["notes"] if note["rule"] == "replay_costs")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "today’s rule" in page
    assert "--lead-time" in page
    assert pl.read_csv(out / "rules.csv").height == 5
    assert pl.read_parquet(out / "ledger.parquet").height == 5 * 4 * 8
    refused = CliRunner().invoke(app, [*arguments, "--yes", "--policies", "best"])
    assert refused.exit_code == 1
    assert "--policies" in refused.output
