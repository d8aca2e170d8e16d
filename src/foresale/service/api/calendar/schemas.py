"""Days beside those of last year, as they are asked for and shown."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import Code, Day

MOST_DAYS = 1000


class YearBeforeAsked(ProductChoice, StoreChoice):
    """Which days, and what is looked at: events of other products and stores don't move it."""

    since: Day = Field(alias="from", description="The first day.")
    until: Day = Field(alias="to", description=f"The last day: up to {MOST_DAYS:,} in all.")
    category: Code | None = Field(None, description="The category looked at, with its events.")
    language: Literal["en", "de"] = Field(
        "en", description="Of holidays' names, where the stores' country has them in it."
    )

    @model_validator(mode="after")
    def _check_days(self) -> Self:
        if self.until < self.since:
            raise ValueError("to lies before from")
        if (self.until - self.since).days >= MOST_DAYS:
            raise ValueError(f"more than {MOST_DAYS:,} days lie between from and to")
        return self


class DayBefore(BaseModel):
    """A day, and the day of last year that it is fairly compared with."""

    day: date
    before: date = Field(description="The same event's day, else the same weekday 52 weeks earlier.")
    event: str | None = Field(description="The event or holiday that both are; null: their weekday.")
    instead_of: str | None = Field(
        description="An event 52 weeks earlier that this day isn't, so that another day is taken."
    )


class YearBefore(BaseModel):
    """Days beside those of last year."""

    items: list[DayBefore]
