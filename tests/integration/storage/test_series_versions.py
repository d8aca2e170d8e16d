"""Single series are forecast anew beside a forecast of everything, the same on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.errors import NotFoundError
from foresale.storage.database.engine import migrate
from foresale.storage.database.forecasts.forecast_pairs import SeriesChoice, read_chosen_series
from foresale.storage.database.forecasts.forecast_sums import ForecastSumsQuery, read_sums, sums_of_forecast
from foresale.storage.database.forecasts.repository import DatabaseForecasts
from foresale.storage.database.forecasts.series_versions import forget_followed
from foresale.storage.database.forecasts.served_runs import SeriesRuns, ServedRuns
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.operations import ServingRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow, SeriesForecastRow
from foresale.workflows.ports import BaseForecast, ForecastRun

CUTOFF = date(2024, 5, 5)


def run(
    mean: float, products: tuple[str, ...] = ("P0", "P1"), stores: tuple[str, ...] = ("Ulm", "Köln"),
    *, cutoff: date = CUTOFF, version: str = "daily.all.1", base: int | None = None,
) -> ForecastRun:  # fmt: skip
    """A forecast of three days, `mean` each."""
    rows = (
        pl.DataFrame({"product": products})
        .join(pl.DataFrame({"store": stores}), how="cross")
        .join(pl.DataFrame({"step": [1, 2, 3]}), how="cross")
        .with_columns(
            pl.lit("day").alias("grain"),
            (pl.lit(cutoff) + pl.duration(days="step")).alias("target_date"),
            pl.lit(mean).alias("mean"),
            pl.lit(0.5).alias("deviation"),
        )
        .with_columns(pl.concat_list("mean", "mean", "mean").alias("quantiles"))
        .drop("step")
    )
    reasons = (
        rows.select("product", "store")
        .unique()
        .with_columns(pl.lit(f'{{"sentence": "It sells {mean}."}}').alias("explanation"))
    )
    because = None if base is None else "A late sale."
    return ForecastRun(
        version, cutoff, 3, (0.1, 0.5, 0.9), rows, reasons, base_id=base, because=because
    )  # fmt: skip


@pytest.fixture
def ids(database: sa.Engine) -> dict[str, int]:
    """Products and stores by name, one version served."""
    lines = run(1.0).rows.select("product", "store", pl.lit(CUTOFF).alias("sold_at"), quantity=1.0)
    DatabaseSales(database).add(lines.with_row_index("transaction_id"))
    with Session(database) as session, session.begin():
        session.add(ServingRow(model="daily.all", alias="champion", version=1, since=utc_now()))
        names = ((ProductRow.sku, ProductRow.id), (StoreRow.code, StoreRow.id))
        return {row[0]: row[1] for columns in names for row in session.execute(sa.select(*columns))}


def totals(database: sa.Engine, base: int) -> dict[date, tuple[int, float]]:
    sums = sums_of_forecast(ForecastSumsQuery(base))
    with database.connect() as connection:
        query = sa.select(sums.c.period, sums.c.series, sums.c.mean).order_by(sums.c.period)
        return {day: (series, mean) for day, series, mean in connection.execute(query)}


def test_the_newest_version_of_each_series_is_read_and_names_the_one_it_follows(
    database: sa.Engine, ids: dict[str, int]
) -> None:
    shelf, served = DatabaseForecasts(database), ServedRuns(database)
    base = shelf.put(run(10.0))
    first = shelf.put(run(20.0, ("P1",), base=base))
    second = shelf.put(run(30.0, ("P1",), ("Ulm",), base=base))
    assert served.newest() == {"daily.all": base}
    found = {one.store_id: one for one in served.of_product(base, ids["P1"])}
    told = [
        (found[ids[code]].run_id, found[ids[code]].follows, found[ids[code]].explanation)
        for code in ("Ulm", "Köln")
    ]
    assert told == [
        (second, first, {"sentence": "It sells 30.0."}),
        (first, base, {"sentence": "It sells 20.0."}),
    ]
    other = served.series(base, ids["P0"], ids["Ulm"])
    assert other is not None
    assert (other.run_id, other.follows, other.periods["day"].mean.tolist()) == (base, None, [10.0] * 3)
    assert (served.facts(second).because, served.facts(base).because) == ("A late sale.", None)
    assert served.series_runs([base]) == SeriesRuns(2, second)
    assert served.find_renewed(base, {first}) == [(ids["P1"], ids["Ulm"], second)]


def test_sums_count_each_day_of_each_series_once_also_where_versions_begin_on_other_days(
    database: sa.Engine, ids: dict[str, int]
) -> None:
    shelf = DatabaseForecasts(database)
    base = shelf.put(run(10.0))
    days = [CUTOFF + timedelta(days=step) for step in range(1, 5)]
    shelf.put(run(20.0, ("P1",), ("Ulm",), base=base))
    assert totals(database, base) == dict.fromkeys(days[:3], (4, 50.0))
    shelf.put(run(30.0, ("P1",), ("Ulm",), base=base, cutoff=days[0]))
    # Its first day is over: what was forecast of it last still counts; of the day after, nobody else knows.
    assert totals(database, base) == {
        days[0]: (4, 50.0), days[1]: (4, 60.0), days[2]: (4, 60.0), days[3]: (1, 30.0),
    }  # fmt: skip


def test_what_is_in_force_stays_when_old_runs_are_forgotten(database: sa.Engine, ids: dict[str, int]) -> None:
    shelf = DatabaseForecasts(database, keep=1)
    base = shelf.put(run(10.0))
    followed = [shelf.put(run(20.0 + step, ("P1",), base=base)) for step in range(3)]
    lasting = shelf.put(run(5.0, ("P0",), ("Ulm",), base=base))
    newest = shelf.put(run(40.0, ("P1",), base=base))
    with database.begin() as connection:
        forget_followed(connection, base, most=2)
    with Session(database) as session:
        kept = set(session.scalars(sa.select(ForecastRunRow.id)))
        assert kept == {base, lasting, newest}
        assert set(session.scalars(sa.select(ForecastRow.run_id))) == kept
    assert totals(database, base)[CUTOFF + timedelta(days=1)] == (4, 40.0 + 40.0 + 5.0 + 10.0)
    after = shelf.put(run(11.0))  # replaces the base, and all that renewed it
    with Session(database) as session:
        assert set(session.scalars(sa.select(ForecastRunRow.id))) == {after}
        assert session.scalar(sa.select(sa.func.count()).select_from(SeriesForecastRow)) == 0
    assert followed
    with pytest.raises(NotFoundError, match=f"run {base} is gone"):
        shelf.put(run(1.0, ("P1",), base=base))


def test_series_are_found_by_what_is_forecast(database: sa.Engine, ids: dict[str, int]) -> None:
    shelf = DatabaseForecasts(database)
    base = shelf.put(run(10.0, stores=("Ulm",)))
    assert shelf.bases() == [BaseForecast(base, "daily.all.1", CUTOFF)]
    asked = pl.DataFrame({"product": ["P1", "P1", "PX"], "store": ["Ulm", "Köln", "Ulm"]})
    assert shelf.forecast_of(base, asked).rows() == [("P1", "Ulm")]
    with database.connect() as connection:
        every = read_chosen_series(connection, SeriesChoice())
        assert every.rows() == [("P0", "Ulm"), ("P1", "Ulm")]
        one = SeriesChoice(product_ids=(ids["P1"],), store_ids=(ids["Ulm"], ids["Köln"]))
        assert read_chosen_series(connection, one).rows() == [("P1", "Ulm")]
        connection.execute(sa.update(ProductRow).where(ProductRow.sku == "P1").values(category="Tea"))
        tea = SeriesChoice(store_ids=(ids["Ulm"],), category="Tea")
        assert read_chosen_series(connection, tea).rows() == [("P1", "Ulm")]
        pairs = SeriesChoice(pairs=((ids["P0"], ids["Köln"]), (ids["P0"], ids["Köln"])))
        assert read_chosen_series(connection, pairs).rows() == [("P0", "Köln")]


def test_going_back_a_step_leaves_the_forecasts_of_everything(
    database: sa.Engine, ids: dict[str, int]
) -> None:
    shelf = DatabaseForecasts(database)
    base = shelf.put(run(10.0))
    shelf.put(run(20.0, ("P1",), base=base))
    migrate.downgrade(database, "0009")
    try:
        with database.connect() as connection:
            left = connection.scalars(sa.text("SELECT DISTINCT run_id FROM forecasts")).all()
            assert list(left) == [base]
    finally:
        migrate.upgrade(database)
    assert totals(database, base)[CUTOFF + timedelta(days=1)] == (4, 40.0)
    again = replace(run(30.0, ("P1",), base=base))
    assert shelf.put(again) > base
    assert ids


def test_series_that_are_ended_leave_sums_and_come_back_with_their_next_version(
    database: sa.Engine, ids: dict[str, int]
) -> None:
    shelf, served = DatabaseForecasts(database), ServedRuns(database)
    base = shelf.put(run(1.0))
    shelf.put(run(2.0, ("P1",), base=base))
    gone = pl.DataFrame({"product": ["P1", "P1"], "store": ["Ulm", "Köln"]})
    later = CUTOFF + timedelta(days=1)
    empty = run(3.0, ("P0",), ("Ulm",), base=base, cutoff=later)
    ended = shelf.put(replace(empty, ended=gone))
    days = {CUTOFF + timedelta(days=step): (2, 2.0 if step == 1 else 4.0) for step in (1, 2, 3)}
    assert {day: found for day, found in totals(database, base).items() if day in days} == days
    with database.connect() as connection:
        asked = ForecastSumsQuery(base)
        kept = read_sums(connection, asked, lambda sums: connection.execute(sa.select(sums.c.mean)).all())
    assert sum(mean for (mean,) in kept) == pytest.approx(
        sum(mean for _, mean in totals(database, base).values())
    )
    assert served.series(base, ids["P1"], ids["Ulm"]) is None
    assert served.of_product(base, ids["P1"]) == []
    assert {found[2] for found in served.find_renewed(base, ()) if found[0] == ids["P1"]} > {ended}
    alone = replace(
        empty, rows=empty.rows.clear(), reasons=empty.reasons.clear(), ended=gone.head(1)
    )  # fmt: skip
    assert shelf.put(alone) > ended
    again = shelf.put(run(5.0, ("P1",), ("Köln",), base=base))
    found = served.series(base, ids["P1"], ids["Köln"])
    assert found is not None
    assert found.run_id == again
    assert served.series(base, ids["P1"], ids["Ulm"]) is None
