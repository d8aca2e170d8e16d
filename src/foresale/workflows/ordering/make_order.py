"""From sales, stock and suppliers' terms to what to order today."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from foresale.data.reading.replenishment.durations import days_of_option
from foresale.errors import OptionError
from foresale.forecasting.results import Prediction
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted
from foresale.panel import Panel
from foresale.planning.budget import spend_budget
from foresale.planning.orders import Orders
from foresale.planning.pack_values import PackValues, rank_packs
from foresale.planning.policies.by_name import make_policy
from foresale.planning.policies.cost_optimal import CostOptimal
from foresale.planning.policies.policy import Policy
from foresale.planning.state import State
from foresale.reports.series_labels import series_labels
from foresale.reports.warning import ReportWarning
from foresale.workflows.ordering.fixed_quantity import FixedQuantity
from foresale.workflows.ordering.inputs import OrderInputs
from foresale.workflows.ordering.minimum_value import fill_up_orders
from foresale.workflows.ordering.money_curve import MoneyCurve, draw_money_curve
from foresale.workflows.ordering.options import OrderOptions
from foresale.workflows.ordering.plan_order import OrderPlan
from foresale.workflows.ordering.situation import (
    Situation,
    ages_of,
    demand_of,
    receipts_ahead,
    stock_now,
)
from foresale.workflows.ordering.stock_until_order import sell_until_order
from foresale.workflows.ordering.suppliers import OrderFacts, situation_of_least_cost
from foresale.workflows.ordering.transfers import MovedUnits, move_first, no_transfers


@dataclass(frozen=True)
class Order:
    """What to order, and all that it rests on.

    Attributes:
        panel: The sales.
        situation: Stock, demand, costs and terms of the N series that could be ordered.
        orders: Quantities of the N, and what is expected with and without them.
        curve: What more or less money buys.
        options: What the caller decided.
        apart: Series that weren't considered: `series`, `reason`.
        rejects: Rows of the files set aside.
        notes: Everything inferred, assumed and done, in order.
        warnings: What to know of the forecast it rests on.
        transfers: What to move between stores first.
    """

    panel: Panel
    situation: Situation
    orders: Orders
    curve: MoneyCurve
    options: OrderOptions
    apart: pl.DataFrame
    rejects: pl.DataFrame
    notes: tuple[Note, ...]
    warnings: tuple[ReportWarning, ...] = ()
    transfers: MovedUnits = field(default_factory=no_transfers)


def make_order(
    panel: Panel,
    prediction: Prediction,
    plan: OrderPlan,
    inputs: OrderInputs,
    options: OrderOptions,
    price_column: str | None = None,
) -> Order:
    """Choose what to order of every series whose stock and lead time are known.

    Args:
        panel: The sales.
        prediction: Their forecast, from the period after the last one on.
        plan: From `plan_order`.
        inputs: Stock and terms.
        options: What the caller decided.
        price_column: The sales' column of prices.

    Raises:
        OptionError: No series can be ordered.
    """
    notes = [*inputs.notes, *plan.notes]
    _check_reach(panel, prediction, plan, notes)
    on_hand = stock_now(panel, inputs, plan.moment, options, notes)
    on_hand = sell_until_order(panel, prediction, (inputs, plan.moment, options), on_hand, notes)
    on_hand, ages = ages_of(inputs, panel, plan.moment, on_hand, notes)
    receipts = receipts_ahead(inputs, plan.moment, plan.deliveries, panel.n_series, notes)
    apart, rows = _split(panel, on_hand, plan.deliveries.known, prediction, notes)
    known = OrderFacts(
        panel,
        replace(inputs, others=()),
        plan.moment,
        rows,
        State(on_hand[rows], receipts[rows], None if ages is None else ages[rows]),
        demand_of(prediction, panel, plan.moment, rows),
        options,
        price_column,
    )
    situation = known.situation(inputs.terms, plan.deliveries, notes)
    policy = _policy(options, panel)
    if inputs.others:
        situation = situation_of_least_cost(known, policy, inputs, plan, notes)
    situation, moved = move_first(situation, panel, policy, options, notes)
    given = (situation.state, situation.demand, situation.costs, situation.calendar, situation.terms)
    policy = policy.prepare(given)
    orders = policy.order(*given)
    values = rank_packs(policy if isinstance(policy, CostOptimal) else CostOptimal(), *given)
    quantity = _within_budget(orders, values, options, notes)
    quantity = fill_up_orders(situation, values, quantity, _limit(options), notes)
    chosen = _with_quantity(orders, quantity, situation)
    spend = float(chosen.spend.sum())
    if options.budget is not None and spend > options.budget + 1e-6:
        notes.append(_over_budget(options.budget, spend))
    curve = draw_money_curve(values, orders, max(spend, float(orders.spend.sum())))
    return Order(
        panel, situation, chosen, curve, options, apart, inputs.rejects, tuple(notes), transfers=moved
    )


def _check_reach(panel: Panel, prediction: Prediction, plan: OrderPlan, notes: list[Note]) -> None:
    """Stop where the forecast ends before the order begins; say where it ends before the order has lasted."""
    reach, noun = prediction.mean.shape[1], panel.freq.noun
    if plan.moment.gap >= reach:
        raise OptionError(
            f"The sales end on {plan.moment.sales_end} and the stock was counted on "
            f"{plan.moment.date}: the forecast "
            f"of {counted(reach, noun)} is over by then.",
            fix="Give newer sales, or the stock of the day on which these end.",
        )
    if plan.needed > reach:
        text = (
            f"Some orders must last until {counted(plan.needed, noun)} after the sales' end, and the "
            "forecast reaches "
            f"{reach:,}: beyond it demand goes on as at its end."
        )
        notes.append(Note("forecast_ends", plan.needed, text, Evidence("lead times and order days say so")))


def _split(
    panel: Panel,
    on_hand: np.ndarray,
    known: np.ndarray,
    prediction: Prediction,
    notes: list[Note],
) -> tuple[pl.DataFrame, np.ndarray]:
    """Series that aren't considered, with reasons, and the places of the others."""
    labels = np.array(series_labels(panel), dtype=object)
    no_stock = np.isnan(on_hand)
    no_forecast = ~np.isfinite(prediction.mean).any(axis=1)
    no_lead = ~known
    parts = []
    for rows, reason, rule, fix in (
        (
            no_stock,
            "no stock is known",
            "stock_unknown",
            f"{option('missing_stock', 'zero')} takes none for zero",
        ),
        (
            no_lead & ~no_stock,
            "no lead time is known",
            "lead_time_unknown",
            f"{option('lead_time')} gives one",
        ),
        (no_forecast & ~no_stock & ~no_lead, "has no forecast", "no_forecast", ""),
    ):
        if not rows.any():
            continue
        first = ", ".join(labels[rows][:3])
        text = f"Nothing is ordered for {int(rows.sum()):,} series of the sales, as {_of(reason)}: {first}"
        text += f" and {int(rows.sum()) - 3:,} more" if rows.sum() > 3 else ""
        notes.append(
            Note(
                rule,
                int(rows.sum()),
                f"{text}{f' ({fix})' if fix else ''}.",
                Evidence("no row of the files is theirs"),
            )
        )
        parts.append(pl.DataFrame({"series": labels[rows].tolist(), "reason": [reason] * int(rows.sum())}))
    kept = np.flatnonzero(~(no_stock | no_lead | no_forecast))
    if not len(kept):
        raise OptionError(
            "No series of the sales has stock, a lead time and a forecast.",
            fix=(
                "Check that the stock and supply files are of these sales and name products and stores alike."
            ),
        )
    empty = {"series": pl.String, "reason": pl.String}
    return (pl.concat(parts) if parts else pl.DataFrame(schema=empty)), kept


