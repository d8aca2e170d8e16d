"""`GET /today`: what each product will have sold in each store when the day ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np
import polars as pl
from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection

from foresale.forecasting.sums.horizon_total import level_places
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.pagination import Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.served import Served
from foresale.service.api.today.asked_day import find_day
from foresale.service.api.today.schemas import Today, TodayQuery
from foresale.service.serving.answers import DIGITS
from foresale.service.serving.today import DayOutlook, StoreDay
from foresale.storage.database.forecasts.day_forecasts import SCHEMA
from foresale.storage.database.names import Names
from foresale.storage.database.tables.outlook import ForecastRow

router = APIRouter(tags=["forecasts"])


@router.get("/today", summary="What today will have sold")
def read_today(
    request: Request,
    predictor: Served,
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS, Permission.READ_SALES)],
    paging: Paged,
    asked: Annotated[TodayQuery, Query()],
) -> Today:
    """Units sold so far, and units and range of the whole day, of every product in every store that match.

    Today is each store's own. Until a store's first sale of the day arrives, its day is as forecast.
    """
    day = find_day(request, predictor, session, caller, asked)
    board, run = day.board, day.run
    order = [SortKey(ForecastRow.product_id), SortKey(ForecastRow.store_id)]
    rows, following = read_page(session, day.wanted, order, paging)
    series = pl.DataFrame([tuple(row) for row in rows], schema=SCHEMA, orient="row")
    shown = {number: day.days[number] for number in sorted(set(series["store"].to_list()))}
    store_days = board.store_days(day.connection, run.facts.id, shown, day.now)
    found = board.outlook(day.connection, series, run.facts.levels, store_days)
    learned = board.model(day.connection, day.now)
    return Today.model_validate(
        {
            "as_of": day.now,
            "model_version": run.facts.model_version,
            "cutoff": run.facts.cutoff,
            "hours_learned_until": None if learned is None or learned.model is None else learned.until,
            "level": asked.level,
            "stores": describe_stores(day.connection, store_days),
            "items": _items(
                day.connection, series, found, level_places(run.facts.levels, asked.level), store_days
            ),
            "next": following,
        }
    )


def describe_stores(connection: Connection, days: Mapping[int, StoreDay]) -> list[dict[str, Any]]:
    """How far each store's sales of today are known.

    Args:
        connection: An open transaction.
        days: The day of each store's id.
    """
    names = Names(connection).stores(sorted(days))
    return [
        {
            "store": {"id": number, "code": names[number].code},
            "date": its.day,
            "last_sale": its.last_sale,
            "known_until": f"{int(its.known_until):02}:{int(its.known_until % 1 * 60):02}",
            "behind": its.is_behind,
        }
        for number, its in days.items()
        if number in names
    ]


def _items(
    connection: Connection,
    series: pl.DataFrame,
    found: DayOutlook,
    ends: Sequence[int],
    days: Mapping[int, StoreDay],
) -> list[dict[str, Any]]:
    names = Names(connection)
    products = names.products(series["product"].unique().sort().to_list())
    stores = names.stores(sorted(days))
    low, high = ends
    numbers = {
        "sold": found.sold,
        "mean": found.forecast.mean,
        "lower": found.forecast.quantiles[:, low],
        "upper": found.forecast.quantiles[:, high],
    }
    told = {name: np.round(values, DIGITS).tolist() for name, values in numbers.items()}
    share = [None] * series.height if found.share is None else np.round(found.share, DIGITS).tolist()
    return [
        {
            "product": {"id": row["product"], "sku": products[row["product"]].sku},
            "store": {"id": row["store"], "code": stores[row["store"]].code},
            "date": days[row["store"]].day,
            "share": share[place],
            **{name: values[place] for name, values in told.items()},
            "morning": {
                "mean": round(row["mean"], DIGITS),
                "lower": round(row["quantiles"][low], DIGITS),
                "upper": round(row["quantiles"][high], DIGITS),
            },
        }
        for place, row in enumerate(series.iter_rows(named=True))
    ]
