"""Why the API turns a request away, for reasons that only a service has."""

from __future__ import annotations

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError


class UnauthenticatedError(ForesaleError):
    """Nobody known is asking."""

    code = "unauthenticated"


class ForbiddenError(ForesaleError):
    """The caller is known, and may not do this."""

    code = "forbidden"


class TooLargeError(ForesaleError):
    """A body is larger than allowed."""

    code = "too_large"


class TooManyRequestsError(ForesaleError):
    """Somebody asks more often than allowed."""

    code = "too_many_requests"

    def __init__(self, problem: str, *, fix: str, retry_after: int, reason: Reason | None = None) -> None:
        super().__init__(problem, fix=fix, reason=reason)
        self.retry_after = retry_after


def wrong_login(lock_minutes: int) -> UnauthenticatedError:
    """The same answer to a wrong password, an unknown address and a locked account.

    Args:
        lock_minutes: How long an account stays locked.
    """
    return UnauthenticatedError(
        "E-mail and password don't fit, or the account is locked.",
        fix=f"Try again; after several wrong passwords, wait {lock_minutes} minutes.",
        reason=Reason("wrong_login", minutes=lock_minutes),
    )
