"""The answer to a question about a product in a store, worked out once and kept as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import orjson

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError, OptionError
from foresale.forecasting.explanation.causes import SeriesReason
from foresale.forecasting.explanation.reason_words import write_reason
from foresale.forecasting.sums.horizon_total import (
    Block,
    HorizonTotal,
    horizon_total,
    interval_chances,
    level_places,
)
from foresale.messages import route
from foresale.service.serving.served_run import ServedRun
from foresale.storage.database.forecasts.stored_series import Periods, RunFacts, StoredSeries, period_end
from foresale.storage.database.names import ProductName, StoreName

DIGITS = 4
USUAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class PredictionRequest:
    """What is asked about a series: days ahead, the grain of the answer, the interval's share of cases.

    Without a horizon it is `USUAL_DAYS`, or what the forecast has.
    """

    horizon: int | None
    grain: str = "day"
    level: float = 0.8


@dataclass(frozen=True, slots=True)
class PredictionResponse:
    """A prediction, as it is sent and as it is logged.

    Attributes:
        body: JSON.
        model_version: Who says so.
        first: The first day it is about.
        last: The last day.
        mean: Units in all.
        lower: The interval's lower end.
        upper: Its upper end.
    """

    body: bytes
    model_version: str
    first: date
    last: date
    mean: float
    lower: float
    upper: float


def predict_series(
    run: ServedRun, series: StoredSeries, product: ProductName, store: StoreName, question: PredictionRequest
) -> PredictionResponse:
    """Answer a question from a stored forecast.

    Raises:
        OptionError: The horizon is longer than the forecast's, or the interval isn't known.
    """
    facts = run.facts
    horizon = question.horizon or min(USUAL_DAYS, facts.horizon)
    if horizon > facts.horizon:
        raise OptionError(
            f"horizon is {horizon} days; the forecast reaches {facts.horizon}, "
            f"to {facts.cutoff + timedelta(days=facts.horizon)}.",
            fix=f"Ask for at most {facts.horizon} days, or train with a longer horizon.",
            reason=Reason("beyond_horizon", days=horizon, most=facts.horizon),
        )
    check_chances(facts, [question.level])
    first, last = facts.cutoff + timedelta(days=1), facts.cutoff + timedelta(days=horizon)
    days = series.periods.get("day")
    if days is None or days.starts[0] > last:
        raise NotFoundError(
            f"{product.sku} in {store.code} has no forecast from {first} to {last}.",
            fix=f"Train again: {route('train')}.",
            reason=Reason("nothing_forecast", first=str(first), last=str(last)),
        )
    total = _total(series, facts, days, last, question.level)
    shown = series.periods.get(question.grain)
    body = {
        "form": "stored",
        "product": {"id": product.id, "sku": product.sku},
        "store": {"id": store.id, "code": store.code},
        **describe_run(run),
        **describe_version(run, series),
        "from": first,
        "to": last,
        "grain": question.grain,
        "level": question.level,
        "forecast": [] if shown is None else describe_periods(shown, facts, (first, last), question),
        "total": {
            "mean": round(total.mean, DIGITS),
            "lower": round(total.lower, DIGITS),
            "upper": round(total.upper, DIGITS),
            "method": total.method,
        },
        "reasons": describe_reason(series)["reasons"],
    }
    sent = orjson.dumps(body)
    return PredictionResponse(sent, facts.model_version, first, last, total.mean, total.lower, total.upper)


def describe_run(run: ServedRun) -> dict[str, Any]:
    """Which forecast an answer is from, and whether it is older than its schedule."""
    return {
        "run": run.facts.id,
        "model_version": run.facts.model_version,
        "made_at": run.facts.made_at,
        "cutoff": run.facts.cutoff,
        "stale": run.is_stale,
        "expected_by": run.expected_by,
    }


def describe_version(run: ServedRun, series: StoredSeries) -> dict[str, Any]:
    """Which forecast a series' follows, and why it was made."""
    facts = run.facts
    return {"follows": series.follows, "because": facts.because, "renewal": facts.renewal}


def describe_reason(series: StoredSeries) -> dict[str, Any]:
    """Why a series is forecast as it is: in English, and as data where the forecast kept it."""
    kept = series.explanation
    if kept is None:
        return {"reasons": [], "explained": None}
    if "sentence" in kept:
        return {"reasons": [kept["sentence"]], "explained": None}
    return {"reasons": [write_reason(SeriesReason.from_json(kept))], "explained": kept}


def describe_periods(
    periods: Periods, facts: RunFacts, span: tuple[date, date], question: PredictionRequest
) -> list[dict[str, Any]]:
    """The periods that begin in a span, or reach into it, with one interval.

    Args:
        periods: All there are.
        facts: Of their run.
        span: First and last day.
        question: Grain and interval.
    """
    first, last = span
    low, high = level_places(facts.levels, question.level)
    ends = [period_end(start, question.grain) for start in periods.starts]
    chosen = [
        place
        for place, (start, end) in enumerate(zip(periods.starts, ends, strict=True))
        if start <= last and end >= first
    ]
    numbers = np.round(
        np.column_stack([periods.mean, periods.quantiles[:, low], periods.quantiles[:, high]])[chosen], DIGITS
    ).tolist()
    reach = facts.cutoff + timedelta(days=1), facts.cutoff + timedelta(days=facts.horizon)
    return [
        {
            "date": periods.starts[place],
            "days": (min(ends[place], reach[1]) - max(periods.starts[place], reach[0])).days + 1,
            "mean": mean,
            "lower": lower,
            "upper": upper,
        }
        for place, (mean, lower, upper) in zip(chosen, numbers, strict=True)
    ]


def check_chances(facts: RunFacts, chances: Sequence[float]) -> None:
    """Refuse intervals that a run doesn't know both ends of.

    Raises:
        OptionError: One isn't known; it names those that are.
    """
    known = interval_chances(facts.levels)
    wrong = [chance for chance in chances if not any(abs(chance - item) < 1e-9 for item in known)]
    if wrong:
        raise OptionError(
            f"An interval of {wrong[0]:g} isn't known.",
            fix=f"Take one of {', '.join(f'{item:g}' for item in known)}.",
        )


def _total(series: StoredSeries, facts: RunFacts, days: Periods, last: date, chance: float) -> HorizonTotal:
    count = sum(1 for start in days.starts if start <= last)
    blocks = []
    for grain in ("week", "month"):
        periods = series.periods.get(grain)
        for place, start in enumerate(periods.starts if periods else ()):
            end = period_end(start, grain)
            whole = days.starts[0] <= start and end <= facts.cutoff + timedelta(days=facts.horizon)
            if periods and whole:
                first = (start - days.starts[0]).days
                blocks.append(
                    Block(
                        first,
                        first + (end - start).days + 1,
                        float(periods.mean[place]),
                        periods.quantiles[place],
                    )
                )
    return horizon_total(days.mean[:count], days.quantiles[:count], facts.levels, blocks, chance)
