"""One what-if answered: units, ranges and the reasons, in less than a millisecond."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.errors import OptionError
from foresale.forecasting.explanation.sentences import percent, quantity
from foresale.forecasting.monthly.columns import CALENDAR, OFFSET, RECENT, YEAR_AGO, columns, level
from foresale.forecasting.monthly.monthly_model import FURTHEST, MonthlyModel
from foresale.forecasting.results import QUANTILES

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
SMALL = 0.01
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)


@dataclass(frozen=True)
class WhatIf:
    """What somebody typed in.

    Attributes:
        year: Of the month asked for.
        month: 1 to 12.
        lag_1: Units of the month before.
        lag_2: Units two months before.
        lag_3: Units three months before.
        lag_12: Units of the same month a year before, if known.
    """

    year: int
    month: int
    lag_1: float
    lag_2: float
    lag_3: float
    lag_12: float | None = None


@dataclass(frozen=True)
class Reason:
    """A reason in words, and what it multiplies the level of the last months by."""

    text: str
    factor: float


@dataclass(frozen=True)
class Estimate:
    """The answer to a what-if.

    Attributes:
        mean: Units expected.
        quantiles: At `results.QUANTILES`.
        reasons: The strongest first; the level times all factors is the mean, if none is out of bounds.
        sentence: All of it in words.
    """

    mean: float
    quantiles: tuple[float, ...]
    reasons: tuple[Reason, ...]
    sentence: str


def estimate(model: MonthlyModel, asked: WhatIf) -> Estimate:
    """Answer a what-if.

    Args:
        model: Of months.
        asked: What was typed in.

    Raises:
        OptionError: A value can't be: a month 13, sales below zero.
    """
    _check(asked)
    year_ago = math.nan if asked.lag_12 is None else asked.lag_12
    lags = np.array([[asked.lag_1, asked.lag_2, asked.lag_3, year_ago]], dtype=np.float64)
    months = np.array([(asked.year - 1970) * 12 + asked.month - 1], dtype="datetime64[M]")
    parts = columns(months, lags, model.knots)[0] * model.weights
    base = float(level(lags)[0]) + OFFSET
    mean = base * math.exp(min(max(float(parts.sum()), -FURTHEST), FURTHEST))
    quantiles = model.quantiles(np.array([mean]))[0]
    reasons = _reasons(model, asked, parts)
    told = [f"{reason.text} ({percent(reason.factor - 1, signed=True)})" for reason in reasons
            if abs(reason.factor - 1) >= SMALL]  # fmt: skip
    head = (
        f"{quantity(mean)} expected, 80 % range {quantity(quantiles[LOW])} to {quantity(quantiles[HIGH])}, "
        f"against {quantity(base - OFFSET)} a month lately"
    )
    sentence = f"{head}: {'; '.join(told)}." if told else f"{head}: nothing out of the ordinary."
    return Estimate(mean, tuple(map(float, quantiles)), reasons, sentence)


def _check(asked: WhatIf) -> None:
    if not 1 <= asked.month <= 12:
        raise OptionError(f"The month is {asked.month}.", fix="Give 1 to 12.")
    if not 1970 <= asked.year <= 2200:
        raise OptionError(f"The year is {asked.year}.", fix="Give 1970 to 2200.")
    for name in ("lag_1", "lag_2", "lag_3", "lag_12"):
        value = getattr(asked, name)
        if value is not None and not (math.isfinite(value) and 0 <= value <= 1e12):
            raise OptionError(f"{name} is {value}.", fix="Give units sold in that month, 0 or more.")


def _reasons(model: MonthlyModel, asked: WhatIf, parts: NDArray[np.float64]) -> tuple[Reason, ...]:
    season = model.weights[-12:]
    usual = float(season.mean())
    month = float(parts[CALENDAR].sum() + season[asked.month - 1]) - usual
    recent = float(parts[RECENT].sum())
    year_ago = 0.0 if asked.lag_12 is None else float(parts[YEAR_AGO].sum())
    rest = float(parts.sum()) - month - recent - year_ago
    found = [
        Reason(_month(model, asked, month), math.exp(month)),
        Reason(_recent(asked, recent), math.exp(recent)),
        Reason(_year_ago(asked), math.exp(year_ago)),
        Reason("what usually follows at this level", math.exp(rest)),
    ]
    kept = [reason for reason in found if abs(reason.factor - 1) > 1e-9]
    return tuple(sorted(kept, key=lambda reason: -abs(math.log(reason.factor))))


def _month(model: MonthlyModel, asked: WhatIf, effect: float) -> str:
    name = MONTHS[asked.month - 1]
    if not model.seen[asked.month - 1]:
        return f"{name} isn’t in the history, so only its days count"
    return f"{name} usually sells {'more' if effect > 0 else 'less'} than the months before it"


def _recent(asked: WhatIf, effect: float) -> str:
    if asked.lag_3 < asked.lag_2 < asked.lag_1:
        turn = "" if effect >= 0 else ", and part of that usually goes again"
        return f"the last three months are rising{turn}"
    if asked.lag_3 > asked.lag_2 > asked.lag_1:
        turn = "" if effect <= 0 else ", and part of that usually comes back"
        return f"the last three months are falling{turn}"
    return "the run of the last three months"


def _year_ago(asked: WhatIf) -> str:
    lately = 0.5 * asked.lag_1 + 0.3 * asked.lag_2 + 0.2 * asked.lag_3
    known = asked.lag_12 or 0.0
    return f"the same month a year ago sold {'more' if known > lately else 'less'} than the last months"
