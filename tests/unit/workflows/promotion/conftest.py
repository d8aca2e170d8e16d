"""Three versions of a model, and where their promotions are kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from foresale.workflows.ports import ModelVersion
from foresale.workflows.promotion.follow_log import PromotionContext
from promotion_steps import SCOPE, ListBook


@pytest.fixture
def promotion(registry) -> PromotionContext:
    """Three versions, none of which serves."""
    for number in (1, 2, 3):
        registry.kept.append(
            ModelVersion(
                SCOPE,
                number,
                "run",
                date(2024, number, 1),
                datetime.now(UTC),
                metrics={"score": 0.9, "coverage_80": 0.8},
            )
        )
    return PromotionContext(registry, ListBook())
