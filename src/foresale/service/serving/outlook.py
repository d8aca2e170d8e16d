"""A product's forecast in the stores that someone may see, period by period, as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import orjson

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.forecasting.sums.horizon_total import level_places
from foresale.service.serving.answers import (
    DIGITS,
    check_chances,
    describe_reason,
    describe_run,
    describe_version,
)
from foresale.service.serving.champions import Champions
from foresale.service.serving.served_run import ServedRun
from foresale.storage.database.forecasts.stored_series import Periods, StoredSeries, period_end
from foresale.storage.database.names import ProductName, StoreName
from foresale.workflows.ports import parse_version
from foresale.workflows.segments import specificity

DEFAULT_DAYS = 28


@dataclass(frozen=True, slots=True)
class ForecastQuery:
    """What is wanted of a product's forecast.

    Attributes:
        store_ids: Stores; None for all.
        grain: day, week or month.
        first: First day; the forecast's own where it is None.
        last: Last day; 28 days in all where it is None.
        chances: Shares of cases in the intervals.
    """

    store_ids: frozenset[int] | None
    grain: str
    first: date | None
    last: date | None
    chances: tuple[float, ...]


def series_by_store(champions: Champions, product: ProductName) -> dict[int, tuple[ServedRun, StoredSeries]]:
    """A product's series in every store, each from the most special run that has it.

    Raises:
        NotReadyError: Nothing is served yet.
    """
    runs = champions.candidates(None, product.category, product)
    of_stores = [run for model, run in champions.serving().items() if model.startswith("daily.store=")]
    found: dict[int, tuple[ServedRun, StoredSeries]] = {}
    for run in sorted((*runs, *of_stores), key=_specificity):
        for series in champions.of_product(run, product.id):
            found.setdefault(series.store_id, (champions.version(run, series), series))
    return found


def _specificity(run: ServedRun) -> tuple[int, str]:
    return specificity(parse_version(run.facts.model_version)[0].segment)


def tell_product(
    product: ProductName,
    stores: dict[int, StoreName],
    found: dict[int, tuple[ServedRun, StoredSeries]],
    wanted: ForecastQuery,
) -> bytes:
    """The forecast of a product as JSON.

    Args:
        product: Which.
        stores: Names of the stores.
        found: Run and series by store.
        wanted: Grain, days and intervals.

    Raises:
        NotFoundError: It isn't forecast there, or not for these days.
    """
    told = [
        {
            "store": {"id": store_id, "code": stores[store_id].code},
            **describe_run(run),
            **describe_version(run, series),
            "forecast": tell_periods(run, series.periods.get(wanted.grain), wanted),
            **describe_reason(series),
        }
        for store_id, (run, series) in sorted(found.items())
        if store_id in stores
    ]
    if not told:
        raise NotFoundError(
            f"{product.sku} isn't forecast there: it has no or too few sales.",
            fix="Leave `store` out to see where it is forecast; train again after new sales.",
            reason=Reason("not_forecast", product=product.sku),
        )
    body = {"product": {"id": product.id, "sku": product.sku}, "grain": wanted.grain, "stores": told}
    return orjson.dumps(body)


def tell_periods(run: ServedRun, periods: Periods | None, wanted: ForecastQuery) -> list[dict[str, Any]]:
    """A series' periods that reach into the days wanted, with their intervals.

    Raises:
        OptionError: An interval isn't known.
    """
    facts = run.facts
    check_chances(facts, wanted.chances)
    if periods is None:
        return []
    begin, end = facts.cutoff + timedelta(days=1), facts.cutoff + timedelta(days=facts.horizon)
    first = begin if wanted.first is None else wanted.first
    last = first + timedelta(days=DEFAULT_DAYS - 1) if wanted.last is None else wanted.last
    ends = [period_end(start, wanted.grain) for start in periods.starts]
    chosen = [
        place
        for place, (start, stop) in enumerate(zip(periods.starts, ends, strict=True))
        if start <= last and stop >= first
    ]
    intervals = _intervals(periods, facts.levels, wanted.chances, chosen)
    means = np.round(periods.mean[chosen], DIGITS).tolist()
    return [
        {
            "date": periods.starts[place],
            "days": (min(ends[place], end) - max(periods.starts[place], begin)).days + 1,
            "mean": mean,
            "intervals": told,
        }
        for place, mean, told in zip(chosen, means, intervals, strict=True)
    ]


def _intervals(
    periods: Periods, levels: Sequence[float], chances: Sequence[float], chosen: Sequence[int]
) -> list[list[dict[str, float]]]:
    ends = [level_places(levels, chance) for chance in chances]
    places = [place for pair in ends for place in pair]
    numbers = np.round(periods.quantiles[np.ix_(chosen, places)], DIGITS).tolist()
    return [
        [
            {"level": chance, "lower": row[2 * place], "upper": row[2 * place + 1]}
            for place, chance in enumerate(chances)
        ]
        for row in numbers
    ]
