"""What probes are answered."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """All is well; else the answer is a problem."""

    status: Literal["ok"] = "ok"


class LiveLoop(BaseModel):
    """A loop of the live path."""

    name: str
    is_running: bool = Field(description="Whether a process has it, and says so every other second.")
    is_failing: bool = Field(description="Whether it can't go on; the service's log and an alert say why.")
    lag: int | None = Field(description="Events or messages that it hasn't seen to; null: counts none.")


class Readiness(Health):
    """Requests may be sent; and how the loops of the live path do, which requests don't wait for."""

    loops: list[LiveLoop]
