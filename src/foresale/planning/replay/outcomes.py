"""What each rule brought: money, service, stock, and how sure the differences are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.frequency import Frequency
from foresale.metrics.significance import margin_of_sum
from foresale.planning.costs import Costs
from foresale.planning.ledger import Ledger


@dataclass(frozen=True)
class Outcome:
    """What one rule did.

    Attributes:
        name: Of the rule.
        label: For a reader.
        ledger: Every unit of it.
        money: S × T costs.
    """

    name: str
    label: str
    ledger: Ledger
    money: Array


def judge_rule(name: str, label: str, ledger: Ledger, costs: Costs) -> Outcome:
    """A rule's ledger with its money."""
    return Outcome(name, label, ledger, ledger.money(costs))


def compare_outcomes(
    outcomes: Mapping[str, Outcome], costs: Costs, first: int, freq: Frequency
) -> pl.DataFrame:
    """One row a rule, the cheapest first.

    Args:
        outcomes: By name.
        costs: Money by unit.
        first: The first period that counts: no order arrives before.
        freq: Of the periods.

    Returns:
        `rule`, `label`, `cost` with `cost_low` and `cost_high` (95 in 100), its parts `lost_sales`,
        `holding` and `waste`, `fill_rate`, `units_lost`, `units_wasted`, `mean_stock`, `turns` (times a year
        that stock is sold), `orders` (lines ordered), `units_ordered`.
    """
    rows = []
    for outcome in outcomes.values():
        ledger, money = outcome.ledger, outcome.money[:, first:]
        lost, closing, wasted, sold = (
            each[:, first:] for each in (ledger.lost, ledger.closing, ledger.wasted, ledger.sold)
        )
        cost, margin = float(money.sum()), margin_of_sum(money - money.mean())
        stock = float(closing.sum(axis=0).mean())
        a_year = freq.periods_a_year / max(sold.shape[1], 1)
        rows.append(
            {
                "rule": outcome.name,
                "label": outcome.label,
                "cost": cost,
                "cost_low": max(cost - margin, 0.0),
                "cost_high": cost + margin,
                "lost_sales": float((costs.shortage[:, None] * lost).sum()),
                "holding": float((costs.holding[:, None] * closing).sum()),
                "waste": float((costs.waste[:, None] * wasted).sum()),
                "fill_rate": _share(float(sold.sum()), float(sold.sum() + lost.sum())),
                "units_lost": float(lost.sum()),
                "units_wasted": float(wasted.sum()),
                "mean_stock": stock,
                "turns": _share(float(sold.sum()) * a_year, stock),
                "orders": int((ledger.ordered > 0).sum()),
                "units_ordered": float(ledger.ordered.sum()),
            }
        )
    return pl.DataFrame(rows).sort("cost")


def compare_pairs(outcomes: Mapping[str, Outcome], against: Mapping[str, str], first: int) -> pl.DataFrame:
    """What each rule costs more or less than others on the same series and periods.

    Args:
        outcomes: By name.
        against: Names of rules to compare with, and what they stand for.
        first: The first period that counts.

    Returns:
        `rule`, `against`, `difference` (below zero saves money), `low` and `high` (95 in 100, by how much
        series and periods differ), `share` of the other's cost, `sure` (whether zero lies outside).
    """
    rows = []
    for other, meaning in against.items():
        theirs = outcomes[other].money[:, first:]
        for name, outcome in outcomes.items():
            if name == other:
                continue
            gap = outcome.money[:, first:] - theirs
            total, margin = float(gap.sum()), margin_of_sum(gap - gap.mean())
            rows.append(
                {
                    "rule": name,
                    "against": other,
                    "stands_for": meaning,
                    "difference": total,
                    "low": total - margin,
                    "high": total + margin,
                    "share": _share(total, float(theirs.sum())),
                    "sure": abs(total) > margin,
                }
            )
    return pl.DataFrame(rows)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float(np.nan)
