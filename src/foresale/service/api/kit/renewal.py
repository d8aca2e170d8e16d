"""Why single series were forecast anew, as it is told."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from foresale.workflows.renewal import RenewalKind


class Renewal(BaseModel):
    """Why a series was forecast anew, as data."""

    kind: RenewalKind = Field(
        description="A store's day was over; sales of days that were over changed; sales changed while "
        "everything was forecast; somebody asked for it."
    )
    day: date | None = Field(description="The day that was over; null for other kinds.")
    series: int | None = Field(description="How many series had changed sales; null for other kinds.")
