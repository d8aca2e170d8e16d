"""How many connections to the database a service may have at once, and whether its server allows that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from foresale.container import Container
from foresale.service.live.loop_report import list_expected_loops
from foresale.settings import Settings
from foresale.storage.database.engine.connect import same_server
from foresale.storage.database.engine.server_limits import read_allowed_connections
from foresale.storage.registry.open_mlflow import MAX_CONNECTIONS as OF_MLFLOW
from foresale.storage.registry.open_mlflow import is_server

Role = Literal["api", "worker", "scheduler", "live", "demo-tills"]
"""What a process is for."""

WORKER_CONNECTIONS = 6
"""For its job, heartbeats, the search for jobs, and what a job's steps have beside each other."""
SCHEDULER_CONNECTIONS = 4
TILLS_CONNECTIONS = 2
_BESIDE_LOOPS = 2


def own_connections(role: Role, settings: Settings) -> int:
    """The most connections to the system of record that a process of this kind has at once.

    Args:
        role: What the process is for.
        settings: Of the service.
    """
    match role:
        case "api":
            return settings.database_connections
        case "worker":
            return WORKER_CONNECTIONS
        case "scheduler":
            return SCHEDULER_CONNECTIONS
        case "live":  # each loop has one at a time
            return len(list_expected_loops(settings)) + _BESIDE_LOOPS
        case "demo-tills":
            return TILLS_CONNECTIONS


def count_processes(settings: Settings, *, with_tills: bool = False) -> dict[Role, int]:
    """How many processes of each kind a whole service is.

    Args:
        settings: Of the service.
        with_tills: Whether the demo chain's tills ring too.
    """
    processes: dict[Role, int] = {
        "api": settings.api_workers, "worker": settings.job_workers, "scheduler": 1, "live": 1,
    }  # fmt: skip
    return processes | ({"demo-tills": 1} if with_tills else {})


def count_connections(settings: Settings, processes: Mapping[Role, int]) -> int:
    """The most connections that processes have at once to the server of the system of record.

    MLflow's are among them where its database is at the same server.

    Args:
        settings: Of the service.
        processes: How many of each kind.
    """
    own = sum(count * own_connections(role, settings) for role, count in processes.items())
    mlflow = settings.mlflow_address
    if is_server(mlflow) or not same_server(mlflow, settings.database_address):
        return own
    return own + OF_MLFLOW * sum(count for role, count in processes.items() if role != "demo-tills")


def describe_few_connections(container: Container, processes: Mapping[Role, int]) -> str | None:
    """What to tell whoever starts processes that may want more connections than the server allows.

    Args:
        container: The service's parts, over a database that can be reached.
        processes: How many of each kind are started.
    """
    allowed = read_allowed_connections(container.engine)
    needed = count_connections(container.settings, processes)
    if allowed is None or needed <= allowed:
        return None
    return (
        f"The database's server allows {allowed} connections at once, and these processes may want {needed}: "
        "where none is left, requests and jobs fail.\n"
        "→ Raise the server's max_connections, or lower 'database_connections' or 'api_workers'; "
        "docs/database.md has a table."
    )
