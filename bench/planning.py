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
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

import foresale as fs
from bench.asked_sets import present_sets, set_parser
from bench.markdown import table
from bench.sets import SETS
from foresale.metrics.significance import margin_of_sum
from foresale.planning.replay.options import ReplayOptions
from foresale.planning.replay.result import Replay
from foresale.sales import Sales
from foresale.workflows.files.make_forecast import ForecastOptions, prepare
from foresale.workflows.replaying.replay import make_replay

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
DEFAULT = "cost_optimal"


def vn2_replays(data: Path) -> list[Replay]:
    """One replay for each window; nothing after a window is read."""
    found = []
    folder = data / SETS["vn2"].folder
    for start in VN2_WINDOWS:
        with tempfile.TemporaryDirectory(prefix="planning-") as place:
            for name in ("sales.csv", "in_stock.csv"):
                whole = pl.read_csv(folder / name, infer_schema=False)
                whole.select(whole.columns[: 2 + start + VN2_WEEKS]).write_csv(Path(place) / name)
            sales = fs.read(
                Path(place) / "sales.csv", join=(Path(place) / "in_stock.csv", folder / "master.csv")
            )
        found.append(_replay(sales, VN2_TERMS))
    return found


def other_replays(name: str, data: Path, n_series: int) -> list[Replay]:
    """The last periods of a daily set, with some of its series drawn."""
    known = SETS[name]
    rows = known.files[0].load(data / known.folder)
    keys = list(known.options["keys"])
    series = rows.select(keys).unique(maintain_order=True)
    drawn = series.sample(min(n_series, series.height), seed=1)
    day = pl.col("date").cast(pl.Date)
    recent = rows.join(drawn, on=keys, how="semi").filter(day > day.max() - pl.duration(days=DAYS_AT_MOST))
    return [_replay(fs.read(recent, **known.options), TERMS[name])]


def _replay(sales: Sales, terms: ReplayOptions) -> Replay:
    horizon = terms.lead_time + (terms.review or 1)
    options = replace(FORECASTING, horizon=horizon)
    return make_replay(prepare(sales, options), terms, options)


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
    parser.add_argument("--series", type=int, default=500, help="series drawn of the daily sets")
    chosen: argparse.Namespace = parser.parse_args(arguments)
    names = present_sets(chosen, {name: SETS[name].folder for name in TERMS})
    for name in names:
        begun = time.perf_counter()
        made = vn2_replays(chosen.data) if name == "vn2" else other_replays(name, chosen.data, chosen.series)
        print(describe(name, made), flush=True)
        print(f"{time.perf_counter() - begun:.0f} seconds\n", flush=True)
    return 0 if names else 1


if __name__ == "__main__":
    sys.exit(main())
