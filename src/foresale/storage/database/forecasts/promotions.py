"""Who served when and why, in the database, beside which version every worker is to serve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from foresale.storage.database.audit import AuditEntry, record
from foresale.storage.database.event_log.changes import log_promotion
from foresale.storage.database.sql.insert_new import insert_new
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.operations import PromotionRow, ServingRow
from foresale.workflows.ports import CHAMPION, Scope
from foresale.workflows.promotion.promote import Action, Actor, PromotionEvent

_SERVING = Table.metadata.tables[ServingRow.__tablename__]
SEEN = "registry"
"""The alias of `serving` that keeps what MLflow's alias of the champion was last seen to name."""
AIM = "aim"
"""The one that keeps what MLflow's alias is about to be set to."""
HOLD = "hold"
"""The one that whoever changes a champion holds: where none serves yet, no other row could be held."""


class DatabasePromotions:
    """Opens the promotions of record, a transaction each time.

    Args:
        engine: The system of record.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def change(self) -> Iterator[DatabasePromotionLedger]:
        """The promotions, to be written to; all of a block is kept, or nothing where it raises."""
        engine = self._engine
        if engine.dialect.name == "mysql":
            # Else the server locks the gap that a scope without a champion lies in, and with it other scopes.
            engine = engine.execution_options(isolation_level="READ COMMITTED")
        with Session(engine) as session, session.begin():
            yield DatabasePromotionLedger(session)

    @contextmanager
    def read(self) -> Iterator[DatabasePromotionLedger]:
        """The promotions, for reading only."""
        with Session(self._engine.execution_options(writes=False)) as session:
            yield DatabasePromotionLedger(session, holds=False)


class DatabasePromotionLedger:
    """The promotions of record, within one transaction of the caller.

    Args:
        session: Of the request or the job; it ends the transaction.
        holds: Whether who serves is to stay so until the transaction ends.
    """

    def __init__(self, session: Session, *, holds: bool = True) -> None:
        self.session, self._holds = session, holds

    def hold(self, scope: Scope) -> None:
        """Let nobody else change the scope's champion until the transaction ends."""
        row = {"model": str(scope), "alias": HOLD, "version": 0, "since": utc_now()}
        insert = insert_new(self.session.connection().dialect.name, _SERVING)
        self.session.execute(insert.values(row))
        self._serving(scope, HOLD)

    def record(self, change: PromotionEvent) -> None:
        """Let the new champion serve, and write down the change, in the audit log too."""
        self._see_before(change)
        self.serve(change.scope, CHAMPION, change.after)
        self._write_down(change)

    def retire(self, change: PromotionEvent) -> None:
        """Let no version of the scope serve, and write that down, in the audit log too."""
        self._see_before(change)
        row = self._serving(change.scope)
        if row is not None:
            self.session.delete(row)
        self._write_down(change)

    def seen(self, scope: Scope) -> int | None:
        """What the registry's alias named when both last agreed; None where it named none."""
        return self.serving(scope, SEEN)

    def see(self, scope: Scope, number: int | None) -> None:
        """Keep what the registry's alias names."""
        self._keep(scope, SEEN, number)

    def aim(self, scope: Scope) -> int | None:
        """What the registry's alias is being set to; None where nobody sets it."""
        return self.serving(scope, AIM)

    def take_aim(self, scope: Scope, number: int | None) -> None:
        """Keep what the registry's alias is about to be set to."""
        self._keep(scope, AIM, number)

    def _keep(self, scope: Scope, alias: str, number: int | None) -> None:
        row = self._serving(scope, alias)
        if number is not None:
            self.serve(scope, alias, number)
        elif row is not None:
            self.session.delete(row)

    def _see_before(self, change: PromotionEvent) -> None:
        """Where nothing was seen, as by earlier releases: what served until now is what the alias names."""
        if self.seen(change.scope) is None and change.before is not None:
            self.see(change.scope, change.before)

    def _write_down(self, change: PromotionEvent) -> None:
        self.session.add(
            PromotionRow(
                model=str(change.scope),
                from_version=change.before,
                to_version=change.after,
                action=change.action,
                reason=change.reason,
                user_id=change.by.user_id,
            )
        )
        told = {
            "model": str(change.scope),
            "from_version": change.before,
            "to_version": change.after,
            "action": change.action,
            "reason": change.reason,
        }
        log_promotion(self.session.connection(), told)
        record(
            self.session,
            AuditEntry(
                f"model.{change.action}",
                f"{change.scope}.{change.after}",
                {"from_version": change.before, "reason": change.reason},
                change.by.user_id,
                change.by.request_id,
            ),
        )
        self.session.flush()

    def serve(self, scope: Scope, alias: str, number: int) -> None:
        """Tell all workers which version answers under an alias."""
        row = self._serving(scope, alias)
        if row is None:
            self.session.add(ServingRow(model=str(scope), alias=alias, version=number, since=utc_now()))
        elif row.version != number:
            row.version, row.since = number, utc_now()

    def serving(self, scope: Scope, alias: str = CHAMPION) -> int | None:
        """The version that answers under an alias, as every worker sees it."""
        row = self._serving(scope, alias)
        return None if row is None else row.version

    def history(self, scope: Scope) -> Sequence[PromotionEvent]:
        """The scope's changes, oldest first."""
        rows = self.session.scalars(
            select(PromotionRow).where(PromotionRow.model == str(scope)).order_by(PromotionRow.id)
        )
        return [
            PromotionEvent(
                scope, row.from_version, row.to_version, cast(Action, row.action), row.reason,
                Actor(row.user_id),
            )
            for row in rows
        ]  # fmt: skip

    def _serving(self, scope: Scope, alias: str = CHAMPION) -> ServingRow | None:
        return self.session.get(ServingRow, (str(scope), alias), with_for_update=self._holds or None)
