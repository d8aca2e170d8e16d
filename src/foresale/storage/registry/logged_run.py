"""What a training leaves in a run: metrics, parameters, the data's fingerprint and the environment."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from foresale.storage.registry.environment import environment
from foresale.workflows.ports import TrainedModel

if TYPE_CHECKING:
    from mlflow.entities import DatasetInput, Metric, Param, RunTag


def about_training(trained: TrainedModel) -> dict[str, str]:
    """What a version tells of itself, by where it comes from."""
    parts = {
        "parameter": trained.parameters,
        "data": trained.fingerprint,
        "environment": environment(),
    }
    return {f"{part}.{name}": str(value) for part, values in parts.items() for name, value in values.items()}


def source_tags(about: Mapping[str, str]) -> dict[str, str]:
    """The tag by which MLflow's pages show the code's revision."""
    revision = about.get("environment.revision")
    return {} if revision is None else {"mlflow.source.git.commit": revision}


def run_tags(about: Mapping[str, str]) -> list[RunTag]:
    """Fingerprint and environment as the run's tags; parameters have a place of their own."""
    from mlflow.entities import RunTag

    return [RunTag(name, text) for name, text in about.items() if not name.startswith("parameter.")]


def to_metrics(trained: TrainedModel) -> tuple[list[Metric], list[Param]]:
    """Metrics and parameters in MLflow's own form."""
    from mlflow.entities import Metric, Param

    now = int(time.time() * 1000)
    metrics = [Metric(name, float(value), now, 0) for name, value in trained.metrics.items()]
    return metrics, [Param(name, str(value)) for name, value in trained.parameters.items()]


def dataset_input(trained: TrainedModel) -> DatasetInput:
    """The data's fingerprint where MLflow's pages show what a run was trained on."""
    from mlflow.entities import Dataset, DatasetInput

    facts = json.dumps(dict(trained.fingerprint))
    digest = trained.fingerprint.get("digest", "unknown")[:36]
    return DatasetInput(Dataset(f"sales for {trained.scope}", digest, "foresale", "{}", profile=facts))
