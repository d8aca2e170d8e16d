"""Whether one window tells who forecasts sums better: the tasks' series at seven other cutoffs.

python -m bench.notebook_tasks.windows [--data DIR]

Of the task that adds series up, Foresale's model and the other side's (AutoETS) forecast every series from
as many days as there; both are added up as they are. Printed are the WAPE of series and of the total by day,
and how far the total of the four weeks was off.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

import foresale as fs
from bench.markdown import table
from bench.notebook_tasks.tables import DAYS, HORIZON, read_items
from foresale.arrays import Array
from foresale.forecasting.models.auto_ets import AutoETS
from foresale.forecasting.models.profile_smoothing import ProfileSmoothing
from foresale.panel import Panel

ROOT = Path(__file__).resolve().parents[2]
FIRST, STEP = 300, 205
HEAD = ("window", "model", "WAPE of series", "WAPE of the total by day", "total off")


def main() -> None:
    """Print a row per window and model, and the means."""
    parser = argparse.ArgumentParser(prog="python -m bench.notebook_tasks.windows", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    whole = fs.series(read_items(parser.parse_args().data), target="units", keys=["store", "item"]).panel
    rows: list[list[str]] = []
    found: dict[str, list[tuple[float, float, float]]] = {}
    for cut in range(FIRST, whole.n_periods - HORIZON + 1, STEP):
        past, actual = _newest(whole.as_of(cut, HORIZON), DAYS), whole.target[:, cut : cut + HORIZON]
        for model in (ProfileSmoothing(), AutoETS()):
            errors = _errors(model.fit(past, HORIZON).predict(past, HORIZON), actual)
            found.setdefault(model.label, []).append(errors)
            rows.append([str(whole.dates[cut].astype("datetime64[D]")), model.label, *_cells(errors)])
    for label, each in found.items():
        series, total, _ = np.mean(each, axis=0)
        off = float(np.mean([abs(errors[2]) for errors in each]))
        rows.append(["mean", label, *_cells((series, total, off))[:2], f"±{off:.1%}"])
    print(table(HEAD, rows))


def _newest(panel: Panel, days: int) -> Panel:
    """The panel's newest days."""
    late = slice(panel.n_periods - days, None)
    return replace(
        panel,
        dates=panel.dates[late],
        target=panel.target[:, late],
        closed=panel.closed[:, late],
        censored=panel.censored[:, late],
    )


def _errors(mean: Array, actual: Array) -> tuple[float, float, float]:
    by_day = mean.sum(axis=0) - actual.sum(axis=0)
    sold = float(actual.sum())
    return float(np.abs(mean - actual).sum()) / sold, float(np.abs(by_day).sum()) / sold, by_day.sum() / sold


def _cells(errors: tuple[float, float, float]) -> list[str]:
    return [f"{errors[0]:.3f}", f"{errors[1]:.3f}", f"{errors[2]:+.1%}"]


if __name__ == "__main__":
    main()
