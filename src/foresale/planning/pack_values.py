"""What each further pack of each series is worth, and what it costs: one ranked list to spend money by.

Every pack's worth is what it saves in lost sales less what it costs to hold and to let spoil (Lokad calls
such a list prioritised ordering). Packs of one series are worth less and less; where a minimum order makes
the first ones worth less than later ones, they are joined into one block, the concave envelope.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Index
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.outlooks import outlooks
from foresale.planning.packs import largest, smallest
from foresale.planning.policies.cost_optimal import CostOptimal
from foresale.planning.policies.policy import View
from foresale.planning.state import State
from foresale.planning.terms import Terms

MAX_BLOCKS = 24


@dataclass(frozen=True)
class PackValues:
    """B blocks of packs, the most valuable for their money first.

    Attributes:
        series: B positions of series; those of one series come in the order in which they are to be bought.
        units: B units of each block.
        spend: B: what it costs to buy.
        value: B: the money it saves; below zero beyond the cheapest quantity.
        lost: B units of lost sales that it avoids.
        n_series: S.
    """

    series: Index
    units: Array
    spend: Array
    value: Array
    lost: Array
    n_series: int

    def worth_buying(self) -> PackValues:
        """Those that save money."""
        return self.take(np.flatnonzero(self.value > 1e-9))

    def take(self, blocks: Index) -> PackValues:
        """Some of the blocks."""
        return PackValues(
            self.series[blocks],
            self.units[blocks],
            self.spend[blocks],
            self.value[blocks],
            self.lost[blocks],
            self.n_series,
        )

    def quantity(self) -> Array:
        """S units of all blocks together."""
        return np.bincount(self.series, weights=self.units, minlength=self.n_series).astype(np.float64)


def rank_packs(
    policy: CostOptimal,
    state: State,
    demand: Demand,
    costs: Costs,
    calendar: OrderCalendar,
    terms: Terms | None = None,
) -> PackValues:
    """Value every pack that may be bought, those beyond the cheapest quantity too.

    Args:
        policy: How costs are weighed.
        state: Stock and what is on its way.
        demand: What may be wanted.
        costs: Money by unit; `unit` is what a block is bought for.
        calendar: When orders arrive.
        terms: Packs, limits, shelf lives.
    """
    known = terms if terms is not None else Terms.of(len(state.on_hand))
    ready = policy.prepare((state, demand, costs, calendar, known))
    found = []
    for grid, outlook in outlooks(state, demand, calendar, known):
        rows = grid.rows
        parts = (state.take(rows), demand.take(rows), costs.take(rows), calendar.take(rows), known.take(rows))
        found.append(_blocks(ready, View(rows, *parts, outlook)))
    if not found:
        none = np.zeros(0)
        return PackValues(np.zeros(0, dtype=np.intp), none, none, none, none, 0)
    series, units, spend, value, lost = (np.concatenate(each) for each in zip(*found, strict=True))
    ratio = value / np.maximum(spend, 1e-9)
    order = np.argsort(-ratio, kind="stable")
    return PackValues(
        series[order].astype(np.intp),
        units[order],
        spend[order],
        value[order],
        lost[order],
        len(state.on_hand),
    )


def _blocks(policy: CostOptimal, view: View) -> tuple[Array, ...]:
    """Flat blocks of some series: position, units, spend, value, lost sales avoided."""
    outlook, terms = view.outlook, view.terms
    cost = policy.cost(view)
    best = outlook.quantities[np.arange(len(cost)), cost.argmin(axis=1)]
    top = np.minimum(np.maximum(2 * best, best + outlook.demand_in_cycle) + terms.pack, largest(terms))
    first = smallest(terms)
    packs = np.maximum(np.ceil((top - first) / terms.pack / (MAX_BLOCKS - 1)), 1) * terms.pack
    quantity = np.minimum(
        first[:, None] + packs[:, None] * np.arange(MAX_BLOCKS)[None, :], largest(terms)[:, None]
    )
    quantity = np.concatenate([np.zeros((len(cost), 1)), quantity], axis=1)
    quantity = np.where((largest(terms) >= first)[:, None], quantity, 0)
    value = outlook.at(cost, np.zeros(len(cost)))[:, None] - outlook.at(cost, quantity)
    lost = outlook.at(outlook.lost, np.zeros(len(cost)))[:, None] - outlook.at(outlook.lost, quantity)
    rows, start, end = find_envelope(quantity, value)
    units = quantity[rows, end] - quantity[rows, start]
    return (
        view.rows[rows].astype(np.float64),
        units,
        units * view.costs.unit[rows],
        value[rows, end] - value[rows, start],
        lost[rows, end] - lost[rows, start],
    )


def find_envelope(quantity: Array, value: Array) -> tuple[Index, Index, Index]:
    """Steps of the least concave curves above N × B values by quantity: row, from column, to column.

    Examples:
        >>> steps = find_envelope(np.array([[0.0, 1.0, 2.0, 3.0]]), np.array([[0.0, 1.0, 4.0, 5.0]]))
        >>> [each.tolist() for each in steps]
        [[0, 0], [0, 2], [2, 3]]
    """
    n_rows, width = value.shape
    at = np.zeros(n_rows, dtype=np.intp)
    row = np.arange(n_rows)
    columns = np.arange(width)[None, :]
    found: list[tuple[Index, Index, Index]] = []
    for _ in range(width - 1):
        width_of_step = quantity - quantity[row, at][:, None]
        later = (columns > at[:, None]) & (width_of_step > 1e-9)
        slope = np.where(
            later, (value - value[row, at][:, None]) / np.where(later, width_of_step, 1), -np.inf
        )
        steepest = slope.max(axis=1, keepdims=True)
        following = (slope >= steepest - 1e-12 * (1 + np.abs(steepest))).argmax(axis=1)
        going = np.isfinite(steepest[:, 0])
        if not going.any():
            break
        found.append((row[going], at[going], following[going]))
        at = np.where(going, following, at)
    empty = np.zeros(0, dtype=np.intp)
    rows, start, end = zip(*found, strict=True) if found else ((empty,), (empty,), (empty,))
    return np.concatenate(rows), np.concatenate(start), np.concatenate(end)
