"""The forecasts of record in a database: kept in bulk, read a series at a time, forgotten when old."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.errors import OptionError
from foresale.storage.database.bulk.catalog import ids_of
from foresale.storage.database.bulk.known_references import references_known_to_hold
from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.event_log.changes import log_forecast_run
from foresale.storage.database.forecasts.forecast_days import forget_sums
from foresale.storage.database.forecasts.series_versions import (
    follow,
    forget_followed,
    hold_base,
    series_of_base,
)
from foresale.storage.database.forecasts.served_runs import newest_bases
from foresale.storage.database.forecasts.sum_new_forecast import sum_new_forecast
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.operations import ServingRow
from foresale.storage.database.tables.outlook import ForecastReasonRow, ForecastRow, ForecastRunRow
from foresale.workflows.ports import CHAMPION, BaseForecast, ForecastRun, parse_version

KEEP = 60
_TABLES = Table.metadata.tables
_IDS = ("product_id", "store_id")
_KEYS = (*_IDS, "grain", "target_date")
_NAMES = (("product", ProductRow.sku, ProductRow.id), ("store", StoreRow.code, StoreRow.id))


@dataclass(frozen=True)
class ForecastPeriod:
    """What a product in a store will sell in a day, week or month.

    Attributes:
        start: The period's first day.
        mean: Expected units.
        quantiles: Units, at the levels of the run.
        actual: What was sold, once that is known.
    """

    start: date
    mean: float
    quantiles: tuple[float, ...]
    actual: float | None


class DatabaseForecasts:
    """Keeps forecasts in a database.

    Args:
        engine: The system of record.
        keep: How many runs of a model, over all its versions, are kept; whatever is served stays too.
    """

    def __init__(self, engine: sa.Engine, *, keep: int = KEEP) -> None:
        self._engine, self._keep = engine, keep

    def put(self, run: ForecastRun) -> int:
        """Keep a forecast, all or nothing; then forget the oldest of its model. Answers the run's id.

        Products and stores that are out of use are left out: nothing is ordered for them any more. One of
        single series (`base_id`) is in force for these from now on; what it follows is written down. For
        series that it ends nothing is in force. Sums by store and day are kept beside one of everything.

        Raises:
            OptionError: It has a product or store that the database doesn't know.
            NotFoundError: The forecast that it renews series of is gone.
        """
        with self._engine.begin() as connection:
            run = replace(run, rows=_in_use(connection, run.rows), reasons=_in_use(connection, run.reasons))
            if run.base_id is not None:
                hold_base(connection, run.base_id)
            run_id = self._add_run(connection, run)
            with references_known_to_hold(connection):
                own = pl.lit(run_id, pl.Int64).alias("run_id")
                rows = _with_ids(connection, run.rows).select(
                    own, *_KEYS, "mean", "deviation", _as_json("quantiles")
                )
                rows = rows.sort(_KEYS)
                if rows.select(
                    pl.all_horizontal(pl.col(key) == pl.col(key).shift() for key in _KEYS).any()
                ).item():
                    raise ValueError("a forecast has two rows for one period of a series")
                load_rows(connection, _TABLES[ForecastRow.__tablename__], rows)
                reasons = _with_ids(connection, run.reasons).select(own, *_IDS, "explanation")
                load_rows(connection, _TABLES[ForecastReasonRow.__tablename__], reasons)
                if run.base_id is not None:
                    _let_be_in_force(connection, run_id, run.base_id, run, reasons.select(*_IDS))
            if run.base_id is None:
                sum_new_forecast(connection, run_id, rows)
        # By itself: deleting a forecast takes half as long as keeping one, and others wait to write.
        with self._engine.begin() as connection:
            if run.base_id is None:
                self._forget(connection, run.model_version)
            else:
                forget_followed(connection, run.base_id)
        return run_id

    def bases(self) -> list[BaseForecast]:
        """The forecasts of everything that are served, one a scope."""
        row = ForecastRunRow
        with self._reading() as connection:
            newest = list(newest_bases(connection).values())
            query = sa.select(row.id, row.model_version, row.cutoff).where(row.id.in_(newest))
            return [BaseForecast(*found) for found in connection.execute(query.order_by(row.id))]

    def forecast_of(self, base_id: int, series: pl.DataFrame) -> pl.DataFrame:
        """Those of `series` (`product`, `store`) that a forecast of everything has."""
        with self._reading() as connection:
            return series_of_base(connection, base_id, series)

    def series(
        self, run_id: int, product_id: int, store_id: int, grain: str, *, first: date | None = None,
        last: date | None = None,
    ) -> list[ForecastPeriod]:  # fmt: skip
        """The forecast of one product in one store, oldest period first; empty where the run has none.

        Args:
            run_id: The run.
            product_id: The product.
            store_id: The store.
            grain: `day`, `week` or `month`.
            first: The earliest first day of a period.
            last: The latest.
        """
        row = ForecastRow
        query = sa.select(row.target_date, row.mean, row.quantiles, row.actual).where(
            row.run_id == run_id, row.product_id == product_id, row.store_id == store_id, row.grain == grain
        )
        if first is not None:
            query = query.where(row.target_date >= first)
        if last is not None:
            query = query.where(row.target_date <= last)
        with self._reading() as connection:
            return [
                ForecastPeriod(start, mean, tuple(quantiles), actual)
                for start, mean, quantiles, actual in connection.execute(query.order_by(row.target_date))
            ]

    def _reading(self) -> sa.Connection:
        return self._engine.connect().execution_options(writes=False)

    def _add_run(self, connection: sa.Connection, run: ForecastRun) -> int:
        count = run.rows.select("product", "store").n_unique()
        added = connection.execute(
            sa.insert(ForecastRunRow).values(
                model_version=run.model_version,
                cutoff=run.cutoff,
                horizon=run.horizon,
                levels=list(run.levels),
                n_series=count,
                job_id=run.job_id,
                sum_errors=run.sum_errors and dict(run.sum_errors),
                base_id=run.base_id,
                because=run.because,
                renewal=run.renewal and run.renewal.as_json(),
                created_at=utc_now(),
            )
        )
        key: Any = added.inserted_primary_key
        run_id = int(key[0])
        told = {
            "run_id": run_id,
            "model_version": run.model_version,
            "cutoff": run.cutoff,
            "horizon": run.horizon,
            "series": count,
            "job_id": run.job_id,
        }
        log_forecast_run(connection, told, str(parse_version(run.model_version)[0]))
        return run_id

    def _forget(self, connection: sa.Connection, model_version: str) -> None:
        """Delete the model's oldest runs; whatever version is served keeps its newest."""
        scope, _ = parse_version(model_version)
        runs = connection.execute(
            sa.select(ForecastRunRow.id, ForecastRunRow.model_version)
            .where(
                ForecastRunRow.model_version.startswith(f"{scope}.", autoescape=True),
                ForecastRunRow.base_id.is_(None),
            )
            .order_by(ForecastRunRow.id.desc())
        ).all()
        served = {
            f"{model}.{version}"
            for model, version in connection.execute(
                sa.select(ServingRow.model, ServingRow.version).where(ServingRow.alias == CHAMPION)
            )
        }
        own = [(run_id, name) for run_id, name in runs if parse_version(name)[0] == scope]
        newest: dict[str, int] = {}
        for run_id, name in own:
            newest.setdefault(name, run_id)
        held = {run_id for name, run_id in newest.items() if name in served}
        old = [run_id for run_id, _ in own[self._keep :] if run_id not in held]
        if old:
            gone = sa.or_(ForecastRunRow.id.in_(old), ForecastRunRow.base_id.in_(old))
            connection.execute(sa.delete(ForecastRunRow).where(gone))


