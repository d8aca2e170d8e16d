"""What may happen to all series, chunk by chunk, with one stock or with several that are weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from foresale.planning.demand import Demand
from foresale.planning.demand_steps import DemandStep
from foresale.planning.late_arrivals import late_calendars, mix_late_arrivals
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.outlook import Outlook
from foresale.planning.projection import Projection, count_periods
from foresale.planning.state import State
from foresale.planning.stock_grid import StockGrid, grids
from foresale.planning.terms import Terms


def outlooks(
    state: State, demand: Demand, calendar: OrderCalendar, terms: Terms
) -> Iterator[tuple[StockGrid, Outlook]]:
    """What may happen to all series, in chunks; each names its series by `rows` of its grid.

    Args:
        state: Stock and what is on its way.
        demand: What may be wanted; beyond its last period it repeats.
        calendar: When the order and the next one arrive.
        terms: Shelf lives, and whether customers wait.
    """
    for grid, (outlook,) in outlooks_of_states([state], demand, calendar, terms):
        yield grid, outlook


def outlooks_of_states(
    states: Sequence[State], demand: Demand, calendar: OrderCalendar, terms: Terms
) -> Iterator[tuple[StockGrid, list[Outlook]]]:
    """What may happen to all series with each of several stocks; what doesn't depend on them is found once.

    Args:
        states: Stock and what is on its way, each of all series.
        demand: What may be wanted; beyond its last period it repeats.
        calendar: When the order and the next one arrive.
        terms: Shelf lives, and whether customers wait.
    """
    lates = late_calendars(calendar)
    counts = np.max([count_periods(late, terms) for late, _ in lates], axis=0)
    for grid in grids(demand.highest(counts), terms.backorders):
        rows = grid.rows
        steps = DemandStep.ahead(demand, grid, int(counts[rows].max()))
        parts = [
            (_outlooks_of_chunk(states, grid, steps, late.take(rows), terms.take(rows)), chance[rows])
            for late, chance in lates
            if (chance[rows] > 0).any() or late is calendar
        ]
        of_states = [[(found[place], chance) for found, chance in parts] for place in range(len(states))]
        yield grid, [each[0][0] if len(lates) == 1 else mix_late_arrivals(each) for each in of_states]


def _outlooks_of_chunk(
    states: Sequence[State], grid: StockGrid, steps: list[DemandStep], calendar: OrderCalendar, terms: Terms
) -> list[Outlook]:
    first = Projection(grid, states[0].take(grid.rows), steps, calendar, terms)
    values = first.cycle_values()
    found = [first.outlook(values)]
    for state in states[1:]:
        other = Projection(grid, state.take(grid.rows), steps, calendar, terms)
        found.append(other.outlook(values if first.shares_cycle(other.state) else other.cycle_values()))
    return found
