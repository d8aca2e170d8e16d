"""Notes: what Foresale decided or did, and how their sentences write counts and shares."""

from __future__ import annotations

from dataclasses import dataclass

NBSP = "\u00a0"


def counted(count: int, noun: str) -> str:
    """A number and its noun, in the plural where it needs one.

    Examples:
        >>> counted(1, "day"), counted(1200, "week")
        ('1 day', '1,200 weeks')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def percent(share: float, *, signed: bool = False, digits: int = 0) -> str:
    r"""A share in per cent, as reports write it; with its sign where it is a change.

    Examples:
        >>> percent(0.184), percent(0.0041, digits=1), percent(-0.12, signed=True)
        ('18\xa0%', '0.4\xa0%', '−12\xa0%')
    """
    return f"{100 * share:{'+' if signed else ''},.{digits}f}{NBSP}%".replace("-", "−")


@dataclass(frozen=True)
class Note:
    """One thing Foresale decided or did: the rule's name, how many rows it touched, and a sentence."""

    rule: str
    count: int
    text: str
