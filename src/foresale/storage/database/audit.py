"""The audit log: who did what, when. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import AuditRow


@dataclass(frozen=True)
class AuditEntry:
    """Something that was done.

    Attributes:
        action: What, as noun.verb, such as `user.added`.
        subject: To what, by number or code, such as `user 17`; no names, no addresses.
        details: What changed; no secrets, nothing personal.
        user_id: Who did it; None for the program itself or somebody at the command line.
        request_id: The request it came with.
    """

    action: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)
    user_id: int | None = None
    request_id: str | None = None


def record(session: Session, deed: AuditEntry) -> None:
    """Write down a deed, in the transaction that does it.

    Args:
        session: The deed's own: either both are kept, or none.
        deed: What was done.
    """
    session.add(
        AuditRow(
            at=utc_now(),
            user_id=deed.user_id,
            action=deed.action,
            subject=deed.subject,
            details=dict(deed.details),
            request_id=deed.request_id,
        )
    )
