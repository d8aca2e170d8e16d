"""What a person should know before a change is kept: that it is within the noise, or against one's record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from foresale.workflows.overrides.judge import GroupScore

NOISE_CHANCES = (0.5, 0.8)
MIN_CHANGES = 5
"""Judged changes in one direction, before a record is one."""
_NORMAL = {0.5: 0.6744897501960817, 0.8: 1.2815515655446004}
HALF_IN_EIGHT_TENTHS = _NORMAL[0.5] / _NORMAL[0.8]
"""How wide the range of half of all cases is, as a share of that of eight tenths."""


@dataclass(frozen=True)
class Record:
    """How one's changes in a direction have gone.

    Attributes:
        direction: Where they went.
        changes: How many can be judged.
        error_without: Error of the forecast as a share of sales.
        error_with: The same with the changes.
        nearer: Share of the days that came nearer by them.
    """

    direction: Literal["up", "down"]
    changes: int
    error_without: float
    error_with: float
    nearer: float


@dataclass(frozen=True)
class Nudge:
    """A hint.

    Attributes:
        kind: Which.
        text: In a sentence.
        before: Units forecast before the change.
        after: And after.
        level: Of the range that the change stays in; None for a record.
        lower: Its lower end.
        upper: Its upper end.
        record: One's record; None for noise.
    """

    kind: Literal["within_noise", "against_record"]
    text: str
    before: float
    after: float
    level: float | None = None
    lower: float | None = None
    upper: float | None = None
    record: Record | None = None


def noise_nudge(before: float, after: float, ranges: Sequence[tuple[float, float, float]]) -> Nudge | None:
    """A hint that the new sum lies in the range that the forecast gives anyway: the narrowest that has it.

    Args:
        before: Units before.
        after: Units after.
        ranges: Share of cases, lower and upper end; the narrowest first.

    Examples:
        >>> noise_nudge(100, 103, [(0.5, 93, 107), (0.8, 87, 113)]).level
        0.5
        >>> noise_nudge(100, 150, [(0.5, 93, 107), (0.8, 87, 113)]) is None
        True
    """
    for chance, lower, upper in ranges:
        if abs(after - before) > 1e-9 and lower <= after <= upper:
            times = "five of ten" if chance == 0.5 else "eight of ten"
            text = (
                f"{after:,.0f} is within what the forecast of {before:,.0f} expects in {times} cases anyway "
                f"({lower:,.0f} to {upper:,.0f}): such changes seldom help."
            )
            return Nudge("within_noise", text, before, after, chance, lower, upper)
    return None


def normal_ranges(mean: float, deviation: float) -> list[tuple[float, float, float]]:
    """Ranges of a sum by its deviation, the narrowest first; never below zero.

    Examples:
        >>> [(chance, round(low), round(high)) for chance, low, high in normal_ranges(100, 10)]
        [(0.5, 93, 107), (0.8, 87, 113)]
    """
    return [
        (chance, max(mean - _NORMAL[chance] * deviation, 0.0), mean + _NORMAL[chance] * deviation)
        for chance in NOISE_CHANCES
    ]


def record_nudge(before: float, after: float, own: Sequence[GroupScore]) -> Nudge | None:
    """A hint that one's changes in this direction have made forecasts worse so far.

    Args:
        before: Units before.
        after: Units after.
        own: One's own changes that can be judged, by direction.
    """
    direction: Literal["up", "down"] = "up" if after > before else "down"
    group = next((one for one in own if one.key == direction), None)
    if group is None or group.changes < MIN_CHANGES or group.before.wape is None or group.after.wape is None:
        return None
    if group.after.wape <= group.before.wape:
        return None
    record = Record(direction, group.changes, group.before.wape, group.after.wape, group.helped or 0.0)
    text = (
        f"Your {record.changes} {direction}ward changes so far made forecasts worse: off by "
        f"{record.error_with:.0%} of sales, without them by {record.error_without:.0%}; "
        f"{record.nearer:.0%} of the days came nearer."
    )
    return Nudge("against_record", text, before, after, record=record)
