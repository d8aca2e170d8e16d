"""Stock on hand and on its way, projected by convolution to the order's arrival and to the next one's.

Lost sales make a pipeline's stock more than its sum less mean demand: what can't be sold from an empty shelf
stays for nobody. So the distribution of stock is carried from period to period, receipts by their date, and
from the order's arrival on all quantities are judged at once by the value of each level of stock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Index
from foresale.planning.demand_steps import DemandStep
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.outlook import Outlook, interpolate
from foresale.planning.spoiling import keeping
from foresale.planning.state import State
from foresale.planning.stock_grid import StockGrid
from foresale.planning.terms import Terms

CYCLE_VALUES = ("lost", "stock", "left", "safe", "waste")


def count_periods(calendar: OrderCalendar, terms: Terms) -> Index:
    """S periods ahead that matter: until the next order arrives, or until this one's units spoil.

    Args:
        calendar: When the order and the next one arrive.
        terms: Shelf lives.
    """
    expiry = calendar.arrival + terms.shelf_life.astype(np.intp)
    return np.asarray(np.maximum(calendar.next_arrival, np.where(terms.shelf_life > 0, expiry, 0)))


@dataclass(frozen=True)
class BeforeArrival:
    """What happens to N series before the order arrives.

    Attributes:
        stock: N × C chances of the stock then.
        spare: N units beyond what demand can reach.
        lost: N units lost until then.
        lying: N units that lie at the end of each period until then, added up.
        waste: N units that spoil until then.
        demand: N units of demand until then.
    """

    stock: Array
    spare: Array
    lost: Array
    lying: Array
    waste: Array
    demand: Array


@dataclass(frozen=True)
class CycleValues:
    """What a cycle brings by the stock with which it begins, N × C each, and N units of its demand."""

    lost: Array
    stock: Array
    left: Array
    safe: Array
    waste: Array
    demand: Array


@dataclass(frozen=True)
class Projection:
    """N series on one grid.

    Attributes:
        grid: Levels of stock.
        state: Stock and what is on its way.
        steps: Demand of the periods ahead, at least until each series' next order arrives.
        calendar: When the order and the next one arrive.
        terms: Shelf lives, and whether customers wait.
    """

    grid: StockGrid
    state: State
    steps: list[DemandStep]
    calendar: OrderCalendar
    terms: Terms

    def outlook(self, values: CycleValues) -> Outlook:
        """What may happen by the quantity ordered.

        Args:
            values: What the cycle brings, `cycle_values` of these series.
        """
        before = self.before_arrival()
        lost, stock, left, safe, waste = (
            self.by_quantity(before.stock, before.spare, getattr(values, name)) for name in CYCLE_VALUES
        )
        lying = (before.stock @ np.maximum(self.grid.levels, 0)) * self.grid.step + before.spare
        owed = (before.stock @ np.minimum(self.grid.levels, 0)) * self.grid.step
        return Outlook(
            step=self.grid.step,
            lost=np.maximum(lost, 0),
            stock=np.maximum(stock, 0),
            left=np.maximum(left, 0),
            safe=np.clip(safe, 0, 1),
            waste=np.maximum(waste, 0),
            lost_before=np.maximum(before.lost, 0),
            stock_before=before.lying,
            waste_before=before.waste,
            safe_before=self._safe_before(),
            stock_at_arrival=lying + owed,
            demand_before=before.demand,
            demand_in_cycle=values.demand,
            cycle=(self.calendar.next_arrival - self.calendar.arrival).astype(np.float64),
        )

    def stock_at_arrival(self) -> tuple[Array, Array]:
        """N × C chances of the stock that the order meets, and N units beyond what demand can reach."""
        stock, spare = self._begin()
        for period in range(int(self.calendar.arrival.max(initial=0))):
            after, spare_after, _ = self._spoil(self.steps[period].forward(stock), spare, period)
            stock, spare = self._go_on(period, (stock, spare), (after, spare_after))
            stock, spare = self._receive(stock, spare, period + 1)
        return stock, spare

    def before_arrival(self) -> BeforeArrival:
        """What happens until each series' order arrives, with the stock that it meets."""
        levels = np.maximum(self.grid.levels, 0)
        lost, lying, waste, demand = (np.zeros(len(self.calendar.arrival)) for _ in range(4))
        stock, spare = self._begin()
        for period in range(int(self.calendar.arrival.max(initial=0))):
            active = period < self.calendar.arrival
            step = self.steps[period]
            after = step.forward(stock)
            short = self._short(step, stock, after)
            after, spare_after, spoilt = self._spoil(after, spare, period)
            lost += np.where(active, short, 0)
            waste += np.where(active, spoilt, 0)
            demand += np.where(active, step.mean, 0)
            stock, spare = self._go_on(period, (stock, spare), (after, spare_after))
            lying += np.where(active, (stock @ levels) * self.grid.step + spare, 0)
            stock, spare = self._receive(stock, spare, period + 1)
        return BeforeArrival(stock, spare, lost, lying, waste, demand)

    def _begin(self) -> tuple[Array, Array]:
        """Chances of the stock that the first period's demand meets, and units beyond what it can reach."""
        return self._receive(*self.grid.place(self.state.on_hand), 0)

    def _go_on(
        self, period: int, before: tuple[Array, Array], after: tuple[Array, Array]
    ) -> tuple[Array, Array]:
        """Stock and spare units after a period, of series whose order has arrived as before it."""
        active = period < self.calendar.arrival
        if active.all():
            return after
        return np.where(active[:, None], after[0], before[0]), np.where(active, after[1], before[1])

    def _receive(self, stock: Array, spare: Array, period: int) -> tuple[Array, Array]:
        """Add what arrives at a period's beginning; what demand can never reach is kept as spare units.

        What comes at an order's arrival or before meets it; what comes later doesn't.
        """
        units = np.where(period <= self.calendar.arrival, self.state.receipt(period), 0)
        if not units.any():
            return stock, spare
        stock, over = self.grid.receive(stock, units)
        return stock, spare + over

    def _spoil(self, stock: Array, spare: Array, period: int) -> tuple[Array, Array, Array]:
        """Take out what spoils at a period's end: the oldest were sold first, the youngest are left.

        Answers stock and spare units after it, and N units that spoil.
        """
        cap = keeping(self.state, self.terms.shelf_life, period)
        if cap is None:
            return stock, spare, np.zeros(len(stock))
        kept, spoilt = self.grid.keep_at_most(stock, cap)
        gone = np.where(np.isfinite(cap), spare, 0)
        return kept, spare - gone, spoilt + gone

    def _short(self, step: DemandStep, stock: Array, after: Array) -> Array:
        """Units that aren't there for their customers: lost, or waited for at the period's end."""
        levels = self.grid.levels
        if self.terms.backorders:
            return np.asarray((after @ np.maximum(-levels, 0)) * self.grid.step)
        return np.asarray(step.mean - (stock @ levels - after @ levels) * self.grid.step)

    def _safe_before(self) -> Array:
        """Chance that all demand before the order's arrival is met."""
        grid, arrival = self.grid, self.calendar.arrival
        safe = np.ones((len(arrival), grid.cells))
        for period in range(int(arrival.max(initial=0)) - 1, -1, -1):
            units = np.where(period + 1 < arrival, self.state.receipt(period + 1), 0)
            later = self._before_spoiling(self.shift_back(units, (safe,))[0], period)
            served = np.where(grid.levels >= 0, later, 0)
            active = (period < arrival)[:, None]
            safe = np.where(active, self.steps[period].backward(served, pooled=False), safe)
        first = (self.state.on_hand + self.state.receipt(0)) / grid.step + grid.zero
        return np.clip(interpolate(safe, np.clip(first, 0, grid.cells - 1.0)[:, None])[:, 0], 0, 1)

    def _before_spoiling(self, later: Array, period: int) -> Array:
        """Values by the stock at a period's end, of those by what of it doesn't spoil."""
        cap = keeping(self.state, self.terms.shelf_life, period)
        if cap is None:
            return later
        kept = np.minimum(self.grid.levels, self.grid.limit(cap)[:, None])
        return interpolate(later, kept + self.grid.zero)

    def cycle_values(self) -> CycleValues:
        """What the cycle brings, by the stock with which it begins."""
        grid, arrival, until = self.grid, self.calendar.arrival, self.calendar.next_arrival
        levels = np.broadcast_to(grid.levels * 1.0, (len(arrival), grid.cells)) * grid.step[:, None]
        above, below = np.maximum(levels, 0), np.maximum(-levels, 0)
        lost, stock, waste = (np.zeros_like(levels) for _ in range(3))
        left, safe = above.copy(), np.ones_like(levels)
        demand = np.zeros(len(arrival))
        expiry = arrival + self.terms.shelf_life.astype(np.intp) - 1
        spoils = self.terms.shelf_life > 0
        last_period = int(count_periods(self.calendar, self.terms).max()) - 1
        for period in range(last_period, int(arrival.min()) - 1, -1):
            step = self.steps[period]
            active = ((arrival <= period) & (period < until))[:, None]
            wasting = (spoils & (arrival <= period) & (period <= expiry))[:, None]
            last = (spoils & (period == expiry))[:, None]
            waste = np.where(last, above, waste)
            lost, stock, left = (
                np.where(last & active, curve[:, grid.zero, None], curve) for curve in (lost, stock, left)
            )
            left = np.where(last & active, 0, left)
            safe = np.where(last & active, safe[:, grid.zero, None], safe)
            units = np.where(self._within(period + 1), self.state.receipt(period + 1), 0)
            lost, stock, left, safe, waste = self.shift_back(units, (lost, stock, left, safe, waste))
            short = (
                step.backward(below) if self.terms.backorders else self._expected_short(step, levels, above)
            )
            served = np.where(levels >= 0, safe, 0)
            demand += np.where(active[:, 0], step.mean, 0)
            lost = np.where(active, short + step.backward(lost), lost)
            stock = np.where(active, step.backward(above + stock), stock)
            left = np.where(active, step.backward(left), left)
            safe = np.where(active, step.backward(served, pooled=False), safe)
            if spoils.any():
                waste = np.where(wasting, step.backward(waste), waste)
        return CycleValues(lost, stock, left, safe, waste, demand)

    def shares_cycle(self, state: State) -> bool:
        """Whether what the cycle brings is the same with another stock: what arrives within it is.

        Args:
            state: The other stock and what is on its way.
        """
        last = max(self.state.receipts.shape[1], state.receipts.shape[1])
        return not any(
            ((self.state.receipt(period) != state.receipt(period)) & self._within(period)).any()
            for period in range(1, last)
        )

    def _within(self, period: int) -> NDArray[np.bool_]:
        """N: whether what arrives at a period's beginning arrives after the order and before the next one."""
        return np.asarray((self.calendar.arrival < period) & (period < self.calendar.next_arrival))

    def shift_back(self, units: Array, curves: tuple[Array, ...]) -> list[Array]:
        """Values by the stock before N units are added, of those by the stock after.

        Args:
            units: N units that are added.
            curves: N × C each.
        """
        if not units.any():
            return list(curves)
        place = np.arange(self.grid.cells)[None, :] + (units / self.grid.step)[:, None]
        return [interpolate(curve, place) for curve in curves]

    def _expected_short(self, step: DemandStep, levels: Array, above: Array) -> Array:
        """Units lost in one period by the stock before it."""
        return np.asarray(step.mean[:, None] - levels + step.backward(above))

    def by_quantity(self, stock: Array, spare: Array, curve: Array) -> Array:
        """N × C expectations by quantity ordered, over the stock that it meets at its arrival.

        Args:
            stock: N × C chances of that stock.
            spare: N units beyond what demand can reach.
            curve: N × C by the stock with which the cycle begins.
        """
        cells = self.grid.cells
        slope = curve[:, -1] - curve[:, -2]
        further = curve[:, -1:] + slope[:, None] * np.arange(1, cells)[None, :]
        longer = np.concatenate([curve, further], axis=1)
        size = 4 * cells
        mixed = np.fft.rfft(stock[:, ::-1], size, axis=1) * np.fft.rfft(longer, size, axis=1)
        found = np.fft.irfft(mixed, size, axis=1)[:, cells - 1 : 2 * cells - 1]
        return np.asarray(found + (slope * spare / self.grid.step)[:, None])
