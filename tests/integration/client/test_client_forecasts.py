"""Forecasts, trainings and jobs through the client and the command line."""

from __future__ import annotations

import csv
import json
import sys
import time
import types
from datetime import date

import polars as pl
import pytest

from foresale.client import JobFailedError, ServerError
from foresale.errors import HistoryError, OptionError
from foresale.service.jobs import job_types as kinds
from foresale.service.jobs.repository import JobRepository
from recorded_progress import RecordedProgress


def test_a_product_in_a_store_is_predicted_with_interval_version_and_reasons(forecasted):
    with forecasted.log_in("planner") as client:
        made = client.predict("TEA", "S1", horizon=7)
        assert made == client.predict(made.product.id, made.store.id, horizon=7)
    assert (made.first, made.last, made.cutoff) == (date(2026, 3, 2), date(2026, 3, 8), date(2026, 3, 1))
    assert [(period.date, period.mean) for period in made.periods][:2] == [
        (date(2026, 3, 2), 10.0),
        (date(2026, 3, 3), 10.0),
    ]
    assert made.total.lower < made.total.mean == 70.0 < made.total.upper
    assert (made.model_version, made.reasons) == ("daily.all.1", ("It sells evenly.",))


def test_a_list_is_saved_as_a_file_that_was_not_there(forecasted, tmp_path):
    place = tmp_path / "weeks.parquet"
    with forecasted.log_in("viewer") as client:
        client.exports.save("forecast/weekly", place, store="S1")
        frame = pl.read_parquet(place)
        assert frame.columns[:4] == ["product.id", "product.sku", "store.id", "store.code"]
        assert frame["weeks.mean"].to_list() == [70.0] * 4
        with pytest.raises(OptionError, match="already"):
            client.exports.save("forecast/weekly", place)
        with pytest.raises(ServerError, match="no list 'nothing'"):
            client.exports.save("nothing", tmp_path / "nothing.csv")
    assert not (tmp_path / "nothing.csv").exists()


def test_what_was_predicted_is_read_back(forecasted):
    with forecasted.log_in("planner") as client:
        client.predict("TEA", "S1", horizon=7)
        deadline = time.monotonic() + 60
        while not (found := list(client.predictions.list(product="TEA"))) and time.monotonic() < deadline:
            time.sleep(0.1)
    (logged,) = found
    assert (logged.store, logged.horizon, logged.mean, logged.actual) == ("S1", 7, 70.0, None)


def test_what_is_asked_wrongly_is_refused_with_what_to_do(forecasted):
    with forecasted.log_in("planner") as client:
        with pytest.raises(ServerError, match="COFFEE") as refusal:
            client.predict("COFFEE", "S1")
        assert refusal.value.status == 404
        with pytest.raises(ServerError, match="28") as refusal:
            client.predict("TEA", "S1", horizon=29)
        assert "28" in refusal.value.fix


def test_forecasts_are_read_by_product_and_by_week(forecasted):
    with forecasted.log_in("viewer") as client:
        outlook = client.forecasts.of("TEA", store="S1", since=date(2026, 3, 9), until=date(2026, 3, 10))
        (store,) = outlook.stores
        assert [period.date.day for period in store.periods] == [9, 10]
        assert store.periods[0].intervals[0].level == 0.8
        (series,) = client.forecasts.weekly(store="S1")
        assert [week.mean for week in series.weeks] == [70.0] * 4
        sums = list(client.forecasts.totals(by=["store"], grain="horizon"))
        assert [(total.store, total.mean) for total in sums] == [("S1", 280.0)]
        assert sums[0].lower < 280 < sums[0].upper
        assert client.forecasts.comparison(
            product="TEA", since=date(2026, 3, 2), until=date(2026, 3, 3), lag=[1]
        )
        assert client.forecasts.accuracy("product").overall is None


@pytest.fixture
def kinds_of_jobs(monkeypatch):
    """Kinds that take their time, or fail."""
    module = types.ModuleType("kinds_of_jobs")

    def counts(_container, arguments, progress):
        progress.start("Counting", arguments["steps"])
        progress.log("It counts.")
        for _ in range(arguments["steps"]):
            progress.advance()
        return {"counted": arguments["steps"]}

    def refuses(_container, _arguments, _teller):
        raise HistoryError("The history has 3 days.", fix="Give at least 14.")

    module.counts, module.refuses = counts, refuses
    monkeypatch.setitem(sys.modules, "kinds_of_jobs", module)
    made = {name: f"kinds_of_jobs:{name}" for name in ("counts", "refuses")}
    monkeypatch.setattr(kinds, "KINDS", {**kinds.KINDS, **made})


