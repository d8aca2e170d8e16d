"""Notes: what Foresale decided or did, and how their sentences write counts and shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from foresale.messages import Message, Speller, as_message, template

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


Certainty = Literal["proven", "likely", "told", "asked"]
"""How sure a decision is: the cells prove it, they make it likely, the caller said so, or was asked."""


@dataclass(frozen=True)
class Reading:
    """One way to read what a file holds.

    Attributes:
        meaning: What the cells would mean, such as "a comma parts thousands".
        total: What the target would then add up to, where that tells readings apart.
    """

    meaning: str
    total: float | None = None

    def __post_init__(self) -> None:
        """Keep the options that the meaning names as data."""
        object.__setattr__(self, "meaning", as_message(self.meaning))

    def spell(self, speller: Speller) -> Reading:
        """The same, with options as a face writes them."""
        return replace(self, meaning=Message(self.meaning, speller))


@dataclass(frozen=True)
class Evidence:
    """What a decision rests on.

    Attributes:
        seen: What the cells show, with an example.
        readings: The ways to read it, the chosen one first.
        certainty: How sure the choice is.
    """

    seen: str
    readings: tuple[Reading, ...] = ()
    certainty: Certainty = "proven"

    def __post_init__(self) -> None:
        """Keep the options that it names as data."""
        object.__setattr__(self, "seen", as_message(self.seen))

    def spell(self, speller: Speller) -> Evidence:
        """The same, with options as a face writes them."""
        readings = tuple(reading.spell(speller) for reading in self.readings)
        return replace(self, seen=Message(self.seen, speller), readings=readings)


@dataclass(frozen=True)
class Note:
    """One thing Foresale decided or did: the rule's name, how many rows it touched, and a sentence.

    `evidence` says what the decision rests on, where it could have been another one.
    """

    rule: str
    count: int
    text: str
    evidence: Evidence | None = None

    def __post_init__(self) -> None:
        """Keep the options that the text names as data."""
        object.__setattr__(self, "text", as_message(self.text))

    def spell(self, speller: Speller) -> Note:
        """The same, with options as a face writes them."""
        evidence = None if self.evidence is None else self.evidence.spell(speller)
        return replace(self, text=Message(self.text, speller), evidence=evidence)


def describe_readings(readings: Sequence[Reading]) -> str:
    """Readings and what each adds up to, as a question or a report says them.

    Examples:
        >>> describe_readings([Reading("a comma parts thousands", 12_000.0), Reading("it is decimal", 12.0)])
        'a comma parts thousands: 12,000 in all; it is decimal: 12 in all'
    """
    parts = [(template(reading.meaning), reading.total) for reading in readings]
    return Message(
        "; ".join(
            meaning if total is None else f"{meaning}: {_amount(total)} in all" for meaning, total in parts
        )
    )


def _amount(total: float) -> str:
    text = f"{total:,.2f}" if abs(total) < 1e6 else f"{total:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
