"""The part of the page that shows how long the service's database takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.markdown import table

INTRODUCTION = """\
## Sales in the service's database

`python -m bench.service_data --rows {rows}` imports simulated lines of receipts (2,000 products, 50
stores, two years, read already into a frame), adds them up and reads forecasts, on each database in turn, on
this machine. The servers are as Debian ships them, with 1 GB of memory for tables. All goes
through the same public functions as the service.
"""
LINES = (
    ("import", "import into an empty database", "s"),
    ("again", "the same file again: nothing changes", "s"),
    ("tenth", "a tenth as many further lines", "s"),
    ("weeks_by_product", "weeks of the last year by product", "s"),
    ("weeks", "weeks of both years in all", "s"),
    ("days_of_a_store", "four weeks of one store by day and product", "s"),
    ("daily", "training input: sums by product, store and day", "s"),
    ("put", "keep a forecast of {forecast_rows:,} rows", "s"),
    ("read_p50", "read 28 days of one series: median", "ms"),
    ("read_p99", "read 28 days of one series: 99 of 100 within", "ms"),
    ("gigabytes", "files", "GB"),
)
NAMES = {"sqlite": "SQLite", "mysql": "MariaDB", "postgresql": "PostgreSQL"}


def service_data(results: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """A table for each number of rows.

    Args:
        results: Rows → database → what was measured.
    """
    parts = []
    for rows in sorted(results, key=int, reverse=True):
        found = results[rows]
        names = [name for name in NAMES if name in found]
        first = found[names[0]]
        head = [
            f"{int(rows):,} sales",
            *(f"{NAMES[name]} {_short(found[name]['version'])}" for name in names),
        ]
        lines = [
            [label.format(**first), *(_shown(found[name][key], unit) for name in names)]
            for key, label, unit in LINES
        ]
        loads = ", ".join(f"{found[name]['load']:.1f}" for name in names)
        parts.append(
            table(head, lines)
            + f"\nThe training input has {first['daily_rows']:,} rows. Other work on the machine when each "
            f"began (load): {loads}.\n"
        )
    if not parts:
        return ""
    return INTRODUCTION.format(rows=max(results, key=int)) + "\n" + "\n".join(parts)


def _short(version: str) -> str:
    number = next(word for word in version.split() if word[0].isdigit())
    return number.partition("-")[0]


def _shown(value: float, unit: str) -> str:
    return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f} {unit}"
