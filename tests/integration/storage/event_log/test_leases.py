"""One process at a time runs a loop; which one, its lease says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from foresale.storage.database.live_leases import LEASE_SECONDS, LeaseLostError, Leases, lease_states

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """Stands still until it is told how much passes."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def test_a_loop_runs_in_one_process_until_that_stays_silent_past_its_lease(database: sa.Engine) -> None:
    clock = Clock()
    first, second = Leases(database, "one", clock), Leases(database, "two", clock)
    held = first.take("sequencer")
    assert held is not None
    assert second.take("sequencer") is None
    assert second.take("relay") is not None
    clock.passes(LEASE_SECONDS - 1)
    assert first.renew(held)
    clock.passes(LEASE_SECONDS - 1)
    assert second.take("sequencer") is None
    clock.passes(1)
    taken = second.take("sequencer")
    assert taken is not None
    assert taken.fence > held.fence
    assert not first.renew(held)
    with database.begin() as connection:
        taken.check(connection)
        with pytest.raises(LeaseLostError, match="sequencer"):
            held.check(connection)
        assert [(state.name, state.holder) for state in lease_states(connection)] == [
            ("relay", "two"), ("sequencer", "two"),
        ]  # fmt: skip


def test_a_process_that_is_started_again_has_its_loop_back_at_once(database: sa.Engine) -> None:
    clock = Clock()
    before = Leases(database, "shop-1", clock).take("sequencer")
    again = Leases(database, "shop-1", clock).take("sequencer")
    assert before is not None
    assert again is not None
    assert again.fence == before.fence + 1


def test_a_lease_that_is_given_back_can_be_taken_at_once(database: sa.Engine) -> None:
    clock = Clock()
    first = Leases(database, "one", clock)
    held = first.take("sequencer")
    assert held is not None
    first.give_back(held)
    assert Leases(database, "two", clock).take("sequencer") is not None
