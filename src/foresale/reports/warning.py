"""A warning as data, for the report, the terminal and machines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReportWarning:
    """One thing to know before acting on a forecast.

    Attributes:
        rule: What it is about, for machines.
        headline: The point, in a few words.
        text: What was seen, in numbers.
        action: What the reader can do about it.
    """

    rule: str
    headline: str
    text: str
    action: str
