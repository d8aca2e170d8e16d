"""`GET /forecast/totals`: what stores, categories, products or all of it sell together, with ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query
from sqlalchemy import Subquery, select

from foresale.forecasting.sums.group_ranges import nearest_level, range_of_sums
from foresale.forecasting.sums.horizon_total import level_places
from foresale.service.api.forecast.adjusted import adjust_sums
from foresale.service.api.forecast.queries import TotalsQuery
from foresale.service.api.forecast.schemas import ForecastSums
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services
from foresale.service.api.kit.pagination import Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.served import Served, look_up_product, look_up_store
from foresale.service.serving.answers import DIGITS, check_chances, describe_run
from foresale.service.serving.prediction_service import SumsPage
from foresale.storage.database.forecasts.forecast_sums import ForecastSumsQuery, read_sums
from foresale.storage.database.forecasts.stored_series import RunFacts
from foresale.storage.database.overrides.cells import CellChoice

router = APIRouter()


@router.get("/forecast/totals", summary="Sums of the forecast")
def read_forecast_totals(
    predictor: Served,
    session: Reading,
    container: Services,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS)],
    paging: Paged,
    asked: Annotated[TotalsQuery, Query()],
) -> ForecastSums:
    """What is forecast by store, category, product or in all, in the stores that the caller may see.

    Means add up. Ranges don't: how far errors of parts go together is what the backtest saw.
    """
    store = look_up_store(predictor, asked.store_key, caller)
    product = look_up_product(predictor, asked.product_key)
    run = predictor.champions.candidates(store.code if store else None, asked.category)[0]
    check_chances(run.facts, [asked.level])
    by = tuple(dict.fromkeys(asked.by))
    query = ForecastSumsQuery(
        run.facts.id, asked.grain, by, asked.first, asked.last,
        None if product is None else product.id,
        caller.store_ids if store is None else frozenset([store.id]),
        asked.category,
    )  # fmt: skip
    page = (query, paging.limit, paging.cursor, paging.bound_to)
    rows, following = predictor.sums.answer(
        session.connection(), run.facts.id, page, lambda: _read_sums(session, query, paging)
    )
    given = {"product": asked.product_key, "store": asked.store_key, "category": asked.category}
    keys = [*by, *(name for name, value in given.items() if value is not None)]
    items = _sums(rows, by, _ranges(rows, run.facts, keys, asked))
    if asked.overrides and items:
        first, last = min(one["from"] for one in items), max(one["to"] for one in items)
        cells = CellChoice(first, last, query.product_id, query.store_ids, query.category)
        adjust_sums(session.connection(), container, items, cells, (asked.grain, by))
    return ForecastSums.model_validate(
        {
            **describe_run(run),
            "grain": asked.grain,
            "by": list(by),
            "level": asked.level,
            "items": items,
            "next": following,
        }
    )


def _read_sums(session: Reading, query: ForecastSumsQuery, paging: Paged) -> SumsPage:
    def read(sums: Subquery[Any]) -> SumsPage:
        order = [
            SortKey(sums.c.period), *(SortKey(sums.c[name], nullable=name == "category") for name in query.by)
        ]  # fmt: skip
        found, following = read_page(session, select(sums), order, paging)
        return [dict(zip(sums.c.keys(), row, strict=True)) for row in found], following

    return read_sums(session.connection(), query, read)


def _ranges(
    rows: Sequence[Mapping[str, Any]], facts: RunFacts, keys: Sequence[str], asked: TotalsQuery
) -> list[tuple[float | None, float | None]]:
    unknown: list[tuple[float | None, float | None]] = [(None, None)] * len(rows)
    stored = facts.sum_errors
    level = None if stored is None else nearest_level(keys, stored, asked.grain)
    if stored is None or level is None or any(row["apart"] is None for row in rows) or not rows:
        return unknown
    mean, apart, step = (
        np.array([row[name] for row in rows], dtype=np.float64) for name in ("mean", "apart", "step")
    )
    places = level_places(facts.levels, asked.level)
    ends = [facts.levels[place] for place in places]
    found = range_of_sums((mean, apart, step**2), stored, f"{level}|{asked.grain}", ends)
    return [(lower, upper) for lower, upper in np.round(found, DIGITS).tolist()]


def _sums(
    rows: Sequence[Mapping[str, Any]], by: Sequence[str], ranges: Sequence[tuple[float | None, float | None]]
) -> list[dict[str, Any]]:
    return [
        {
            "period": row["period"],
            "from": row["first"],
            "to": row["last"],
            **{name: row[name] for name in by},
            "series": row["series"],
            "mean": round(row["mean"], DIGITS),
            "lower": lower,
            "upper": upper,
            "revenue": None if row["revenue"] is None else round(float(row["revenue"]), 2),
            "unpriced": round(row["unpriced"], DIGITS),
            "priced_by_sales": round(row["priced_by_sales"], DIGITS),
        }
        for row, (lower, upper) in zip(rows, ranges, strict=True)
    ]
