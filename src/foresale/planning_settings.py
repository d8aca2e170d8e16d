"""What the service may be told about planning: people's changes, orders, exceptions."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings

UNITS_OF_A_WAY = 50
"""Units whose moving costs as much as a way from one store to another, where nobody said what that costs."""


class PlanningSettings(BaseSettings):
    """The part of the settings that planning reads."""

    currency: str | None = Field(
        None,
        pattern="^[A-Z]{3}$",
        description="The currency of prices and costs, such as EUR: it is told beside amounts.",
    )
    overrides_need_approval: bool = Field(
        False,
        description="Whether people's changes of forecasts count only once somebody else approved them.",
    )
    holding_share: float = Field(
        0.2,
        ge=0,
        le=10,
        description="What a unit too many costs, as a share of its cost, where errors are told in money.",
    )
    planners_approve_up_to: Decimal | None = Field(
        None, ge=0, description="The dearest order that a planner may approve; none: any."
    )
    analysts_approve_up_to: Decimal | None = Field(
        None, ge=0, description="The dearest order that an analyst may approve; none: any."
    )
    order_policy: Literal["cost_optimal", "service_target"] = Field(
        "cost_optimal", description="What orders are proposed by: least cost, or a target of service."
    )
    service_level: float = Field(
        0.95,
        gt=0,
        lt=1,
        description="The share of demand to be met, where orders aim at a target of service.",
    )
    stock_cost_a_year: float = Field(
        0.25, ge=0, le=10, description="What a year in stock costs, as a share of the unit cost."
    )
    usual_margin: float = Field(
        0.3, gt=0, lt=1, description="The share of the price that is earned where cost or price isn't known."
    )
    usual_review_days: int = Field(
        7, ge=1, le=90, description="Days from one order to the next of suppliers without order days."
    )
    proposals_refresh_minutes: int = Field(
        15,
        ge=0,
        le=1440,
        description="Minutes after sales until orders are proposed anew; 0 leaves it to the schedule.",
    )
    transfers_within: Literal["nowhere", "region", "everywhere"] = Field(
        "nowhere",
        description="Stores between which units are moved before anything is bought: none, those of one "
        "region (country and city), or all.",
    )
    transfer_days: int = Field(
        1, ge=1, le=60, description="Days until units of a transfer can be sold where they go."
    )
    transfer_unit_cost: float = Field(
        0.1,
        ge=0,
        le=1e6,
        description="What it costs to move a unit from one store to another; with 0, cents are worth a way.",
    )
    transfer_move_cost: float = Field(
        0.0,
        ge=0,
        le=1e6,
        description="What it costs to move a product from one store to another, however many units of it.",
    )
    transfer_least_units: int = Field(
        1, ge=1, le=1_000_000, description="Units of a product that go from one store to another, at least."
    )
    transfer_least_saving: float | None = Field(
        None,
        ge=0,
        le=1e9,
        description="What all that goes from one store to another saves together, at least: a way's cost; "
        f"none: as much as moving {UNITS_OF_A_WAY} units.",
    )
    false_alarm_rate: float = Field(
        0.1, gt=0, lt=1, description="The share of unusual days reported that may be chance."
    )
