"""How time and memory grow with the rows: `python -m bench.growth`.

A file of many series is cut to an eighth, a quarter, a half and all of them; each is forecast by the
library in a process of its own that says how long each stage took, and then predicts a few times more
with the model it saved.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

import foresale as fs
from bench.measure import measure_command
from bench.stored import DATA
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.library.results import ForecastResult
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import make_forecast, prepare

SHARES = (8, 4, 2, 1)
HORIZON = 7
KEYS = ("store_id", "product_id")
PREDICTIONS = 3  # of the saved model; the quickest is told, since a neighbour can only slow it down


class Stopwatch:
    """Progress that keeps the seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._began = "Starting", time.perf_counter()

    def start(self, stage: str, total: int) -> None:
        """The stage before is over."""
        now = time.perf_counter()
        self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._began
        self._stage, self._began = stage, now

    def advance(self, steps: int = 1) -> None:
        """Nothing to keep."""


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each size, and where the time of the largest one went."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the folder freshretailnet")
    parser.add_argument(
        "--shares", default=",".join(map(str, SHARES)), help="parts of the series to take, 1 is all"
    )
    parser.add_argument("--limit", type=float, default=1200.0, help="seconds a size may take")
    parser.add_argument("--one", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        run(*options.one)
        return 0
    source = options.data / "freshretailnet" / "daily.parquet"
    if not source.is_file():
        print(f"No data: {source} is absent.", file=sys.stderr)
        return 1
    stages: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        names = pl.scan_parquet(source).select(KEYS).unique().sort(KEYS).collect()
        for share in map(int, options.shares.split(",")):
            place = Path(folder) / f"{share}"
            place.mkdir()
            kept = names.gather_every(share)
            pl.scan_parquet(source).join(kept.lazy(), on=KEYS, how="semi").collect().write_parquet(
                place / "daily.parquet"
            )
            stages = _measured(place, kept.height, options.limit) or stages
    print("\nSeconds by stage of the largest:")
    for stage, seconds in stages.items():
        print(f"  {stage:<32} {seconds:7.1f}")
    return 0


def _measured(place: Path, n_series: int, limit: float) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.growth", "--one", str(place / "daily.parquet"), str(place)]
    log = place / "log.txt"
    with log.open("wb") as sink:
        cost = measure_command(command, limit_seconds=limit, outputs=(sink, sink), log=log)
    if cost.problem:
        print(f"{n_series:>7,} series: {cost.problem}", flush=True)
        return {}
    told: dict[str, Any] = json.loads((place / "told.json").read_text(encoding="utf-8"))
    print(
        f"{n_series:>7,} series  {cost.seconds:6.0f} s  {1000 * cost.seconds / n_series:5.1f} ms a series  "
        f"{told['processor']:6.0f} s of processors  "
        f"{cost.megabytes:6,.0f} MB  saved model: {n_series / told['predict']:8,.0f} series a second",
        flush=True,
    )
    stages: dict[str, float] = told["stages"]
    return stages


def run(source: Path, place: Path) -> None:
    """Forecast one file with a report, and again with the model that was saved."""
    watch = Stopwatch()
    options = ReadOptions(target="sale_amount_from_hours", keys=KEYS)
    wanted = ForecastOptions(horizon=HORIZON)
    ready = prepare(read_sales(source, options=options, progress=watch), wanted, watch)
    result = ForecastResult(*make_forecast(ready, wanted, watch))
    watch.start("Writing tables, report and model", 1)
    result.write(place / "forecast")
    watch.start("Loading the model", 1)
    model = fs.load(place / "forecast" / "model")
    watch.start("Predicting with it", 1)
    processor, seconds = time.process_time(), []
    for _ in range(PREDICTIONS):
        began = time.perf_counter()
        model.predict()
        seconds.append(time.perf_counter() - began)
    watch.start("Over", 0)
    told = {"predict": min(seconds), "processor": processor, "stages": watch.seconds}
    (place / "told.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
