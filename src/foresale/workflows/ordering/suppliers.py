"""Which supplier to order from, where several deliver a product: by the cost of the order in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from foresale.arrays import Index
from foresale.notes import Evidence, Note
from foresale.panel import Panel
from foresale.planning.demand import Demand
from foresale.planning.policies.policy import Policy
from foresale.planning.state import State
from foresale.planning.supplier_choice import Offer, choose_supplier
from foresale.workflows.ordering.deliveries import Deliveries, pick_deliveries
from foresale.workflows.ordering.inputs import OrderInputs
from foresale.workflows.ordering.moment import OrderMoment
from foresale.workflows.ordering.options import OrderOptions
from foresale.workflows.ordering.plan_order import OrderPlan
from foresale.workflows.ordering.prices import find_costs, find_prices
from foresale.workflows.ordering.situation import Situation, terms_of


@dataclass(frozen=True)
class OrderFacts:
    """What an order is chosen from, whoever delivers.

    Attributes:
        panel: The sales.
        inputs: Stock and terms.
        moment: When it is ordered.
        rows: N places of the series among the panel's.
        state: Their stock and what is on its way.
        demand: What may be wanted of them.
        options: What the caller decided.
        price_column: The sales' column of prices.
    """

    panel: Panel
    inputs: OrderInputs
    moment: OrderMoment
    rows: Index
    state: State
    demand: Demand
    options: OrderOptions
    price_column: str | None

    def situation(self, table: pl.DataFrame, deliveries: Deliveries, notes: list[Note]) -> Situation:
        """The same with one supplier's terms for each series.

        Args:
            table: Terms, a row for each series of the panel.
            deliveries: When these suppliers deliver.
            notes: What is assumed is added here.
        """
        panel, options, rows = self.panel, self.options, self.rows
        inputs = replace(self.inputs, terms=table)
        prices = find_prices(table, panel, self.price_column, options, notes)
        costs = find_costs(prices, panel, options, notes)
        mine, arriving = table[rows.tolist()], deliveries.take(rows)
        return Situation(
            rows=rows,
            moment=self.moment,
            deliveries=arriving,
            state=self.state,
            demand=self.demand,
            costs=costs.take(rows),
            prices=type(prices)(prices.price[rows], prices.unit_cost[rows], prices.known),
            calendar=arriving.calendar,
            terms=terms_of(inputs, panel, rows, backorders=options.backorders, notes=notes),
            minimum_value=mine["minimum_value"].fill_null(0.0).to_numpy().astype(np.float64),
            supplier=mine["supplier"].fill_null("").to_list(),
        )


def situation_of_least_cost(
    known: OrderFacts, policy: Policy, inputs: OrderInputs, plan: OrderPlan, notes: list[Note]
) -> Situation:
    """The situation with the supplier of each series whose order leaves the least cost in all.

    Args:
        known: What is known whoever delivers.
        policy: How quantities are chosen.
        inputs: Terms of the usual suppliers and of others.
        plan: When these deliver.
        notes: What was decided is added here.
    """
    tables, deliveries = (inputs.terms, *inputs.others), (plan.deliveries, *plan.others)
    situations = [known.situation(table, days, []) for table, days in zip(tables, deliveries, strict=True)]
    available = np.stack(
        [table["available"].to_numpy() & days.known for table, days in zip(tables, deliveries, strict=True)]
    )[:, known.rows]
    available[0] = True  # who has no row in the supply file has the options' terms
    choice = np.zeros(inputs.terms.height, dtype=np.intp)
    choice[known.rows] = _weigh(policy, situations, available, notes)
    whole = pl.concat(tables)[(choice * inputs.terms.height + np.arange(len(choice))).tolist()]
    return known.situation(whole, pick_deliveries(deliveries, choice), [])


def _weigh(
    policy: Policy, situations: Sequence[Situation], available: np.ndarray, notes: list[Note]
) -> Index:
    """N positions of suppliers whose orders leave the least cost in all.

    Args:
        policy: How quantities are chosen.
        situations: The same series with the terms of each supplier, the usual one first.
        available: Suppliers × N: whether there is such a supplier.
        notes: What was decided is added here.
    """
    first = situations[0]
    offers = [
        Offer(each.costs, each.calendar, each.terms, known)
        for each, known in zip(situations, available, strict=True)
    ]
    choice, _ = choose_supplier(policy, first.state, first.demand, offers)
    several, other = int((available.sum(axis=0) > 1).sum()), int((choice > 0).sum())
    text = (
        f"Of {several:,} series with several suppliers {other:,} are ordered from another than the usual "
        "one: lost sales until its units come, what lies, and its price cost less together."
    )
    notes.append(Note("supplier_chosen", other, text, Evidence("all suppliers judged over the same time")))
    return choice
