"""How long the service keeps what it wrote: one part of its settings."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings


class RetentionSettings(BaseSettings):
    """Days, hours or numbers after which jobs, logs, letters and forecasts are deleted."""

    keep_jobs_days: int = Field(
        90,
        ge=1,
        le=36500,
        description="An ended job and its log are deleted after so many days, unless something refers to it.",
    )
    keep_predictions_days: int = Field(
        90, ge=1, le=36500, description="A served prediction stays in the log so many days."
    )
    keep_audit_days: int = Field(
        730, ge=1, le=36500, description="A row of the audit log is deleted after so many days."
    )
    keep_forecast_runs: int = Field(
        60,
        ge=1,
        le=10_000,
        description="So many forecasts of everything stay of each model, to be compared with what was sold.",
    )
    keep_drivers_days: int = Field(
        365, ge=1, le=36500, description="An analysis of drivers goes with its model after so many days."
    )
    keep_live_events_hours: int = Field(
        72,
        ge=1,
        le=24 * 366,
        description="What the live feed tells can be asked for again for so many hours.",
    )
    keep_dead_letters_days: int = Field(
        90,
        ge=1,
        le=36500,
        description="A dead letter that was sent again or dismissed is deleted after so many days.",
    )
    keep_open_letters_days: int = Field(
        365, ge=1, le=36500, description="A dead letter that nobody saw to is deleted after so many days."
    )
