"""When can be ordered and when that arrives, before anything is forecast."""

from __future__ import annotations

from dataclasses import dataclass

from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Note
from foresale.panel import Panel
from foresale.workflows.ordering.deliveries import Deliveries, plan_deliveries
from foresale.workflows.ordering.inputs import OrderInputs
from foresale.workflows.ordering.moment import OrderMoment, find_moment
from foresale.workflows.ordering.options import OrderOptions
from foresale.workflows.ordering.situation import note_late_deliveries, note_lead_times

MIN_HORIZON = {"D": 14}


@dataclass(frozen=True)
class OrderPlan:
    """When each series can be ordered, before anything is forecast.

    Attributes:
        moment: When it is ordered.
        deliveries: Order days and arrivals of every series of the panel.
        needed: Periods from the sales' end until the last of the next orders arrives.
        horizon: Periods that the forecast should reach; fewer where the history is short.
        notes: What was decided.
        others: Order days and arrivals of further suppliers, where one is to be chosen.
    """

    moment: OrderMoment
    deliveries: Deliveries
    needed: int
    horizon: int
    notes: tuple[Note, ...]
    others: tuple[Deliveries, ...] = ()


def plan_order(panel: Panel, inputs: OrderInputs, options: OrderOptions) -> OrderPlan:
    """Find when can be ordered, when that arrives, and how far the forecast has to reach."""
    notes: list[Note] = []
    days = inputs.stock.on_hand["date"].to_list()
    moment = find_moment(panel, days, options.stock_date, notes)
    terms = inputs.terms
    deliveries = plan_deliveries(moment, terms)
    note_lead_times(inputs, panel, notes)
    note_late_deliveries(terms, deliveries, panel, notes)
    others = tuple(plan_deliveries(moment, each) for each in inputs.others)
    needed = max(each.reach for each in (deliveries, *others)) + moment.gap
    horizon = max(needed, MIN_HORIZON.get(panel.freq.value, 1))
    horizon = max(min(horizon, panel.n_periods // 4), 1)
    return OrderPlan(moment, deliveries, needed, horizon, tuple(notes), others)


def check_target(panel: Panel, reading: ReadOptions, ask: Ask | None) -> None:
    """Stop at sales that look like money: orders are made of units.

    Raises:
        ColumnsError: They do, and nobody said that they are units.
    """
    if reading.target is not None or kind_of(panel.target_name) != "revenue":
        return
    answer = settle(
        Question(
            f"units_or_money:{panel.target_name}",
            f"The sales are forecast by {panel.target_name}, which looks like money; orders are made "
            "of units.",
            ("these are units", "this is money"),
            f"Name the column of units sold with {option('target')}.",
        ),
        ask,
    )
    if answer == "this is money":
        raise ColumnsError(
            f"{panel.target_name} is money, and nothing can be ordered by it.",
            fix=f"Name the column of units sold with {option('target')}.",
        )
