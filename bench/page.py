"""The page of results: `docs/benchmarks.md`."""

from __future__ import annotations

import datetime
import math
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.closures import STORED as CLOSURES
from bench.closures import closures_page
from bench.contestant import ALONE, CONTESTANTS
from bench.end_to_end_page import end_to_end
from bench.judge import ERRORS, geometric_mean
from bench.markdown import table
from bench.service_data_page import service_data
from bench.sets import SETS
from bench.stored import load

OURS = "foresale"
OWN = frozenset((OURS, *ALONE))
WHOLE_UNITS_SINCE = "2026-11-28"  # ranges of what is sold by the piece are whole numbers from here on
OLDER = "‡"
COSTS = {"seconds": "seconds", "processor_seconds": "CPU seconds"}
NAMES = {"wape": "WAPE", "wql": "WQL", "rmsse": "RMSSE"}
LIBRARIES = ("foresale", "statsforecast", "mlforecast", "lightgbm", "polars", "numpy")

Results = Mapping[str, Mapping[str, Any]]

INTRODUCTION = """\
# Benchmarks

<!-- Written by `make bench`; edit bench/page.py instead. -->

`make bench` forecasts the last windows of each data set with Foresale as it comes and with what others
would use, on the same cutoffs, and judges all by the same code on the same actuals. Then it takes each
folder [end to end](#end-to-end-on-real-files), from file to report.
"""

METHOD = """\
## How it was done

```sh
make bench                                             # every set of ../shared/data, this page
.venv/bin/python -m bench --sets pasta,vn2 --cutoffs 2 # some sets
.venv/bin/python -m bench.end_to_end --sets pasta      # some files end to end
.venv/bin/python -m bench --data DIR --full            # other copies of the data; no samples of series
```

- **Cutoffs.** Two for each set: the last window of the file and the one before. All later rows are taken out
  of the file before anyone reads it; cleaning, choice of models and calibration see only what is left.
- **Foresale** reads the cut file by `fs.read` and runs `fs.forecast` with its defaults; nothing is told but
  the horizon, the period, and for some sets the target and the keys. The model it chose is in brackets.
- **The peers** start from the panel that Foresale builds of the cut file: its aggregation and its rules on
  cancelled lines, closed days and stock-outs are a gift to them, and its seconds aren't counted as theirs.
  Closed, missing and out-of-stock periods are filled with the same day of the latest known week.
  - *Seasonal naive*: statsforecast's, with its normal intervals; last week's day, or last year's week.
    Weekly sets of less than two and a half years repeat the last week instead.
  - *ETS + Theta*: the median of statsforecast's AutoETS and DynamicOptimizedTheta on the newest two years.
  - *LightGBM*: mlforecast with lags 1, 7, 14, 21, 28, 35, 42, 56 and 364 (by day), rolling means and standard
    deviations, date features and static columns, each series over its mean, Tweedie loss, stock-outs without
    weight, 300 rounds, and the library's conformal intervals from two to five windows.
  - *AutoGluon*: AutoGluon-TimeSeries, medium quality on WQL, with static and known columns, without the
    models whose weights are downloaded, within the seconds of BENCH_AUTOGLUON_SECONDS. It needs an
    environment of its own: `make bench-autogluon`.
- **Known ahead**: only what the data says is known, to all who can use it. That is what a
  retailer plans: prices, events and SNAP days of `m5_sample`, promotions of `pasta`, prices, deals and
  features of `dominicks_oj`. No other set has values for its horizon.
- **Judged**: units of series that had begun before the cutoff, without closed days and, where the file flags
  them, without stock-outs. WAPE, RMSSE and bias are of the mean forecast. WQL is over the levels 0.05, 0.1,
  0.2 … 0.9 and 0.95. RMSSE divides by the error of repeating last week's day (by day) or last week (by week).
- **Seconds and memory** are of a contestant's whole process with its workers, imports included, with two
  threads. *CPU seconds* are of both cores together: other work on the machine, which makes the clock's
  longer, hardly moves them. Foresale's time holds its backtest of many models; the peers test nothing.
"""

