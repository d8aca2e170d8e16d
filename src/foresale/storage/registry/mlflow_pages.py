"""MLflow's own pages over the registry: runs, versions, aliases."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from foresale.storage.registry.moved_artifacts import follow_artifacts
from foresale.storage.registry.open_mlflow import mlflow_uri, open_mlflow

WITHOUT = {
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    "MLFLOW_ENABLE_AI_GATEWAY": "false",
    "PYTHONWARNINGS": "ignore",
}
"""What a registry needs nothing of: processes for other uses of MLflow, and warnings about its own code."""

CONNECTIONS = {"MLFLOW_SQLALCHEMYSTORE_POOL_SIZE": "5", "MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW": "10"}
"""Of its two stores each: pages ask much at once, where a process of the service asks little."""


def serve_pages(address: str, artifacts: Path, host: str, port: int) -> None:
    """Serve MLflow's pages until interrupted.

    Args:
        address: The database of runs and versions.
        artifacts: The folder of their files.
        host: Address to listen on.
        port: Port to listen on.

    Raises:
        MissingExtraError: MLflow isn't installed.
        RegistryError: The database can't be reached.
    """
    for name, value in CONNECTIONS.items():
        os.environ.setdefault(name, value)
    client = open_mlflow(address)  # makes the tables, or tells in our words why it can't
    follow_artifacts(client, address, artifacts.absolute())
    for name, value in WITHOUT.items():
        os.environ.setdefault(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mlflow.cli import server

        server.main(
            args=[
                f"--backend-store-uri={mlflow_uri(address)}",
                f"--registry-store-uri={mlflow_uri(address)}",
                f"--artifacts-destination={artifacts.absolute().as_uri()}",
                f"--host={host}",
                f"--port={port}",
                "--workers=1",
                "--uvicorn-opts=--log-level warning",
            ],
            prog_name="mlflow server",
            standalone_mode=False,
        )
