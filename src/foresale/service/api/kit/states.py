"""What is done with something only while it is in some state."""

from __future__ import annotations

from collections.abc import Sequence

from foresale.error_reasons import Reason
from foresale.errors import ConflictError


def require_state(name: str, state: str, states: Sequence[str], done: str) -> None:
    """Refuse what something's state doesn't allow.

    Args:
        name: What it is, such as Order 17.
        state: That it is in.
        states: One of which it has to be in.
        done: What was to be done with it, such as approved.

    Raises:
        ConflictError: Which state it is in, and which it needs.

    Examples:
        >>> require_state("Order 17", "sent", ("approved", "sent"), "sent")
    """
    if state not in states:
        names = " or ".join(each.replace("_", " ") for each in states)
        raise ConflictError(
            f"{name} is {state.replace('_', ' ')}: it can't be {done} any more, or not yet.",
            fix=f"It has to be {names}.",
            reason=Reason("wrong_state", state=state),
        )