def _of(reason: str) -> str:
    return "they have no forecast" if reason.startswith("has") else reason


def _policy(options: OrderOptions, panel: Panel) -> Policy:
    name = options.policy_name
    if name == "service_target":
        level = 0.95 if options.service is None else options.service
        return make_policy(name, level=level, measure=options.service_measure)
    if name == "cover_days" and options.cover is not None:
        return make_policy(name, periods=days_of_option(options.cover, "cover") / panel.freq.days)
    return make_policy(name)


def _within_budget(
    orders: Orders, values: PackValues, options: OrderOptions, notes: list[Note]
) -> np.ndarray:
    spend = float(orders.spend.sum())
    if options.budget is None or spend <= options.budget:
        if options.budget is not None:
            notes.append(
                Note(
                    "budget",
                    0,
                    f"The whole order costs {spend:,.2f}, within the budget of {options.budget:,.2f}.",
                )
            )
        return orders.quantity
    quantity = np.minimum(spend_budget(values, options.budget), orders.quantity)
    text = (
        f"The budget of {options.budget:,.2f} buys the most valuable part of an order that would cost "
        f"{spend:,.2f}."
    )
    readings = (Reading("within the budget", options.budget), Reading("without one", spend))
    notes.append(
        Note("budget", 1, text, Evidence("packs that save most for their money come first", readings, "told"))
    )
    return quantity


def _limit(options: OrderOptions) -> float:
    return float("inf") if options.budget is None else options.budget


def _over_budget(budget: float, spend: float) -> Note:
    text = (
        f"Filled up to suppliers' minimum order values, the order costs {spend:,.2f}, more than the "
        "budget of "
        f"{budget:,.2f}."
    )
    return Note("over_budget", 1, text)


def _with_quantity(orders: Orders, quantity: np.ndarray, situation: Situation) -> Orders:
    """The same with other quantities, and what is expected with these."""
    if np.allclose(quantity, orders.quantity):
        return orders
    made = FixedQuantity(quantity, orders.reasons.target).order(
        situation.state, situation.demand, situation.costs, situation.calendar, situation.terms
    )
    return replace(
        made,
        reasons=replace(
            orders.reasons,
            limit=np.where(
                quantity < orders.quantity - 1e-9,
                "budget",
                np.where(quantity > orders.quantity + 1e-9, "minimum value", orders.reasons.limit),
            ),
        ),
    )
