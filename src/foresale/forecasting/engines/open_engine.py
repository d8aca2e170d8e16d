"""Where the user wants the work done: on this machine, or on a cluster."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foresale.errors import OptionError
from foresale.forecasting.engines.engine import LOCAL, Engine

ADDRESS = re.compile(r"dask(?P<tls>\+tls)?://(?P<host>\[[0-9a-fA-F:.]+\]|[^\s/:@]+)(:(?P<port>\d+))?/?")
PORT = "8786"  # where Dask's scheduler listens unless told otherwise


@contextmanager
def open_engine(engine: str = "local", folder: Path | None = None) -> Iterator[Engine]:
    """The engine that is called so, ready to work until the block ends.

    Args:
        engine: `local`, or `dask://scheduler:8786`; `dask+tls://…` where the cluster talks TLS.
        folder: A folder that a cluster's workers share.

    Raises:
        OptionError: There is no such engine.
        EngineError: The cluster can't be reached, or can't do the work.
        MissingExtraError: The cluster's library isn't installed.
    """
    scheduler = scheduler_address(engine)
    if scheduler is None:
        yield LOCAL
        return
    from foresale.forecasting.engines.dask_engine import DaskEngine

    cluster = DaskEngine(scheduler, folder)
    try:
        yield cluster
    finally:
        cluster.close()


def scheduler_address(engine: str) -> str | None:
    """The address of the Dask scheduler that an engine names, as Dask writes it; None for `local`.

    Raises:
        OptionError: It is neither.

    Examples:
        >>> scheduler_address("dask://10.0.0.7:8786"), scheduler_address("local")
        ('tcp://10.0.0.7:8786', None)
    """
    if engine == "local":
        return None
    found = ADDRESS.fullmatch(engine)
    if found is None:
        raise OptionError(
            f"{engine!r} is no engine.", fix="Give local, or a Dask scheduler such as dask://scheduler:8786."
        )
    scheme = "tls" if found["tls"] else "tcp"
    return f"{scheme}://{found['host']}:{found['port'] or PORT}"
