"""Opening MLflow quietly: no telemetry, no chatter, no warnings, and short patience with a dead server."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from foresale.error_reasons import Reason
from foresale.errors import DiskFullError, MissingExtraError, RegistryError
from foresale.storage.database.engine.connect import driver_address
from foresale.storage.outages import is_disk_full
from foresale.storage.registry.single_calls import make_calls_single

if TYPE_CHECKING:
    from mlflow import MlflowClient

QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_CONFIGURE_LOGGING": "false",
    "MLFLOW_DISABLE_AGENT_HINT": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
    "MLFLOW_SQLALCHEMYSTORE_POOL_SIZE": "1",
    "MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW": "1",
    "GIT_PYTHON_REFRESH": "quiet",
}
"""What MLflow reads from the environment when it is imported; what is set there already stays."""

MAX_CONNECTIONS = 4
"""To MLflow's database, of a process: tracker and registry have two each, as one call needs while it logs."""

CONNECT_SECONDS = "10"
_CREDENTIALS = re.compile(r"//[^/\s]+@")
_PASSWORD = re.compile(r"//([^:@/]*):.*@")


def open_mlflow(address: str) -> MlflowClient:
    """A client of MLflow's tracker and registry; makes the tables where the database has none.

    Args:
        address: `http(s)://…` of a server, or a database.

    Raises:
        MissingExtraError: MLflow isn't installed.
        RegistryError: The server or database can't be reached, or is of another version of MLflow.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    # MLflow's own code is what these warnings are about; they come on import and on the first query.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from mlflow import MlflowClient

            logging.getLogger("mlflow").setLevel(logging.ERROR)
            logging.getLogger("alembic.runtime").setLevel(logging.WARNING)
            with report_failures(address):
                place = mlflow_uri(address)
                if not is_server(address):
                    _reach(place)
                client = MlflowClient(place, place)
                client.search_registered_models(max_results=1)
        except ModuleNotFoundError as error:  # MLflow itself, or a database's driver
            raise MissingExtraError(str(error.name), "service") from None
    return client if is_server(address) else make_calls_single(client)


def _reach(place: str) -> None:
    """Connect to a database once: MLflow tries one that refuses for two minutes, silently."""
    create_engine(place, poolclass=NullPool).connect().close()


def mlflow_uri(address: str) -> str:
    """The address as MLflow takes it: databases with the driver that Foresale installs.

    Examples:
        >>> mlflow_uri("postgresql://mlflow@db/mlflow")
        'postgresql+psycopg://mlflow@db/mlflow?connect_timeout=10'
        >>> mlflow_uri("https://mlflow.example.org")
        'https://mlflow.example.org'
    """
    if is_server(address):
        return address.rstrip("/")
    url = driver_address(address)
    if url.get_backend_name() == "sqlite":
        url = url.update_query_dict({"timeout": "30"})
    if url.drivername == "postgresql+psycopg":  # which else waits for two minutes
        url = url.set(query={"connect_timeout": CONNECT_SECONDS, **url.query})
    return url.render_as_string(hide_password=False)


def is_server(address: str) -> bool:
    """Whether the address is of an MLflow server, which then has the artifacts too."""
    return address.startswith(("http://", "https://"))


@contextmanager
def report_failures(address: str) -> Iterator[None]:
    """Tell what MLflow raises inside as a RegistryError, without the address's password."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except (MlflowException, SQLAlchemyError, OSError) as error:
        if is_disk_full(error):
            raise DiskFullError from None
        said = str(getattr(error, "orig", None) or error).strip()
        text = _CREDENTIALS.sub("//***@", said.replace(address, hide_credentials(address)))
        first = next(iter(text.splitlines()), type(error).__name__)
        raise RegistryError(
            f"MLflow at {hide_credentials(address)} didn't do its part: {_cause(first)}",
            fix="See whether it runs, lets this user in and is of the same version as here; "
            "`foresale config check` tells where its address comes from.",
            reason=Reason("registry_away"),
        ) from None  # the cause's own text may hold the password


def _cause(said: str) -> str:
    """The end of a chain of causes that a request's failure tells; else all that was said."""
    _, told, cause = said.rpartition("(Caused by ")
    return (cause.partition(": ")[2] or cause).removesuffix("))").strip("\"'") if told else said


def hide_credentials(address: str) -> str:
    """The address without its password, and without what follows a question mark.

    Examples:
        >>> hide_credentials("http://planner:secret@mlflow.example.org:5000")
        'http://planner:***@mlflow.example.org:5000'
    """
    if "://" not in address:
        return "…"
    return _PASSWORD.sub(r"//\1:***@", address).partition("?")[0]
