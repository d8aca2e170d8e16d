"""Loading, right after the start, what the first answers would wait for."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from foresale.errors import ForesaleError

if TYPE_CHECKING:
    from foresale.container import Container

_log = logging.getLogger(__name__)
_LOOK = 0.05


def start_warming_up(container: Container, is_serving: Callable[[], bool]) -> None:
    """Load, in the background, what takes seconds: scipy, MLflow and the registry.

    Args:
        container: The service's parts.
        is_serving: Whether requests are answered: until then, this would only hold up the start.
    """
    Thread(target=_warm_up, args=(container, is_serving), name="foresale-warm-up", daemon=True).start()


def settle() -> None:
    """Tell the look for garbage to leave out all that is loaded now: it would hold up answers by 0.1 s."""
    gc.collect()
    gc.freeze()


def _warm_up(container: Container, is_serving: Callable[[], bool]) -> None:
    while not is_serving():
        time.sleep(_LOOK)
    import_module("scipy.special")
    try:
        container.registry.aliases()
    except ForesaleError as error:
        _log.warning("the registry of models can't be reached now: %s", error.problem)
    settle()
