"""Served predictions as they are listed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from foresale.service.api.forecast.queries import Days, Name
from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import Moment, RowId

Form = Literal["stored", "what_if"]


class LoggedPrediction(BaseModel):
    """One prediction that was served, and what then was sold."""

    id: RowId
    served_at: datetime
    user_id: RowId | None = Field(description="Who asked; a key asks as its owner.")
    request_id: str
    form: Form = Field(description="`stored`: a product in a store; `what_if`: a month typed in.")
    inputs: dict[str, Any] = Field(description="What was asked, as it was sent.")
    product_id: RowId | None
    product: str | None = Field(description="The product's sku.")
    store_id: RowId | None
    store: str | None = Field(description="The store's code.")
    model_version: str = Field(examples=["daily.all.3"])
    target_date: date | None = Field(description="The last day predicted.")
    horizon: int | None = Field(description="Days predicted.")
    mean: float
    lower: float
    upper: float
    actual: float | None = Field(description="What was sold; null until all its days have arrived.")
    error: float | None = Field(description="mean − actual; above 0 is too much.")
    in_range: bool | None = Field(description="Whether the actual lies in the interval.")
    latency_ms: float


class PredictionFilter(ProductChoice, StoreChoice, Days):
    """Which served predictions; `from` and `to` are days predicted."""

    form: Form | None = Field(None, description="Of this form alone.")
    model_version: Name | None = Field(None, description="By one version, such as daily.all.3.")
    user_id: RowId | None = Field(None, description="Asked by this user.")
    has_actual: bool | None = Field(None, description="Only those whose sales are known, or only the others.")
    served_from: Moment | None = Field(None, description="Served at this moment or later.")
    served_to: Moment | None = Field(None, description="Served before this moment.")
    sort: str = Field("-id", max_length=30, description="By id, served_at or target_date; `-` turns it.")
