"""What both answers about today begin with: the forecast that is asked, the days, the series that match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import Request
from sqlalchemy import Connection, Select

from foresale.errors import NotReadyError
from foresale.messages import route
from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.served import Served, look_up_product, look_up_store
from foresale.service.api.today.schemas import TodayQuery
from foresale.service.serving.answers import check_chances
from foresale.service.serving.served_run import ServedRun
from foresale.service.serving.today import TodayForecasts
from foresale.storage.database.forecasts.day_forecasts import day_forecasts
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import ForecastRow


@dataclass(frozen=True)
class AskedDay:
    """Which forecasts of which day are asked about.

    Attributes:
        board: Tells what today will have sold.
        now: When it is asked.
        connection: Reads for it.
        run: The forecast that answers.
        days: Each store's own day, by the store's number.
        wanted: The series that match.
    """

    board: TodayForecasts
    now: datetime
    connection: Connection
    run: ServedRun
    days: Mapping[int, date]
    wanted: Select[Any]


def find_day(
    request: Request, predictor: Served, session: Reading, caller: Caller, asked: TodayQuery
) -> AskedDay:
    """What a question about today is about.

    Raises:
        NotReadyError: No forecast reaches today.
    """
    board: TodayForecasts = request.app.state.today
    now = utc_now()
    # Each of these may ask the database by itself: the session takes its connection only after them.
    store, product = (
        look_up_store(predictor, asked.store_key, caller),
        look_up_product(predictor, asked.product_key),
    )
    run = predictor.champions.candidates(store.code if store else None, asked.category)[0]
    check_chances(run.facts, [asked.level])
    connection = session.connection()
    days = board.days(connection, caller.store_ids if store is None else [store.id], now)
    _check_reach(run, days)
    wanted = day_forecasts(run.facts.id, days)
    if product is not None:
        wanted = wanted.where(ForecastRow.product_id == product.id)
    if asked.category is not None:
        wanted = wanted.where(ProductRow.category == asked.category)
    return AskedDay(board, now, connection, run, days, wanted)


def _check_reach(run: ServedRun, days: Mapping[int, date]) -> None:
    """Refuse days that the forecast doesn't reach.

    Args:
        run: The forecast.
        days: Today's date by store.

    Raises:
        NotReadyError: It ended before today, or began after.
    """
    facts = run.facts
    last = facts.cutoff + timedelta(days=facts.horizon)
    if days and all(not facts.cutoff < day <= last for day in days.values()):
        day = min(days.values())
        raise NotReadyError(
            f"The served forecast is of {facts.cutoff + timedelta(days=1)} to {last}; today is {day}.",
            fix=f"Bring the sales up to date and forecast again: {route('refresh_forecast')}.",
        )
