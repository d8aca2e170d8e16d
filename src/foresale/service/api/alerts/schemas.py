"""What is told of alerts."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from foresale.error_reasons import Argument
from foresale.service.api.kit.stored_reason import StoredReason


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
    reason: StoredReason = Field(
        description="Why something failed, as a code that is stable across releases: of live_loop_failing."
    )
    arguments: dict[str, Argument] | None = Field(
        description="What stands in the sentence of kind or reason beside subject and figures, by name; null "
        "of alerts that were raised before there were any. input_level: `by` (total, store or category), "
        "`name`, `change` as a share, `last` day. input_mix: `by`, the `name` that moved most, its shares "
        "`before` and `now`, `last` day.",
        examples=[{"by": "store", "name": "S1", "change": 0.31, "last": "2026-05-31"}],
    )
    value: float | None = Field(description="What was measured last.")
    threshold: float | None = Field(description="Beyond which it is told.")
    created_at: datetime = Field(description="When it was first seen.")
    resolved_at: datetime | None = Field(description="When it was gone; null while it lasts.")
