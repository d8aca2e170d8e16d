"""What lets callers in: signer, passwords and the memory of who was here; and the record of what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import event
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection

from foresale.service.accounts.login import LoginRules
from foresale.service.accounts.passwords import Passwords
from foresale.service.accounts.sessions import UserSession
from foresale.service.accounts.tokens import TokenSigner
from foresale.service.api.kit.access import Caller, caller_of
from foresale.service.api.kit.problems import REQUEST_ID
from foresale.service.api.middleware.authenticator import Authenticator
from foresale.storage.database.audit import AuditEntry, record


@dataclass(frozen=True)
class AuthContext:
    """The parts that login needs.

    Attributes:
        signer: Gives out access tokens.
        passwords: Makes and checks hashes.
        authenticator: Remembers callers.
        rules: When accounts are locked.
    """

    signer: TokenSigner
    passwords: Passwords
    authenticator: Authenticator
    rules: LoginRules

    def access_token(self, begun: UserSession) -> tuple[str, int]:
        """A token for a session, and its life in seconds."""
        return self.signer.issue(begun.user_id, begun.generation, begun.id)

    def forget(self, session: Session, user_id: int) -> None:
        """Ask anew about a user once the transaction that changes them is kept."""
        event.listen(session, "after_commit", lambda _session: self.authenticator.forget(user_id), once=True)


@dataclass(frozen=True)
class AuditLog:
    """Writes down what a request does.

    Attributes:
        user_id: Who asks.
        request_id: Which request.
        caller: The same who, with rights.
    """

    user_id: int | None
    request_id: str | None
    caller: Caller | None = None

    def write(
        self, session: Session, action: str, subject: str, details: Mapping[str, Any] | None = None
    ) -> None:
        """Add a row to the audit log, kept if the request's changes are.

        Args:
            session: The request's `Writing` session.
            action: Such as `product.changed`.
            subject: Such as `product 17`; no names of people.
            details: What changed; nothing secret or personal.
        """
        record(session, AuditEntry(action, subject, details or {}, self.user_id, self.request_id))


async def auth_of(request: HTTPConnection) -> AuthContext:
    """What signing in to this service needs."""
    auth: AuthContext = request.app.state.auth
    return auth


async def auditor_of(request: HTTPConnection) -> AuditLog:
    """An auditor that knows who asks."""
    caller = caller_of(request.scope)
    return AuditLog(caller.user_id if caller else None, request.scope.get(REQUEST_ID), caller)


Auth = Annotated[AuthContext, Depends(auth_of)]
"""A route's parameter: signer, passwords and the memory of callers."""

Audited = Annotated[AuditLog, Depends(auditor_of)]
"""A route's parameter: writes to the audit log."""
