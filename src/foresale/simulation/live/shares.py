"""How much of a stream goes wrong, and in which way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from foresale.errors import OptionError
from foresale.messages import option

_HOUR = 3600


@dataclass(frozen=True)
class MessageKind:
    """A kind of message.

    Attributes:
        expected: What becomes of it: added, known, conflicting, rejected, corrected or cancelled.
        delay: From how many seconds after its sale to how many it is sent.
    """

    expected: str
    delay: tuple[int, int]


SALE = "sale"
KINDS: Mapping[str, MessageKind] = {
    SALE: MessageKind("added", (0, 0)),
    "late": MessageKind("added", (_HOUR, 20 * _HOUR)),
    "out_of_order": MessageKind("added", (30, 600)),
    "repeated": MessageKind("known", (1, 900)),
    "corrected": MessageKind("conflicting", (60, _HOUR)),
    "cancelled": MessageKind("added", (60, _HOUR // 2)),
    "broken": MessageKind("rejected", (1, 60)),
    "edited": MessageKind("corrected", (60, _HOUR)),
    "voided": MessageKind("cancelled", (60, _HOUR // 2)),
}
"""Sales sent at once, later, or a little later; and what is sent besides a sale: the same again, the same
number with another quantity, a line that takes it back, one that can't be read, a correction of the quantity,
and a cancellation."""

INSTEAD = ("late", "out_of_order")
"""Kinds that a sale is sent as; the others are sent besides."""


@dataclass(frozen=True)
class Shares:
    """Of how many sales each kind of trouble comes; a sale has one at most.

    Attributes:
        late: Sent hours after they were rung up.
        out_of_order: Sent minutes later, after others that came after them.
        repeated: Sent twice.
        corrected: Sent again under the same number with another quantity.
        cancelled: Taken back by a line of their own.
        broken: Followed by a message that can't be used.
        edited: Corrected: the same number has another quantity from then on.
        voided: Taken back by a cancellation.

    Examples:
        >>> Shares(repeated=0.9, late=0.2)
        Traceback (most recent call last):
        ...
        foresale.errors.OptionError: The stream's shares add up to 1.133, more than all sales.
        → Give late_share=, out_of_order_share= and the others shares that add up to 1 at most.
    """

    late: float = 0.005
    out_of_order: float = 0.02
    repeated: float = 0.01
    corrected: float = 0.002
    cancelled: float = 0.005
    broken: float = 0.002
    edited: float = 0.002
    voided: float = 0.002

    def __post_init__(self) -> None:
        """Refuse what no stream can have."""
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 <= value <= 1:
                raise OptionError(
                    f"{field.name}_share is {value}.",
                    fix=f"Give {option(f'{field.name}_share')} a share between 0 and 1.",
                )
        total = sum(getattr(self, field.name) for field in fields(self))
        if total > 1 + 1e-9:
            raise OptionError(
                f"The stream's shares add up to {total:.4g}, more than all sales.",
                fix=f"Give {option('late_share')}, {option('out_of_order_share')} and the others shares "
                "that add up to 1 at most.",
            )