BEYOND_MEANS = {"wape_median": "WAPE of the median", "wape_alike": "WAPE, sums alike"}
READ_AS = """
Where sales are sparse the least absolute error belongs to a forecast that is too low, so WAPE is told in
two more ways. *Of the median*: our `q0.5`, and of each peer the better of its mean and median. *Sums alike*:
every mean, ours too, is first multiplied by the one factor that brings its sum to what was sold, so that
nobody gains by a sum that is too low.
"""

CAVEATS = """\
## What to keep in mind

- Two windows are two draws: differences of one or two per cent between contestants can be luck.
- AutoGluon works against the clock, so no two runs of it are alike: its WQL on dominicks_oj moved by 2 %.
- WAPE rewards a forecast of nothing where most days sell nothing: a contestant with a bias of -90 % can
  have the lowest one. Means are to be judged by RMSSE and bias, quantiles by WQL.
- The peers are sensible settings, not the best that an expert could do with time.
- A coverage above its name is usual where most sales are zeros and small counts.
- Rows with ‡, and the table of whole runs, were measured before ranges of what is sold by the piece became
  whole numbers ([decision 0016](decisions/0016-ranges-in-whole-units.md)): means are much as they were,
  80 % ranges of such sets now hold about 90 %, and mean to.
- Timings come from one machine, and are no better than that machine was idle.
"""


def write_page(out: Path, stored: Path) -> None:
    """Write the page from all results so far.

    Args:
        out: The page.
        stored: Folder of the results.
    """
    about = machine(datetime.date.today().isoformat())
    text = render(load(stored / "bench.json"), load(stored / "end_to_end.json"), about)
    further = closures_page(load(stored / CLOSURES)), service_data(load(stored / "service_data.json"))
    out.write_text("\n".join([text, *filter(None, further)]), encoding="utf-8")


def render(results: Results, runs: Results, about: Mapping[str, str]) -> str:
    """The whole page.

    Args:
        results: Set → `contestants` (name → averaged scores, seconds, megabytes, problem, remark), `series`,
            `periods`, `sampled`, `cutoffs`.
        runs: Folder → what its command answered, from `bench.end_to_end`.
        about: What it was run on, from `machine`.
    """
    parts = [INTRODUCTION, *([_summary(results)] if results else [])]
    parts += [_one_set(name, results[name]) for name in SETS if name in results]
    parts.append(end_to_end(runs))
    where = [f"- {name}: {value}" for name, value in about.items()]
    parts += [METHOD, CAVEATS, "## Where\n\n" + "\n".join(where) + "\n"]
    return "\n".join(parts)


def machine(date: str) -> dict[str, str]:
    """What a reader needs to compare timings, and nothing that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    found = []
    for library in LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            found.append(f"{library} not installed")
    return {
        "Date": date,
        "Machine": f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, {platform.system()}",
        "Python": f"{platform.python_version()}, {', '.join(found)}",
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def best_peer(entry: Mapping[str, Any], metric: str) -> tuple[str, float]:
    """The peer with the least error of a set, and that error; our own models alone are none."""
    scored = {
        name: found[metric]
        for name, found in entry["contestants"].items()
        if name not in OWN and math.isfinite(found.get(metric, math.nan))
    }
    if not scored:
        return "", math.nan
    name = min(scored, key=lambda peer: scored[peer])
    return name, scored[name]


def least_ratio(entry: Mapping[str, Any], mine: str, theirs: Sequence[str]) -> float:
    """Our error of one kind over the least that any peer has of some kinds; NaN where it isn't known."""
    ours = entry["contestants"].get(OURS, {}).get(mine, math.nan)
    found = [
        scores[metric]
        for name, scores in entry["contestants"].items()
        for metric in theirs
        if name not in OWN and math.isfinite(scores.get(metric, math.nan))
    ]
    return ours / min(found) if found else math.nan


def _means_alone(results: Results) -> str:
    """Where a peer's median wasn't scored, so that ours stands beside its mean."""
    sets: dict[str, list[str]] = {}
    for name, entry in results.items():
        for peer, found in entry["contestants"].items():
            if math.isfinite(found.get("wape", math.nan)) and "wape_median" not in found:
                sets.setdefault(CONTESTANTS[peer][0], []).append(name)
    told = [f"{peer} on {', '.join(names)}" for peer, names in sets.items()]
    return f"Of these only the mean was judged: {'; '.join(told)}.\n" if told else ""


