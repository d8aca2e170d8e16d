"""How a command ends when it can't do what was asked: two lines and an exit code, never a trace."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from foresale.cli.screen import Screen
from foresale.errors import ForesaleError

UNUSABLE = 1
INTERRUPTED = 130
UNEXPECTED = 70

_INTERRUPTED = (
    "interrupted",
    "Interrupted.",
    "No half-written file is left; run the same command to start again.",
)


@contextmanager
def failures_told(screen: Screen) -> Iterator[None]:
    """Turn whatever goes wrong inside into two lines and an exit code.

    Exit codes: 1 where the data or an option can't be used, 130 after Ctrl-C, 70 where the
    fault is Foresale's. With FORESALE_DEBUG=1 the last shows its trace.
    """
    try:
        yield
    except ForesaleError as error:
        screen.fail(error.code, error.problem, error.fix)
        raise typer.Exit(UNUSABLE) from None
    except KeyboardInterrupt:
        screen.fail(*_INTERRUPTED)
        raise typer.Exit(INTERRUPTED) from None
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:
        if os.environ.get("FORESALE_DEBUG") == "1" or _reader_left(error):
            raise
        screen.fail(
            "unexpected",
            f"Sorry, this is a fault in Foresale: {type(error).__name__}: {_first_line(error)}",
            "Run it again with FORESALE_DEBUG=1 to see where, and send us what it prints.",
        )
        raise typer.Exit(UNEXPECTED) from error


def _reader_left(error: Exception) -> bool:
    """Whether whoever read our output, such as `head`, stopped reading."""
    return isinstance(error, OSError) and error.errno == errno.EPIPE


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "")
