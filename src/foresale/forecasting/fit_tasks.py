"""The pieces that a forecast's work is made of: each can be done anywhere, given a history and a model."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from foresale.errors import OptionError
from foresale.forecasting.engines.engine import Engine, History
from foresale.forecasting.engines.memory import watch_memory
from foresale.forecasting.ensemble.blend import Blend
from foresale.forecasting.models.base import Mean, Model
from foresale.forecasting.models.local_model import LocalModel
from foresale.panel import Panel


@dataclass(frozen=True)
class FitTask:
    """A model to fit on a history.

    Attributes:
        kind: The model's class.
        parameters: Its constructor's arguments.
        history: All that it may know.
        horizon: Periods ahead.
    """

    kind: type[Model]
    parameters: Mapping[str, Any]
    history: History
    horizon: int


@dataclass(frozen=True)
class TaskForecast:
    """Means of some series (S × H), and what they cost.

    `fallbacks` and `reason` are as in `LocalModel`; seconds and megabytes are those of this piece.
    """

    mean: Mean
    fallbacks: int = 0
    reason: str = ""
    seconds: float = 0.0
    megabytes: float = float("nan")


def run_forecast(piece: FitTask) -> TaskForecast:
    """Fit the piece's model on its history and forecast what follows."""
    history, begun = piece.history.load(), time.perf_counter()
    with watch_memory() as peak:
        model = piece.kind(**piece.parameters).fit(history, piece.horizon)
        mean = model.predict(history, piece.horizon)
    _check_answer(mean, (history.n_series, piece.horizon), piece.kind)
    failed = (model.fallbacks, model.fallback_reason) if isinstance(model, LocalModel) else (0, "")
    return TaskForecast(mean, *failed, time.perf_counter() - begun, peak.megabytes)


def _check_answer(mean: Any, wanted: tuple[int, int], kind: type[Model]) -> None:
    """Stop at a model of somebody's own whose answer has another shape than was asked for, or holes."""
    found = getattr(mean, "shape", None)
    if found != wanted:
        shown = type(mean).__name__ if found is None else f"an array of shape {found}"
        raise OptionError(
            f"predict() of the model '{kind.name}' answers {shown}, not an array of shape {wanted}.",
            fix="Answer a NumPy array with a row a series and a column a period ahead.",
        )
    holes = int((~np.isfinite(mean)).sum())
    if holes:
        raise OptionError(
            f"predict() of the model '{kind.name}' answers {holes:,} of {mean.size:,} values that are no "
            "numbers (NaN or infinite).",
            fix="Answer a number for every series and period.",
        )


def join_forecasts(parts: Sequence[TaskForecast]) -> TaskForecast:
    """Forecasts of a history's pieces as one."""
    if len(parts) == 1:
        return parts[0]
    return TaskForecast(
        np.concatenate([part.mean for part in parts]),
        sum(part.fallbacks for part in parts),
        next((part.reason for part in parts if part.reason), ""),
        sum(part.seconds for part in parts),
        max(part.megabytes for part in parts),
    )


def run_fit(piece: FitTask) -> dict[str, bytes]:
    """Fit the piece's model on its history; the answer is what it saves, by file."""
    model = piece.kind(**piece.parameters).fit(piece.history.load(), piece.horizon)
    with tempfile.TemporaryDirectory(prefix="foresale-") as name:
        folder = Path(name)
        model.save(folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _load(kind: type[Model], files: Mapping[str, bytes]) -> Model:
    with tempfile.TemporaryDirectory(prefix="foresale-") as name:
        for place, content in files.items():
            path = Path(name) / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return kind.load(Path(name))


def fit_models(models: Sequence[Model], panel: Panel, horizon: int, engine: Engine) -> list[Model]:
    """The models, fitted on the panel.

    Args:
        models: Fresh ones; those that only look at one series at a time have nothing to learn.
        panel: The history.
        horizon: Periods ahead.
        engine: Where to fit them.
    """
    if not engine.is_remote:
        return [model.fit(panel, horizon) for model in models]
    learning = [i for i, model in enumerate(models) if not isinstance(model, LocalModel)]
    fitted = [model.fit(panel, horizon) if isinstance(model, LocalModel) else model for model in models]
    if learning:
        (history,) = engine.pieces(panel, separable=False)
        pieces = [FitTask(type(models[i]), models[i].parameters(), history, horizon) for i in learning]
        for at, files in engine.map_unordered(run_fit, pieces):
            fitted[learning[at]] = _load(pieces[at].kind, files)
    return fitted


def predict_mean(model: Model, panel: Panel, horizon: int, engine: Engine) -> Mean:
    """The fitted model's mean; what takes a fit for each series is done by the engine, in parts.

    Args:
        model: Fitted; a blend is taken apart.
        panel: The history.
        horizon: Periods ahead.
        engine: Where to do it.
    """
    if not engine.is_remote:
        return model.predict(panel, horizon)
    if isinstance(model, Blend):
        members = engine.map_in_order(
            lambda member: predict_mean(member, panel, horizon, engine), model.members
        )
        return model.combine_means(members, panel)
    if not isinstance(model, LocalModel):
        return model.predict(panel, horizon)
    pieces = [
        FitTask(type(model), model.parameters(), history, horizon)
        for history in engine.pieces(panel, separable=True)
    ]
    found = dict(engine.map_unordered(run_forecast, pieces))
    return join_forecasts([found[i] for i in range(len(pieces))]).mean
