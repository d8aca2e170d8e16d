"""Forecasts of the past that are made once: kept by the history, the options and the code they come from."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

import numpy as np

import foresale
from bench.stored import RESULTS
from foresale.panel import Panel
from foresale.planning.replay.rules import Past
from foresale.progress import Progress
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import Prepared
from foresale.workflows.replaying.past_forecasts import PastForecast
from foresale.workflows.replaying.replay import forecast_past

KEPT = RESULTS / "planning"
CODE = ("forecasting", "data", "metrics", "panel.py", "frequency.py", "workflows/files")
LIBRARIES = ("lightgbm", "numpy", "polars", "scikit-learn")


def keep_forecasts(
    ready: Prepared, past: Past, options: ForecastOptions, progress: Progress, folder: Path | None = KEPT
) -> list[PastForecast]:
    """The forecasts of a stretch, read where the same were made before.

    Args:
        ready: The history.
        past: The stretch.
        options: How forecasts are made.
        progress: Hears how far it is.
        folder: Where they are kept; None makes them anew and keeps nothing.
    """
    if folder is None:
        return list(forecast_past(ready, past, options, progress))
    place = folder / f"{_digest(ready.panel, past, options)}.npz"
    if place.exists():
        progress.start("Reading kept forecasts", 1)
        with np.load(place) as kept:
            return [
                PastForecast(int(cutoff), mean, quantiles)
                for cutoff, mean, quantiles in zip(
                    kept["cutoff"], kept["mean"], kept["quantiles"], strict=True
                )
            ]
    made = list(forecast_past(ready, past, options, progress))
    folder.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".part.npz")
    np.savez_compressed(
        draft,
        cutoff=np.array([each.cutoff for each in made]),
        mean=np.stack([each.mean for each in made]),
        quantiles=np.stack([each.quantiles for each in made]),
    )
    draft.replace(place)
    return made


def _digest(panel: Panel, past: Past, options: ForecastOptions) -> str:
    """A name that changes with whatever could change a forecast."""
    found = hashlib.blake2b(digest_size=16)
    found.update(repr((panel.keys, panel.freq, panel.series.to_dict(as_series=False))).encode())
    arrays = [panel.dates, panel.target, panel.closed, panel.censored]
    for named in (panel.known_ahead, panel.past_only, panel.calendar):
        found.update(repr(list(named)).encode())
        arrays += named.values()
    for values in arrays:
        found.update(repr(values.shape).encode())
        found.update(np.ascontiguousarray(values).tobytes())
    found.update(repr((past.start, list(past.order_periods), past.lead_time, past.review, options)).encode())
    found.update(repr([version(name) for name in LIBRARIES]).encode())
    root = Path(foresale.__file__).parent
    for part in CODE:
        place = root / part
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            found.update(file.read_bytes())
    return found.hexdigest()
