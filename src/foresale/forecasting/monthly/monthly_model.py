"""A model of months: next month's units of any product in any store, from its last months' units.

A linear model of the log of what a month sells against the level of the three before it, fitted by
iteratively reweighted least squares with a negative binomial's variance (McCullagh and Nelder, 1989) and
a ridge. Quantiles come from its errors on later months than it was fitted on (`calibration`).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from foresale.arrays import Array
from foresale.errors import SavedModelError
from foresale.forecasting.monthly.columns import N_FIXED, OFFSET, columns, level
from foresale.forecasting.monthly.history import Examples, MonthlyHistory, examples
from foresale.forecasting.quantiles.calibration import Calibration, PastForecast, calibrate
from foresale.forecasting.quantiles.whole_units import nearest_whole, whole_series
from foresale.forecasting.trained.folder_digests import check_digests, folder_digests
from foresale.frequency import Dates

FORMAT = 1
ABOUT, ARRAYS, ERRORS = "monthly.json", "monthly.npz", "errors.npz"
NAME = "months_on_lags"
RIDGE, SEASON_RIDGE = 1.0, 5.0
DISPERSION = 0.05
FURTHEST = 2.0  # log of a month against its level
ROUNDS, SETTLED = 40, 1e-5
KNOTS = (0.05, 0.25, 0.5, 0.75)
CALIBRATED = 6  # months, each forecast by a fit that ends before it


@dataclass(frozen=True)
class MonthlyModel:
    """Next month's units from the month, and from units one, two, three and maybe twelve months before.

    Attributes:
        weights: One for each column.
        knots: Logs of levels between which growth may differ.
        errors: How wrong it is, by size of estimate.
        seen: Which of the twelve months it learned from.
        last_month: The last month it knows of.
        whole: Whether all that it learned from sold whole units, and so its quantiles are whole.
    """

    weights: Array
    knots: Array
    errors: Calibration
    seen: tuple[bool, ...]
    last_month: np.datetime64
    whole: bool = False

    @classmethod
    def fit(cls, history: MonthlyHistory) -> MonthlyModel:
        """Learn from a history; its errors come from fits that end before the months they are judged on.

        Args:
            history: From `monthly_history`.

        Raises:
            HistoryError: There is too little to learn from.
        """
        known = examples(history)
        past = past_forecasts(history, known, choose_calibration_months(known))
        return cls.fit_with(history, known, past)

    @classmethod
    def fit_with(cls, history: MonthlyHistory, known: Examples, past: Sequence[PastForecast]) -> MonthlyModel:
        """Learn from examples, with errors that are known already.

        Args:
            history: Whose months the examples are.
            known: What to learn from.
            past: From `past_forecasts`, of other months than the model will be judged on.
        """
        weights, knots = _fit(history.months[known.month], known)
        errors = pool_errors(past)
        seen = np.isin(np.arange(12), history.months[known.month].astype(np.int64) % 12)
        last = history.months[known.month.max()]
        sold = np.concatenate([known.units, known.lags.ravel()])
        whole = bool(whole_series(sold[None, :])[0])
        return cls(weights, knots, errors, tuple(map(bool, seen)), last, whole)

    def mean(self, months: Dates, lags: Array) -> Array:
        """N units.

        Args:
            months: N months, datetime64[M].
            lags: N × 4 units one, two, three and twelve months before; the last NaN where unknown.
        """
        moved = columns(months, lags, self.knots) @ self.weights
        return np.asarray((level(lags) + OFFSET) * np.exp(np.clip(moved, -FURTHEST, FURTHEST)))

    def quantiles(self, mean: Array) -> Array:
        """N × Q at `results.QUANTILES`: rising, never below zero, and whole where units are."""
        found = self.errors.quantiles(mean[:, None], non_negative=True)[:, 0]
        return nearest_whole(found) if self.whole else found

    def save(self, folder: Path) -> None:
        """Write it as text and plain arrays."""
        np.savez(folder / ARRAYS, weights=self.weights, knots=self.knots)
        self.errors.save(folder / ERRORS)
        about = {
            "format": FORMAT,
            "model": NAME,
            "seen": self.seen,
            "last_month": str(self.last_month),
            "whole": self.whole,
            "files": folder_digests(folder),
        }
        (folder / ABOUT).write_text(json.dumps(about, indent=2), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> MonthlyModel:
        """Read what `save` wrote; refuses pickled content and changed files.

        Raises:
            SavedModelError: The folder holds no such model, or a damaged one.
        """
        try:
            about: Mapping[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
            if about["format"] != FORMAT:
                raise ValueError(f"format {about['format']}")
            check_digests(folder, about["files"])
            with np.load(folder / ARRAYS, allow_pickle=False) as stored:
                weights, knots = stored["weights"], stored["knots"]
            if weights.shape != (N_FIXED + len(knots) + 12,):
                raise ValueError("the weights don't fit the columns")
            seen = tuple(map(bool, about["seen"]))
            whole = bool(about.get("whole", False))
            last = np.datetime64(about["last_month"])
            return cls(weights, knots, Calibration.load(folder / ERRORS), seen, last, whole)
        except (OSError, ValueError, LookupError, TypeError, zipfile.BadZipFile) as error:
            raise SavedModelError(
                f"{folder} holds no readable model of months ({type(error).__name__}: {error}).",
                fix="Train it again.",
            ) from error


def choose_calibration_months(known: Examples, spare: int = 0) -> list[int]:
    """The positions of months whose forecasts give the errors: the newest, as long as some are left before.

    Args:
        known: All examples.
        spare: Newest months to keep out, for judging.
    """
    there = np.unique(known.month)
    there = there[: len(there) - spare]
    return [int(month) for month in there[max(1, len(there) - CALIBRATED) :]]


def past_forecasts(history: MonthlyHistory, known: Examples, months: Sequence[int]) -> list[PastForecast]:
    """Forecasts of some months, each by a fit on the months before it alone, S × 1 each.

    Args:
        history: All of it.
        known: Its examples.
        months: Positions among its months.
    """
    found = []
    for month in months:
        before, now = known.where(known.month < month), known.where(known.month == month)
        weights, knots = _fit(history.months[before.month], before)
        said = columns(history.months[now.month], now.lags, knots) @ weights
        mean = np.zeros((len(history.units), 1))
        actual = np.full((len(history.units), 1), np.nan)
        mean[now.series, 0] = (level(now.lags) + OFFSET) * np.exp(np.clip(said, -FURTHEST, FURTHEST))
        actual[now.series, 0] = now.units
        found.append(PastForecast(mean, actual))
    return found


def pool_errors(past: Sequence[PastForecast]) -> Calibration:
    """How wrong forecasts were by their size, the same for all series: a what-if names none.

    Args:
        past: S × 1 each.
    """
    return replace(calibrate(past), by_series=np.ones(1), by_step=np.ones(1))


def _fit(months: Dates, known: Examples) -> tuple[Array, Array]:
    """Weights of the columns, and knots at quantiles of the levels."""
    high = level(known.lags)
    sold = np.log(high[high > 0] + OFFSET) if (high > 0).any() else np.zeros(1)
    knots = np.unique(np.quantile(sold, KNOTS))
    rows = columns(months, known.lags, knots)
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[0], ridge[-12:] = 1e-6, SEASON_RIDGE
    weights: Array = np.zeros(rows.shape[1])
    base = high + OFFSET
    for _ in range(ROUNDS):
        said = np.clip(rows @ weights, -FURTHEST, FURTHEST)
        mean = base * np.exp(said)
        trust = mean / (1 + DISPERSION * mean)
        working = said + (known.units - mean) / mean
        weighted = rows * trust[:, None]
        new: Array = np.asarray(np.linalg.solve(rows.T @ weighted + np.diag(ridge), weighted.T @ working))
        step, weights = float(np.abs(new - weights).max()), new
        if step < SETTLED:
            break
    return weights, knots
