"""Kinds of input that every database takes: text without NUL, numbers that fit, times with their zone."""

from __future__ import annotations

import functools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from zoneinfo import available_timezones

from fastapi import Path
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from foresale.sale_fields import (
    CONTROL_CHARACTERS,
    FIRST_DAY,
    LAST_DAY,
    MAX_LETTERS,
    MAX_MONEY,
    MAX_QUANTITY,
    MONEY_DECIMALS,
)

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


_NO_CONTROL = f"^[^{CONTROL_CHARACTERS[1:-1]}]*$"

Shown = TypeVar("Shown", bound=BaseModel)


def text(most: int, least: int = 1) -> Any:
    """Text of at most `most` letters on one line, without blanks at its ends."""
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most, pattern=_NO_CONTROL)


def money_text(amount: Decimal) -> str:
    """An amount as JSON has it: text, so that nothing is rounded, with two decimals to four.

    Examples:
        >>> money_text(Decimal("3.0000")), money_text(Decimal("548.9715"))
        ('3.00', '548.9715')
    """
    whole, _, decimals = f"{amount:.4f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # it looks through folders each time: a tenth of a second


def _check_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError(f"'{name}' is no time zone; write it as Europe/Rome")
    return name


RowId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
"""The number of a row."""

Code = Annotated[str, text(MAX_LETTERS["product"])]
"""A product's sku, or a store's code."""

_SENT_AS_DECIMAL = WithJsonSchema({"type": "string", "format": "decimal"}, mode="serialization")

Price = Annotated[
    Decimal,
    Field(ge=0, le=MAX_MONEY, decimal_places=MONEY_DECIMALS, examples=["2.49"]),
    PlainSerializer(money_text, return_type=str),
    _SENT_AS_DECIMAL,
]
"""What one unit costs; never negative."""

Amount = Annotated[
    Decimal,
    Field(ge=-MAX_MONEY, le=MAX_MONEY, decimal_places=MONEY_DECIMALS, examples=["7.47"]),
    PlainSerializer(money_text, return_type=str),
    _SENT_AS_DECIMAL,
]
"""Money; negative where it was paid back."""

Quantity = Annotated[float, Field(ge=-MAX_QUANTITY, le=MAX_QUANTITY, allow_inf_nan=False, examples=[3])]
"""Units; negative where they came back."""

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY, examples=["2026-03-31"])]
"""A day that sales can have."""

TimeZone = Annotated[str, text(64), AfterValidator(_check_zone), Field(examples=["Europe/Rome"])]
"""The name of a time zone."""


class RequestBody(BaseModel):
    """What a caller sends: nothing but what is named."""

    model_config = ConfigDict(extra="forbid")


def as_stored(kind: type[Shown], row: Any) -> Shown:
    """A row as it is shown: told as it is, though today it couldn't be sent so.

    Args:
        kind: What is told of it.
        row: Has a value for every field of that.
    """
    return kind.model_construct(**{name: getattr(row, name) for name in kind.model_fields})


class Removed(BaseModel):
    """What became of something that was to be deleted."""

    deleted: bool = Field(description="Whether it is gone.")
    deactivated: bool = Field(description="Whether it was only put out of use, as others refer to it.")
    message: str = Field(description="The same in words.")
