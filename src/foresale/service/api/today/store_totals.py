"""`GET /today/stores`: what each store will have sold in all when its day ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
import polars as pl
from fastapi import APIRouter, Query, Request

from foresale.arrays import Array
from foresale.forecasting.sums.group_ranges import nearest_level, range_of_sums
from foresale.forecasting.sums.horizon_total import level_places
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.served import Served
from foresale.service.api.today.asked_day import find_day
from foresale.service.api.today.routes import describe_stores
from foresale.service.api.today.schemas import TodayOfStores, TodayQuery
from foresale.service.serving.answers import DIGITS
from foresale.service.serving.today import DayOutlook
from foresale.storage.database.forecasts.day_forecasts import read_moments
from foresale.storage.database.forecasts.stored_series import RunFacts

router = APIRouter(tags=["forecasts"])
_SUMMED = ("sold", "mean", "apart", "step", "morning", "morning_apart", "morning_step", "due")


@router.get("/today/stores", summary="What stores will have sold today")
def read_today_of_stores(
    request: Request,
    predictor: Served,
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS, Permission.READ_SALES)],
    asked: Annotated[TodayQuery, Query()],
) -> TodayOfStores:
    """Units sold so far, and units and range of the whole day, of all that match together, store by store.

    How far errors of products go together is what the backtest saw. Products without a forecast aren't in it.
    """
    day = find_day(request, predictor, session, caller, asked)
    board, run = day.board, day.run
    morning = (frozenset(day.days.items()), asked.product_key, asked.category)
    series = predictor.mornings.answer(
        day.connection, run.facts.id, morning, lambda: read_moments(day.connection, day.wanted)
    )
    shown = {number: day.days[number] for number in sorted(set(series["store"].to_list()))}
    store_days = board.store_days(day.connection, run.facts.id, shown, day.now)
    sums = _sum_stores(series, board.outlook(day.connection, series, run.facts.levels, store_days))
    told = {one["store"]["id"]: one for one in describe_stores(day.connection, store_days)}
    return TodayOfStores.model_validate(
        {
            "as_of": day.now,
            "model_version": run.facts.model_version,
            "cutoff": run.facts.cutoff,
            "level": asked.level,
            "items": _items(sums, run.facts, asked, told),
        }
    )


def _sum_stores(series: pl.DataFrame, found: DayOutlook) -> pl.DataFrame:
    morning = series["mean"].to_numpy()
    columns = {
        "store": series["store"].to_numpy(),
        "sold": found.sold,
        "mean": found.forecast.mean,
        "apart": found.forecast.deviation**2,
        "step": found.forecast.deviation,
        "morning": morning,
        "morning_apart": found.morning.deviation**2,
        "morning_step": found.morning.deviation,
        "due": np.zeros(series.height) if found.share is None else found.share * morning,
    }
    by_store = pl.DataFrame(columns).group_by("store").agg(pl.col(_SUMMED).sum(), series=pl.len())
    return by_store.sort("store").with_columns(has_share=pl.lit(found.share is not None))


def _items(
    sums: pl.DataFrame, facts: RunFacts, asked: TodayQuery, told: Mapping[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    sold, mean, morning = (sums[name].to_numpy() for name in ("sold", "mean", "morning"))
    left = np.maximum(mean - sold, 0.0)
    whole = _ranges((left, sums["apart"].to_numpy(), sums["step"].to_numpy()), facts, asked)
    early = _ranges(
        (morning, sums["morning_apart"].to_numpy(), sums["morning_step"].to_numpy()), facts, asked
    )
    return [
        {
            **told[row["store"]],
            "series": row["series"],
            "sold": round(row["sold"], DIGITS),
            "share": round(row["due"] / row["morning"], DIGITS)
            if row["has_share"] and row["morning"] > 0
            else None,
            "mean": round(row["mean"], DIGITS),
            **_ends(whole, place, row["sold"]),
            "morning": {"mean": round(row["morning"], DIGITS), **_ends(early, place, 0.0)},
        }
        for place, row in enumerate(sums.iter_rows(named=True))
        if row["store"] in told
    ]


def _ranges(sums: tuple[Array, Array, Array], facts: RunFacts, asked: TodayQuery) -> Array | None:
    """Both ends of each sum's range; None where the forecast doesn't know how errors go together."""
    stored = facts.sum_errors
    keys = ["store", *(["category"] if asked.category else []), *(["product"] if asked.product_key else [])]
    level = None if stored is None else nearest_level(keys, stored, "day")
    if stored is None or level is None or not len(sums[0]):
        return None
    ends = [facts.levels[place] for place in level_places(facts.levels, asked.level)]
    mean, apart, step = sums
    return range_of_sums((mean, apart, step**2), stored, f"{level}|day", ends)


def _ends(ranges: Array | None, place: int, sold: float) -> dict[str, float | None]:
    if ranges is None:
        return {"lower": None, "upper": None}
    lower, upper = np.round(ranges[place] + sold, DIGITS).tolist()
    return {"lower": lower, "upper": upper}
