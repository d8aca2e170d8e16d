"""Sums of what forecasts were off by are those of the forecasts, on every database, and forgotten in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.forecasts import accuracy_sums
from foresale.storage.database.forecasts.accuracy_sums import (
    find_summed_periods,
    forget_period,
    forget_period_sums,
    sum_period,
)
from foresale.storage.database.forecasts.chosen_forecasts import By, Chosen, newest_actual
from foresale.storage.database.forecasts.compared_forecasts import compare_with_actuals
from foresale.storage.database.forecasts.scores import Sums, daily_scores, scores
from foresale.storage.database.monitoring.actuals import DatabaseActuals
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow

FIRST, DAYS = date(2025, 3, 3), 8
LAST = FIRST + timedelta(days=DAYS - 1)
ALL = Chosen(FIRST, LAST)
QUESTIONS: list[tuple[By, dict[str, Any]]] = [
    ("lag", {}),
    ("all", {}),
    ("product", {}),
    ("store", {}),
    ("version", {}),
    ("lag", {"category": "Tea"}),
    ("product", {"category": "Tea"}),
    ("all", {"model_version": "daily.all.2"}),
    ("all", {"lags": [1, 2]}),
    ("lag", {"chance": 0.5}),
]


@pytest.fixture
def runs(database: sa.Engine) -> list[int]:
    """Forecasts of two versions, of three products in two stores, most of them with an actual."""
    rng = np.random.default_rng(7)
    lines = pl.DataFrame({"product": ["P1", "P2", "P3"], "category": ["Tea", "Tea", "Jam"]})
    lines = lines.join(pl.DataFrame({"store": ["S1", "S2"]}), how="cross")
    lines = lines.with_row_index("transaction_id").with_columns(sold_at=pl.lit(FIRST), quantity=pl.lit(1.0))
    DatabaseSales(database).add(lines)
    made = []
    with Session(database) as session, session.begin():
        products = session.scalars(sa.select(ProductRow.id)).all()
        stores = session.scalars(sa.select(StoreRow.id)).all()
        for number, levels in enumerate(([0.1, 0.25, 0.5, 0.75, 0.9], [0.1, 0.25, 0.5, 0.75, 0.9], [0.5])):
            run = ForecastRunRow(
                model_version=f"daily.all.{1 + number // 2}", cutoff=FIRST - timedelta(days=number + 1),
                horizon=20, levels=levels, n_series=6, created_at=utc_now(),
            )  # fmt: skip
            session.add(run)
            session.flush()
            made.append(run.id)
            for product in products:
                for store in stores:
                    for step in range(DAYS):
                        units = np.sort(rng.gamma(2, 3, len(levels))).round(2)
                        known = rng.random() < 0.8
                        session.add(
                            ForecastRow(
                                run_id=run.id, product_id=product, store_id=store, grain="day",
                                target_date=FIRST + timedelta(days=step), mean=float(units.mean()),
                                quantiles=units.tolist(), actual=float(rng.poisson(5)) if known else None,
                            )
                        )  # fmt: skip
    return made


def _store(database: sa.Engine) -> int:
    with Session(database) as session:
        return session.scalars(sa.select(StoreRow.id).where(StoreRow.code == "S2")).one()


def _ask(database: sa.Engine, by: By, chosen: Chosen) -> dict[Any, Sums]:
    with Session(database) as session:
        return scores(session, by, chosen)


def _sum_all(database: sa.Engine) -> None:
    for step in range(DAYS):
        sum_period(database, "day", FIRST + timedelta(days=step))


def _approx(found: dict[Any, Sums]) -> dict[Any, Any]:
    return {key: pytest.approx(sums.__dict__) for key, sums in found.items()}


def test_kept_sums_answer_as_the_forecasts_do(database: sa.Engine, runs: list[int]) -> None:
    store = _store(database)
    asked = [(by, replace(ALL, **chosen)) for by, chosen in QUESTIONS]
    asked += [(by, replace(chosen, store_ids=[store])) for by, chosen in asked]
    from_rows = [_ask(database, by, chosen) for by, chosen in asked]
    _sum_all(database)
    for (by, chosen), found in zip(asked, from_rows, strict=True):
        told = {key: sums.__dict__ for key, sums in _ask(database, by, chosen).items()}
        assert told == _approx(found), (by, chosen)
    assert all(from_rows)
    assert runs


def test_kept_sums_are_what_is_read_until_they_are_forgotten(database: sa.Engine, runs: list[int]) -> None:
    _sum_all(database)
    before = _ask(database, "lag", ALL)
    with Session(database) as session, session.begin():
        session.execute(sa.update(ForecastRow).values(mean=ForecastRow.mean + 100))
    assert _ask(database, "lag", ALL) == before
    with database.begin() as connection:
        forget_period(connection, "day", FIRST)
    one = _ask(database, "all", ALL)["day"]
    assert 0 < one.error - sum(sums.error for sums in before.values()) < 100 * one.n
    with database.begin() as connection:
        forget_period_sums(connection)
    whole = _ask(database, "all", ALL)["day"]
    assert whole.error - sum(sums.error for sums in before.values()) == pytest.approx(100 * whole.n)
    assert runs


def test_forecasts_beside_actuals_are_the_same_by_sums(database: sa.Engine, runs: list[int]) -> None:
    def compare() -> list[dict[str, Any]]:
        with Session(database) as session:
            return [one.__dict__ for one in compare_with_actuals(session, ALL, single=False)]

    from_rows = compare()
    for step in range(0, DAYS, 2):  # half of the days from sums, half from forecasts
        sum_period(database, "day", FIRST + timedelta(days=step))
    assert compare() == [
        {name: pytest.approx(value) if isinstance(value, float) else value for name, value in one.items()}
        for one in from_rows
    ]
    assert {one["lag"] for one in from_rows} >= {1, 2, 3}
    assert runs


def test_errors_by_day_are_the_same_by_sums(database: sa.Engine, runs: list[int]) -> None:
    with Session(database) as session:
        from_rows = daily_scores(session, ALL)
        last = newest_actual(session.connection(), "day", LAST)
    _sum_all(database)
    with Session(database) as session:
        found = daily_scores(session, ALL)
        assert newest_actual(session.connection(), "day", LAST) == last == LAST
    assert [(day, sums.__dict__) for day, sums in found] == [
        (day, pytest.approx(sums.__dict__)) for day, sums in from_rows
    ]
    assert runs


def test_an_actual_that_comes_while_sums_are_made_leaves_them_out(
    database: sa.Engine, runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = accuracy_sums._read_sums

    def read_late(*asked: Any) -> list[dict[str, Any]]:
        found = read(*asked)
        with database.begin() as connection:
            forget_period(connection, "day", FIRST)
        return found

    monkeypatch.setattr(accuracy_sums, "_read_sums", read_late)
    sum_period(database, "day", FIRST)
    with database.connect() as connection:
        assert find_summed_periods(connection, "day", FIRST, LAST) == set()
    monkeypatch.undo()
    sum_period(database, "day", FIRST)
    with database.connect() as connection:
        assert find_summed_periods(connection, "day", FIRST, LAST) == {FIRST}
    assert runs


def test_forgotten_forecasts_leave_the_sums(database: sa.Engine, runs: list[int]) -> None:
    _sum_all(database)
    with Session(database) as session, session.begin():
        session.execute(sa.delete(ForecastRunRow).where(ForecastRunRow.id == runs[0]))
    from_sums = _ask(database, "all", ALL)["day"]
    with database.begin() as connection:
        forget_period_sums(connection)
    assert from_sums.__dict__ == pytest.approx(_ask(database, "all", ALL)["day"].__dict__)


def test_periods_that_are_over_are_summed_once(database: sa.Engine, runs: list[int]) -> None:
    actuals = DatabaseActuals(database)
    assert actuals.sum_periods(LAST) > 0
    assert actuals.sum_periods(LAST) == 0
    with database.connect() as connection:
        assert FIRST in find_summed_periods(connection, "day", FIRST, LAST)
    assert runs
