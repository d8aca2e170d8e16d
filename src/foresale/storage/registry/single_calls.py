"""MLflow's client on a database, a call at a time.

Some of its calls hold a connection while they ask for a second. With the few connections that a process may
have, two such calls at once would each wait for the other's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from mlflow import MlflowClient

_TURN = RLock()
_LONG = frozenset({"log_artifact", "log_artifacts", "download_artifacts", "list_artifacts"})
"""Calls that move files: they ask the database once, with one connection."""


def make_calls_single(client: MlflowClient) -> MlflowClient:
    """The client, whose calls in this process follow one another, but for those that move files."""
    return cast("MlflowClient", _SingleCalls(client))


class _SingleCalls:
    def __init__(self, client: MlflowClient) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        return found if name in _LONG or not callable(found) else _in_turn(found)


def _in_turn(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def wait_and_call(*arguments: Any, **options: Any) -> Any:
        with _TURN:
            return call(*arguments, **options)

    return wait_and_call
