"""Schedules, as the API takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from foresale.service.api.auth.schemas import AuthBody
from foresale.service.api.jobs.schemas import EXAMPLE_ID
from foresale.service.api.kit.field_types import Line

Text = Annotated[Line, StringConstraints(max_length=60)]
Argument = bool | int | float | Text | list[Text] | None


class ScheduleGiven(AuthBody):
    """When a kind of job shall run by itself."""

    name: Annotated[Line, Field(max_length=100, examples=["Weekly training"])]
    kind: Annotated[Line, Field(max_length=30, description="Which job.", examples=["train"])]
    cron: Annotated[
        Line,
        Field(
            max_length=100,
            description="Minute, hour, day, month and weekday, as in crontab.",
            examples=["0 2 * * SUN"],
        ),
    ]
    time_zone: Annotated[
        Line | None,
        Field(max_length=64, description="Whose clock; by default the service's.", examples=["Europe/Paris"]),
    ] = None
    arguments: dict[Text, Argument] = Field(
        default={},
        max_length=20,
        description="What the job is asked; `scope` says what it works on.",
        examples=[{"scope": "daily.all"}],
    )
    is_on: bool = True


class Schedule(BaseModel):
    """When a kind of job runs by itself."""

    id: int = Field(examples=[1])
    name: str = Field(examples=["Weekly training"])
    kind: str = Field(examples=["train"])
    cron: str = Field(examples=["0 2 * * SUN"])
    time_zone: str = Field(examples=["Europe/Paris"])
    arguments: dict[str, Any] = Field(examples=[{"scope": "daily.all"}])
    is_on: bool
    next_at: datetime = Field(description="When it runs next, if it is on.")
    last_job_id: str | None = Field(description="The job it asked for last.", examples=[EXAMPLE_ID])
