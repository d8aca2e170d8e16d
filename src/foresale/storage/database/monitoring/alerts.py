"""Alerts of record: raised once, brought up to date while they last, resolved when they are gone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.storage.database.event_log.changes import log_alert
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.outlook import AlertRow
from foresale.workflows.monitoring.monitor import Finding


def settle_alerts(
    session: Session, kinds: Collection[str], findings: Sequence[Finding], now: datetime
) -> tuple[int, int]:
    """Raise what is new, bring up to date what lasts, resolve what is gone.

    Args:
        session: One transaction.
        kinds: The kinds that were looked for; alerts of others are left alone.
        findings: What was found.
        now: This moment.

    Returns:
        How many were raised and resolved.
    """
    statement = select(AlertRow).where(AlertRow.resolved_at.is_(None), AlertRow.kind.in_(list(kinds)))
    open_alerts = {(row.kind, row.subject): row for row in session.scalars(statement.with_for_update())}
    named = {finding.store for finding in findings if finding.store is not None}
    stores = {
        row.code: row.id
        for row in session.execute(select(StoreRow.code, StoreRow.id).where(StoreRow.code.in_(named)))
    }
    raised: list[AlertRow] = []
    for finding in findings:
        row = open_alerts.pop((finding.kind, finding.subject), None)
        if row is None:
            row = AlertRow(kind=finding.kind, subject=finding.subject, created_at=now)
            session.add(row)
            raised.append(row)
        row.store_id = None if finding.store is None else stores.get(finding.store)
        row.message, row.value, row.threshold = finding.message, _keep(finding.value), finding.threshold
        row.reason, row.arguments = finding.reason, dict(finding.arguments)
    for row in open_alerts.values():
        row.resolved_at = now
    session.flush()
    for row in (*raised, *open_alerts.values()):
        log_alert(session.connection(), row)
    return len(raised), len(open_alerts)


def _keep(value: float) -> float:
    """Databases keep no infinity."""
    return min(max(value, -1e9), 1e9)