def test_a_job_is_waited_for_until_it_succeeded(served, kinds_of_jobs, worker):
    book, heard = JobRepository(served.container.engine), RecordedProgress()
    with served.log_in("analyst") as client:
        job = client.jobs.wait(book.submit("counts", "all", {"steps": 3}), heard, timeout_seconds=240)
        assert [line.text for line in client.jobs.log(job.id)] == ["Counting", "It counts."]
    assert (job.state, job.result) == ("succeeded", {"counted": 3})
    assert job.created_at <= job.started_at <= job.ended_at


def test_a_job_that_fails_tells_why_and_what_to_do(served, kinds_of_jobs, worker):
    with served.log_in("analyst") as client, pytest.raises(JobFailedError, match="3 days") as failure:
        client.jobs.wait(
            JobRepository(served.container.engine).submit("refuses", "all", {}), timeout_seconds=240
        )
    assert failure.value.fix == "Give at least 14."
    assert failure.value.job.state == "failed"


def test_a_job_that_takes_too_long_goes_on(served):
    with served.log_in("analyst") as client:
        asked, heard = client.forecasts.train(), RecordedProgress()
        with pytest.raises(ServerError, match="still queued") as late:
            client.jobs.wait(asked.id, heard, timeout_seconds=0.1)
        assert asked.id in late.value.fix
        assert heard.stages == ["Train: queued"]
        assert client.jobs.cancel(asked.id).state == "cancelled"
        with pytest.raises(JobFailedError, match="was cancelled"):
            client.jobs.wait(asked.id)


def test_schedules_are_kept(served):
    with served.log_in("admin") as client:
        added = client.schedules.add(name="Nightly", kind="forecast", cron="0 3 * * *")
        assert client.schedules.change(added.id, is_on=False).cron == "0 3 * * *"
        assert not client.schedules.get(added.id).is_on
        client.schedules.remove(added.id)
        assert "Nightly" not in [schedule.name for schedule in client.schedules.list()]


@pytest.fixture
def planner(forecasted, foresale):
    """The command, logged in as a planner where there is a forecast."""
    with forecasted.log_in("planner") as client:
        client.keep()
    return foresale


def test_a_forecast_is_shown_and_written_as_a_table(planner, tmp_path):
    out = tmp_path / "tea.csv"
    words = ("remote", "forecast", "--product", "TEA", "--store", "S1", "--horizon", 3)
    done = planner(*words, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "TEA in S1, 2026-03-02 to 2026-03-04: 30.0 units" in done.stdout
    assert "It sells evenly." in done.stdout
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["day"], float(row["mean"])) for row in rows][-1] == ("2026-03-04", 10.0)
    told = json.loads(planner(*words, "--grain", "week", "--json").stdout)
    assert told["model_version"] == "daily.all.1"
    nowhere = planner(*words, "--out", tmp_path / "none" / "tea.csv")
    assert nowhere.returncode == 1
    assert nowhere.stderr.splitlines()[1].startswith("→ Check the path")


def test_one_number_is_predicted(planner):
    told = json.loads(planner("remote", "predict", "--product", "TEA", "--store", "S1", "--json").stdout)
    assert told["total"]["mean"] == 280.0
    assert "280.0 units" in planner("remote", "predict", "--product", "TEA", "--store", "S1").stdout


def test_a_month_without_a_model_says_how_to_get_one(planner):
    done = planner("remote", "predict", "--month", "2026-11", "--lags", "310,290")
    assert done.returncode == 1
    assert "→ " in done.stderr


def test_a_month_of_a_store_alone_is_asked_of_that_store(planner):
    done = planner("remote", "predict", "--month", "2026-11", "--lags", "310,290", "--store", "NOWHERE")
    assert done.returncode == 1
    assert "NOWHERE" in done.stderr


def test_single_series_are_forecast_anew_by_name_or_id_and_a_part_as_a_whole(forecasted):
    with forecasted.log_in("analyst") as client:
        some = client.forecasts.refresh(products=["TEA"], stores=["S1"], because="A late import.")
        (tea,) = client.products.list(sku="TEA")
        one = client.forecasts.refresh(series=[{"product": tea.id, "store": "S1"}])
        whole = client.forecasts.refresh(segment="store=S1")
    assert (some.kind, some.scope, one.kind) == ("forecast_series", "daily.series", "forecast_series")
    assert (whole.kind, whole.scope) == ("forecast", "daily.store=S1")
