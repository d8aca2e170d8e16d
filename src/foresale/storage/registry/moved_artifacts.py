"""Models' files after their folder was moved: MLflow keeps absolute addresses of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

import sqlalchemy as sa

from foresale.storage.registry.open_mlflow import is_server, mlflow_uri

if TYPE_CHECKING:
    from mlflow import MlflowClient

EXPERIMENT = "foresale"
_ADDRESSES = {
    "experiments": ("artifact_location",),
    "runs": ("artifact_uri",),
    "model_versions": ("source", "storage_location"),
    "logged_models": ("artifact_location",),
}
"""Where MLflow writes down the addresses of files, by table."""


def follow_artifacts(client: MlflowClient, address: str, artifacts: Path) -> None:
    """Let MLflow look for models in the folder that they are in now, wherever they were logged.

    A home that was moved, copied or restored elsewhere is so whole again. A copy looks into its own folder
    even while the one it was copied from is still there; a machine without models of its own goes on reading
    those of the folder that it shares.

    Args:
        client: Of this MLflow.
        address: Of its database; a server keeps files by itself, and is left alone.
        artifacts: Folder of the models' files.
    """
    if is_server(address):
        return
    found = client.get_experiment_by_name(EXPERIMENT)
    before = None if found is None else str(found.artifact_location).rstrip("/")
    if before is None or before == artifacts.as_uri() or _is_right(before, artifacts):
        return
    engine = sa.create_engine(mlflow_uri(address), poolclass=sa.NullPool)
    with engine.begin() as connection:
        move_addresses(connection, before, artifacts.as_uri())


def move_addresses(connection: sa.Connection, before: str, after: str) -> None:
    """Put all of MLflow's addresses below one folder below another.

    Args:
        connection: An open transaction in MLflow's database.
        before: The folder as they name it, such as file:///srv/old/models.
        after: The folder they are to name.
    """
    for name, columns in _ADDRESSES.items():
        table = sa.table(name, *(sa.column(column, sa.String) for column in columns))
        for column in table.columns:
            below = sa.func.substr(column, 1, len(before) + 1) == f"{before}/"
            moved = sa.literal(after, sa.String) + sa.func.substr(column, len(before) + 1)
            connection.execute(
                table.update().where(sa.or_(column == before, below)).values({column.name: moved})
            )


def _is_right(address: str, artifacts: Path) -> bool:
    """Whether an address is to stay: no folder, or one that is there while the other holds nothing."""
    parts = urlsplit(address)
    if parts.scheme not in ("", "file"):
        return True
    place = Path(url2pathname(parts.path) if parts.scheme else address)
    if not place.is_dir():
        return False
    return not artifacts.is_dir() or place.samefile(artifacts) or not any(artifacts.iterdir())
