"""Who served when and why, in the database, beside which version every worker is to serve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.storage.database.audit import AuditEntry, record
from foresale.storage.database.event_log.changes import log_promotion
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import PromotionRow, ServingRow
from foresale.workflows.ports import CHAMPION, Scope
from foresale.workflows.promotion.promote import Action, Actor, PromotionEvent


class DatabasePromotionLedger:
    """The promotions of record, within one transaction of the caller.

    Args:
        session: Of the request or the job; it ends the transaction.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def hold(self, scope: Scope) -> None:
        """Let nobody else change the scope's champion until the transaction ends."""
        self._serving(scope)

    def record(self, change: PromotionEvent) -> None:
        """Let the new champion serve, and write down the change, in the audit log too."""
        self.serve(change.scope, CHAMPION, change.after)
        self._write_down(change)

    def retire(self, change: PromotionEvent) -> None:
        """Let no version of the scope serve, and write that down, in the audit log too."""
        row = self._serving(change.scope)
        if row is not None:
            self.session.delete(row)
        self._write_down(change)

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
        return self.session.get(ServingRow, (str(scope), alias), with_for_update=True)
