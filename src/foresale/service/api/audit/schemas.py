"""The audit log, as admins see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class AuditEntry(BaseModel):
    """Something that was done."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(examples=[1])
    at: datetime
    user_id: int | None = Field(description="Who; null for the program itself.", examples=[1])
    action: str = Field(examples=["user.added"])
    subject: str = Field(examples=["user 2"])
    details: dict[str, Any] = Field(examples=[{"role": "planner", "stores": []}])
    request_id: str | None
