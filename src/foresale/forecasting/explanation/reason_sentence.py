"""Reads a series' reasons out of their sentence again, for whoever draws them instead of writing them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = re.compile(
    r"(?P<ahead>[\d.,e-]+) a day in the next (?P<days>\d+) days against a usual (?P<usual>[\d.,e-]+) "
    r"\([+−]?[\d,]+\s%\)(?P<rest>.*)",
    re.DOTALL,
)
_PART = re.compile(r"(?P<name>.+?) (?P<sign>[+−]?)(?P<size>[\d,]+)\s%(?:, |\.)", re.DOTALL)


@dataclass(frozen=True)
class ReadReason:
    """What a sentence of `series_reasons` says.

    Attributes:
        ahead: Units a day that are forecast.
        usual: Units a day of the last weeks.
        days: Days ahead that it is about.
        parts: What moves the forecast, strongest first, each with its share: .2 raises it by a fifth.
    """

    ahead: float
    usual: float
    days: int
    parts: tuple[tuple[str, float], ...]


def read_reason(sentence: str) -> ReadReason | None:
    r"""The numbers in a sentence of `series_reasons`; None where it has none to draw.

    Args:
        sentence: As it is kept with a forecast.

    Examples:
        >>> read_reason(
        ...     "8.1 a day in the next 7 days against a usual 9.0 (−10\xa0%): promotion +4\xa0%."
        ... ).parts
        (('promotion', 0.04),)
        >>> read_reason("Forecast 0: it hasn’t sold lately, or isn’t on sale yet.") is None
        True
    """
    head = _HEAD.fullmatch(sentence.strip())
    if head is None:
        return None
    rest = head["rest"].removeprefix(": ") if head["rest"].startswith(": ") else ""
    parts = tuple(
        (found["name"], (-1 if found["sign"] == "−" else 1) * _number(found["size"]) / 100)
        for found in _PART.finditer(rest)
    )
    return ReadReason(_number(head["ahead"]), _number(head["usual"]), int(head["days"]), parts)


def _number(text: str) -> float:
    return float(text.replace(",", ""))
