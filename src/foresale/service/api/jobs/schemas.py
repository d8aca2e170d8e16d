"""Jobs, as the API shows them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from foresale.error_reasons import Argument
from foresale.service.api.kit.stored_reason import StoredReason

EXAMPLE_ID = "0b8f4a52-6a53-4c7e-9f0e-0d0f6f3f5b1a"


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(BaseModel):
    """A piece of work that a worker does."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=[EXAMPLE_ID])
    kind: str = Field(description="Which work.", examples=["train"])
    scope: str = Field(description="One job of a kind and scope runs at a time.", examples=["daily.all"])
    state: JobState
    stage: str | None = Field(description="What it is doing.", examples=["Testing models"])
    progress: float = Field(description="How much of the stage is done, 0–1.", examples=[0.4])
    attempts: int = Field(description="How often it was begun.", examples=[1])
    max_attempts: int = Field(description="After so many it fails for good.", examples=[3])
    not_before: datetime = Field(description="A retry waits until then.")
    cancel_asked: bool
    arguments: dict[str, Any] = Field(description="What was asked.", examples=[{"horizon": 28}])
    result: dict[str, Any] | None = Field(description="What came out.", examples=[{"version": "daily.all.3"}])
    problem: str | None = Field(description="What went wrong.", examples=[None])
    fix: str | None = Field(description="What to do about it.", examples=[None])
    reason: StoredReason = Field(
        description="Why it failed, as a code that is stable across releases; null where nothing did, or of "
        "one that failed before there were codes.",
        examples=[None],
    )
    reason_arguments: dict[str, Argument] | None = Field(
        description="What stands in the sentence of `reason`, by name.", examples=[None]
    )
    created_by: int | None = Field(description="Who asked; null for a schedule.", examples=[1])
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class JobLine(BaseModel):
    """A line of a job's log."""

    model_config = ConfigDict(from_attributes=True)

    number: int = Field(description="Give the last one as `after` for what comes then.", examples=[17])
    at: datetime
    level: str = Field(examples=["info"])
    text: str = Field(examples=["1,240 rows of 90 series until 2024-05-31."])


class JobWithLog(Job):
    """A job and what it told."""

    log: list[JobLine]
