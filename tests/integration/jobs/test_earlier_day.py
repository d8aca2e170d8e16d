"""Forecasts as of earlier days, whose days are over: what they were worth shows, and nobody looks ahead."""

from __future__ import annotations

import uuid
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from daily_sales import daily_sales
from foresale.errors import OptionError
from foresale.service.jobs.job_types import JobContext, find_handler
from foresale.simulation.chain import simulate_chain
from foresale.simulation.options import ChainOptions
from foresale.storage.database.forecasts.chosen_forecasts import Chosen
from foresale.storage.database.forecasts.scores import scores
from foresale.storage.database.tables.operations import JobRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow
from foresale.workflows.forecasts.refresh import Refresh, champion_forecast_and_state
from foresale.workflows.ports import Scope

QUICK = {"scope": "daily.all", "models": ["seasonal_naive", "moving_average"], "folds": 2, "horizon": 7}
SALES = simulate_chain(ChainOptions(2, 3, 200, seed=3)).sales.filter(pl.col("units") > 0)
LAST = SALES["date"].max()

pytestmark = pytest.mark.parametrize("container", ["sqlite"], indirect=True)


def run(container, kind, **arguments):
    return find_handler(kind)(container, arguments, JobContext(str(uuid.uuid4())))


def ago(days):
    return (LAST - timedelta(days=days)).isoformat()


def test_forecasts_of_past_weeks_have_their_accuracy_at_once_and_older_ones_are_refused(container):
    container.sales_repository.add(daily_sales(SALES))
    run(container, "train", **QUICK, until=ago(14))
    run(container, "forecast", scope="daily.all", until=ago(7))
    with Session(container.engine) as session:
        runs = session.scalars(select(ForecastRunRow).order_by(ForecastRunRow.id)).all()
        assert [made.cutoff.isoformat() for made in runs] == [ago(14), ago(7)]
        asked = session.scalars(select(JobRow.kind)).all()
        assert asked == ["track_actuals", "track_actuals"]
    run(container, "track_actuals")
    with Session(container.engine) as session:
        forecasts = session.scalars(select(ForecastRow.actual).where(ForecastRow.grain == "day")).all()
        assert None not in forecasts
        told = scores(session, "lag", Chosen(LAST - timedelta(days=13), LAST, "day", lags=None, chance=0.8))
        assert sorted(told) == [1, 2, 3, 4, 5, 6, 7]
        assert sum(sums.n for sums in told.values()) == len(forecasts)
    with pytest.raises(OptionError, match=r"would take its place"):
        run(container, "forecast", scope="daily.all", until=ago(10))
    with pytest.raises(OptionError, match=r"would take its place"):
        run(container, "train", **QUICK, until=ago(20))
    with pytest.raises(OptionError, match=r"daily\.all\.1 has learned from sales until"):
        run(container, "forecast", scope="daily.all", until=ago(15))
    with pytest.raises(OptionError, match="is no day"):
        run(container, "forecast", scope="daily.all", until="yesterday")


def test_nothing_that_was_sold_later_changes_a_forecast_as_of_an_earlier_day(container):
    container.sales_repository.add(daily_sales(SALES.filter(pl.col("date") <= LAST - timedelta(days=14))))
    run(container, "train", **QUICK)

    def forecast():
        made, _ = champion_forecast_and_state(
            container.sales_repository, container.registry, Scope(),
            Refresh(until=LAST - timedelta(days=14)), JobContext("job"),
        )  # fmt: skip
        return made

    before = forecast()
    later = SALES.filter(pl.col("date") > LAST - timedelta(days=14))
    scrambled = later.with_columns(units=pl.col("units").shuffle(seed=1) * 50 + 7, price=pl.col("price") * 3)
    container.sales_repository.add(daily_sales(scrambled))
    after = forecast()
    assert after.cutoff == before.cutoff == LAST - timedelta(days=14)
    assert after.rows.equals(before.rows)