def _summary(results: Results) -> str:
    """Our error over the best peer's in each set, and over each peer's on average."""
    rows, ratios = [], {metric: [] for metric in ERRORS}
    others: dict[str, list[float]] = {metric: [] for metric in BEYOND_MEANS}
    for name in (name for name in SETS if name in results):
        entry = results[name]
        mine = entry["contestants"].get(OURS, {})
        cells = []
        for metric in ERRORS:
            peer, error = best_peer(entry, metric)
            ratio = mine.get(metric, math.nan) / error if peer else math.nan
            ratios[metric].append(ratio)
            cells.append(f"{_ratio(ratio)} ({peer})" if peer else "–")
        others["wape_median"].append(least_ratio(entry, "wape_median", ("wape", "wape_median")))
        others["wape_alike"].append(least_ratio(entry, "wape_alike", ("wape_alike",)))
        rows.append([f"[{name}](#{name})", *cells, *(_ratio(found[-1]) for found in others.values())])
    means = [geometric_mean(found) for found in (*ratios.values(), *others.values())]
    rows.append(["**geometric mean**", *(f"**{_ratio(mean)}**" for mean in means)])
    text = (
        "## In one table\n\nOur error over the best peer's of each set, by each metric; below 1 is ours.\n\n"
    )
    text += table(["set", *(NAMES[metric] for metric in ERRORS), *BEYOND_MEANS.values()], rows)
    text += READ_AS + _means_alone(results)
    rows = []
    for peer in (peer for peer in CONTESTANTS if peer not in OWN):
        cells = [_ratio(_against(results, peer, metric)) for metric in ERRORS]
        rows.append(
            [CONTESTANTS[peer][0], *cells, *(_ratio(_against(results, peer, cost)) for cost in COSTS)]
        )
    text += "\nAnd over each peer's, the geometric mean of all sets where it answered:\n\n"
    return text + table(["Foresale over", *(NAMES[metric] for metric in ERRORS), *COSTS.values()], rows)


def _against(results: Results, peer: str, metric: str) -> float:
    pairs = [
        (entry["contestants"].get(OURS, {}).get(metric), entry["contestants"].get(peer, {}).get(metric))
        for entry in results.values()
    ]
    return geometric_mean(mine / theirs for mine, theirs in pairs if mine and theirs)


def _one_set(name: str, entry: Mapping[str, Any]) -> str:
    size = f"{entry['series']:,} series × {entry['periods']:,} {entry['noun']}s"
    drawn = " (a sample drawn by seed)" if entry["sampled"] else ""
    text = f"## {name}\n\n{size}{drawn}, {SETS[name].horizon} ahead, {entry['cutoffs']} cutoffs"
    note = f"; {SETS[name].note}" if SETS[name].note else ""
    text += f"{note}.\n\n"
    rows, problems = [], []
    for contestant, (label, _) in CONTESTANTS.items():
        found = entry["contestants"].get(contestant)
        if found is None:
            continue
        if found.get("problem"):
            problems.append(f"{label} gave no answer: {found['problem']}.")
            continue
        if found["missing"]:
            problems.append(
                f"{label} left out {found['missing']:,.0f} series, counted as forecasts of nothing."
            )
        remark = f" [{found['remark']}]" if found["remark"] else ""
        if contestant == OURS and found.get("date", "") < WHOLE_UNITS_SINCE:
            remark += f" {OLDER}"
        errors = []
        for metric in ERRORS:
            error = best_peer(entry, metric)[1]
            errors.append(f"{found[metric]:.3f} ({_ratio(found[metric] / error)})")
        shares = [f"{found['bias']:+.1%}", f"{found['coverage_80']:.0%}", f"{found['coverage_95']:.0%}"]
        memory = f"{found['megabytes']:,.0f}" if math.isfinite(found["megabytes"]) else "–"
        rows.append(
            [label + remark, *errors, *shares, *(_seconds(found.get(cost)) for cost in COSTS), memory]
        )
    head = ["", *(NAMES[metric] for metric in ERRORS), "bias", "in 80 %", "in 95 %", *COSTS.values(), "MB"]
    text += table(head, rows)
    return text + "".join(f"\n{problem}\n" for problem in problems)


def _seconds(value: float | None) -> str:
    return f"{value:.0f}" if value is not None and math.isfinite(value) else "–"


def _ratio(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "–"
