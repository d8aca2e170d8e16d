"""What may be decided about a training."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from foresale.service.api.auth.schemas import Given
from foresale.service.api.kit.inputs import Line, printable

Name = Annotated[Line, Field(max_length=60)]


Segment = Annotated[
    str,
    Field(
        max_length=80,
        pattern=r"^(all|(category|store)=.+)$",
        description="`all`, or `category=Drinks`, or `store=S1`.",
    ),
    AfterValidator(printable),
]


class RefreshGiven(Given):
    """A new forecast by the daily champion."""

    segment: Segment = "all"


class TrainingGiven(Given):
    """A training; the defaults suit most chains."""

    family: Literal["daily", "monthly"] = Field(
        default="daily", description="`daily` forecasts every product in every store; `monthly` what-ifs."
    )
    segment: Segment = "all"
    horizon: int = Field(default=28, ge=1, le=365, description="Days ahead; `daily` only.")
    models: list[Name] = Field(
        default=[],
        max_length=30,
        description="Models to try, by name; by default all that the budget allows. `daily` only.",
        examples=[["seasonal_naive", "lightgbm"]],
    )
    budget_seconds: float = Field(
        default=60, gt=0, le=86_400, description="Rough time for testing models; `daily` only."
    )
    country: Annotated[
        str | None,
        Field(pattern="^[A-Z]{2}$", description="Whose holidays count; `daily` only.", examples=["DE"]),
    ] = None
