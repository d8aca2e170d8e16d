"""One what-if answered: units, ranges and the reasons, in less than a millisecond."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foresale.arrays import Array
from foresale.errors import OptionError
from foresale.forecasting.explanation.sentences import percent, quantity
from foresale.forecasting.monthly.columns import CALENDAR, OFFSET, RECENT, YEAR_AGO, columns, level
from foresale.forecasting.monthly.history import YEAR
from foresale.forecasting.monthly.monthly_model import FURTHEST, MonthlyModel
from foresale.forecasting.results import QUANTILES

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
SMALL = 0.01
MOST = 1e12
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)


@dataclass(frozen=True)
class Estimate:
    """The answer to a what-if.

    Attributes:
        mean: Units expected.
        levels: Levels of the quantiles.
        quantiles: Units at these levels.
        reasons: In words, the strongest first, each with what it adds to the level of the last months.
        sentence: All of it in words.
    """

    mean: float
    levels: tuple[float, ...]
    quantiles: tuple[float, ...]
    reasons: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class _Reason:
    text: str
    effect: float  # log of what it multiplies the level by

    def __str__(self) -> str:
        return f"{self.text} ({percent(math.expm1(self.effect), signed=True)})"


@dataclass(frozen=True)
class MonthEstimator:
    """Answers what-ifs by a model of months.

    Attributes:
        model: The model.
    """

    model: MonthlyModel

    @classmethod
    def load(cls, folder: Path) -> MonthEstimator:
        """Read a saved model.

        Raises:
            SavedModelError: The folder holds none.
        """
        return cls(MonthlyModel.load(folder))

    def estimate(self, year: int, month: int, lags: Sequence[float | None]) -> Estimate:
        """Estimate a month from the months before it.

        Args:
            year: The month's year.
            month: 1 to 12.
            lags: Units of one to twelve months before, the most recent first; None for one that isn't
                known. The mean stands in for a missing one of the first three; only these and the
                twelfth count.

        Raises:
            OptionError: A value can't be: a month 13, sales below zero.
        """
        _check(year, month, lags)
        known = _read_known(lags)
        months = np.array([(year - 1970) * 12 + month - 1], dtype="datetime64[M]")
        parts = columns(months, known, self.model.knots)[0] * self.model.weights
        lately = float(level(known)[0])
        mean = (lately + OFFSET) * math.exp(min(max(float(parts.sum()), -FURTHEST), FURTHEST))
        quantiles = tuple(map(float, self.model.quantiles(np.array([mean]))[0]))
        told = tuple(str(reason) for reason in self._reasons(month, known[0], parts))
        head = (
            f"{quantity(mean)} expected, 80 % range {quantity(quantiles[LOW])} to "
            f"{quantity(quantiles[HIGH])}, against {quantity(lately)} a month lately"
        )
        sentence = f"{head}: {'; '.join(told)}." if told else f"{head}: nothing out of the ordinary."
        return Estimate(mean, QUANTILES, quantiles, told, sentence)

    def _reasons(self, month: int, known: Array, parts: Array) -> list[_Reason]:
        season = self.model.weights[-12:]
        of_month = float(parts[CALENDAR].sum() + season[month - 1] - season.mean())
        recent = float(parts[RECENT].sum())
        year_ago = float(parts[YEAR_AGO].sum()) if np.isfinite(known[3]) else 0.0
        rest = float(parts.sum()) - of_month - recent - year_ago
        found = [
            _Reason(self._month(month, of_month), of_month),
            _Reason(_recent(known, recent), recent),
            _Reason(_year_ago(known), year_ago),
            _Reason("what usually follows at this level", rest),
        ]
        strong = [reason for reason in found if abs(math.expm1(reason.effect)) >= SMALL]
        return sorted(strong, key=lambda reason: -abs(reason.effect))

    def _month(self, month: int, effect: float) -> str:
        name = MONTHS[month - 1]
        if not self.model.seen[month - 1]:
            return f"{name} isn’t in the history, so only its days count"
        return f"{name} usually sells {'more' if effect > 0 else 'less'} than the months before it"


def _check(year: int, month: int, lags: Sequence[float | None]) -> None:
    if not 1 <= month <= 12:
        raise OptionError(f"The month is {month}.", fix="Give 1 to 12.")
    if not 1900 <= year <= 2200:
        raise OptionError(f"The year is {year}.", fix="Give 1900 to 2200.")
    if not 1 <= len(lags) <= 12:
        raise OptionError(f"{len(lags)} months before were given.", fix="Give one to twelve.")
    if all(value is None for value in lags[:3]):
        raise OptionError("None of the three months before is known.", fix="Give units of at least one.")
    bad = [value for value in lags if value is not None and not (math.isfinite(value) and 0 <= value <= MOST)]
    if bad:
        raise OptionError(f"A month before sold {bad[0]}.", fix="Give units sold in that month, 0 or more.")


def _read_known(lags: Sequence[float | None]) -> Array:
    """1 × 4, as the model takes them."""
    recent = [value for value in lags[:3] if value is not None]
    usual = sum(recent) / len(recent)
    first = [usual if value is None else float(value) for value in [*lags[:3], None, None]][:3]
    year_ago = lags[11] if len(lags) == YEAR else None
    return np.array([[*first, math.nan if year_ago is None else float(year_ago)]])


def _recent(known: Array, effect: float) -> str:
    one, two, three = known[:3].tolist()
    if three < two < one:
        turn = "" if effect >= 0 else ", and part of that usually goes again"
        return f"the last three months are rising{turn}"
    if three > two > one:
        turn = "" if effect <= 0 else ", and part of that usually comes back"
        return f"the last three months are falling{turn}"
    return "the run of the last three months"


def _year_ago(known: Array) -> str:
    lately = float(level(known[None, :])[0])
    return f"the same month a year ago sold {'more' if known[3] > lately else 'less'} than the last months"
