"""What is told of models, and how a change of champion is asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from foresale.service.api.kit.field_types import printable

Comment = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=1000),
    AfterValidator(printable),
]


class Model(BaseModel):
    """A registered version."""

    version: str = Field(description="Its name: family, segment and number.", examples=["daily.all.3"])
    family: str = Field(description="daily forecasts products in stores; monthly answers what-ifs.")
    segment: str = Field(description="all, category=…, store=…, product=… or segment=….")
    number: int
    aliases: list[str] = Field(description="Such as champion, which answers, or challenger.")
    cutoff: date = Field(description="The last day of the history it learned from.")
    created_at: datetime
    run_id: str = Field(description="Its run in MLflow.")
    metrics: dict[str, float] = Field(description="On the test window, which was kept from choosing it.")


class ModelList(BaseModel):
    """Versions, newest first."""

    items: list[Model]


class ModelPromotion(BaseModel):
    """A change of champion."""

    from_version: int | None
    to_version: int
    action: str = Field(description="promoted, overridden, rolled_back or retired.")
    reason: str
    user_id: int | None = Field(description="Null where the service did it by itself.")
    at: datetime


class ModelDetails(Model):
    """A version with all that is known of it."""

    about: dict[str, str] = Field(description="Parameters, the data's fingerprint, the gate's verdict.")
    leaderboard: list[dict[str, str]] = Field(description="The models that were tried, the best first.")
    segments: list[dict[str, str]] = Field(
        description="Parts of the assortment, and whether a model of their own is worth it: `worth_it` and "
        "`reason`. Of versions for all, of which some window was kept."
    )
    promotions: list[ModelPromotion] = Field(description="Changes of champion in its scope, newest first.")


class PromotionAsked(BaseModel):
    """A wish that a version serves."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"override": True, "comment": "Knows the new store."}]},
    )

    override: bool = Field(False, description="Promote it though the gate refused it.")
    comment: Comment | None = Field(None, description="Why; needed with override, kept in the audit log.")


class RollbackAsked(BaseModel):
    """A wish that the champion before serves again, or that of a larger part."""

    model_config = ConfigDict(extra="forbid")

    comment: Comment | None = Field(None, description="Why; kept in the audit log.")


class ServingChange(BaseModel):
    """A change of champion that was made."""

    scope: str = Field(examples=["daily.all"])
    from_version: int | None
    to_version: int
    action: str = Field(description="promoted, overridden, rolled_back or retired.")
    reason: str
