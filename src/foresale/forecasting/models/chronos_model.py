"""Chronos: a network that was trained on other people's series and learns nothing from ours."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from foresale.errors import MissingExtraError, OptionError
from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.history_filling import recent_mean, select_known_demand
from foresale.forecasting.models.local_model import LocalModel
from foresale.forecasting.models.moving_average import WINDOWS
from foresale.panel import Panel

WEIGHTS = "amazon/chronos-bolt-tiny"
PACKAGE = "chronos-forecasting"
LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
MAX_CONTEXT = 512  # newest periods that it sees
SERIES_TOGETHER = 64
MIN_KNOWN = 3


class ChronosModel(LocalModel):
    """Forecasts by a pretrained Chronos, Chronos-Bolt or Chronos-2 (Ansari and others, 2024).

    It sees each series' own past alone, no prices and no holidays. Its mean is that of its nine deciles,
    as its median falls short of what sells now and then.

    Args:
        seed: Same seed, same forecast, where the weights draw samples.
        weights: A folder with `config.json` and `model.safetensors`, or a name on the Hugging Face hub.
    """

    name: ClassVar[str] = "chronos"
    label: ClassVar[str] = "Chronos, without training"
    family: ClassVar[str] = "machine learning"
    uses_processes: ClassVar[bool] = True
    seconds_per_series: ClassVar[float] = 0.02
    most_points: ClassVar[int | None] = MAX_CONTEXT

    def __init__(self, *, seed: int = 0, weights: str | Path = WEIGHTS) -> None:
        super().__init__(seed=seed)
        self.weights = str(weights)

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().parameters(), "weights": self.weights}

    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """Chronos' forecast where enough is known, else the recent mean."""
        known = select_known_demand(panel)
        mean = np.repeat(recent_mean(known, WINDOWS[panel.freq])[:, None], horizon, axis=1)
        context = known[:, -MAX_CONTEXT:]
        seen = np.isfinite(context)
        varied = np.ptp(np.where(seen, context, np.nan_to_num(context[:, -1:])), axis=1) > 0
        rows = np.flatnonzero((seen.sum(axis=1) >= MIN_KNOWN) & varied)
        if not len(rows):
            return mean
        torch = import_module("torch")
        pipeline = load_pipeline(self.weights)
        for start in range(0, len(rows), SERIES_TOGETHER):
            part = rows[start : start + SERIES_TOGETHER]
            given = torch.tensor(context[part], dtype=torch.float32)
            with torch.random.fork_rng(devices=[]), torch.no_grad():
                torch.manual_seed(self.seed)
                mean[part] = _mean_of_deciles(pipeline, given, horizon)
        return mean


def _mean_of_deciles(pipeline: Any, given: Any, horizon: int) -> Mean:
    """Rows of units ahead; Chronos-2 takes each series with its variates, and answers in a list."""
    is_second = type(pipeline).__name__.startswith("Chronos2")
    quantiles, _ = pipeline.predict_quantiles(
        given[:, None, :] if is_second else given, prediction_length=horizon, quantile_levels=LEVELS
    )
    if isinstance(quantiles, list):
        found = np.stack([np.asarray(each, dtype=np.float64)[0] for each in quantiles])
    else:
        found = np.asarray(quantiles, dtype=np.float64)
    return np.asarray(found.mean(axis=-1), dtype=np.float64)


@lru_cache(maxsize=2)
def load_pipeline(weights: str) -> Any:
    """The pretrained model in a folder, or of a name on the hub; nothing pickled is read, no code run.

    Raises:
        MissingExtraError: The library isn't installed.
        OptionError: There are no such weights, or they can't be reached or used.
    """
    if find_spec("chronos") is None or find_spec("torch") is None:
        raise MissingExtraError("Chronos", package=PACKAGE)
    chronos = import_module("chronos")
    try:
        return chronos.BaseChronosPipeline.from_pretrained(weights, device_map="cpu", use_safetensors=True)
    except (OSError, ValueError, KeyError, AttributeError, RuntimeError) as error:
        raise OptionError(
            f"The weights {weights!r} of Chronos can't be loaded: {str(error).splitlines()[0]}",
            fix="Give a folder that holds config.json and model.safetensors, or a name on the Hugging Face "
            "hub while it can be reached.",
        ) from error
