"""Rules of ordering as they are played: each sees what was known then, but for perfect knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array
from foresale.panel import Panel
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.ledger import OrderRule
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.packs import round_up
from foresale.planning.policies.policy import Policy
from foresale.planning.replay.seasonal_cover import cover_seasonally
from foresale.planning.state import State
from foresale.planning.stock_flow import pass_period
from foresale.planning.terms import Terms


@dataclass(frozen=True)
class Past:
    """A stretch of the past in which orders are placed.

    Attributes:
        panel: All that was known before it and in it.
        start: Its first period, among the panel's.
        actual: S × P units wanted in it.
        opening: Stock and what was on its way at its beginning.
        costs: Money by unit.
        lead_time: Periods until an order can be sold.
        review: Periods from one order to the next.
        terms: Packs, shelf lives, whether customers wait.
    """

    panel: Panel
    start: int
    actual: Array
    opening: State
    costs: Costs
    lead_time: int
    review: int
    terms: Terms

    @property
    def order_periods(self) -> range:
        """Periods of the stretch at whose beginning orders are placed that still arrive in it."""
        return range(0, max(self.actual.shape[1] - self.lead_time, 0), self.review)

    @property
    def calendar(self) -> OrderCalendar:
        """When an order and the next one arrive."""
        return OrderCalendar.of(len(self.actual), lead_time=self.lead_time, review=self.review)


def play_policy(past: Past, policy: Policy, demands: Sequence[Demand]) -> OrderRule:
    """A policy by the forecasts made then.

    Args:
        past: Where it is played.
        policy: How it orders.
        demands: Forecasts as they were made then, one for each of `past.order_periods`.
    """
    by_period = dict(zip(past.order_periods, demands, strict=True))
    if demands:  # what the policy finds out of all series is found once, by the first forecast
        policy = policy.prepare((past.opening, demands[0], past.costs, past.calendar, past.terms))

    def rule(period: int, state: State) -> Array:
        if period not in by_period:
            return np.zeros(len(past.actual))
        return policy.order(state, by_period[period], past.costs, past.calendar, past.terms).quantity

    return rule


def play_seasonal_cover(past: Past) -> OrderRule:
    """The organisers' rule: seasonal average of recent sales, a week more than the time to cover."""
    spare = 7 if past.panel.freq.value == "D" else 1
    periods = past.lead_time + past.review + spare

    def rule(period: int, state: State) -> Array:
        if period not in past.order_periods:
            return np.zeros(len(past.actual))
        level = cover_seasonally(past.panel.as_of(past.start + period, periods), periods)
        wanted = np.rint(level - state.position)
        return round_up(np.maximum(wanted, 0), past.terms)

    return rule


def play_perfect_knowledge(past: Past) -> OrderRule:
    """What one would order who knew all sales to come: the least cost that lead time and packs allow."""
    n_periods = past.actual.shape[1]

    def rule(period: int, state: State) -> Array:
        if period not in past.order_periods:
            return np.zeros(len(past.actual))
        arrival = period + past.lead_time
        for ahead in range(period, arrival):
            state, _ = pass_period(state, past.actual[:, ahead], past.terms)
        wanted = past.actual[:, arrival : min(arrival + past.review, n_periods)].sum(axis=1)
        return round_up(np.maximum(wanted - state.on_hand - state.receipt(0), 0), past.terms)

    return rule


def assume_opening(panel: Panel, start: int, lead_time: int, review: int) -> State:
    """Stock to begin with where nobody says: a review's mean sales, a period's in each delivery to come.

    Args:
        panel: What was known.
        start: The first period played.
        lead_time: Periods until an order can be sold.
        review: Periods from one order to the next.
    """
    recent = np.nan_to_num(panel.target[:, max(start - 13 * max(review, 1), 0) : start])
    mean = recent.mean(axis=1)
    slots = np.repeat(np.rint(mean)[:, None], max(lead_time, 1), axis=1) * (lead_time > 0)
    return State(np.rint(mean * review), slots)
