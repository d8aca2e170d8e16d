"""Who runs a loop of the live path: one process at a time, over all machines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError
from foresale.storage.database.sql.column_types import UtcTime
from foresale.storage.database.sql.insert_new import insert_new
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.live import LiveLeaseRow

LEASE_SECONDS = 6.0
RENEWED_EVERY_SECONDS = 2.0
_TABLE = Table.metadata.tables[LiveLeaseRow.__tablename__]


class LeaseLostError(ForesaleError):
    """Another process runs the loop by now."""

    code = "lease_lost"


@dataclass(frozen=True)
class Lease:
    """A hold on a loop.

    Attributes:
        name: Which loop.
        fence: Higher than that of every holder before.
    """

    name: str
    fence: int

    def check(self, connection: sa.Connection) -> None:
        """Refuse to go on where another process has taken over; nobody takes over until the transaction ends.

        Args:
            connection: The transaction that writes what only the holder may.

        Raises:
            LeaseLostError: Another process has the lease.
        """
        held = sa.select(_TABLE.c.fence).where(_TABLE.c.name == self.name).with_for_update(read=True)
        if connection.execute(held).scalar_one_or_none() != self.fence:
            raise LeaseLostError(f"Another process runs {self.name}.", fix="It goes on by itself.")


@dataclass(frozen=True)
class LeaseState:
    """A lease as it is on record.

    Attributes:
        name: Which loop.
        holder: Who runs it.
        until: How long, unless it is renewed.
        lag: Events or messages that it hasn't seen to, as it said last; None where it counts none.
        problem: Why it can't go on; None while it does.
        failing_since: Since when it can't.
        reason: The problem as data.
    """

    name: str
    holder: str
    until: datetime
    lag: int | None = None
    problem: str | None = None
    failing_since: datetime | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class LoopProblem:
    """Why a loop can't go on.

    Attributes:
        text: In words.
        reason: The same as data.
    """

    text: str
    reason: Reason


class Leases:
    """Takes, renews and gives back leases for one process.

    Args:
        engine: The system of record.
        holder: The process; one that is started again under the same name has its leases back at once.
        clock: Says what time it is, UTC.
    """

    def __init__(self, engine: sa.Engine, holder: str, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine, self._holder, self._clock = engine, holder[:100], clock

    def take(self, name: str) -> Lease | None:
        """The lease of a loop; None while another process has it.

        Args:
            name: Which loop.
        """
        if not self._is_free(name):
            return None
        now = self._clock()
        own = {"holder": self._holder, "until": now + timedelta(seconds=LEASE_SECONDS)}
        with self._engine.begin() as connection:
            first = {"name": name, "holder": "", "fence": 0, "until": now}
            connection.execute(insert_new(connection.dialect.name, _TABLE).values(first))
            is_free = sa.or_(_TABLE.c.until <= now, _TABLE.c.holder == self._holder)
            taking = sa.update(_TABLE).where(_TABLE.c.name == name, is_free)
            if not connection.execute(taking.values(**own, fence=_TABLE.c.fence + 1)).rowcount:
                return None
            fence = connection.execute(sa.select(_TABLE.c.fence).where(_TABLE.c.name == name)).scalar_one()
        return Lease(name, int(fence))

    def renew(self, lease: Lease, lag: int | None = None, problem: LoopProblem | None = None) -> bool:
        """Hold a lease for longer; False where another process has taken it.

        Args:
            lease: Which.
            lag: Events or messages that its loop hasn't seen to; None where it counts none.
            problem: Why its loop can't go on; None while it does.
        """
        now = self._clock()
        own = (_TABLE.c.name == lease.name, _TABLE.c.fence == lease.fence)
        told = {"until": now + timedelta(seconds=LEASE_SECONDS), "lag": lag, **_problem(problem, now)}
        with self._engine.begin() as connection:
            return bool(connection.execute(sa.update(_TABLE).where(*own).values(told)).rowcount)

    def tell_problem(self, name: str, problem: LoopProblem) -> None:
        """Note why this process's loop can't go on, for those who watch it.

        Args:
            name: Which loop.
            problem: What it is.
        """
        own = (_TABLE.c.name == name, _TABLE.c.holder == self._holder)
        with self._engine.begin() as connection:
            connection.execute(sa.update(_TABLE).where(*own).values(_problem(problem, self._clock())))

    def give_back(self, lease: Lease) -> None:
        """Let another process take over at once."""
        own = (_TABLE.c.name == lease.name, _TABLE.c.fence == lease.fence)
        with self._engine.begin() as connection:
            connection.execute(sa.update(_TABLE).where(*own).values(until=self._clock()))

    def _is_free(self, name: str) -> bool:
        """Whether taking is worth a try: on SQLite that keeps others from writing."""
        held = sa.select(_TABLE.c.holder, _TABLE.c.until).where(_TABLE.c.name == name)
        with self._engine.connect().execution_options(writes=False) as connection:
            row = connection.execute(held).one_or_none()
        return row is None or row.holder == self._holder or row.until <= self._clock()


def _problem(problem: LoopProblem | None, now: datetime) -> dict[str, object]:
    """What is noted of a problem; since when it lasts stays."""
    if problem is None:
        return {"problem": None, "reason": None, "reason_arguments": None, "failing_since": None}
    return {
        "problem": problem.text[:300],
        "reason": problem.reason.code,
        "reason_arguments": dict(problem.reason.arguments),
        "failing_since": sa.func.coalesce(_TABLE.c.failing_since, sa.literal(now, UtcTime())),
    }


def lease_states(connection: sa.Connection) -> list[LeaseState]:
    """All leases, by name."""
    names = ("name", "holder", "until", "lag", "problem", "failing_since", "reason", "reason_arguments")
    rows = connection.execute(sa.select(*(_TABLE.c[name] for name in names)).order_by(_TABLE.c.name))
    return [
        LeaseState(
            row.name, row.holder, row.until, row.lag, row.problem, row.failing_since,
            None if row.reason is None else Reason(row.reason, **(row.reason_arguments or {})),
        )
        for row in rows
    ]  # fmt: skip
