"""Waiting for a database that starts beside us, or that another process migrates."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from foresale.errors import NotReadyError, OptionError
from foresale.storage.database.engine.migrate import check_current, revision

_LOOK_SECONDS = 0.5


def wait_until_reachable(engine: Engine, seconds: float) -> None:
    """Return once the database answers.

    Args:
        engine: The database.
        seconds: How long to wait.

    Raises:
        NotReadyError: It doesn't answer in time.
    """
    _wait(lambda: revision(engine), seconds)


def wait_until_current(engine: Engine, seconds: float) -> None:
    """Return once the database's schema is what this program needs.

    Args:
        engine: The database.
        seconds: How long to wait.

    Raises:
        NotReadyError: It doesn't answer in time.
        OptionError: It answers, and its schema is still another.
    """
    _wait(lambda: check_current(engine), seconds)


def _wait(look: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            look()
        except OptionError:
            if time.monotonic() >= deadline:
                raise
        except DBAPIError as error:
            if time.monotonic() >= deadline:
                raise NotReadyError(
                    f"The database can't be reached: {error.orig}.",
                    fix="Check the setting 'database_url', and that its server runs.",
                ) from None
        else:
            return
        time.sleep(min(_LOOK_SECONDS, max(deadline - time.monotonic(), 0.0)))
