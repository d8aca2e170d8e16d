"""`python -m bench`: every contestant on every set, and the page of results."""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import math
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.asked_sets import present_sets, set_parser
from bench.autogluon_peer import python
from bench.case import load_tables, make_case, read_whole
from bench.contestant import CONTESTANTS
from bench.judge import average, judge
from bench.measure import Cost, measure
from bench.page import write_page
from bench.sets import FOLDERS, SETS, SalesSet
from bench.stored import PAGE, RESULTS, load, save

NEEDS = {"lightgbm": "mlforecast", "mlp": "keras", "lstm": "keras", "prophet": "prophet"}


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; the exit code is 1 where nothing could be."""
    options = _parser().parse_args(arguments)
    names = present_sets(options, FOLDERS)
    if not names:
        return 1
    results = load(options.results / "bench.json")
    for name in names:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            found = run_set(name, SETS[name], options, Path(folder))
        results[name] = with_earlier(found, results.get(name))
        save(results, options.results / "bench.json")
    write_page(options.out, options.results)
    print(f"The page: {options.out}")
    return 0


def with_earlier(found: dict[str, Any], earlier: Mapping[str, Any] | None) -> dict[str, Any]:
    """A set's results, with those of contestants that ran earlier on the very same windows.

    Args:
        found: What has just been measured.
        earlier: What was kept of the set before; dropped if its series, periods or cutoffs differ.
    """
    same = ("series", "periods", "cutoffs", "sampled")
    if earlier is None or any(found[name] != earlier.get(name) for name in same):
        return found
    return {**found, "contestants": {**earlier["contestants"], **found["contestants"]}}


def run_set(name: str, chosen: SalesSet, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Every contestant on every cutoff of one set; the scores are averaged over cutoffs."""
    tables = load_tables(chosen, options.data, full=options.full, seed=options.seed)
    whole = read_whole(chosen, tables, folder / "whole")
    print(f"{name}: {whole.n_series:,} series × {whole.n_periods:,} {whole.freq.noun}s", flush=True)
    scores: dict[str, list[dict[str, float]]] = {}
    costs: dict[str, list[Cost]] = {}
    remarks: dict[str, list[str]] = {}
    for number in range(options.cutoffs, 0, -1):
        cut = whole.n_periods - number * chosen.horizon
        place = folder / f"cutoff{number}"
        case, truth = make_case(chosen, tables, whole, cut, place)
        for contestant in options.contestants.split(","):
            cost = _measure(contestant, place, options)
            costs.setdefault(contestant, []).append(cost)
            if cost.problem:
                print(f"  {case.start} {contestant:<15} no answer: {cost.problem}", flush=True)
                continue
            found = judge(contestant, place, truth)
            scores.setdefault(contestant, []).append(found)
            remarks.setdefault(contestant, []).append(_remark(contestant, place))
            print(f"  {case.start} {contestant:<15} {_line(found, cost)}", flush=True)
    return {
        "series": whole.n_series,
        "periods": whole.n_periods,
        "noun": whole.freq.noun,
        "cutoffs": options.cutoffs,
        "sampled": chosen.sample is not None and not options.full,
        "contestants": {
            contestant: _entry(scores.get(contestant, []), found, remarks.get(contestant, []))
            for contestant, found in costs.items()
        },
    }


def _measure(contestant: str, place: Path, options: argparse.Namespace) -> Cost:
    if contestant == "autogluon" and not python().is_file():
        return Cost(0.0, 0.0, math.nan, "AutoGluon isn't installed (make bench-autogluon)")
    library = NEEDS.get(contestant)
    if library is not None and importlib.util.find_spec(library) is None:
        return Cost(0.0, 0.0, math.nan, f"{library} isn't installed")
    return measure(contestant, place, limit_seconds=options.limit, threads=options.threads)


def _entry(scores: list[dict[str, float]], costs: list[Cost], remarks: list[str]) -> dict[str, Any]:
    """One contestant's averages; a contestant that failed on one cutoff isn't scored on the others."""
    problems = [cost.problem for cost in costs if cost.problem]
    if problems:
        return {"problem": problems[0]}
    seconds = sum(cost.seconds for cost in costs) / len(costs)
    processor_seconds = sum(cost.processor_seconds for cost in costs) / len(costs)
    memory = max(cost.megabytes for cost in costs)
    remark = ", ".join(dict.fromkeys(filter(None, remarks)))
    return {
        **average(scores),
        "seconds": seconds,
        "processor_seconds": processor_seconds,
        "megabytes": memory,
        "remark": remark,
        "problem": "",
        "date": datetime.date.today().isoformat(),
    }


def _remark(contestant: str, place: Path) -> str:
    import numpy as np

    with np.load(place / f"{contestant}.npz") as stored:
        return str(stored["remark"])


def _line(found: dict[str, float], cost: Cost) -> str:
    return (
        f"WAPE {found['wape']:.3f}  WQL {found['wql']:.3f}  RMSSE {found['rmsse']:.3f}  "
        f"bias {found['bias']:+.3f}  80 % {found['coverage_80']:.2f}  95 % {found['coverage_95']:.2f}  "
        f"{cost.seconds:.0f} s  {cost.processor_seconds:.0f} s of processors  {cost.megabytes:.0f} MB"
    )


def _parser() -> argparse.ArgumentParser:
    parser = set_parser("bench", __doc__, SETS)
    parser.add_argument("--contestants", default=",".join(CONTESTANTS), help="some of the default")
    parser.add_argument("--cutoffs", type=int, default=2, help="windows judged, the last ones of the file")
    parser.add_argument("--full", action="store_true", help="all series, also of sets that are sampled")
    parser.add_argument("--seed", type=int, default=0, help="of the samples of series")
    parser.add_argument("--threads", type=int, default=2, help="threads of each contestant")
    parser.add_argument(
        "--limit", type=float, default=300.0, help="seconds a contestant may take on a cutoff"
    )
    parser.add_argument("--out", type=Path, default=PAGE, help="the page")
    parser.add_argument(
        "--results",
        type=Path,
        default=RESULTS,
        help="folder of the scores so far; a set that runs again replaces its own",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
