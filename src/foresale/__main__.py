"""`foresale` on the command line, and `python -m foresale`."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Run the command line; a request to end is heeded as Ctrl-C is, so that nothing half-written stays."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        from foresale.cli.app import app

        app(prog_name="foresale")
    except KeyboardInterrupt:  # before a command began, which tells it by itself
        sys.exit(130)


if __name__ == "__main__":
    main()
