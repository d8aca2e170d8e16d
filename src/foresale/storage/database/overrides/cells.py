"""The days of series that a change is about, as they are forecast now, and what simple rules would say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import orjson
import polars as pl
import sqlalchemy as sa

from foresale.storage.database.forecasts.forecast_periods import is_day, is_grain
from foresale.storage.database.forecasts.in_force import is_in_force
from foresale.storage.database.forecasts.in_use import is_in_use
from foresale.storage.database.forecasts.served_runs import daily_bases
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.overrides.lay_over import CELL, CELLS

WEEKS = 8
"""Weeks that the statistical rule averages."""
_TOGETHER = 1000
_CELLS: dict[str, Any] = {
    **CELLS, "mean": pl.Float64, "deviation": pl.Float64, "quantiles": pl.List(pl.Float64),
    "base_id": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class CellChoice:
    """Which days of which series; None leaves a choice open.

    Attributes:
        first: The first day.
        last: The last day.
        product_id: Of one product.
        store_ids: Of these stores.
        category: Of products of a category.
    """

    first: date
    last: date
    product_id: int | None = None
    store_ids: Collection[int] | None = None
    category: str | None = None

    def of(self, row: Any) -> list[sa.ColumnElement[bool]]:
        """That a row with `product_id` and `store_id` is of these series."""
        found: list[sa.ColumnElement[bool]] = []
        if self.product_id is not None:
            found.append(row.product_id == self.product_id)
        if self.store_ids is not None:
            found.append(row.store_id.in_(sorted(self.store_ids)))
        if self.category is not None:
            found.append(
                row.product_id.in_(sa.select(ProductRow.id).where(ProductRow.category == self.category))
            )
        return found


def count_cells(connection: sa.Connection, choice: CellChoice) -> int:
    """How many days of series are forecast there, those of several forecasts counted in each."""
    query = sa.select(sa.func.count()).select_from(ForecastRow)
    return sum(connection.scalar(query.where(*_where(base, choice))) or 0 for base in daily_bases(connection))


def forecast_cells(
    connection: sa.Connection, choice: CellChoice, products: Collection[int] | None = None
) -> pl.DataFrame:
    """The forecasts in force; of a series in several the most special one counts.

    Args:
        connection: An open transaction.
        choice: Which.
        products: Only of these products.

    Returns:
        `CELLS`, `mean`, `deviation`, `quantiles` and `base_id`.
    """
    row = ForecastRow
    columns: list[Any] = [
        row.product_id,
        row.store_id,
        row.target_date,
        row.mean,
        row.deviation,
        row.quantiles,
    ]
    parts = [pl.DataFrame(schema=_CELLS)]
    for base in daily_bases(connection):
        for some in _parts(products):
            query: sa.Select[Any] = sa.select(*columns).where(*_where(base, choice))
            if some is not None:
                query = query.where(row.product_id.in_(some))
            rows = [(*found, base) for found in connection.execute(query)]
            parts.append(pl.DataFrame(rows, schema=_CELLS, orient="row"))
    return pl.concat(parts).unique(list(CELL), keep="last", maintain_order=True).sort(*CELL)


def run_facts(
    connection: sa.Connection, base_ids: Collection[int]
) -> dict[int, tuple[date, list[float], str]]:
    """Last known day, levels and version of forecasts, by number."""
    run = ForecastRunRow
    query = sa.select(run.id, run.cutoff, run.levels, run.model_version).where(run.id.in_(list(base_ids)))
    return {
        number: (cutoff, levels, version) for number, cutoff, levels, version in connection.execute(query)
    }


def simple_rules(
    connection: sa.Connection, choice: CellChoice, cells: pl.DataFrame, cutoff: date
) -> pl.DataFrame:
    """The cells with `naive`, the newest such weekday known, and `statistical`, the average of eight.

    Args:
        connection: An open transaction.
        choice: Whose cells.
        cells: With `CELLS`.
        cutoff: The last day that is known.
    """
    row = SaleRow
    first = cutoff - timedelta(weeks=WEEKS)
    query = (
        sa.select(row.product_id, row.store_id, row.sold_on, sa.func.sum(row.quantity))
        .where(row.sold_on > first, row.sold_on <= cutoff, *choice.of(row))
        .group_by(row.product_id, row.store_id, row.sold_on)
    )
    schema = {"product_id": pl.Int64, "store_id": pl.Int64, "sold_on": pl.Date, "units": pl.Float64}
    sold = pl.DataFrame([tuple(found) for found in connection.execute(query)], schema=schema, orient="row")
    keys = ["product_id", "store_id", "weekday"]
    rules = (
        sold.with_columns(weekday=pl.col("sold_on").dt.weekday())
        .group_by(keys)
        .agg(
            pl.col("units").filter(pl.col("sold_on") > cutoff - timedelta(days=7)).sum().alias("naive"),
            (pl.col("units").sum() / WEEKS).alias("statistical"),
        )
    )
    return (
        cells.with_columns(weekday=pl.col("target_date").dt.weekday())
        .join(rules, on=keys, how="left", maintain_order="left")
        .with_columns(pl.col("naive", "statistical").fill_null(0.0))
        .drop("weekday")
    )


def as_json(values: list[list[float]]) -> list[str]:
    """Lists of numbers as the tables keep them."""
    return [orjson.dumps([round(value, 6) for value in row]).decode() for row in values]


def _where(base: int, choice: CellChoice) -> list[sa.ColumnElement[bool]]:
    row = ForecastRow
    days = is_day(choice.first, choice.last)
    if choice.product_id is not None:
        days = sa.and_(is_grain("day"), row.target_date.between(choice.first, choice.last))
    return [is_in_force(base), days, is_in_use(), *choice.of(row)]


def _parts(products: Collection[int] | None) -> Iterator[list[int] | None]:
    if products is None:
        yield None
        return
    listed = sorted(products)
    for start in range(0, len(listed), _TOGETHER):
        yield listed[start : start + _TOGETHER]
