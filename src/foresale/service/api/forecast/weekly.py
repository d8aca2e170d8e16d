"""`GET /forecast/weekly`: the weeks of a store, a category or everything, a page at a time."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from foresale.service.api.forecast.adjusted import adjust_weeks
from foresale.service.api.forecast.queries import WeeklyQuery
from foresale.service.api.forecast.schemas import WeeklyPage
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services
from foresale.service.api.kit.pagination import Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.served import Served, look_up_store
from foresale.service.serving.answers import PredictionRequest, check_chances, describe_periods, describe_run
from foresale.service.serving.prediction_service import PredictionService
from foresale.service.serving.served_run import ServedRun
from foresale.storage.database.forecasts.forecast_periods import is_grain
from foresale.storage.database.forecasts.in_force import is_in_force
from foresale.storage.database.forecasts.in_use import is_in_use
from foresale.storage.database.forecasts.stored_series import gather_series
from foresale.storage.database.names import Names
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import ForecastRow

router = APIRouter()


@router.get("/forecast/weekly", summary="Weekly forecasts of many products")
def read_weekly_forecasts(
    predictor: Served,
    container: Services,
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS)],
    paging: Paged,
    asked: Annotated[WeeklyQuery, Query()],
) -> WeeklyPage:
    """The weeks ahead of every product in every store that match, by product and store."""
    chosen = look_up_store(predictor, asked.store_key, caller)
    run = predictor.champions.candidates(chosen.code if chosen else None, asked.category)[0]
    check_chances(run.facts, [asked.level])
    stores = caller.store_ids if chosen is None else frozenset([chosen.id])
    order = [SortKey(ForecastRow.product_id), SortKey(ForecastRow.store_id)]
    pairs, following = read_page(session, _series(run, stores, asked.category), order, paging)
    items = _weeks_of_series(session, predictor, run, [tuple(pair) for pair in pairs], asked.level)
    if asked.overrides:
        adjust_weeks(session.connection(), container, items)
    return WeeklyPage.model_validate(
        {**describe_run(run), "level": asked.level, "items": items, "next": following}
    )


def _series(run: ServedRun, stores: frozenset[int] | None, category: str | None) -> Select[Any]:
    keys: list[Any] = [ForecastRow.product_id, ForecastRow.store_id]
    statement: Select[Any] = (
        select(*keys)
        .where(is_in_force(run.facts.id, whole=True), is_grain("week"))
        .where(is_in_use())
        .group_by(*keys)
    )
    if stores is not None:
        statement = statement.where(ForecastRow.store_id.in_(stores))
    if category is not None:
        of_category = select(ProductRow.id).where(ProductRow.category == category)
        statement = statement.where(ForecastRow.product_id.in_(of_category))
    return statement


def _weeks_of_series(
    session: Session, predictor: PredictionService, run: ServedRun, pairs: list[tuple[int, int]], level: float
) -> list[dict[str, Any]]:
    """The weeks of a page's series, read at once."""
    if not pairs:
        return []
    rows = session.execute(
        select(
            ForecastRow.product_id, ForecastRow.store_id, ForecastRow.grain, ForecastRow.target_date,
            ForecastRow.mean, ForecastRow.quantiles, ForecastRow.run_id,
        )
        .where(
            is_in_force(run.facts.id, whole=True),
            is_grain("week"),
            ForecastRow.product_id.in_({product for product, _ in pairs}),
            ForecastRow.store_id.in_({store for _, store in pairs}),
        )
        .order_by(ForecastRow.product_id, ForecastRow.store_id, ForecastRow.target_date)
    )  # fmt: skip
    found = {(series.product_id, series.store_id): series for series in gather_series(rows, ())}
    connection = session.connection()
    names = Names(connection)
    products = names.products({product for product, _ in pairs})
    stores = names.stores({store for _, store in pairs})
    question = PredictionRequest(run.facts.horizon, "week", level)
    told = []
    for product, store in pairs:
        weeks = found[product, store].periods["week"]
        facts = predictor.champions.version(run, found[product, store], connection).facts
        span = weeks.starts[0], weeks.starts[-1]
        told.append(
            {
                "product": {"id": product, "sku": products[product].sku},
                "store": {"id": store, "code": stores[store].code},
                "run": found[product, store].run_id,
                "weeks": describe_periods(weeks, facts, span, question),
            }
        )
    return told
