"""What-ifs: the monthly models, loaded whenever another version is promoted, and what they answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock, Thread
from typing import TYPE_CHECKING, Protocol

import orjson

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError, NotReadyError, OptionError
from foresale.forecasting.sums.horizon_total import interval_chances, level_places
from foresale.messages import route
from foresale.service.serving.answers import DIGITS, PredictionResponse
from foresale.workflows.ports import parse_version
from foresale.workflows.segments import ALL

if TYPE_CHECKING:
    from foresale.container import Container

RETRY_SECONDS = 30.0
PREFIX = "monthly."

_log = logging.getLogger(__name__)


class MonthEstimate(Protocol):
    """What a model says of a month."""

    @property
    def mean(self) -> float:
        """Units."""
        ...

    @property
    def levels(self) -> Sequence[float]:
        """Levels of the quantiles, ascending."""
        ...

    @property
    def quantiles(self) -> Sequence[float]:
        """Units at these levels."""
        ...

    @property
    def reasons(self) -> Sequence[str]:
        """Why, in sentences."""
        ...


class WhatIfModel(Protocol):
    """Estimates a month from the months before it."""

    def estimate(self, year: int, month: int, lags: Sequence[float | None]) -> MonthEstimate:
        """The month's units; lags are those of the months before it, the most recent first."""
        ...


LoadModel = Callable[[str], WhatIfModel]


@dataclass(frozen=True)
class ServedModel:
    """A loaded version."""

    version: str
    model: WhatIfModel


class MonthlyModels:
    """Holds the monthly champions; the old one answers until the new one is loaded.

    Args:
        load: Gets a version, such as `monthly.all.2`, from the registry.
    """

    def __init__(self, load: LoadModel) -> None:
        self._load = load
        self._served: dict[str, ServedModel] = {}
        self._wanted: dict[str, str] = {}
        self._tried: dict[str, float] = {}
        self._lock = Lock()
        self._threads: list[Thread] = []

    def follow(self, champions: Mapping[str, int]) -> None:
        """Begin to load what was promoted since; called at every look, returns at once.

        Args:
            champions: Version by model.
        """
        for model, number in champions.items():
            if not model.startswith(PREFIX):
                continue
            version, now = f"{model}.{number}", time.monotonic()
            with self._lock:
                self._wanted[model] = version
                served = self._served.get(model)
                is_known = served is not None and served.version == version
                if is_known or now - self._tried.get(version, -RETRY_SECONDS) < RETRY_SECONDS:
                    continue
                self._tried[version] = now
            thread = Thread(
                target=self._fetch, args=(model, version), name=f"foresale-{version}", daemon=True
            )
            self._threads = [*(one for one in self._threads if one.is_alive()), thread]
            thread.start()
        with self._lock:
            for model in self._wanted.keys() - champions.keys():
                del self._wanted[model]
                self._served.pop(model, None)

    def find_model(self, segments: Sequence[str] = (ALL,)) -> ServedModel:
        """The model that answers, the most special one there is.

        Args:
            segments: What is asked about is in, the smallest first.

        Raises:
            NotReadyError: None is loaded yet.
        """
        for segment in segments:
            found = self._served.get(PREFIX + segment)
            if found is not None:
                return found
        loading = any(thread.is_alive() for thread in self._threads)
        raise NotReadyError(
            "The monthly model is still being loaded." if loading else "No monthly model is served yet.",
            fix="Try again in a few seconds."
            if loading
            else f"Train one: {route('train')} with the family monthly.",
            reason=Reason("monthly_model_loading" if loading else "no_monthly_model"),
        )

    def wait(self, seconds: float) -> None:
        """Wait until what began to load is there."""
        for thread in self._threads:
            thread.join(seconds)

    def _fetch(self, model: str, version: str) -> None:
        try:
            loaded = ServedModel(version, self._load(version))
        except ForesaleError as error:
            _log.warning("%s can't be served: %s", version, error.problem)
            return
        with self._lock:
            self._tried.pop(version, None)
            if self._wanted.get(model) == version:  # no other was promoted while this one was loaded
                self._served[model] = loaded


@dataclass(frozen=True, slots=True)
class MonthQuestion:
    """A month, the units of the months before it (most recent first), and the interval's share of cases."""

    year: int
    month: int
    lags: tuple[float | None, ...]
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


def monthly_loader(container: Container) -> LoadModel:
    """A function that gets a version of a monthly model; MLflow is imported when it is first called."""
    from foresale.forecasting.monthly.estimate import MonthEstimator

    def load(version: str) -> WhatIfModel:
        scope, number = parse_version(version)
        return MonthEstimator.load(container.registry.fetch(container.registry.version(scope, number)))

    return load
