"""Loading, right after the start, what the first answers would wait for."""

from __future__ import annotations

import gc
import logging
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from foresale.errors import ForesaleError

if TYPE_CHECKING:
    from foresale.container import Container

_log = logging.getLogger(__name__)


def start_warming_up(container: Container) -> None:
    """Begin to load, in the background, what takes seconds: scipy, MLflow and the registry.

    Args:
        container: The service's parts.
    """
    Thread(target=_warm_up, args=(container,), name="foresale-warm-up", daemon=True).start()


def settle() -> None:
    """Tell the look for garbage to leave out all that is loaded now: it would hold up answers by 0.1 s."""
    gc.collect()
    gc.freeze()


def _warm_up(container: Container) -> None:
    import_module("scipy.stats")
    try:
        container.registry.aliases()
    except ForesaleError as error:
        _log.warning("the registry of models can't be reached now: %s", error.problem)
    settle()
