"""Each folder of real sales by the command a newcomer would type: `python -m bench.end_to_end`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from bench.asked_sets import present_sets, set_parser
from bench.measure import Cost, measure_command
from bench.page import write_page
from bench.stored import PAGE, RESULTS, load, save

#: Folder → what follows `foresale forecast`; each path is below the folder of data.
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "retail_sales": ("retail_sales/retail_sales_dataset.csv",),
    "supermarket": ("supermarket/supermarket_sales.csv",),
    "superstore": ("superstore/superstore.csv",),
    "online_retail": ("online_retail/transactions.parquet",),
    "customers": ("customers/customers.csv", "--transaction=Customer_ID"),
    "store_item": ("store_item/sales.parquet",),
    "m5_sample": (
        *("m5_sample/sales.parquet", "--join", "m5_sample/calendar.parquet"),
        *("--future", "m5_sample/future_prices.parquet"),
    ),
    "freshretailnet": ("freshretailnet/daily.parquet",),
    "pasta": ("pasta/sales.csv",),
    "dominicks_oj": ("dominicks_oj/weekly.parquet",),
    "vn2": ("vn2/sales.csv", "--join", "vn2/in_stock.csv", "--join", "vn2/master.csv"),
}
SHOWN = (
    *("model", "label", "score", "wape", "wql", "rmsse", "bias", "coverage_80"),
    *("test_wape", "test_coverage_80", "seconds", "memory_mb"),
)


def main(arguments: list[str] | None = None) -> int:
    """Run the commands asked for; the exit code is 1 where the data are absent."""
    options = _parser().parse_args(arguments)
    present = present_sets(options, {name: name for name in COMMANDS})
    if not present:
        return 1
    runs = load(options.results / "end_to_end.json")
    for name in present:
        runs[name] = run(name, options)
        save(runs, options.results / "end_to_end.json")
        print(f"{name}: {_line(runs[name])}", flush=True)
    write_page(options.out, options.results)
    print(f"The page: {options.out}\nThe reports: {options.results / 'end_to_end'}")
    return 0


def run(name: str, options: argparse.Namespace) -> dict[str, Any]:
    """Type one command in a folder of its own, and keep what it wrote there."""
    place = options.results / "end_to_end" / name
    if place.exists() and not (place / "messages.txt").exists():
        raise SystemExit(f"{place} isn't an earlier run's; move it away.")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    (place / "data").symlink_to(options.data.resolve(), target_is_directory=True)
    typed = typed_command(name)
    program = Path(sys.executable).with_name("foresale")
    log = place / "messages.txt"
    with (place / "answer.json").open("wb") as answer, log.open("wb") as messages:
        cost = measure_command(
            [str(program), *typed[1:], "--json"],
            limit_seconds=options.limit,
            outputs=(answer, messages),
            log=log,
            folder=place,
        )
    return {"command": " ".join(typed), **_outcome(place, cost)}


def typed_command(name: str) -> list[str]:
    """What a newcomer types who has the data in a folder `data`.

    Examples:
        >>> " ".join(typed_command("pasta"))
        'foresale forecast data/pasta/sales.csv'
    """
    return [
        "foresale",
        "forecast",
        *(part if part.startswith("--") else f"data/{part}" for part in COMMANDS[name]),
    ]


def _outcome(place: Path, cost: Cost) -> dict[str, Any]:
    """The cost, and what was answered or why nothing was."""
    found: dict[str, Any] = asdict(cost)
    text = (place / "answer.json").read_text(encoding="utf-8")
    answer = json.loads(text) if text.strip() else {}
    if "error" in answer:
        found["problem"] = answer["error"]["problem"]
    if found["problem"]:
        return found
    board = pl.read_csv(place / "forecast" / "leaderboard.csv", infer_schema_length=None)
    kept = {
        key: answer[key]
        for key in ("rows", "rejected", "series", "freq", "periods", "first", "last", "horizon", "total")
    }
    champion = answer["champion"]["model"]
    return {**found, **kept, "champion": champion, "leaderboard": board.select(SHOWN).to_dicts()}


def _line(outcome: Mapping[str, Any]) -> str:
    cost = f"{outcome['seconds']:.0f} s, {outcome['megabytes']:,.0f} MB"
    if outcome["problem"]:
        return f"no forecast in {cost}: {outcome['problem']}"
    size = f"{outcome['series']:,} series × {outcome['periods']:,} periods, {outcome['horizon']} ahead"
    return f"{size}, {outcome['champion']}, {cost}"


def _parser() -> argparse.ArgumentParser:
    parser = set_parser("bench.end_to_end", __doc__, COMMANDS)
    parser.add_argument("--limit", type=float, default=1800.0, help="seconds a command may take")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page")
    parser.add_argument(
        "--results", type=Path, default=RESULTS, help="folder of answers so far and of the reports"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
