"""The training itself as a job: whatever moment its worker dies in, one version and one forecast come out."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from daily_sales import daily_sales
from foresale.errors import OptionError
from foresale.service.jobs.job_types import JobContext, find_handler
from foresale.simulation.chain import simulate_chain
from foresale.simulation.options import ChainOptions
from foresale.storage.database.forecasts.promotions import DatabasePromotionLedger
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.operations import JobRow, PromotionRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow, SeriesForecastRow
from foresale.storage.database.tables.segments import SegmentProductRow, SegmentRow
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
    container.sales_repository.add(daily_sales(chain.sales))


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


def test_a_segment_is_trained_judged_beside_the_model_of_all_and_forecast_with_it(container, sold):
    find_handler("train")(container, QUICK, JobContext(str(uuid.uuid4())))
    with Session(container.engine) as session, session.begin():
        rule = {"kind": "top_sellers", "to_share": 0.5}
        session.add(SegmentRow(name="Best", rule=rule, filled_at=utc_now()))
    arguments = {**QUICK, "scope": "daily.segment=Best"}
    done = find_handler("train")(container, arguments, JobContext(str(uuid.uuid4())))
    assert done["version"] == "daily.segment=Best.1"
    assert "daily.all.1" in done["reason"]
    assert "what daily.all.1 said of it before it was refitted on it" in done["reason"]
    with Session(container.engine) as session:
        held = session.scalars(select(SegmentProductRow.product_id)).all()
        run = session.scalars(
            select(ForecastRunRow).where(ForecastRunRow.model_version == done["version"])
        ).one()
        kept = select(ForecastRow.product_id).where(ForecastRow.run_id == run.id).distinct()
        assert 0 < len(held) < 3
        assert set(session.scalars(kept)) == set(held)

    container.registry.point(Scope(segment="segment=Best"), CHAMPION, 1)
    with Session(container.engine) as session, session.begin():
        DatabasePromotionLedger(session).serve(Scope(segment="segment=Best"), CHAMPION, 1)
    job_id = str(uuid.uuid4())
    told = find_handler("forecast")(container, {"scope": "daily.all"}, JobContext(job_id))
    assert find_handler("forecast")(container, {"scope": "daily.all"}, JobContext(job_id)) == told
    with Session(container.engine) as session:
        (asked,) = session.scalars(select(JobRow)).all()
        assert (asked.kind, asked.scope, [asked.id]) == ("forecast", "daily.segment=Best", told["jobs"])


def test_one_training_asks_for_one_of_each_category_once(container, sold):
    job_id = str(uuid.uuid4())
    arguments = {**QUICK, "scope": "daily.each=category"}
    asked = [find_handler("train")(container, arguments, JobContext(job_id))["jobs"] for _ in range(2)]
    assert asked[0] == asked[1]
    with Session(container.engine) as session:
        jobs = session.scalars(select(JobRow)).all()
        assert all(job.scope == job.arguments["scope"] and job.arguments["horizon"] == 7 for job in jobs)
        found = set(session.scalars(select(ProductRow.category)))
        assert {job.scope for job in jobs} == {f"daily.category={name}" for name in found}
    with pytest.raises(OptionError, match="no segment to train"):
        find_handler("train")(container, {"scope": "daily.each=segment"}, JobContext(str(uuid.uuid4())))
    with pytest.raises(OptionError, match="no 'colour'"):
        find_handler("train")(container, {"scope": "daily.each=colour"}, JobContext(str(uuid.uuid4())))


def test_what_was_forecast_anew_while_everything_was_is_forecast_once_more(container, sold, monkeypatch):
    find_handler("train")(container, QUICK, JobContext(str(uuid.uuid4())))
    with Session(container.engine) as session:
        product, store = session.execute(select(SaleRow.product_id, SaleRow.store_id)).first()
    asked = {"series": [[product, store]], "because": "A late sale.", "scope": "daily.series"}
    put, meanwhile = container.forecast_repository.put, []

    def overtaken(run):
        """A late sale's forecast is kept first, though the one of everything read sales before it."""
        if run.base_id is None:
            meanwhile.append(find_handler("forecast_series")(container, asked, JobContext(str(uuid.uuid4()))))
        return put(run)

    monkeypatch.setattr(container.forecast_repository, "put", overtaken)
    find_handler("forecast")(container, {"scope": "daily.all"}, JobContext(str(uuid.uuid4())))
    assert [done["series"] for done in meanwhile] == [1]
    monkeypatch.setattr(container.forecast_repository, "put", put)
    with Session(container.engine) as session:
        (job,) = session.scalars(select(JobRow)).all()
        assert (job.kind, job.arguments["series"]) == ("forecast_series", [[product, store]])
    find_handler("forecast")(container, {"scope": "daily.all"}, JobContext(str(uuid.uuid4())))
    with Session(container.engine) as session:
        assert session.scalar(select(func.count()).select_from(JobRow)) == 1  # nothing was overtaken


def test_series_are_forecast_on_a_base_that_came_meanwhile_too(container, sold, monkeypatch):
    find_handler("train")(container, QUICK, JobContext(str(uuid.uuid4())))
    with Session(container.engine) as session:
        product, store = session.execute(select(SaleRow.product_id, SaleRow.store_id)).first()
    put, bases = container.forecast_repository.put, []

    def late(run):
        if run.base_id is not None and not bases:
            bases.append(
                find_handler("forecast")(container, {"scope": "daily.all"}, JobContext("whole"))["run"]
            )
        return put(run)

    monkeypatch.setattr(container.forecast_repository, "put", late)
    asked = {"series": [[product, store]], "because": "A late sale.", "scope": "daily.series"}
    done = find_handler("forecast_series")(container, asked, JobContext(str(uuid.uuid4())))
    with Session(container.engine) as session:
        (run,) = done["runs"]
        assert session.get_one(ForecastRunRow, run).base_id == bases[0]
