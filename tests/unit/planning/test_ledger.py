"""Stock played period by period: every unit adds up."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.planning.ledger import play
from foresale.planning.state import State
from foresale.planning.stock_flow import pass_period
from foresale.planning.terms import Terms


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), life=st.integers(0, 4), wait=st.booleans(), lead=st.integers(0, 3))
def test_every_unit_is_sold_wasted_or_still_there(seed: int, life: int, wait: bool, lead: int) -> None:
    rng = np.random.default_rng(seed)
    n, periods = 5, 12
    state = State(rng.integers(0, 9, n).astype(float), rng.integers(0, 4, (n, 2)).astype(float))
    ledger = play(
        state,
        rng.poisson(3.0, (n, periods)).astype(float),
        lambda _period, _state: rng.integers(0, 6, n).astype(float),
        np.full(n, lead),
        Terms.of(n, shelf_life=life, backorders=wait),
    )
    assert ledger.imbalance() < 1e-9
    assert (ledger.opening[:, 1:] == ledger.closing[:, :-1]).all()
    assert min(each.min() for each in (ledger.sold, ledger.lost, ledger.wasted, ledger.closing)) >= 0
    arrived = state.receipts.sum() + ledger.ordered[:, : periods - lead].sum()
    assert ledger.received.sum() == arrived
    assert (ledger.wasted.sum() == 0) or life > 0


def test_the_oldest_units_are_sold_first_and_the_rest_spoils_in_time() -> None:
    state = State(np.array([5.0]), np.array([[2.0]]), ages=np.array([[3.0, 2.0, 0.0]]))
    state, moved = pass_period(state, np.array([1.0]), Terms.of(1, shelf_life=3))
    assert moved.wasted.tolist() == [2.0]
    assert state.on_hand.tolist() == [4.0]
    state, moved = pass_period(state, np.array([0.0]), Terms.of(1, shelf_life=3))
    assert moved.wasted.tolist() == [2.0]
    state, moved = pass_period(state, np.array([0.0]), Terms.of(1, shelf_life=3))
    assert (moved.wasted.tolist(), moved.closing.tolist()) == ([2.0], [0.0])


def test_customers_who_wait_are_served_first_when_units_come() -> None:
    state = State(np.array([-3.0]), np.array([[4.0]]))
    state, moved = pass_period(state, np.array([2.0]), Terms.of(1, backorders=True))
    assert (moved.sold.tolist(), moved.lost.tolist(), state.on_hand.tolist()) == ([4.0], [1.0], [-1.0])
