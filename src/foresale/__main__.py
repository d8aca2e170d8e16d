"""`foresale` on the command line, and `python -m foresale`."""

from __future__ import annotations

import signal

from foresale.cli.app import app


def main() -> None:
    """Run the command line; a request to end is heeded as Ctrl-C is, so that nothing half-written stays."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app(prog_name="foresale")


if __name__ == "__main__":
    main()
