"""What a unit sells for and costs: from suppliers' terms, from the sales, or assumed aloud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading, percent
from foresale.panel import Panel
from foresale.planning.costs import Costs
from foresale.workflows.ordering.options import HOLDING_SHARE, MARGIN, OrderOptions


@dataclass(frozen=True)
class Prices:
    """Money by unit.

    Attributes:
        price: S: what customers pay.
        unit_cost: S: what the supplier is paid.
        known: Whether any of it was read; else each unit counts as sold for 1.
    """

    price: Array
    unit_cost: Array
    known: bool


def find_prices(
    terms: pl.DataFrame, panel: Panel, price_column: str | None, options: OrderOptions, notes: list[Note]
) -> Prices:
    """Price and unit cost of every series of the panel.

    The price is the supply file's, else the last one that the sales have; what isn't known is worked out
    with the margin, and said.

    Args:
        terms: One row a series, with `price` and `unit_cost`, null where not known.
        panel: The sales.
        price_column: The sales' column of prices, if they have one.
        options: The margin, if the caller says it.
        notes: What is assumed is added here.
    """
    price, cost = (
        terms["price"].to_numpy().astype(np.float64),
        terms["unit_cost"].to_numpy().astype(np.float64),
    )
    price, cost = np.where(price > 0, price, np.nan), np.where(cost > 0, cost, np.nan)
    sold_for = _last_price(panel, price_column)
    from_sales = np.isnan(price) & np.isfinite(sold_for)
    price = np.where(from_sales, sold_for, price)
    if from_sales.any():
        text = f"The price of {int(from_sales.sum()):,} series is the last in the sales' {price_column}."
        notes.append(
            Note("price_from_sales", int(from_sales.sum()), text, Evidence("the supply file has none"))
        )
    known = bool(np.isfinite(price).any() or np.isfinite(cost).any())
    margin = MARGIN if options.margin is None else options.margin
    certainty: Certainty = "likely" if options.margin is None else "told"
    changed_by = f"({option('margin')} says otherwise, or a column 'unit cost' in the supply file)"
    no_cost, no_price = np.isnan(cost) & np.isfinite(price), np.isnan(price) & np.isfinite(cost)
    neither = np.isnan(cost) & np.isnan(price)
    for rows, text in (
        (no_cost, "The unit cost of {} isn't known: taken as the price less a margin of {} {}."),
        (no_price, "The price of {} isn't known: taken as the unit cost and a margin of {} of the price {}."),
    ):
        if rows.any():
            share = percent(margin)
            evidence = Evidence(
                "no file says it",
                (Reading(f"a margin of {share}"), Reading("another margin")),
                certainty,
            )
            said = text.format(f"{int(rows.sum()):,} series", share, changed_by)
            notes.append(Note("margin_assumed", int(rows.sum()), said, evidence))
    if neither.any():
        typical = np.nanmedian(np.where(np.isnan(price), cost / (1 - margin), price)) if known else 1.0
        what = (
            f"the middle price of the others, {typical:,.4g}"
            if known
            else "1, so that all money here counts units"
        )
        text = (
            f"Neither price nor unit cost of {int(neither.sum()):,} series is known: a unit counts as "
            f"sold for {what}, "
            f"with a margin of {percent(margin)} {changed_by}."
        )
        evidence = Evidence("no file says them", certainty="likely")
        notes.append(Note("price_assumed", int(neither.sum()), text, evidence))
        price = np.where(neither, typical, price)
    cost = np.where(np.isnan(cost), price * (1 - margin), cost)
    price = np.where(np.isnan(price), cost / (1 - margin), price)
    loss = price <= cost
    if loss.any():
        text = (
            f"{int(loss.sum()):,} series sell for no more than they cost: by cost alone nothing is "
            "worth ordering of "
            "them. Check their prices and unit costs."
        )
        notes.append(Note("sold_at_a_loss", int(loss.sum()), text, Evidence("price and unit cost say so")))
    return Prices(price, cost, known)


def find_costs(prices: Prices, panel: Panel, options: OrderOptions, notes: list[Note]) -> Costs:
    """What a lost sale, a unit in stock and a spoilt one cost."""
    holding = HOLDING_SHARE if options.holding is None else options.holding
    certainty: Certainty = "likely" if options.holding is None else "told"
    text = (
        f"A year in stock costs {percent(holding)} of the unit cost (capital, room, handling; "
        f"{option('holding')} says "
        "otherwise); a lost sale costs its margin."
    )
    readings = (Reading(f"{percent(holding)} a year"), Reading("20 to 30 % a year is usual"))
    evidence = Evidence("no file says it", readings, certainty)
    notes.append(Note("holding_assumed" if options.holding is None else "holding", 0, text, evidence))
    return Costs.of_prices(
        prices.price, prices.unit_cost, holding_share=holding, periods_a_year=float(panel.freq.periods_a_year)
    )


def _last_price(panel: Panel, column: str | None) -> Array:
    """S: the last known price up to the end of the sales."""
    values = None if column is None else panel.known_ahead.get(column, panel.past_only.get(column))
    if values is None:
        return np.full(panel.n_series, np.nan)
    past = values[:, : panel.n_periods]
    known = np.isfinite(past) & (past > 0)
    last = past.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    return np.where(known.any(axis=1), past[np.arange(len(past)), last], np.nan)
