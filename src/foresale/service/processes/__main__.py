"""Runs one part of the service: `python -m foresale.service.processes worker …`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import get_args

from foresale.container import Container
from foresale.errors import ForesaleError
from foresale.garbage import collect_less_often
from foresale.service.logs import configure_logs
from foresale.service.processes.needed_connections import Role, own_connections
from foresale.service.processes.roles import ring_demo_tills, run_live, schedule, serve_api, work
from foresale.settings import Settings, load_settings
from foresale.tracing import TraceOptions, start_tracing, stop_tracing


def main() -> int:
    """Run the part that the arguments name, until it is asked to end."""
    collect_less_often()
    asked = argparse.ArgumentParser()
    asked.add_argument("role", choices=get_args(Role))
    asked.add_argument("--config", type=Path)
    asked.add_argument("--name", default="")
    asked.add_argument("--light", action="store_true")
    asked.add_argument("--socket", type=int)
    asked.add_argument("--address", default="")
    given = asked.parse_args()
    container: Container | None = None
    os.umask(0o077)  # whatever it makes is for its owner only
    try:
        settings = load_settings(given.config)
        container = Container(settings, own_connections(given.role, settings))
        configure_logs(container.settings.log_level, container.settings.log_format)
        _trace(container.settings, given.role)
        match given.role:
            case "api":
                serve_api(container, given.socket)
            case "worker":
                work(container, given.name, is_light=given.light)
            case "live":
                run_live(container, given.name)
            case "demo-tills":
                ring_demo_tills(container, given.address)
            case _:
                schedule(container)
    except ForesaleError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        if container is not None:
            container.close()
        stop_tracing()
    return 0


def _trace(settings: Settings, part: str) -> None:
    if settings.traces_url is not None:
        headers = settings.traces_headers
        start_tracing(
            TraceOptions(
                settings.traces_url,
                part,
                settings.traces_share,
                None if headers is None else headers.get_secret_value(),
            )
        )


if __name__ == "__main__":
    sys.exit(main())
