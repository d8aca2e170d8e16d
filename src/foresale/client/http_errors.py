"""What a server refused, or that there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, cast

from foresale.error_reasons import Reason, ReasonCode
from foresale.errors import ForesaleError


class ServerError(ForesaleError):
    """A server's answer that isn't what was asked for.

    Attributes:
        status: The HTTP status; 0 where no server answered.
        request_id: What the server's log calls the request.
        parts: The parts of the request that can't be used, each with `where`, `problem` and `fix`.
        reason: Which sentence it is and what stands in it, where the server says so.
    """

    code = "server"

    def __init__(self, problem: str, *, fix: str) -> None:
        super().__init__(problem, fix=fix)
        self.status = 0
        self.request_id: str | None = None
        self.parts: tuple[Mapping[str, str], ...] = ()


def read_problem(status: int, answer: Any) -> ServerError:
    """The error that a problem answer (RFC 9457) tells of.

    Args:
        status: The HTTP status.
        answer: The answer's body as read from JSON; anything else is told by its status alone.
    """
    told: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
    parts = tuple(part for part in told.get("errors") or () if isinstance(part, Mapping))
    problem = str(told.get("detail") or f"The server answered with status {status}.")
    # A single part may be all that the sentence tells.
    listed = [f"{part.get('where')}: {part.get('problem')}" for part in parts[:5]]
    if listed != [problem]:
        problem += "".join(f"\n  {line}" for line in listed)
    error = ServerError(problem, fix=str(told.get("fix") or "Look at the server's log."))
    error.status, error.parts = status, parts
    error.request_id = told.get("request_id")
    if told.get("reason"):
        known = told.get("arguments")
        given: Mapping[str, Any] = known if isinstance(known, Mapping) else {}
        error.reason = Reason(cast(ReasonCode, str(told["reason"])), **given)
    return error


def unreachable(server: str, reason: str) -> ServerError:
    """The error that nobody answered at `server`."""
    return ServerError(
        f"No server answers at {server}: {reason}.",
        fix="Check the address, and that `foresale up` runs there.",
    )


def nothing_found(problem: str) -> NoReturn:
    """Say that a list doesn't hold what was looked for.

    Args:
        problem: What isn't there.

    Raises:
        ServerError: Always, with status 404.
    """
    error = ServerError(problem, fix="Check the spelling: upper and lower case differ.")
    error.status = 404
    raise error
