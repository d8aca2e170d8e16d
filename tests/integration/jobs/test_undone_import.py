"""What follows from an import follows its undoing: forecasts, their sums, the list of series, actuals."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.service.jobs.job_types import JobContext, find_handler
from foresale.service.live.late_sales_loop import LateSalesLoop
from foresale.simulation.chain import simulate_chain
from foresale.simulation.options import ChainOptions
from foresale.storage.database.event_log import sales as logged_sales
from foresale.storage.database.event_log.sequence import number_events, numbering_engine
from foresale.storage.database.forecasts.forecast_sums import ForecastSumsQuery, read_sums
from foresale.storage.database.forecasts.served_runs import daily_bases
from foresale.storage.database.live_leases import Leases
from foresale.storage.database.series_summaries.refresh import refresh_summaries
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.operations import JobRow
from foresale.storage.database.tables.series_summary import SeriesSummaryRow
from foresale.storage.database.tables.trade import ImportRow

QUICK = {"scope": "daily.all", "models": ["moving_average"], "folds": 1, "horizon": 7}
pytestmark = pytest.mark.parametrize("container", ["sqlite"], indirect=True)


class Chain:
    """Two stores, each from a file of its own, trained and served."""

    def __init__(self, container: Container) -> None:
        self.container, self.engine = container, container.engine
        sales = simulate_chain(ChainOptions(2, 3, 120, seed=3)).sales.filter(pl.col("units") > 0)
        self.imports = {str(store): self._add(str(store), part) for (store,), part in sales.group_by("store")}
        last: Any = sales["date"].max()
        self.now = datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
        self.run("train", QUICK)
        self.loop = LateSalesLoop(container, lambda: self.now)
        self.lease = Leases(self.engine, "test").take(self.loop.name)
        self.look()

    def _add(self, name: str, sales: pl.DataFrame) -> str:
        number = str(uuid.uuid4())
        row = ImportRow(
            id=number, file_name=f"{name}.csv", digest=name, size=1, state="done", options={}, preview={}
        )
        with Session(self.engine) as session, session.begin():
            session.add(row)
        lines = sales.select(
            "store", "product", "category",
            transaction_id=pl.format("{}-{}-{}", "store", "product", "date"),
            sold_at=pl.col("date").cast(pl.Datetime("us")), quantity=pl.col("units").cast(pl.Float64),
        )  # fmt: skip
        self.container.sales_repository.add(lines, import_id=number)
        return number

    def run(self, kind: str, arguments: dict[str, Any]) -> Any:
        """Do a job."""
        return find_handler(kind)(self.container, arguments, JobContext(str(uuid.uuid4())))

    def look(self) -> list[Any]:
        """Let the live path look at what happened; answers what the jobs that it asks for did."""
        with numbering_engine(self.engine).begin() as connection:
            number_events(connection)
        assert self.lease is not None
        self.loop.run_once(self.lease)
        with Session(self.engine) as session, session.begin():
            asked = [(row.kind, row.arguments) for row in session.scalars(sa.select(JobRow))]
            session.execute(sa.delete(JobRow))
        return [self.run(kind, arguments) for kind, arguments in asked]

    def undo(self, store: str) -> list[Any]:
        """Undo a store's import, and do what follows."""
        self.run("undo_import", {"import_id": self.imports[store]})
        return self.look()

    def totals(self) -> list[tuple[str, int]]:
        """Stores that have a forecast, and of how many series."""
        with self.engine.connect() as connection:
            asked = ForecastSumsQuery(daily_bases(connection)[0], "horizon", ("store",))

            def read(sums: Any) -> list[tuple[str, int]]:
                found = connection.execute(sa.select(sums.c.store, sums.c.series))
                return sorted((store, series) for store, series in found)

            return read_sums(connection, asked, read)

    def listed(self) -> set[str]:
        """Stores in the list of all series."""
        refresh_summaries(self.engine, self.now.date() - timedelta(days=1), at_once=True)
        with self.engine.connect() as connection:
            query = sa.select(StoreRow.code).join(SeriesSummaryRow, SeriesSummaryRow.store_id == StoreRow.id)
            return set(connection.scalars(query))


@pytest.fixture
def chain(container: Container) -> Chain:
    return Chain(container)


@pytest.mark.parametrize("named", [500, 0], ids=["named", "too many stores to name"])
def test_a_store_whose_import_is_undone_leaves_forecast_and_lists(
    chain: Chain, named: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logged_sales, "MAX_STORES", named)
    first, second = sorted(chain.imports)
    assert chain.totals() == [(first, 3), (second, 3)]
    assert chain.listed() == {first, second}
    (done,) = chain.undo(second)
    assert (done["ended"], done["left_out"]) == (3, 0)
    assert chain.totals() == [(first, 3)]
    assert chain.listed() == {first}


def test_a_chain_whose_every_import_is_undone_has_no_forecast(chain: Chain) -> None:
    for store in chain.imports:
        chain.undo(store)
    assert chain.totals() == []
    assert chain.listed() == set()
