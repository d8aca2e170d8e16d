"""A segment as it is sent and shown: a list of products, or a rule that says which."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from foresale.service.api.kit.field_types import Code, RequestBody, RowId, text
from foresale.service.api.predict.schemas import Key
from foresale.workflows.segment_rules import MAX_DAYS, SegmentRule

MAX_LISTED = 5_000


class RuleGiven(RequestBody):
    """A rule over the newest sales; before each training and each forecast it finds its products anew."""

    kind: Literal["top_sellers", "slow_movers", "new_products"] = Field(
        description="`top_sellers`: the best, that together make a share of all sales. `slow_movers`: at "
        "most `units_per_week` in the average store that sold them. `new_products`: first sold within `days`."
    )
    days: int = Field(91, ge=7, le=MAX_DAYS, description="So many days up to the last sale count.")
    by: Literal["units", "revenue"] = Field("units", description="What top sellers are ranked by.")
    from_share: float = Field(
        0.0, ge=0, lt=1, description="Share of sales that better products make before the first; 0: the best."
    )
    to_share: float = Field(
        0.8, gt=0, le=1, description="Share of sales that they make together with the last."
    )
    units_per_week: float = Field(
        1.0, gt=0, le=1e9, allow_inf_nan=False, description="What slow movers sell at most."
    )
    category: Code | None = Field(None, description="Only of this category, whose sales alone count.")

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.from_share >= self.to_share:
            raise ValueError("the shares must rise: from_share lies below to_share")
        return self

    def to_rule(self) -> SegmentRule:
        """The rule itself."""
        return SegmentRule(**self.model_dump())


class SegmentGiven(RequestBody):
    """A segment to keep: a list of products, or a rule."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"name": "Top sellers", "rule": {"kind": "top_sellers", "to_share": 0.8}},
                {"name": "Own brand", "products": ["MILK-1L", "TEA-01"]},
            ]
        }
    )

    name: Annotated[str, text(60)] = Field(
        description="Models know it by this: `segment=Top sellers`.", examples=["Top sellers"]
    )
    description: Annotated[str, text(200)] | None = None
    products: list[Key] | None = Field(
        None, min_length=1, max_length=MAX_LISTED, description="Products by id (a number) or sku (text)."
    )
    rule: RuleGiven | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.products is None) == (self.rule is None):
            raise ValueError("give products or a rule, and not both")
        return self


class Segment(RequestBody):
    """A segment."""

    model_config = ConfigDict(extra="ignore")

    id: RowId
    name: str
    segment: str = Field(description="As trainings and models name it.", examples=["segment=Top sellers"])
    description: str | None
    rule: RuleGiven | None = Field(description="Null for a list.")
    n_products: int = Field(description="Products it holds.")
    filled_at: datetime = Field(description="When its products were last written down.")
    created_at: datetime


class SegmentProduct(RequestBody):
    """A product of a segment."""

    id: RowId
    sku: str
    name: str
    category: str | None
