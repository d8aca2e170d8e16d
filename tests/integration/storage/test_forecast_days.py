"""Sums of forecasts by store and day, as they are kept, are those of the rows in force, whatever happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from examples_on import examples_on
from foresale.storage.database.forecasts import forecast_days
from foresale.storage.database.forecasts.forecast_days import (
    find_summed_stores,
    still_counts,
    sum_forecast_days,
)
from foresale.storage.database.forecasts.forecast_sums import ForecastSumsQuery, read_sums, sums_of_forecast
from foresale.storage.database.forecasts.repository import DatabaseForecasts
from foresale.storage.database.forecasts.series_versions import forget_followed
from foresale.storage.database.tables.catalog import ProductRow, StoreRow, UsualPriceRow
from foresale.storage.database.tables.forecast_sums import ForecastDayRow, SummedStoreRow
from foresale.storage.database.tables.outlook import ForecastRunRow
from foresale.workflows.ports import ForecastRun

CUTOFF = date(2024, 4, 25)  # a Thursday before the end of a month
PRODUCTS, STORES = ("P1", "P2", "P3"), ("S1", "S2")
HORIZON = 9


def run(
    means: list[float], products: tuple[str, ...] = PRODUCTS, stores: tuple[str, ...] = STORES,
    *, late: int = 0, base: int | None = None, deviation: float | None = 0.5,
) -> ForecastRun:  # fmt: skip
    """A forecast of nine days from some days after the cutoff on; a mean for each product."""
    rows = pl.DataFrame(
        [
            (product, store, "day", CUTOFF + timedelta(days=late + step), mean, deviation, [mean] * 3)
            for product, mean in zip(products, means, strict=False)
            for store in stores
            for step in range(1, HORIZON + 1)
        ],
        schema={
            "product": pl.String, "store": pl.String, "grain": pl.String, "target_date": pl.Date,
            "mean": pl.Float64, "deviation": pl.Float64, "quantiles": pl.List(pl.Float64),
        },
        orient="row",
    )  # fmt: skip
    reasons = (
        rows.select("product", "store")
        .unique()
        .with_columns(pl.lit('{"sentence": "It sells."}').alias("explanation"))
    )
    return ForecastRun(
        "daily.all.1", CUTOFF + timedelta(days=late), HORIZON, (0.1, 0.5, 0.9), rows, reasons,
        base_id=base, because=None if base is None else "A late sale.",
    )  # fmt: skip


MEANS = st.lists(st.sampled_from((0.0, 0.25, 1.5, 8.0)), min_size=3, max_size=3)
DEEDS = st.one_of(
    st.tuples(
        st.just("renew"),
        st.tuples(
            MEANS,
            st.lists(st.sampled_from(PRODUCTS), min_size=1, max_size=3, unique=True),
            st.lists(st.sampled_from(STORES), min_size=1, max_size=2, unique=True),
            st.integers(0, 4),
            st.sampled_from((None, 0.25)),
        ),
    ),
    st.tuples(
        st.just("price"), st.tuples(st.sampled_from(PRODUCTS), st.sampled_from((None, "0.5", "2.0625")))
    ),
    st.tuples(
        st.just("usual price"), st.tuples(st.sampled_from(PRODUCTS), st.sampled_from((None, "0.25", "4")))
    ),
    st.tuples(st.just("end"), st.tuples(st.sampled_from(PRODUCTS), st.sampled_from(STORES))),
    st.tuples(st.just("use product"), st.tuples(st.sampled_from(PRODUCTS), st.booleans())),
    st.tuples(st.just("use store"), st.tuples(st.sampled_from(STORES), st.booleans())),
    st.tuples(st.just("sum"), st.none()),
    st.tuples(st.just("forget"), st.none()),
    st.tuples(st.just("forecast"), MEANS),
)


def begin(database: sa.Engine) -> None:
    """A chain of two stores and three products, without forecasts."""
    with database.begin() as connection:
        connection.execute(sa.delete(ForecastRunRow))
        for row, key, names in ((ProductRow, "sku", PRODUCTS), (StoreRow, "code", STORES)):
            if connection.scalar(sa.select(sa.func.count()).select_from(row)) == 0:
                connection.execute(sa.insert(row), [{key: name, "name": name} for name in names])
            connection.execute(sa.update(row).values(is_active=True))
        connection.execute(sa.update(ProductRow).values(price=Decimal("1.5")))
        connection.execute(sa.delete(UsualPriceRow))


def do(database: sa.Engine, base: int, deed: tuple[str, Any]) -> int:
    kind, what = deed
    if kind == "sum":
        sum_forecast_days(database, base)
    elif kind == "forget":
        with database.begin() as connection:
            forget_followed(connection, base, most=0)
    elif kind == "forecast":
        return DatabaseForecasts(database).put(run(what))
    elif kind == "renew":
        means, products, stores, late, deviation = what
        made = run(means, tuple(products), tuple(stores), late=late, base=base, deviation=deviation)
        DatabaseForecasts(database).put(made)
    elif kind == "end":
        product, store = what
        nothing = run([1.0], (product,), (store,), base=base)
        made = replace(nothing, rows=nothing.rows.clear(), reasons=nothing.reasons.clear())
        DatabaseForecasts(database).put(replace(made, ended=nothing.reasons.select("product", "store")))
    elif kind == "usual price":
        name, price = what
        with database.begin() as connection:
            own = connection.scalars(sa.select(ProductRow.id).where(ProductRow.sku == name)).one()
            connection.execute(sa.delete(UsualPriceRow).where(UsualPriceRow.product_id == own))
            if price is not None:
                connection.execute(sa.insert(UsualPriceRow), {"product_id": own, "price": Decimal(price)})
    else:
        name, value = what
        change: sa.Update = sa.update(StoreRow).where(StoreRow.code == name).values(is_active=value)
        if kind != "use store":
            change = sa.update(ProductRow).where(ProductRow.sku == name)
            values = {"price": value and Decimal(value)} if kind == "price" else {"is_active": value}
            change = change.values(**values)
        with database.begin() as connection:
            connection.execute(change)
    return base


def questions(base: int, stores: list[int]) -> list[ForecastSumsQuery]:
    spans = [(None, None), (CUTOFF + timedelta(days=3), None), (None, CUTOFF + timedelta(days=7))]
    spans += [(CUTOFF + timedelta(days=2), CUTOFF + timedelta(days=11)), (date(2030, 1, 1), None)]
    return [
        ForecastSumsQuery(base, grain, by, first, last, None, whose)
        for grain in ("day", "week", "month", "horizon")
        for by in ((), ("store",))
        for first, last in spans
        for whose in (None, stores[:1])
    ]


def told(connection: sa.Connection, asked: ForecastSumsQuery, *, kept: bool) -> list[dict[str, Any]]:
    def read(sums: sa.Subquery[Any]) -> list[dict[str, Any]]:
        rows = connection.execute(sa.select(sums)).all()
        found = [dict(zip(sums.c.keys(), row, strict=True)) for row in rows]
        return sorted(found, key=lambda one: (str(one["period"]), str(one.get("store"))))

    return read_sums(connection, asked, read) if kept else read(sums_of_forecast(asked))


@pytest.mark.slow
def test_kept_sums_are_those_of_the_rows_whatever_happened(database: sa.Engine) -> None:
    @settings(max_examples=examples_on(database, 8), deadline=None)
    @given(means=MEANS, deeds=st.lists(DEEDS, min_size=1, max_size=6))
    def check(means: list[float], deeds: list[tuple[str, Any]]) -> None:
        begin(database)
        base = DatabaseForecasts(database).put(run(means))
        for number, deed in enumerate([*deeds, ("sum", None)]):
            base = do(database, base, deed)
            with database.connect() as connection:
                stores = list(connection.scalars(sa.select(StoreRow.id).order_by(StoreRow.id)))
                for asked in questions(base, stores)[number % 7 :: 7]:
                    kept, rows = (told(connection, asked, kept=kept) for kept in (True, False))
                    assert kept == rows, (deed, asked)
        with database.connect() as connection:
            assert find_summed_stores(connection, base).others == frozenset()

    check()


@pytest.fixture
def base(database: sa.Engine) -> int:
    begin(database)
    return DatabaseForecasts(database).put(run([1.0, 2.0, 4.0]))


def mean_told(database: sa.Engine, base: int) -> dict[str, float]:
    with database.connect() as connection:
        rows = told(connection, ForecastSumsQuery(base, "horizon", ("store",)), kept=True)
    return {row["store"]: row["mean"] for row in rows}


def test_sums_are_kept_with_a_forecast_and_read_from_what_is_kept(database: sa.Engine, base: int) -> None:
    with database.begin() as connection:
        connection.execute(sa.update(ForecastDayRow).values(mean=100.0))
    assert mean_told(database, base) == {"S1": 900.0, "S2": 900.0}
    DatabaseForecasts(database).put(run([8.0], ("P1",), ("S2",), base=base))
    assert mean_told(database, base) == {"S1": 900.0, "S2": 9 * 14.0}
    assert sum_forecast_days(database, base) == 1
    assert sum_forecast_days(database, base) == 0
    assert mean_told(database, base) == {"S1": 900.0, "S2": 9 * 14.0}
    with database.begin() as connection:
        connection.execute(sa.update(ProductRow).where(ProductRow.sku == "P3").values(price=Decimal(7)))
    assert mean_told(database, base) == {"S1": 9 * 7.0, "S2": 9 * 14.0}
    assert sum_forecast_days(database, base) == 2


def test_rows_of_a_new_forecast_are_not_read_again_for_its_sums(database: sa.Engine, base: int) -> None:
    read: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT") and "FROM forecasts" in statement.replace("\n", ""):
            read.append(statement)

    sa.event.listen(database, "before_cursor_execute", note)
    DatabaseForecasts(database).put(run([1.0, 2.0, 4.0]))
    assert not read


def test_what_is_renewed_or_priced_while_sums_are_worked_out_keeps_none_of_before(
    database: sa.Engine, base: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, shelf = forecast_days._read_sums, DatabaseForecasts(database)
    meanwhile: list[Any] = [
        lambda: shelf.put(run([8.0], ("P1",), ("S2",), base=base)),
        lambda: do(database, base, ("price", ("P1", "0.5"))),
    ]

    def interrupted(connection: sa.Connection, *asked: Any) -> Any:
        found = read(connection, *asked)
        connection.rollback()
        meanwhile.pop(0)()
        return found

    monkeypatch.setattr(forecast_days, "_read_sums", interrupted)
    with database.begin() as connection:
        connection.execute(sa.delete(SummedStoreRow))
    assert sum_forecast_days(database, base) == 1
    assert sum_forecast_days(database, base) == 0
    monkeypatch.setattr(forecast_days, "_read_sums", read)
    assert mean_told(database, base) == {"S1": 9 * 7.0, "S2": 9 * 14.0}
    assert sum_forecast_days(database, base) == 2


def test_a_store_whose_series_have_gaps_is_read_from_its_rows(database: sa.Engine, base: int) -> None:
    DatabaseForecasts(database).put(run([8.0], ("P1",), ("S2",), late=12, base=base))
    sum_forecast_days(database, base)
    assert sum_forecast_days(database, base) == 0
    with database.connect() as connection:
        summed = find_summed_stores(connection, base)
        assert (len(summed.ready), len(summed.others)) == (1, 1)
        for asked in questions(base, sorted(summed.others)):
            assert told(connection, asked, kept=True) == told(connection, asked, kept=False), asked


def test_sums_that_are_taken_away_while_they_are_read_are_missed(database: sa.Engine, base: int) -> None:
    with database.connect() as connection:
        summed = find_summed_stores(connection, base)
        assert still_counts(connection, base, summed)
    DatabaseForecasts(database).put(run([8.0], ("P1",), ("S2",), base=base))
    sum_forecast_days(database, base)
    with database.connect() as connection:
        assert not still_counts(connection, base, summed)


def test_sums_hold_when_runs_are_forgotten_that_others_followed_from_a_later_day_on(
    database: sa.Engine, base: int
) -> None:
    shelf = DatabaseForecasts(database)
    shelf.put(run([8.0], ("P1",), ("S2",), base=base))
    shelf.put(run([16.0], ("P1",), ("S2",), late=1, base=base))
    sum_forecast_days(database, base)
    before = mean_told(database, base)
    assert before["S2"] == 9 * 6.0 + 8.0 + 9 * 16.0  # its first day is still that of the run before
    shelf.put(run([1.0], ("P1",), ("S1",), base=base))
    with database.begin() as connection:
        forget_followed(connection, base, most=1)
        read = told(connection, ForecastSumsQuery(base, "horizon", ("store",)), kept=False)
    assert {row["store"]: row["mean"] for row in read} == mean_told(database, base) == before
