"""Lays people's changes beside a forecast that is about to be answered: both are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import orjson
import polars as pl
import sqlalchemy as sa

from foresale.container import Container
from foresale.service.api.overrides.making import standing_of
from foresale.service.serving.answers import DIGITS
from foresale.storage.database.forecasts.stored_series import period_end, period_start
from foresale.storage.database.names import ProductName
from foresale.storage.database.overrides.cells import CellChoice
from foresale.storage.database.overrides.standing import read_changed_cells
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.workflows.overrides.lay_over import scale_quantiles


def add_adjusted(container: Container, product: ProductName, body: bytes, grain: str) -> bytes:
    """A product's forecast with `adjusted` in each period: what people made of it, or null.

    Args:
        container: The service's parts.
        product: Whose forecast.
        body: The answer without changes.
        grain: Of its periods.
    """
    told = orjson.loads(body)
    periods = [(part["store"]["id"], period) for part in told["stores"] for period in part["forecast"]]
    starts = [date.fromisoformat(period["date"]) for _, period in periods]
    if not periods:
        return body
    stores = {store for store, _ in periods}
    choice = CellChoice(min(starts), period_end(max(starts), grain), product.id, stores)
    with container.engine.connect().execution_options(writes=False) as connection:
        changed = read_changed_cells(connection, choice, standing_of(container))
    change, numbers = _by_period(changed, grain)
    for (store, period), start in zip(periods, starts, strict=True):
        units = change.get((store, start))
        period["adjusted"] = None if units is None else _period(period, units, numbers[store, start])
    return orjson.dumps(told)


def _by_period(
    changed: pl.DataFrame, grain: str
) -> tuple[dict[tuple[int, date], float], dict[tuple[int, date], list[int]]]:
    """Units more, and entries, by store and period."""
    change: dict[tuple[int, date], float] = {}
    numbers: dict[tuple[int, date], set[int]] = {}
    wanted = changed.select("store_id", "target_date", "mean", "adjusted", "overrides")
    for store, day, mean, adjusted, entries in wanted.iter_rows():
        key = store, period_start(day, grain)
        change[key] = change.get(key, 0.0) + adjusted - mean
        numbers.setdefault(key, set()).update(entries)
    return change, {key: sorted(found) for key, found in numbers.items()}


def _period(period: Mapping[str, Any], units: float, entries: Sequence[int]) -> dict[str, Any]:
    mean = float(period["mean"])
    adjusted = max(mean + units, 0.0)
    told = []
    for interval in period["intervals"]:
        level = float(interval["level"])
        ends = np.array([[interval["lower"], interval["upper"]]], dtype=np.float64)
        chances = ((1 - level) / 2, (1 + level) / 2)
        lower, upper = scale_quantiles(ends, np.array([mean]), np.array([adjusted]), chances)[0].tolist()
        told.append({"level": level, "lower": round(lower, DIGITS), "upper": round(upper, DIGITS)})
    return {"mean": round(adjusted, DIGITS), "intervals": told, "overrides": list(entries)}


def adjust_sums(
    connection: sa.Connection,
    container: Container,
    sums: Sequence[dict[str, Any]],
    choice: CellChoice,
    asked: tuple[str, Sequence[str]],
) -> None:
    """Give each sum what people made of it.

    Args:
        connection: An open transaction.
        container: The service's parts.
        sums: As they are answered; get `adjusted`.
        choice: The days and series that they are of.
        asked: Their grain, and what they are told apart by.
    """
    grain, by = asked
    changed = read_changed_cells(connection, choice, standing_of(container))
    labels = {
        "product": _labels(connection, ProductRow.id, ProductRow.sku, changed["product_id"]),
        "category": _labels(connection, ProductRow.id, ProductRow.category, changed["product_id"]),
        "store": _labels(connection, StoreRow.id, StoreRow.code, changed["store_id"]),
    }
    units: dict[tuple[Any, ...], float] = {}
    wanted = changed.select("product_id", "store_id", "target_date", "mean", "adjusted")
    for product, store, day, mean, adjusted in wanted.iter_rows():
        ids = {"product": product, "category": product, "store": store}
        key = (_start(day, grain), *(labels[name].get(ids[name]) for name in by))
        units[key] = units.get(key, 0.0) + adjusted - mean
    for one in sums:
        more = units.get((None if grain == "horizon" else one["period"], *(one[name] for name in by)))
        one["adjusted"] = None if more is None else _sum(one, more)


def adjust_weeks(
    connection: sa.Connection, container: Container, series: Sequence[Mapping[str, Any]]
) -> None:
    """Give each week of some series what people made of it.

    Args:
        connection: An open transaction.
        container: The service's parts.
        series: As they are answered; their weeks get `adjusted`.
    """
    weeks = {
        (one["product"]["id"], one["store"]["id"], week["date"]): week
        for one in series
        for week in one["weeks"]
    }
    if not weeks:
        return
    starts = [start for _, _, start in weeks]
    stores = {store for _, store, _ in weeks}
    choice = CellChoice(min(starts), period_end(max(starts), "week"), None, stores)
    changed = read_changed_cells(connection, choice, standing_of(container))
    more: dict[tuple[int, int, date], float] = {}
    wanted = changed.select("product_id", "store_id", "target_date", "mean", "adjusted")
    for product, store, day, mean, adjusted in wanted.iter_rows():
        key = product, store, period_start(day, "week")
        more[key] = more.get(key, 0.0) + adjusted - mean
    for key in more.keys() & weeks.keys():
        weeks[key]["adjusted"] = _sum(weeks[key], more[key])


def _start(day: date, grain: str) -> date | None:
    return None if grain == "horizon" else period_start(day, grain)


def _sum(one: Mapping[str, Any], more: float) -> dict[str, float | None]:
    mean = float(one["mean"])
    adjusted = max(mean + more, 0.0)
    ratio = adjusted / mean if mean > 0 else None
    ends = {
        name: None if one[name] is None or ratio is None else round(one[name] * ratio, DIGITS)
        for name in ("lower", "upper")
    }
    return {"mean": round(adjusted, DIGITS), **ends}


def _labels(connection: sa.Connection, key: Any, name: Any, ids: pl.Series) -> dict[int, str | None]:
    listed = ids.unique().to_list()
    found: dict[int, str | None] = {}
    for start in range(0, len(listed), 1000):
        query = sa.select(key, name).where(key.in_(listed[start : start + 1000]))
        found.update((number, text) for number, text in connection.execute(query))
    return found
