"""Kinds of input that every database takes: text without NUL, numbers that fit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, StringConstraints

from foresale.sale_fields import FIRST_DAY, LAST_DAY

LARGEST_ID = 2**63 - 1

Id = Annotated[int, Path(ge=1, le=LARGEST_ID, description="Its number.")]
"""A number in a path."""


def printable(text: str) -> str:
    """Refuse text with control characters: PostgreSQL can't keep NUL, logs and tables break on others."""
    if any(ord(letter) < 32 or ord(letter) == 127 or 0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        raise ValueError("control characters aren't allowed")
    return text


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(printable)
]
"""A line of text, not empty."""


def to_utc(moment: datetime) -> datetime:
    """A moment in UTC, within what every database can keep."""
    if not FIRST_DAY.year <= moment.year <= LAST_DAY.year:
        raise ValueError(f"the year must be one from {FIRST_DAY.year} to {LAST_DAY.year}")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(to_utc)]
"""A time with its zone, made UTC."""

Word = Annotated[str, StringConstraints(max_length=200), AfterValidator(printable)]
"""Text to look for; it may be empty."""
