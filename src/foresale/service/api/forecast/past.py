"""How past forecasts did: `GET /forecast/comparison` and `/forecast/accuracy`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from foresale.errors import OptionError
from foresale.forecasting.sums.horizon_total import level_places
from foresale.service.api.forecast.queries import AccuracyQuery, PastQuery
from foresale.service.api.forecast.schemas import Accuracy, Comparison
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.served import Served, look_up_product, look_up_store
from foresale.service.serving.answers import DIGITS
from foresale.service.serving.prediction_service import PredictionService
from foresale.storage.database.forecasts.chosen_forecasts import Chosen, newest_actual
from foresale.storage.database.forecasts.compared_forecasts import Compared, compare_with_actuals
from foresale.storage.database.forecasts.scores import Sums, scores
from foresale.storage.database.names import Names, ProductName, StoreName

router = APIRouter()

SPANS = {"day": timedelta(days=27), "week": timedelta(weeks=12), "month": timedelta(days=365)}
"""What is looked at where no days are given, back from the newest period that has an actual."""
LONGEST = timedelta(days=366)


@router.get("/forecast/comparison", summary="Forecast against actual")
def compare_forecast(
    predictor: Served,
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS)],
    asked: Annotated[PastQuery, Query()],
) -> Comparison:
    """What was sold in each period beside what had been forecast some days before, summed over series.

    Without lags, those of a day, one, two and four weeks are shown.
    """
    named = _find_named(predictor, caller, asked)
    span = _span(session, asked)
    told: dict[str, Any] = {"grain": asked.grain, "level": asked.level, "items": []}
    if span is None:
        return Comparison.model_validate({**told, "from": None, "to": None})
    lags = asked.lag or ([1, 7, 14, 28] if asked.grain == "day" else None)
    chosen = _choose(caller, asked, named, span, lags)
    single = asked.product_key is not None and asked.store_key is not None
    by_start: dict[date, list[Compared]] = {}
    for found in compare_with_actuals(session, chosen, single=single):
        by_start.setdefault(found.start, []).append(found)
    told["items"] = [
        {
            "date": start,
            "actual": next((one.actual for one in forecasts if one.actual is not None), None),
            "forecasts": [_describe_forecast(one, asked.level) for one in forecasts],
        }
        for start, forecasts in by_start.items()
    ]
    return Comparison.model_validate({**told, "from": span[0], "to": span[1]})


@router.get("/forecast/accuracy", summary="How good past forecasts were")
def read_accuracy(
    predictor: Served,
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS)],
    asked: Annotated[AccuracyQuery, Query()],
) -> Accuracy:
    """WAPE, bias and coverage of forecasts whose actual is known: four weeks unless told otherwise."""
    named = _find_named(predictor, caller, asked)
    by, span = asked.by, _span(session, asked)
    told: dict[str, Any] = {
        "by": by,
        "grain": asked.grain,
        "level": asked.level,
        "overall": None,
        "items": [],
    }
    if span is None:
        return Accuracy.model_validate({**told, "from": None, "to": None})
    chosen = _choose(caller, asked, named, span, asked.lag or None)
    found = list(scores(session, by, chosen).items())
    found.sort(key=lambda item: item[0] if by == "lag" else -item[1].absolute)
    whole = Sums()
    for _, sums in found:
        whole.add(sums)
    shown = found[: asked.limit]
    names: dict[Any, str] = {}
    known = Names(session.connection())
    if by == "product":
        names = {key: name.sku for key, name in known.products([key for key, _ in shown]).items()}
    elif by == "store":
        names = {key: name.code for key, name in known.stores([key for key, _ in shown]).items()}
    told["items"] = [
        _describe_sums(sums, names.get(key, str(key)), key if by in ("product", "store") else None)
        for key, sums in shown
    ]
    told["overall"] = _describe_sums(whole, "all", None) if whole.n else None
    return Accuracy.model_validate({**told, "from": span[0], "to": span[1]})


def _find_named(
    predictor: PredictionService, caller: Caller, asked: PastQuery
) -> tuple[ProductName | None, StoreName | None]:
    """The product and the store that are asked about; before the session takes its connection."""
    product = look_up_product(predictor, asked.product_key)
    return product, look_up_store(predictor, asked.store_key, caller)


def _choose(
    caller: Caller,
    asked: PastQuery,
    named: tuple[ProductName | None, StoreName | None],
    span: tuple[date, date],
    lags: list[int] | None,
) -> Chosen:
    product, store = named
    return Chosen(
        *span,
        asked.grain,
        None if product is None else product.id,
        caller.store_ids if store is None else frozenset([store.id]),
        asked.category,
        asked.model_version,
        lags,
        asked.level,
    )


def _span(session: Session, asked: PastQuery) -> tuple[date, date] | None:
    last = asked.last or newest_actual(session.connection(), asked.grain, _tomorrow())
    if last is None:
        return None
    first = asked.first or last - SPANS[asked.grain]
    if last < first:
        raise OptionError(f"No period after {first} has an actual yet.", fix="Give an earlier day as 'from'.")
    if last - first > LONGEST:
        raise OptionError(f"{first} to {last} is more than a year.", fix="Ask for a year at most at a time.")
    return first, last


def _tomorrow() -> date:
    """The newest day anywhere on earth, at least."""
    return datetime.now(UTC).date() + timedelta(days=1)


def _describe_forecast(told: Compared, level: float) -> dict[str, Any]:
    lower = upper = None
    try:
        low, high = level_places(told.levels, level)
        lower, upper = round(told.quantiles[low], DIGITS), round(told.quantiles[high], DIGITS)
    except KeyError:  # sums over series have no quantiles, and not every run knows every interval
        pass
    return {
        "lag": told.lag,
        "model_version": told.model_version,
        "cutoff": told.made_from,
        "mean": round(told.mean, DIGITS),
        "lower": lower,
        "upper": upper,
    }


def _describe_sums(sums: Sums, key: str, identity: int | None) -> dict[str, Any]:
    return {
        "key": key,
        "id": identity,
        "n": sums.n,
        "wape": sums.wape,
        "bias": sums.bias,
        "coverage": sums.coverage,
        "forecast": round(sums.actual + sums.error, DIGITS),
        "actual": round(sums.actual, DIGITS),
    }
