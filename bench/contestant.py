"""One contestant in a process of its own: `python -m bench.contestant NAME FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

import numpy as np
import polars as pl

from bench.case import LEVELS, Array, Case


def ours(case: Case, *models: str) -> tuple[Array, Array, pl.DataFrame, str]:
    """Foresale as it comes, or with some models alone: read the cut files, choose a champion, forecast."""
    import foresale as fs

    sales = fs.read(**case.read)
    result = fs.forecast(sales, case.steps, freq=case.freq, **({"models": models} if models else {}))
    table = result.to_frame()
    keys = list(case.keys)
    series = table.select(keys).unique(maintain_order=True)
    shape = (series.height, case.steps)
    quantiles = [table[f"q{level:g}"].to_numpy().reshape(shape) for level in LEVELS]
    champion = result.backtest.champion.model
    return table["mean"].to_numpy().reshape(shape), np.stack(quantiles, axis=-1), series, champion


def _peer(name: str, module: str = "bench.peers") -> Callable[[Case], tuple[Array, Array, pl.DataFrame, str]]:
    def run(case: Case) -> tuple[Array, Array, pl.DataFrame, str]:
        mean, quantiles = getattr(import_module(module), name)(case)
        return mean, quantiles, pl.read_parquet(case.folder / "series.parquet", columns=list(case.keys)), ""

    return run


ALONE = {"trees": "LightGBM", "mlp": "a neural network", "lstm": "an LSTM", "prophet": "Prophet"}
"""Foresale with one model: beside the default, and none of its peers."""


def _ours_with(name: str) -> Callable[[Case], tuple[Array, Array, pl.DataFrame, str]]:
    return lambda case: ours(case, {"trees": "lightgbm"}.get(name, name))


CONTESTANTS: Mapping[str, tuple[str, Callable[[Case], tuple[Array, Array, pl.DataFrame, str]]]] = {
    "foresale": ("Foresale, as it comes", ours),
    **{name: (f"Foresale with {label} alone", _ours_with(name)) for name, label in ALONE.items()},
    "seasonal_naive": ("Seasonal naive", _peer("seasonal_naive")),
    "ets_theta": ("ETS + Theta median (statsforecast)", _peer("ets_theta")),
    "lightgbm": ("LightGBM (mlforecast)", _peer("lightgbm")),
    "autogluon": ("AutoGluon, medium quality", _peer("autogluon", "bench.autogluon_peer")),
}


def run(name: str, folder: Path) -> None:
    """Forecast the case in `folder`, and leave the answer there."""
    case = Case.load(folder)
    mean, quantiles, series, remark = CONTESTANTS[name][1](case)
    judged = slice(case.steps - case.horizon, None)
    answer = folder / f"{name}.npz"
    np.savez(answer, mean=mean[:, judged], quantiles=quantiles[:, judged], remark=np.array(remark))
    series.write_parquet(folder / f"{name}.parquet")


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]))
