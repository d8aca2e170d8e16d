"""How the live path does: its loops, what waits for them, dead letters, and forecasts made anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from foresale.error_reasons import Reason
from foresale.storage.database.event_log.append import LOG
from foresale.storage.database.event_log.sequence import waiting_since
from foresale.storage.database.inbox.letters import LETTERS
from foresale.storage.database.inbox.offsets import all_offsets, read_offsets
from foresale.storage.database.live_leases import lease_states
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import JobRow

_REFRESHING = "forecast_series"
_MAX_JOBS = 50


@dataclass(frozen=True)
class ExpectedLive:
    """What the settings want of the live path.

    Attributes:
        loops: That have to run somewhere.
        relay: The stream whose offset says how far events were mirrored; None where none are.
        mirrored: Kinds of events that are.
    """

    loops: Sequence[str] = ()
    relay: str | None = None
    mirrored: Collection[str] = ()


NOTHING = ExpectedLive()


@dataclass(frozen=True)
class LoopState:
    """How a loop does.

    Attributes:
        name: Which.
        holder: The process that runs it, or did last; empty for none.
        lease_seconds: For how long its lease holds; below 0 nobody runs it.
        lag: Events or messages that it hasn't seen to, as it said last; None where it counts none.
        problem: Why it can't go on; None while it does.
        failing_seconds: For how long it can't.
        reason: The problem as data.
    """

    name: str
    holder: str = ""
    lease_seconds: float = float("-inf")
    lag: int | None = None
    problem: str | None = None
    failing_seconds: float = 0.0
    reason: Reason | None = None

    @property
    def is_running(self) -> bool:
        """Whether a process has it."""
        return self.lease_seconds > 0


@dataclass(frozen=True)
class LiveState:
    """How the live path does.

    Attributes:
        at: When it was looked at.
        waiting: Kept events without a place.
        oldest_seconds: For how long the oldest of them waits.
        loops: All that have to run, or did.
        unsent_seconds: For how long the oldest event waits that has to be mirrored.
        letters: How many dead letters are in each state that somebody or something has to see to.
        oldest_letter_seconds: For how long the oldest open one waits.
        offsets: By stream, what is to be read next.
        refresh_seconds: From asking for the newest refreshed forecasts to having them; None for none yet.
        refresh_waiting_seconds: For how long forecasts are asked for that aren't there yet.
    """

    at: datetime
    waiting: int
    oldest_seconds: float
    loops: Sequence[LoopState]
    unsent_seconds: float
    letters: Mapping[str, int]
    oldest_letter_seconds: float
    offsets: Mapping[str, int]
    refresh_seconds: float | None
    refresh_waiting_seconds: float


def live_state(connection: sa.Connection, watched: ExpectedLive = NOTHING) -> LiveState:
    """How the live path does now.

    Args:
        connection: An open transaction.
        watched: What has to run.
    """
    now = utc_now()
    count, oldest = waiting_since(connection)
    counted = sa.select(LETTERS.c.state, sa.func.count(), sa.func.min(LETTERS.c.at))
    open_letters = counted.where(LETTERS.c.state.in_(("open", "waiting"))).group_by(LETTERS.c.state)
    letters = {state: (int(many), first) for state, many, first in connection.execute(open_letters)}
    refreshed, waits = _time_refresh(connection, now)
    return LiveState(
        now,
        count,
        _age(oldest, now),
        loop_states(connection, watched.loops, now),
        _unsent_seconds(connection, watched, now),
        {state: letters.get(state, (0, None))[0] for state in ("open", "waiting")},
        _age(letters.get("open", (0, None))[1], now),
        all_offsets(connection),
        refreshed,
        waits,
    )


def loop_states(connection: sa.Connection, wanted: Sequence[str], now: datetime) -> list[LoopState]:
    """How loops do: those that have to run, and others that hold a lease.

    Args:
        connection: An open transaction.
        wanted: Those that have to run.
        now: This moment.
    """
    known = {
        one.name: LoopState(
            one.name, one.holder, (one.until - now).total_seconds(), one.lag, one.problem,
            _age(one.failing_since, now), one.reason,
        )
        for one in lease_states(connection)
    }  # fmt: skip
    others = sorted(name for name, state in known.items() if name not in wanted and state.is_running)
    return [known.get(name, LoopState(name)) for name in (*wanted, *others)]


def _unsent_seconds(connection: sa.Connection, watched: ExpectedLive, now: datetime) -> float:
    if watched.relay is None:
        return 0.0
    after = read_offsets(connection, [watched.relay]).get(watched.relay, 0)
    unsent = sa.select(sa.func.min(LOG.c.at)).where(
        LOG.c.seq >= after, LOG.c.kind.in_(sorted(watched.mirrored))
    )
    return _age(connection.scalar(unsent), now)


def _time_refresh(connection: sa.Connection, now: datetime) -> tuple[float | None, float]:
    """How long the newest refresh took, and for how long one is waited for."""
    columns = sa.select(JobRow.state, JobRow.created_at, JobRow.ended_at).where(JobRow.kind == _REFRESHING)
    newest = columns.order_by(JobRow.created_at.desc()).limit(_MAX_JOBS)
    took, waits = None, 0.0
    for state, asked, ended in connection.execute(newest):
        if ended is None:
            waits = max(waits, _age(asked, now))
        elif took is None and state == "succeeded":
            took = (ended - asked).total_seconds()
    return took, waits


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max((now - moment).total_seconds(), 0.0)
