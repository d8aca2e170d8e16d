"""`foresale` on the command line, and `python -m foresale`."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from foresale.cli.interruption import heed_requests_to_end
from foresale.garbage import collect_less_often

INTERRUPTED = 130


def main() -> None:
    """Run the command line; a request to end is heeded as Ctrl-C is, so that nothing half-written stays."""
    heed_requests_to_end()
    collect_less_often()
    try:
        from foresale.cli.app import app

        app(prog_name="foresale")
    except KeyboardInterrupt:  # before a command began, which tells it by itself
        _end_now(INTERRUPTED)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _end_now(INTERRUPTED)
        raise


def _end_now(code: int) -> NoReturn:
    """End at once: what libraries tidy at exit may be struck by the interruption again, and lose the code."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
