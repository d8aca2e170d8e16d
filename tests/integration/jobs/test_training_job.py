"""The training itself as a job: whatever moment its worker dies in, one version and one forecast come out."""

from __future__ import annotations

import uuid

import polars as pl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foresale.errors import OptionError
from foresale.service.jobs.job_types import JobContext, find_handler
from foresale.simulation.chain import simulate_chain
from foresale.simulation.options import ChainOptions
from foresale.storage.database.tables.operations import PromotionRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow, SeriesForecastRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.ports import CHAMPION, Scope

QUICK = {"scope": "daily.all", "models": ["seasonal_naive", "moving_average"], "folds": 2, "horizon": 7}

pytestmark = pytest.mark.parametrize("container", ["sqlite"], indirect=True)


class DyingTeller(JobContext):
    """Ends the job at the start of a stage, as a SIGKILL there would."""

    def __init__(self, job_id, stage):
        super().__init__(job_id)
        self.last = stage

    def start(self, stage, total):
        if stage == self.last:
            raise ConnectionAbortedError(stage)
        super().start(stage, total)


@pytest.fixture
def sold(container):
    """A small chain's sales in the book."""
    chain = simulate_chain(ChainOptions(2, 3, 200, seed=3))
    container.book.add(
        chain.sales.filter(pl.col("units") > 0).select(
            "store", "product", "category",
            transaction_id=pl.format("{}-{}-{}", "store", "product", "date"),
            sold_at=pl.col("date").cast(pl.Datetime("us")),
            quantity=pl.col("units").cast(pl.Float64),
            unit_price=pl.col("price").cast(pl.Decimal(18, 4)),
        )
    )  # fmt: skip


def counted(container, row):
    with Session(container.engine) as session:
        return session.scalar(select(func.count()).select_from(row))


def test_a_training_ends_with_a_version_that_serves_and_its_forecast(container, sold):
    job_id = str(uuid.uuid4())
    context = JobContext(job_id)
    result = find_handler("train")(container, QUICK, context)
    assert (result["version"], result["promoted"]) == ("daily.all.1", True)
    assert result["metrics"]["wape"] > 0
    assert container.registry.at(Scope(), CHAMPION).number == 1
    with Session(container.engine) as session:
        run = session.scalars(select(ForecastRunRow)).one()
        assert (run.job_id, run.model_version, run.horizon) == (job_id, "daily.all.1", 7)
    assert any("serves from now on" in line[2] for line in context.heartbeat().lines)
    fresh = str(uuid.uuid4())
    again = find_handler("forecast")(container, {"scope": "daily.all"}, JobContext(fresh))
    assert find_handler("forecast")(container, {"scope": "daily.all"}, JobContext(fresh)) == again
    assert counted(container, ForecastRunRow) == 2


def test_some_series_are_forecast_anew_as_a_forecast_of_everything_would_and_others_stay(container, sold):
    find_handler("train")(container, QUICK, JobContext(str(uuid.uuid4())))
    with Session(container.engine) as session:
        base = session.scalars(select(ForecastRunRow)).one().id
        rows = session.execute(
            select(SaleRow.product_id, SaleRow.store_id, func.max(SaleRow.sold_at)).group_by(
                SaleRow.product_id, SaleRow.store_id
            )
        ).all()
        product, store, last = rows[0]
        late = SaleRow(
            transaction_id="late", product_id=product, store_id=store, sold_at=last, sold_on=last.date(),
            quantity=500.0,
        )  # fmt: skip
        session.add(late)
        session.commit()
    asked = {"series": [[product, store]], "because": "A late sale.", "scope": "daily.series"}
    done = find_handler("forecast_series")(container, asked, JobContext(str(uuid.uuid4())))
    (run,) = done["runs"]
    assert (done["series"], done["left_out"]) == (1, 0)
    whole = find_handler("forecast")(container, {"scope": "daily.all"}, JobContext(str(uuid.uuid4())))["run"]

    def told(run_id):
        with Session(container.engine) as session:
            query = select(
                ForecastRow.grain, ForecastRow.target_date, ForecastRow.mean, ForecastRow.quantiles
            )
            of_series = (ForecastRow.product_id == product, ForecastRow.store_id == store)
            return session.execute(query.where(ForecastRow.run_id == run_id, *of_series)).all()

    assert sorted(told(run)) == sorted(told(whole)) != sorted(told(base))
    with Session(container.engine) as session:
        kept = session.scalars(select(ForecastRow).where(ForecastRow.run_id == run)).all()
        assert {(row.product_id, row.store_id) for row in kept} == {(product, store)}
        assert session.get_one(ForecastRunRow, run).because == "A late sale."
        assert session.get_one(SeriesForecastRow, (run, product, store)).follows == base


@pytest.mark.parametrize(
    "stage", ["Registering", "Keeping the forecast", "Comparing with the champion"], ids=lambda text: text[:9]
)
def test_a_training_that_dies_at_any_stage_leaves_one_version_in_the_end(container, sold, stage):
    job_id = str(uuid.uuid4())
    with pytest.raises(ConnectionAbortedError):
        find_handler("train")(container, QUICK, DyingTeller(job_id, stage))
    results = [find_handler("train")(container, QUICK, JobContext(job_id)) for _ in range(2)]
    assert results[0] == results[1]
    assert [version.name for version in container.registry.versions(Scope())] == ["daily.all.1"]
    assert (counted(container, ForecastRunRow), counted(container, PromotionRow)) == (1, 1)
    assert counted(container, ForecastRow) > 6 * 7


def test_a_job_of_an_unknown_scope_says_how_to_write_one(container):
    for kind in ("train", "forecast"):
        with pytest.raises(OptionError, match="'weekly' is no scope") as told:
            find_handler(kind)(container, {"scope": "weekly"}, JobContext(str(uuid.uuid4())))
        assert "daily.all" in told.value.fix
