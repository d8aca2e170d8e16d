"""A replay that begins with the stock that really lay there."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import foresale as fs
from foresale.cli.app import app
from foresale.errors import ColumnsError

WEEKS, PLAYED = 70, 8
BEGINS = date(2023, 1, 2) + timedelta(days=7 * (WEEKS - PLAYED))
CHOSEN = {"models": ["moving_average"], "folds": 1, "periods": PLAYED, "lead_time": 1, "policies": "min_max"}


def sales() -> pl.DataFrame:
    days = np.datetime64("2023-01-02") + 7 * np.arange(WEEKS).astype("timedelta64[D]")
    parts = [
        pl.DataFrame({"date": days, "item": item, "units": units + np.arange(WEEKS) % 2})
        for item, units in (("a", 3), ("b", 8))
    ]
    return pl.concat(parts).with_columns(pl.col("date").cast(pl.Date))


def stock(day: date | None, *units: int) -> pl.DataFrame:
    found = pl.DataFrame({"item": ["a", "b"], "on hand": list(units)})
    return found if day is None else found.with_columns(pl.lit(day).alias("date"))


def opening(made: fs.Replay) -> list[float]:
    ledger = made.to_frame().filter(pl.col("rule") == "min_max", pl.col("date") == BEGINS)
    return ledger.sort("item")["opening"].to_list()


def test_the_command_begins_with_the_stock_and_deliveries_of_a_file(tmp_path: Path) -> None:
    sales().write_csv(tmp_path / "sales.csv")
    late = stock(BEGINS - timedelta(days=1), 17, 40).with_columns(
        pl.Series("on order", [5, 0]), pl.lit(BEGINS + timedelta(days=7)).alias("arrival")
    )
    pl.concat([stock(date(2024, 5, 1), 900, 900), late], how="diagonal").write_csv(tmp_path / "stock.csv")
    words = ["replay", str(tmp_path / "sales.csv"), "--stock", str(tmp_path / "stock.csv"), "--json", "--yes"]
    words += ["--models", "moving_average", "--folds", "1", "--periods", str(PLAYED), "--lead-time", "1"]
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    notes = {note["rule"]: note["text"] for note in json.loads(done.stdout)["notes"]}
    assert "5 units on their way" in notes["replay_opening"]
    assert "not looked at" in notes["later_stock"]
    ledger = pl.read_parquet(tmp_path / "out" / "ledger.parquet").filter(pl.col("item") == "a")
    first, second = (ledger.filter(pl.col("date") == BEGINS + timedelta(days=7 * week)) for week in (0, 1))
    assert first["opening"].unique().to_list() == [17.0]
    assert (second["received"] >= 5).all()


def test_an_older_count_is_brought_forward_and_one_without_a_day_is_of_the_beginning() -> None:
    older = fs.replay(sales(), stock=stock(BEGINS - timedelta(days=15), 17, 40), **CHOSEN)
    sold = sales().filter(pl.col("date").is_between(BEGINS - timedelta(days=14), BEGINS, closed="left"))
    units = sold.group_by("item").agg(pl.col("units").sum()).sort("item")["units"]
    assert opening(older) == [17.0 - units[0], 40.0 - units[1]]
    undated = fs.replay(sales(), stock=stock(None, 17, 40), **CHOSEN)
    assert opening(undated) == [17.0, 40.0]
    note = next(note for note in undated.notes if note.rule == "replay_opening")
    assert note.evidence is not None
    assert note.evidence.certainty == "likely"


def test_a_count_from_after_the_beginning_is_refused_with_a_way_out() -> None:
    with pytest.raises(ColumnsError, match="no count from") as caught:
        fs.replay(sales(), stock=stock(BEGINS + timedelta(days=9), 17, 40), **CHOSEN)
    assert "periods" in caught.value.fix


def test_series_that_the_file_lacks_begin_with_mean_sales() -> None:
    made = fs.replay(sales(), stock=stock(None, 17, 40).head(1), **CHOSEN)
    assert opening(made)[0] == 17.0
    assert opening(made)[1] == pytest.approx(8.5, abs=0.6)
