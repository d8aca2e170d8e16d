"""The answer to a what-if: a month typed in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import orjson

from foresale.errors import OptionError
from foresale.forecasting.sums.horizon_total import interval_chances, level_places
from foresale.service.serving.answers import DIGITS, PredictionResponse
from foresale.service.serving.monthly import ServedModel


@dataclass(frozen=True, slots=True)
class MonthQuestion:
    """A month, the units of the months before it (most recent first), and the interval's share of cases."""

    year: int
    month: int
    lags: tuple[float, ...]
    level: float = 0.8


def work_out_month(served: ServedModel, question: MonthQuestion) -> PredictionResponse:
    """Answer a what-if by the monthly model.

    Raises:
        OptionError: The interval isn't known.
    """
    told = served.model.estimate(question.year, question.month, question.lags)
    lower, upper = _interval(told.levels, told.quantiles, question.level)
    body = {
        "form": "what_if",
        "year": question.year,
        "month": question.month,
        "model_version": served.version,
        "level": question.level,
        "mean": round(told.mean, DIGITS),
        "lower": round(lower, DIGITS),
        "upper": round(upper, DIGITS),
        "reasons": list(told.reasons),
    }
    first = date(question.year, question.month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return PredictionResponse(orjson.dumps(body), served.version, first, last, told.mean, lower, upper)


def _interval(levels: Sequence[float], quantiles: Sequence[float], chance: float) -> tuple[float, float]:
    try:
        low, high = level_places(levels, chance)
    except KeyError:
        known = ", ".join(f"{item:g}" for item in interval_chances(levels))
        raise OptionError(f"An interval of {chance:g} isn't known.", fix=f"Take one of {known}.") from None
    return float(quantiles[low]), float(quantiles[high])
