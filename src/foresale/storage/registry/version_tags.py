"""A version of a model as MLflow keeps it: its name, and tags that hold what a list of versions shows.

MLflow has metrics by run; reading a run for each of a hundred versions would take a hundred queries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from foresale.workflows.ports import ModelVersion, Scope, TrainedModel

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion as MlflowVersion

PREFIX = "foresale."
CUTOFF, METRICS, ABOUT, DIGEST = (f"{PREFIX}{what}" for what in ("cutoff", "metrics", "about", "digest"))


def model_name(scope: Scope) -> str:
    """What the scope's model is called in MLflow, whose names hold neither / nor :.

    Examples:
        >>> model_name(Scope("daily", "category=Ice/Cream"))
        'foresale.daily.category=Ice%2FCream'
    """
    return f"{PREFIX}{scope.family}.{quote(scope.segment, safe=' =&+,')}"


def scope_of(name: str) -> Scope:
    """The scope whose model has this name in MLflow.

    Examples:
        >>> scope_of("foresale.daily.category=Ice%2FCream").segment
        'category=Ice/Cream'
    """
    family, _, segment = name.removeprefix(PREFIX).partition(".")
    return Scope(family, unquote(segment))


def version_tags(trained: TrainedModel, about: Mapping[str, str], digest: str) -> dict[str, str]:
    """What a version carries from its first moment on.

    Args:
        trained: What is registered.
        about: Parameters, fingerprint and environment.
        digest: Of all its files.
    """
    return {
        CUTOFF: trained.cutoff.isoformat(),
        METRICS: json.dumps(dict(trained.metrics), allow_nan=False),
        ABOUT: json.dumps(dict(about), ensure_ascii=False),
        DIGEST: digest,
    }


def is_ours(version: MlflowVersion) -> bool:
    """Whether Foresale registered it; anyone may register other things in the same MLflow."""
    return version.name.startswith(PREFIX) and CUTOFF in version.tags


def model_version(version: MlflowVersion, aliases: Mapping[str, str | int]) -> ModelVersion:
    """The version as the workflows know it.

    Args:
        version: As MLflow gave it.
        aliases: Of its model: alias → version.
    """
    number = int(version.version)
    notes = {
        key.removeprefix(PREFIX): text
        for key, text in version.tags.items()
        if key.startswith(PREFIX) and key not in (CUTOFF, METRICS, ABOUT, DIGEST)
    }
    return ModelVersion(
        scope=scope_of(version.name),
        number=number,
        run_id=version.run_id or "",
        cutoff=date.fromisoformat(version.tags[CUTOFF]),
        created_at=datetime.fromtimestamp(version.creation_timestamp / 1000, UTC),
        aliases=tuple(sorted(alias for alias, at in aliases.items() if int(at) == number)),
        metrics=json.loads(version.tags[METRICS]),
        about={**json.loads(version.tags[ABOUT]), **notes},
    )
