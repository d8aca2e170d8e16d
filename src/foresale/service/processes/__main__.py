"""Runs one part of the service: `python -m foresale.service.processes worker …`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from foresale.errors import ForesaleError
from foresale.service.logs import configure_logs
from foresale.service.processes.roles import schedule, serve_api, work
from foresale.settings import load_settings
from foresale.wiring import Wiring


def main() -> int:
    """Run the part that the arguments name, until it is asked to end."""
    asked = argparse.ArgumentParser()
    asked.add_argument("role", choices=("api", "worker", "scheduler"))
    asked.add_argument("--config", type=Path)
    asked.add_argument("--name", default="")
    asked.add_argument("--socket", type=int)
    given = asked.parse_args()
    wiring: Wiring | None = None
    try:
        wiring = Wiring(load_settings(given.config))
        configure_logs(wiring.settings.log_level, wiring.settings.log_format)
        match given.role:
            case "api":
                serve_api(wiring, given.socket)
            case "worker":
                work(wiring, given.name)
            case _:
                schedule(wiring)
    except ForesaleError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        if wiring is not None:
            wiring.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
