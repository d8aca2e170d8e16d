"""How a command reaches the service's own parts, on the machine that has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from foresale.cli.failures import report_failures
from foresale.cli.output.screen import Screen

if TYPE_CHECKING:
    from sqlalchemy import Engine


@contextmanager
def database_of(screen: Screen, config: Path | None, home: Path | None) -> Iterator[Engine]:
    """The service's database while a command works on it; what goes wrong is told as problem and fix.

    Args:
        screen: Where to tell it.
        config: The settings file that was named.
        home: The service's folder, where that was named.
    """
    with report_failures(screen):
        from foresale.container import Container
        from foresale.settings import load_settings

        container = Container(load_settings(config, home=home))
        try:
            yield container.engine
        finally:
            container.close()
