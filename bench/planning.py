"""What orders by Foresale cost beside simple rules: `python -m bench.planning`, or `make bench-planning`.

The VN2 inventory challenge's history (599 products in stores, weekly; an order is on the shelf in the third
week after it; a lost sale costs 1, a unit that lies for a week 0.2) is played on four windows of eight weeks,
of which the third to the eighth count, as no order arrives before. Demand is what was sold; each window
begins with a mean week on hand and one in each of the two deliveries on their way. Forecasts are Foresale's
own: trained on what lies before the window, made anew each week. Nothing is tuned to these weeks.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

import foresale as fs
from bench.asked_sets import present_sets, set_parser
from bench.kept_forecasts import KEPT, keep_forecasts
from bench.markdown import table
from bench.sets import SETS
from foresale.errors import ForesaleError
from foresale.metrics.significance import margin_of_sum
from foresale.planning.replay.options import ReplayOptions
from foresale.planning.replay.result import Replay
from foresale.sales import Sales
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import prepare
from foresale.workflows.replaying.replay import cut_past, play_rules

VN2_WINDOWS = (125, 133, 141, 149)
VN2_WEEKS = 8
VN2_TERMS = ReplayOptions(periods=VN2_WEEKS, lead_time=2, review=1, shortage=1.0, holding=0.2)
FRESH_TERMS = ReplayOptions(
    periods=14, lead_time=1, review=1, shortage=1.0, holding=0.02, waste=1.5, shelf_life=3
)
STORE_TERMS = ReplayOptions(periods=56, lead_time=3, review=7, shortage=1.0, holding=0.02)
TERMS = {"vn2": VN2_TERMS, "freshretailnet": FRESH_TERMS, "store_item": STORE_TERMS}
FORECASTING = ForecastOptions(models=("lightgbm",), folds=2)
DAYS_AT_MOST = 400
"""Days of a daily set that are read: the simulation needs no more."""
SERIES = 500
DEFAULT = "cost_optimal"


def vn2_replays(data: Path, windows: Sequence[int], kept: Path | None) -> list[Replay]:
    """One replay for each window; nothing after a window is read.

    Args:
        data: Folder with a folder for each set.
        windows: First weeks.
        kept: Where forecasts are kept.
    """
    found = []
    folder = data / SETS["vn2"].folder
    for start in windows:
        with tempfile.TemporaryDirectory(prefix="planning-") as place:
            for name in ("sales.csv", "in_stock.csv"):
                whole = pl.read_csv(folder / name, infer_schema=False)
                whole.select(whole.columns[: 2 + start + VN2_WEEKS]).write_csv(Path(place) / name)
            sales = fs.read(
                Path(place) / "sales.csv", join=(Path(place) / "in_stock.csv", folder / "master.csv")
            )
        found.append(_replay(sales, VN2_TERMS, Lines(f"vn2, window {start}"), kept))
    return found


def other_replays(name: str, data: Path, n_series: int, kept: Path | None) -> list[Replay]:
    """The last periods of a daily set, with some of its series drawn.

    Args:
        name: Of the set.
        data: Folder with a folder for each set.
        n_series: How many are drawn.
        kept: Where forecasts are kept.
    """
    known = SETS[name]
    rows = known.files[0].load(data / known.folder)
    keys = list(known.options["keys"])
    series = rows.select(keys).unique(maintain_order=True)
    drawn = series.sample(min(n_series, series.height), seed=1)
    day = pl.col("date").cast(pl.Date)
    recent = rows.join(drawn, on=keys, how="semi").filter(day > day.max() - pl.duration(days=DAYS_AT_MOST))
    return [_replay(fs.read(recent, **known.options), TERMS[name], Lines(name), kept)]


def _replay(sales: Sales, terms: ReplayOptions, progress: Lines, kept: Path | None) -> Replay:
    horizon = terms.lead_time + (terms.review or 1)
    options = replace(FORECASTING, horizon=horizon)
    ready = prepare(sales, options, progress)
    past = cut_past(ready.panel, terms)
    forecasts = keep_forecasts(ready, past, options, progress, kept)
    return play_rules(ready, past, forecasts, terms, progress)


class Lines:
    """Says on lines of their own what is done, and after how many seconds."""

    def __init__(self, title: str) -> None:
        """Begin.

        Args:
            title: What is played.
        """
        self._title, self._begun = title, time.perf_counter()

    def start(self, stage: str, total: int) -> None:
        """A stage begins."""
        seconds = time.perf_counter() - self._begun
        print(f"{self._title}, {seconds:,.0f} s: {stage} ({total})", file=sys.stderr, flush=True)

    def advance(self, steps: int = 1) -> None:
        """Steps of a stage are too many for lines."""


def describe(name: str, replays: Sequence[Replay]) -> str:
    """The table of a set: what each rule cost, and how far that is from the default policy's."""
    first = replays[0].first
    names = list(replays[0].outcomes)
    money = {rule: [each.outcomes[rule].money[:, first:] for each in replays] for rule in names}
    total = {rule: sum(float(each.sum()) for each in found) for rule, found in money.items()}
    rows = []
    for rule in sorted(names, key=total.__getitem__):
        gaps = np.concatenate(
            [mine - theirs for mine, theirs in zip(money[rule], money[DEFAULT], strict=True)], axis=1
        )
        margin = margin_of_sum(gaps - gaps.mean())
        ledgers = [each.outcomes[rule].ledger for each in replays]
        lost, sold, wasted = (
            sum(float(getattr(each, part)[:, first:].sum()) for each in ledgers)
            for part in ("lost", "sold", "wasted")
        )
        imbalance = max(each.imbalance() for each in ledgers)
        assert imbalance < 1e-6, f"{rule}: {imbalance} units are unaccounted for"
        rows.append(
            [
                replays[0].outcomes[rule].label,
                f"{total[rule]:,.0f}",
                "" if rule == DEFAULT else f"{gaps.sum():+,.0f} ± {margin:,.0f}",
                f"{sold / (sold + lost):.1%}",
                f"{wasted:,.0f}",
                " ".join(f"{each.sum():,.0f}" for each in money[rule]) if len(replays) > 1 else "",
            ]
        )
    head = [name, "cost", "more than least cost (95 %)", "fill rate", "wasted", "by window"]
    return table(head, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each set."""
    parser = set_parser("bench.planning", __doc__, TERMS)
    parser.add_argument("--series", type=int, default=SERIES, help="series drawn of the daily sets")
    weeks = ",".join(map(str, VN2_WINDOWS))
    parser.add_argument("--windows", default=weeks, help="first weeks of VN2's windows")
    parser.add_argument("--kept", type=Path, default=KEPT, help="folder of forecasts made before")
    chosen: argparse.Namespace = parser.parse_args(arguments)
    names = present_sets(chosen, {name: SETS[name].folder for name in TERMS})
    windows = [int(text) for text in chosen.windows.split(",")]
    begun, failed = time.perf_counter(), 0
    for name in names:
        start = time.perf_counter()
        try:
            if name == "vn2":
                made = vn2_replays(chosen.data, windows, chosen.kept)
            else:
                made = other_replays(name, chosen.data, chosen.series, chosen.kept)
            print(describe(name, made), flush=True)
        except (ForesaleError, AssertionError, ValueError):  # the other sets are played all the same
            traceback.print_exc()
            failed += 1
        print(f"{time.perf_counter() - start:.0f} seconds\n", flush=True)
    print(f"{time.perf_counter() - begun:.0f} seconds in all", flush=True)
    return 0 if names and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
