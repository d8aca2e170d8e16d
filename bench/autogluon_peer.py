"""AutoGluon-TimeSeries as a peer: medium quality, without models whose weights are downloaded."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import polars as pl

from bench.case import LEVELS, Array, Case
from bench.peers import PeerInput, positive

PYTHON = Path(__file__).resolve().parents[1] / "build" / "autogluon" / "bin" / "python"
SECONDS = 180.0
YEARS = 3  # newest years that it sees, as the other trees do


def python() -> Path:
    """The Python that has AutoGluon, from `make bench-autogluon` or named by BENCH_AUTOGLUON."""
    return Path(os.environ.get("BENCH_AUTOGLUON", PYTHON))


def autogluon(case: Case) -> tuple[Array, Array]:
    """Means and quantiles of AutoGluon's ensemble; it chooses it within `BENCH_AUTOGLUON_SECONDS`."""
    given = PeerInput.load(case)
    table, s, t = given.long(YEARS * given.freq.periods_a_year)
    past = pl.DataFrame(
        {
            "series__": s,
            "date": given.dates[t],
            "y": table["y"].to_numpy(),
            **{name: array[s, t] for name, array in given.ahead.items()},
        }
    )
    past.write_parquet(case.folder / "autogluon_past.parquet")
    static = given.static.select(pl.all().cast(pl.String).cast(pl.Categorical))
    static.insert_column(0, pl.Series("series__", np.arange(len(given.y)))).write_parquet(
        case.folder / "autogluon_static.parquet"
    )
    if given.ahead:
        given.horizon_table(case.steps).write_parquet(case.folder / "autogluon_ahead.parquet")
    told = {
        "steps": case.steps,
        "freq": given.frequency_name,
        "known": list(given.ahead),
        "levels": LEVELS,
    }
    (case.folder / "autogluon.json").write_text(json.dumps(told), encoding="utf-8")
    seconds = os.environ.get("BENCH_AUTOGLUON_SECONDS", str(SECONDS))
    worker = Path(__file__).with_name("autogluon_worker.py")
    ended = subprocess.run(
        [str(python()), str(worker), str(case.folder), seconds], check=False, cwd=case.folder
    )
    if ended.returncode:
        raise SystemExit(ended.returncode)  # what went wrong is the last line that it wrote
    with np.load(case.folder / "autogluon_answer.npz") as answer:
        items, mean, quantiles = answer["items"], answer["mean"], answer["quantiles"]
    means = np.full((len(given.y), case.steps), np.nan)
    levels = np.full((*means.shape, len(LEVELS)), np.nan)
    means[items], levels[items] = mean, quantiles
    return positive(given, means, levels)
