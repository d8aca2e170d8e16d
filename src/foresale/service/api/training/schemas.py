"""What may be decided about a training."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from foresale.service.api.auth.schemas import AuthBody
from foresale.service.api.kit.field_types import Line, printable
from foresale.service.api.predict.schemas import Key

Name = Annotated[Line, Field(max_length=60)]


Segment = Annotated[
    str,
    Field(
        max_length=80,
        pattern=r"^(all|(category|store|product|segment)=.+)$",
        description="`all`, `category=Drinks`, `store=S1`, `product=A1`, or `segment=` and the name of a "
        "list or rule from `/segments`.",
    ),
    AfterValidator(printable),
]
TrainedSegment = Annotated[
    str,
    Field(
        max_length=80,
        pattern=r"^(all|(category|store|product|segment)=.+|each=(category|store|product|segment))$",
        description="As for a refresh; or `each=category`, `each=segment` …: a training for each of them.",
    ),
    AfterValidator(printable),
]


class SeriesGiven(AuthBody):
    """A product in a store."""

    product: Key = Field(description="The product's id (a number) or its sku (text).")
    store: Key = Field(description="The store's id (a number) or its code (text).")


class RefreshGiven(AuthBody):
    """A new forecast by the daily champion: of everything, or of some series without touching the others."""

    segment: Segment = "all"
    series: list[SeriesGiven] = Field(
        default=[], max_length=5_000, description="Only these products in these stores."
    )
    products: list[Key] = Field(
        default=[],
        max_length=5_000,
        description="Only these products, by id (a number) or sku (text): in all stores, or in `stores`.",
    )
    stores: list[Key] = Field(
        default=[],
        max_length=1_000,
        description="Only these stores, by id (a number) or code (text): all that is forecast there, or "
        "`products`.",
    )
    because: Annotated[Line, Field(max_length=500)] | None = Field(
        default=None, description="Why; kept with the forecast of single series.", examples=["A late import."]
    )

    until: date | None = Field(
        default=None,
        description="The last day that may be known, to see what the champion was worth since; by default "
        "the last one that is over. It must not be before the end of the champion's own history, and no "
        "forecast of a later day may be there. Of everything only.",
    )

    @property
    def is_of_series(self) -> bool:
        """Whether single series are asked for."""
        return bool(self.series or self.products or self.stores)

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if self.is_of_series and "segment" in self.model_fields_set:
            raise ValueError("give segment, or series, products and stores, not both")
        if self.is_of_series and self.until is not None:
            raise ValueError("give until, or series, products and stores, not both")
        if self.series and (self.products or self.stores):
            raise ValueError("give series, or products and stores, not both")
        return self


class TrainingGiven(AuthBody):
    """A training; the defaults suit most chains."""

    family: Literal["daily", "monthly"] = Field(
        default="daily", description="`daily` forecasts every product in every store; `monthly` what-ifs."
    )
    segment: TrainedSegment = "all"
    horizon: int = Field(default=28, ge=1, le=365, description="Days ahead; `daily` only.")
    models: list[Name] = Field(
        default=[],
        max_length=30,
        description="Models to try, by name; by default all that the budget allows. `daily` only.",
        examples=[["seasonal_naive", "lightgbm"]],
    )
    budget_seconds: float = Field(
        default=60,
        gt=0,
        le=86_400,
        description="Rough time for testing models; reading, the training on everything and registering "
        "come on top. `daily` only.",
    )
    country: Annotated[
        str | None,
        Field(pattern="^[A-Z]{2}$", description="Whose holidays count; `daily` only.", examples=["DE"]),
    ] = None
    until: date | None = Field(
        default=None,
        description="The last day to learn from; by default the last one that is over. With an earlier one, "
        "and refreshes until later ones, it shows at once what forecasts would have been worth. No forecast "
        "of a later day may be there. `daily` only.",
    )
