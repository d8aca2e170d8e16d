"""What probes are answered."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class Health(BaseModel):
    """All is well; else the answer is a problem."""

    status: Literal["ok"] = "ok"
