"""The one interface every forecasting model keeps."""

from __future__ import annotations

import inspect
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from foresale.errors import OptionError
from foresale.panel import Panel

Mean = NDArray[np.float64]
_MAX_SHOWN = 200  # letters of a model's parameters


class Model(ABC):
    """A way to forecast every series of a panel.

    `fit` learns from a panel's history for one horizon; `predict` forecasts the periods
    after the panel it is given, which may be longer than the one fitted on. Neither
    changes its input, and the same `seed` gives the same answer. Models never see
    quantiles: those come from backtest residuals (`forecasting.quantiles.calibration`).

    A panel may hold NaN (unknown, closed), series without one observation, and constant
    series; a model answers finite numbers for all of them.

    Attributes:
        name: Its name in the catalog, on the leaderboard and in saved folders.
        family: `baseline`, `classical`, `intermittent` or `machine learning`.
        label: Its name for people.
        uses_covariates: Whether it reads known-ahead, past-only and static columns.
        always_tried: Whether even a job with little time tries it.
        uses_processes: Whether it spreads over the cores by itself, and so mustn't run beside itself.
        seconds_per_series: Rough cost for one series of 1,000 points on one core.
        advised_series: Series beyond which whoever asks for it is warned; None for as many as there are.
        searched: Argument → how `tune` searches it, see `forecasting.tuning`; empty where it doesn't.
        last_fit: Arguments for the fit that forecasts: what is worth doing once, but not at every cutoff
            of a backtest.
    """

    name: ClassVar[str]
    family: ClassVar[str]
    label: ClassVar[str]
    uses_covariates: ClassVar[bool] = False
    always_tried: ClassVar[bool] = False
    uses_processes: ClassVar[bool] = False
    seconds_per_series: ClassVar[float] = 0.0
    advised_series: ClassVar[int | None] = None
    searched: ClassVar[Mapping[str, tuple[Any, ...]]] = MappingProxyType({})
    last_fit: ClassVar[Mapping[str, Any]] = MappingProxyType({})

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def __repr__(self) -> str:
        usual = {name: one.default for name, one in inspect.signature(type(self)).parameters.items()}
        try:
            given = {
                name: tuple(value) if isinstance(usual.get(name), tuple) else value
                for name, value in self.parameters().items()
            }
        except OptionError:  # a class of one's own that doesn't keep its arguments
            given = {}
        told = ", ".join(f"{n}={v!r}" for n, v in given.items() if n not in usual or usual[n] != v)
        return f"{type(self).__name__}({told if len(told) <= _MAX_SHOWN else '…'})"

    @abstractmethod
    def fit(self, panel: Panel, horizon: int) -> Self:
        """Learn from `panel`'s history to forecast up to `horizon` periods; returns itself."""

    @abstractmethod
    def predict(self, panel: Panel, horizon: int) -> Mean:
        """Mean demand of the `horizon` periods after `panel`, as S × horizon."""

    @classmethod
    def expected_seconds(cls, n_series: int, n_periods: int) -> float:
        """Rough seconds on one core to fit and forecast once, by which large jobs leave models out.

        Args:
            n_series: How many series.
            n_periods: Points of each.
        """
        return cls.seconds_per_series * n_series * n_periods / 1000

    def save(self, folder: Path) -> None:
        """Write what `load` needs, as text or plain arrays, never pickle."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.json").write_text(json.dumps(self.parameters(), indent=2))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a model that `save` wrote."""
        return cls(**json.loads((folder / "model.json").read_text()))

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments, each from the attribute of its name.

        Raises:
            OptionError: An argument wasn't kept, so that the model couldn't be saved as it is.
        """
        listed = inspect.signature(type(self)).parameters.values()
        names = [one.name for one in listed if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
        for name in names:
            if not hasattr(self, name):
                raise OptionError(
                    f"{type(self).__name__} doesn't keep its argument {name!r}, so it couldn't be saved.",
                    fix=f"Set self.{name} in __init__, or override parameters().",
                )
        return {name: getattr(self, name) for name in names}


def check_horizon(horizon: int) -> None:
    """Refuse a horizon below one period.

    Raises:
        OptionError: It is.
    """
    if horizon < 1:
        raise OptionError(f"A horizon of {horizon} was asked for.", fix="Ask for 1 period or more.")
