"""What is told of alerts."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class Alert(BaseModel):
    """Something that someone should look at, or had to."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: str = Field(
        description="input_level, input_mix, error, bias, coverage, stale_forecast, dead_letters, "
        "live_stalled, live_loop_down, live_loop_failing, live_behind or live_unsent."
    )
    subject: str = Field(description="What it is about: a version, a store, a category.")
    message: str
    value: float | None = Field(description="What was measured last.")
    threshold: float | None = Field(description="Beyond which it is told.")
    created_at: datetime = Field(description="When it was first seen.")
    resolved_at: datetime | None = Field(description="When it was gone; null while it lasts.")