def _let_be_in_force(
    connection: sa.Connection, run_id: int, base_id: int, run: ForecastRun, made: pl.DataFrame
) -> None:
    """Let a forecast of single series take the place of those before, of which its base's sums were made."""
    follow(connection, run_id, base_id, made, run.cutoff + timedelta(days=1))
    stores = made["store_id"]
    if run.ended is not None:
        base_cutoff = sa.select(ForecastRunRow.cutoff).where(ForecastRunRow.id == base_id)
        first = connection.scalars(base_cutoff).one() + timedelta(days=1)
        ended = _with_ids(connection, _in_use(connection, run.ended)).select(*_IDS)
        follow(connection, run_id, base_id, ended, first)
        stores = pl.concat([stores, ended["store_id"]])
    forget_sums(connection, base_id, stores.unique().to_list())


def _as_json(numbers: str) -> pl.Expr:
    """A column of lists of numbers as the text of each list."""
    return (
        pl.struct(numbers).struct.json_encode().str.slice(len(f'{{"{numbers}":')).str.head(-1).alias(numbers)
    )


def _in_use(connection: sa.Connection, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of products and stores that are in use."""
    for name, key, is_active in (
        ("product", ProductRow.sku, ProductRow.is_active),
        ("store", StoreRow.code, StoreRow.is_active),
    ):
        idle = connection.scalars(sa.select(key).where(is_active.is_(False))).all()
        rows = rows.filter(~pl.col(name).is_in(idle)) if idle else rows
    return rows


def _with_ids(connection: sa.Connection, rows: pl.DataFrame) -> pl.DataFrame:
    for name, key, number in _NAMES:
        known = ids_of(connection, (key, number), rows[name].unique())
        ids = pl.DataFrame(known, schema={name: pl.String, f"{name}_id": pl.Int64}, orient="row")
        rows = rows.join(ids, on=name, how="left", maintain_order="left")
        unknown = rows.filter(pl.col(f"{name}_id").is_null())[name]
        if len(unknown):
            raise OptionError(
                f"The database doesn't know {unknown.n_unique()} of the forecast's {name}s; the first is "
                f"'{unknown[0]}'.",
                fix="Import its sales first.",
            )
    return rows
