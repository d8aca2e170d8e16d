"""How a command ends when it can't do what was asked: two lines and an exit code, never a trace."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from foresale.cli.interruption import is_asked_to_end
from foresale.cli.options.spelling import spell_option
from foresale.cli.output.screen import Screen
from foresale.errors import ForesaleError, MissingExtraError

UNUSABLE = 1
INTERRUPTED = 130
UNEXPECTED = 70

_SMALLEST_FIRST = ("client", "sql", "xgboost", "statistical", "dask", "service")
_OF_EXTRA = re.compile(r"(?P<name>[\w.-]+).*extra == ['\"](?P<extra>\w+)['\"]")
_DISTRIBUTIONS = {"argon2": "argon2-cffi", "jwt": "pyjwt", "xgboost": "xgboost-cpu"}

_INTERRUPTED = (
    "interrupted",
    "Interrupted.",
    "No half-written file is left; run the same command to start again.",
)


@contextmanager
def report_failures(screen: Screen) -> Iterator[None]:
    """Turn whatever goes wrong inside into two lines and an exit code.

    Exit codes: 1 where the data or an option can't be used, 130 after Ctrl-C, 70 where the
    fault is Foresale's. With FORESALE_DEBUG=1 the last shows its trace.
    """
    try:
        yield
    except ForesaleError as error:
        screen.fail(error.code, *error.spell(spell_option))
        raise typer.Exit(UNUSABLE) from None
    except KeyboardInterrupt:
        screen.fail(*_INTERRUPTED)
        raise typer.Exit(INTERRUPTED) from None
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:
        if is_asked_to_end():  # struck inside a library that took it for a fault of its own
            screen.fail(*_INTERRUPTED)
            raise typer.Exit(INTERRUPTED) from None
        raise typer.Exit(_tell_unexpected(screen, error)) from error


def _tell_unexpected(screen: Screen, error: Exception) -> int:
    """Say what is missing, or that it is our fault; answer the exit code."""
    if isinstance(error, ModuleNotFoundError):
        missing = _missing_extra(error)
        if missing is not None:
            screen.fail(missing.code, *missing.spell(spell_option))
            return UNUSABLE
    _tell_fault(screen, error)
    return UNEXPECTED


def _tell_fault(screen: Screen, error: Exception) -> None:
    """Say that it is our fault; raises the error itself for those who look for it."""
    if os.environ.get("FORESALE_DEBUG") == "1" or _reader_left(error):
        raise error
    screen.fail(
        "unexpected",
        f"Sorry, this is a fault in Foresale: {type(error).__name__}: {_first_line(error)}",
        "Run it again with FORESALE_DEBUG=1 to see where, and send us what it prints.",
    )


def _missing_extra(error: ModuleNotFoundError) -> MissingExtraError | None:
    """What to install, where the module is of one of Foresale's extras."""
    from importlib.metadata import PackageNotFoundError, requires

    module = str(error.name).partition(".")[0]
    try:
        declared = requires("foresale") or []
    except PackageNotFoundError:
        return None
    wanted = _DISTRIBUTIONS.get(module, module).replace("_", "-").lower()
    found = (_OF_EXTRA.match(requirement) for requirement in declared)
    extras = {match["extra"] for match in found if match and match["name"].lower() == wanted}
    extra = next((name for name in _SMALLEST_FIRST if name in extras), None)
    # The SQL reader names its own extra; elsewhere a database is the service's, which needs more.
    extra = "service" if extra == "sql" else extra
    return None if extra is None else MissingExtraError(module, extra)


def _reader_left(error: Exception) -> bool:
    """Whether whoever read our output, such as `head`, stopped reading."""
    return isinstance(error, OSError) and error.errno == errno.EPIPE


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "")
