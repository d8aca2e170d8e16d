"""Why a quantity is ordered, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.frequency import Frequency
from foresale.reports import wording

_LIMITS = {
    "pack": "The quantity comes in packs of {pack}.",
    "minimum": "The supplier takes no less than {quantity}.",
    "maximum": "More would pay, but {quantity} is the most that can be ordered.",
    "budget": "More would pay, but the budget ends here.",
    "minimum value": "A part of it fills the order up to the supplier's minimum value.",
}
_NOTHING = {
    "budget": "An order would pay, but the budget buys others that save more.",
    "maximum": "Nothing can be ordered: the maximum is below one pack.",
    "minimum": "The smallest order allowed would cost more than it saves.",
}


@dataclass(frozen=True)
class Line:
    """What is known of one series of an order.

    Attributes:
        quantity: Units ordered.
        pack: Units a pack.
        on_hand: Units on hand.
        coming: Units on their way.
        before: Units of demand expected until the order can be sold.
        within: Units of demand expected from then until the next order can be.
        arrives: The day it can be sold from.
        next_arrives: The day the next order can be sold from.
        risk_without: Chance of running out meanwhile without the order.
        risk_with: The same with it.
        risk_before: Chance of running out before it can arrive.
        cover_days: Days that all lasts at the expected pace.
        limit: What kept the quantity from what was wanted.
        keeps_days: Days that a unit can be sold; 0 where it keeps.
    """

    quantity: float
    pack: float
    on_hand: float
    coming: float
    before: float
    within: float
    arrives: np.datetime64
    next_arrives: np.datetime64
    risk_without: float
    risk_with: float
    risk_before: float
    cover_days: float
    limit: str
    keeps_days: float = 0.0


def why(line: Line, freq: Frequency) -> str:
    """The reason for one quantity, in two or three sentences.

    Args:
        line: What is known of it.
        freq: Length of a period.

    Examples:
        >>> day = np.datetime64
        >>> made = Line(24, 12, 3, 0, 6, 20, day("2024-05-15"), day("2024-05-22"), 0.98, 0.06, 0.9, 8, "pack")
        >>> for sentence in why(made, Frequency.DAY).split(". "):
        ...     print(sentence)  # doctest: +ELLIPSIS
        3 are there and none on the way; about 6 sell until Wed 15 May, when this order can be sold, ...
        Without it the shelf is empty 98 times in 100, with it 6 times
        The quantity comes in packs of 12
        It will probably run out before: 90 times in 100.
    """
    there = f"{_units(line.on_hand)} {'is' if round(line.on_hand) == 1 else 'are'} there"
    way = "none on the way" if line.coming < 0.5 else f"{_units(line.coming)} on the way"
    day, next_day = _day(line.arrives, freq), _day(line.next_arrives, freq)
    if line.before < 0.05 and line.arrives == line.next_arrives:
        sold = f"about {_units(line.within)} sell until {next_day}"
    else:
        sold = (
            f"about {_units(line.before)} sell until {day}, when this order can be sold, and "
            f"{_units(line.within)} "
            f"more until {next_day}, when the next can"
        )
    parts = [f"{there} and {way}; {sold}."]
    if line.quantity > 0:
        parts.append(
            f"Without it the shelf is empty {_times(line.risk_without)} in 100, with it "
            f"{_times(line.risk_with)}."
        )
        said = _LIMITS.get(line.limit)
        if said and not (line.limit == "pack" and line.pack == 1):
            parts.append(said.format(pack=_units(line.pack), quantity=_units(line.quantity)))
        if line.keeps_days and line.cover_days > line.keeps_days:
            parts.append(f"It keeps {_units(line.keeps_days)} days: a larger order would spoil.")
    elif line.limit in _NOTHING:
        parts.append(_NOTHING[line.limit])
    else:
        lasts = "for long" if not np.isfinite(line.cover_days) else f"about {line.cover_days:,.0f} days"
        parts.append(f"That lasts {lasts}: nothing to order now.")
    if line.risk_before >= 0.5:
        parts.append(f"It will probably run out before: {_times(line.risk_before)} in 100.")
    return " ".join(parts)


def _units(value: float) -> str:
    return wording.number(float(round(value)) if value >= 1.5 or value < 0.05 else round(value, 1))


def _times(share: float) -> str:
    count = 100 * share
    if 0 < count < 1:
        return "less than 1 time"
    if 99 < count < 100:
        return "more than 99 times"
    return f"{count:.0f} time{'' if round(count) == 1 else 's'}"


def _day(day: np.datetime64, freq: Frequency) -> str:
    return wording.day(day, year=False, weekday=not freq.months)
