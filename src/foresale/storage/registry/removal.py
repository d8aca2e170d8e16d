"""Takes a version away with all that its run holds: a table of customers isn't to stay for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlflow import MlflowClient

_GONE = "RESOURCE_DOES_NOT_EXIST"


def remove_run(client: MlflowClient, run_id: str, name: str, number: int) -> None:
    """Delete a version, its run and its run's files.

    Args:
        client: Of MLflow.
        run_id: The version's run.
        name: Of the registered model.
        number: Of the version.
    """
    from mlflow.exceptions import MlflowException
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

    try:
        client.delete_model_version(name, str(number))
    except MlflowException as error:
        if error.error_code != _GONE:
            raise
    try:
        run = client.get_run(run_id)
    except MlflowException as error:
        if error.error_code == _GONE:
            return
        raise
    if run.info.lifecycle_stage != "deleted":
        files: Any = get_artifact_repository(run.info.artifact_uri)
        files.delete_artifacts()
        client.delete_run(run_id)
