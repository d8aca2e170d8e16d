"""How days go, kept in a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
import sqlalchemy as sa

from foresale.forecasting.intraday.day_profile import DayProfiles
from foresale.forecasting.intraday.intraday_model import IntradayModel
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.intraday import DayProfileRow, IntradayModelRow, SaleBatchRow

_DIGITS = 5


@dataclass(frozen=True)
class StoredIntraday:
    """What was learned of days, and when.

    Attributes:
        id: Its row.
        learned_at: When, UTC.
        until: The last day it was learned from.
        model: `store` and `product` in it are ids; None where sales have no times of day.
    """

    id: int
    learned_at: datetime
    until: date
    model: IntradayModel | None


class DatabaseIntraday:
    """Keeps what was learned of days; the newest replaces what was there.

    Args:
        engine: The system of record.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def read_learned_until(self) -> date | None:
        """The last day that the newest model was learned from; None where nothing was learned."""
        newest = sa.select(IntradayModelRow.until).order_by(IntradayModelRow.id.desc()).limit(1)
        with self._engine.connect().execution_options(writes=False) as connection:
            return connection.scalar(newest)

    def newest(self) -> StoredIntraday | None:
        """The newest model; None where nothing was learned."""
        with self._engine.connect().execution_options(writes=False) as connection:
            return read_newest(connection)

    def put(self, model: IntradayModel | None, until: date) -> int:
        """Keep a model in place of those before.

        Args:
            model: `store` and `product` in it are ids; None where sales have no times.
            until: The last day it was learned from.
        """
        with self._engine.begin() as connection:
            warp = None if model is None else np.round(model.warp, _DIGITS).tolist()
            found = connection.execute(
                sa.insert(IntradayModelRow).values(learned_at=utc_now(), until=until, warp=warp)
            ).inserted_primary_key
            (number,) = found or (0,)
            if model is not None:
                _write(connection, number, model)
            for table in (DayProfileRow, SaleBatchRow):
                connection.execute(sa.delete(table).where(table.model_id < number))
            connection.execute(sa.delete(IntradayModelRow).where(IntradayModelRow.id < number))
        return int(number)


def read_newest_id(connection: sa.Connection) -> int | None:
    """Which model is the newest; None where nothing was learned.

    Args:
        connection: An open transaction.
    """
    return connection.scalar(sa.select(sa.func.max(IntradayModelRow.id)))


def read_newest(connection: sa.Connection) -> StoredIntraday | None:
    """The newest model; None where nothing was learned.

    Args:
        connection: An open transaction.
    """
    row = connection.execute(
        sa.select(
            IntradayModelRow.id,
            IntradayModelRow.learned_at,
            IntradayModelRow.until,
            IntradayModelRow.warp,
        )
        .order_by(IntradayModelRow.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    model = None if row.warp is None else _read(connection, row.id, row.warp)
    return StoredIntraday(row.id, row.learned_at, row.until, model)


def _write(connection: sa.Connection, number: int, model: IntradayModel) -> None:
    groups = model.profiles.groups.with_columns(pl.col("store").cast(pl.Int64).alias("store_id"))
    shares = np.round(model.profiles.shares, _DIGITS).tolist()
    profiles = [
        {"model_id": number, **group, "shares": row}
        for group, row in zip(
            groups.select("store_id", "weekday", "category").to_dicts(), shares, strict=True
        )
    ]
    batches = model.batches.select(
        pl.lit(number).alias("model_id"),
        pl.col("product").alias("product_id"),
        pl.col("store").alias("store_id"),
        pl.col("batch").round(_DIGITS),
    )
    connection.execute(sa.insert(_table(DayProfileRow)), profiles)
    if batches.height:
        connection.execute(sa.insert(_table(SaleBatchRow)), batches.to_dicts())


def _read(connection: sa.Connection, number: int, warp: list[float]) -> IntradayModel:
    profiles = connection.execute(
        sa.select(
            DayProfileRow.store_id, DayProfileRow.weekday, DayProfileRow.category, DayProfileRow.shares
        ).where(DayProfileRow.model_id == number)
    ).all()
    batches = connection.execute(
        sa.select(SaleBatchRow.store_id, SaleBatchRow.product_id, SaleBatchRow.batch).where(
            SaleBatchRow.model_id == number
        )
    ).all()
    groups = pl.DataFrame(
        [tuple(row)[:3] for row in profiles],
        schema={"store": pl.Int64, "weekday": pl.Int8, "category": pl.String},
        orient="row",
    ).with_columns(pl.col("store").cast(pl.String))
    return IntradayModel(
        DayProfiles(groups, np.array([row.shares for row in profiles], dtype=np.float64)),
        pl.DataFrame(
            [tuple(row) for row in batches],
            schema={"store": pl.Int64, "product": pl.Int64, "batch": pl.Float64},
            orient="row",
        ),
        np.array(warp, dtype=np.float64),
    )


def _table(row: type[DayProfileRow] | type[SaleBatchRow]) -> sa.Table:
    return Table.metadata.tables[row.__tablename__]
