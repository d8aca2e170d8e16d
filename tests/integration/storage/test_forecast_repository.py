"""Forecasts are kept, read and forgotten the same on every database."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.errors import OptionError
from foresale.settings import Settings
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.database.forecasts.repository import DatabaseForecasts, ForecastPeriod
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.operations import ServingRow
from foresale.storage.database.tables.outlook import ForecastReasonRow, ForecastRow, ForecastRunRow
from foresale.workflows.ports import ForecastRun

FIRST = date(2024, 5, 6)
KEPT = {"sentence": 'Like "always", Ü.'}


def run(version: str = "daily.all.1", products: int = 2, days: int = 3) -> ForecastRun:
    rows = (
        pl.DataFrame({"product": [f"P{number}" for number in range(products)]})
        .join(pl.DataFrame({"store": ["Ulm", "Köln"]}), how="cross")
        .join(pl.DataFrame({"step": range(days)}), how="cross")
        .with_columns(
            pl.lit("day").alias("grain"),
            (pl.lit(FIRST) + pl.duration(days="step")).alias("target_date"),
            (pl.col("step") + 0.1).alias("mean"),
            pl.lit(0.5).alias("deviation"),
        )
        .with_columns(pl.concat_list("mean", pl.col("mean") * 2, pl.lit(1e-7)).alias("quantiles"))
        .drop("step")
    )
    reasons = (
        rows.select("product", "store").unique().with_columns(pl.lit(json.dumps(KEPT)).alias("explanation"))
    )
    return ForecastRun(version, date(2024, 5, 5), days, (0.1, 0.5, 0.9), rows, reasons)


@pytest.fixture
def ids(database: sa.Engine) -> tuple[int, int]:
    """A product and a store that forecasts are about."""
    lines = run().rows.select("product", "store", pl.lit(FIRST).alias("sold_at"), quantity=1.0)
    DatabaseSales(database).add(lines.with_row_index("transaction_id"))
    with Session(database) as session:
        product = session.scalars(sa.select(ProductRow.id).where(ProductRow.sku == "P1")).one()
        return product, session.scalars(sa.select(StoreRow.id).where(StoreRow.code == "Köln")).one()


def test_a_forecast_is_read_back_as_it_was_put(database: sa.Engine, ids: tuple[int, int]) -> None:
    shelf = DatabaseForecasts(database)
    number = shelf.put(run())
    periods = shelf.series(number, *ids, "day")
    assert periods == [
        ForecastPeriod(date(2024, 5, 6 + step), step + 0.1, (step + 0.1, (step + 0.1) * 2, 1e-7), None)
        for step in range(3)
    ]
    middle = date(2024, 5, 7)
    assert shelf.series(number, *ids, "day", first=middle, last=middle) == periods[1:2]
    assert shelf.series(number, *ids, "week") == []
    with Session(database) as session:
        row = session.get(ForecastRunRow, number)
        assert row is not None
        assert (row.n_series, row.horizon, row.levels) == (4, 3, [0.1, 0.5, 0.9])
        assert session.scalars(sa.select(ForecastReasonRow.explanation)).all() == [KEPT] * 4


def test_a_forecast_of_an_unknown_product_is_refused_whole(database: sa.Engine, ids: tuple[int, int]) -> None:
    shelf = DatabaseForecasts(database)
    with pytest.raises(OptionError, match=r"1 of the forecast's products; the first is 'P2'"):
        shelf.put(run(products=3))
    with Session(database) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ForecastRunRow)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(ForecastRow)) == 0
    assert ids


def test_old_runs_of_a_model_are_forgotten_but_what_is_served_stays(
    database: sa.Engine, ids: tuple[int, int]
) -> None:
    shelf = DatabaseForecasts(database, keep=2)
    other = shelf.put(run("daily.store=Ulm.1"))
    served = [shelf.put(run("daily.all.1")) for _ in range(2)]
    with Session(database) as session, session.begin():
        session.add(ServingRow(model="daily.all", alias="champion", version=1, since=utc_now()))
    newer = [shelf.put(run("daily.all.2")) for _ in range(3)]
    with Session(database) as session:
        kept = set(session.scalars(sa.select(ForecastRunRow.id)))
        assert kept == {other, served[1], *newer[1:]}
        assert set(session.scalars(sa.select(ForecastRow.run_id))) == kept
    assert ids


def test_products_and_stores_that_are_out_of_use_are_left_out_of_what_is_kept(
    database: sa.Engine, ids: tuple[int, int]
) -> None:
    product, store = ids
    for row, number in ((ProductRow, product), (StoreRow, store)):
        with Session(database) as session, session.begin():
            session.execute(sa.update(row).where(row.id == number).values(is_active=False))
        run_id = DatabaseForecasts(database).put(run())
        with Session(database) as session, session.begin():
            kept = sa.select(ForecastRow.product_id, ForecastRow.store_id).where(ForecastRow.run_id == run_id)
            pairs = set(session.execute(kept.distinct()).all())
            reasons = sa.select(ForecastReasonRow.product_id, ForecastReasonRow.store_id)
            assert set(session.execute(reasons.where(ForecastReasonRow.run_id == run_id)).all()) == pairs
            assert number not in {pair[row is StoreRow] for pair in pairs}
            assert session.get_one(ForecastRunRow, run_id).n_series == len(pairs) == 2
            session.execute(sa.update(row).where(row.id == number).values(is_active=True))


def test_how_many_forecasts_stay_is_a_setting(tmp_path: Path) -> None:
    container = Container(Settings(home=tmp_path, keep_forecast_runs=1))
    upgrade(container.engine)
    lines = run().rows.select("product", "store", pl.lit(FIRST).alias("sold_at"), quantity=1.0)
    container.sales_repository.add(lines.with_row_index("transaction_id"))
    newest = [container.forecast_repository.put(run()) for _ in range(2)][-1]
    with Session(container.engine) as session:
        assert session.scalars(sa.select(ForecastRunRow.id)).all() == [newest]
    container.close()
