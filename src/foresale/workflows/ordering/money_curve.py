"""What more or less money buys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array
from foresale.planning.orders import Orders
from foresale.planning.pack_values import PackValues

POINTS = 41
FURTHER = 1.6
"""How far beyond what is ordered the curve goes, at most."""


@dataclass(frozen=True)
class MoneyCurve:
    """What an amount of money buys at best.

    Attributes:
        spend: Money, ascending.
        saves: Expected money saved by it until the next orders arrive.
        fill: Share of demand then served.
    """

    spend: Array
    saves: Array
    fill: Array


def draw_money_curve(values: PackValues, orders: Orders, spend: float) -> MoneyCurve:
    """The curve from no money to a good deal more than is spent, the most valuable packs bought first.

    Args:
        values: From `rank_packs`.
        orders: An order of the same series, for their demand and what is lost without any.
        spend: Money that is spent.
    """
    demand, lost = float(orders.reasons.demand_in_cycle.sum()), float(orders.without.lost.sum())
    spent, saved, served = (
        np.concatenate([[0.0], np.cumsum(each)]) for each in (values.spend, values.value, values.lost)
    )
    end = min(spend * FURTHER, float(spent[-1])) or 1.0
    places = np.linspace(0, end, POINTS)
    fill = 1 - (lost - np.interp(places, spent, served)) / demand if demand > 0 else np.ones(POINTS)
    return MoneyCurve(places, np.interp(places, spent, saved), np.clip(fill, 0, 1))
