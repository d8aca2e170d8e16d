"""Getting a monthly model from the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foresale.workflows.ports import parse_version

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.serving.monthly import LoadModel, WhatIfModel


def monthly_loader(container: Container) -> LoadModel:
    """A function that gets a version of a monthly model; MLflow is imported when it is first called."""
    from foresale.forecasting.monthly.estimate import MonthEstimator

    def load(version: str) -> WhatIfModel:
        scope, number = parse_version(version)
        return MonthEstimator.load(container.registry.fetch(container.registry.version(scope, number)))

    return load
