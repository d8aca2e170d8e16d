"""How far off the forecast was at each level a planner may decide on, and whether its ranges held there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import polars as pl

from foresale.forecasting.results import Backtest
from foresale.panel import Panel
from foresale.reports import wording

_MOST_GROUPS = 6  # levels between single series and the total
_FEW_SUMS = 20  # a share of fewer is told as a count
_METHOD_WORDS = {
    "bottom_up": "Bottom-up: the series alone",
    "top_down": "Top-down: the total, shared out",
    "middle_out": "Middle-out: a level between, shared out",
    "mint_variance": "MinT: all levels, weighed by past errors",
    "mint_shrink": "MinT, with errors that go together",
}


@dataclass(frozen=True)
class Levels:
    """Everything that the part “level by level” says.

    Attributes:
        grains: Names of the columns: day, week, month, the whole window.
        rows: A name, a size in words, the errors by grain and what the 80 % range held, in words.
        methods: Ways of making series and totals agree: name, whether it was chosen, error of single
            series, of the total by the shortest grain, and of the total of a whole window.
        reason: Why the way was chosen.
    """

    grains: list[str]
    rows: list[dict[str, Any]]
    methods: list[dict[str, Any]]
    reason: str


def levels_of(backtest: Backtest) -> Levels | None:
    """Work out the part; None where nothing was measured."""
    table = backtest.by_level
    if not table.height:
        return None
    chosen = table.filter(pl.col("chosen"))
    grains = chosen["grain"].unique(maintain_order=True).to_list()
    names = _describe_groups(chosen, backtest.panel)
    rows = [_row(chosen.filter(pl.col("level") == name), grains, name, backtest.panel) for name in names]
    reason = next((note.text for note in backtest.notes if note.rule == "coherence"), "")
    horizon = backtest.horizon
    whole = f"All {wording.counted(horizon, backtest.panel.freq.noun)}"
    return Levels(
        [whole if grain == "horizon" else grain.capitalize() for grain in grains],
        rows,
        _methods(table, grains) if backtest.panel.n_series > 1 else [],
        reason,
    )


def _describe_groups(chosen: pl.DataFrame, panel: Panel) -> list[str]:
    """Series, then levels that part them otherwise, keys before static columns, then the total."""
    found = dict(chosen.select("level", "members").unique(maintain_order=True).iter_rows())
    groups = [name for name in found if name not in {"series", "total"} and found[name] < panel.n_series]
    groups.sort(key=lambda name: (name not in panel.keys, -found[name]))
    kept = groups[:_MOST_GROUPS]
    return [name for name in found if name in {"series", "total", *kept}]


def _row(found: pl.DataFrame, grains: list[str], name: str, panel: Panel) -> dict[str, Any]:
    members = int(found["members"][0])
    keys = " × ".join(wording.words(key) for key in panel.keys)
    label = {"series": f"Each {keys}", "total": "Everything together"}.get(
        name, f"Each {wording.words(name)}"
    )
    by_grain = {row["grain"]: row for row in found.iter_rows(named=True)}
    return {
        "name": label,
        "size": "" if name == "total" else f"{members:,} of them",
        "errors": [_error(by_grain[grain]) for grain in grains],
        "held": [_describe_held(by_grain[grain]) for grain in grains],
    }


def _error(row: dict[str, Any]) -> float | None:
    """On the unseen window, where there is one."""
    found: float | None = row["test_wape"] if row["test_wape"] is not None else row["wape"]
    return found


def _describe_held(row: dict[str, Any]) -> str:
    """The share, or the count where there were few, over all windows."""
    parts = [
        (row[f"{prefix}coverage_80"], row[f"{prefix}sums"])
        for prefix in ("", "test_")
        if row[f"{prefix}coverage_80"] is not None
    ]
    sums = sum(count for _, count in parts)
    if not sums:
        return "–"
    held = sum(share * count for share, count in parts)
    if sums < _FEW_SUMS:
        return f"{round(held)} of {round(sums)}"
    return wording.percent(held / sums)


def _methods(table: pl.DataFrame, grains: list[str]) -> list[dict[str, Any]]:
    errors = {(row["level"], row["grain"], row["method"]): row["wape"] for row in table.iter_rows(named=True)}
    found = []
    for method, chosen in table.select("method", "chosen").unique(maintain_order=True).iter_rows():
        cells = [("series", grains[0]), ("total", grains[0]), ("total", grains[-1])]
        found.append(
            {
                "name": _METHOD_WORDS.get(method, wording.words(method)),
                "chosen": chosen,
                "errors": [errors.get((*cell, method), math.nan) for cell in cells],
            }
        )
    return found if len(found) > 1 else []
