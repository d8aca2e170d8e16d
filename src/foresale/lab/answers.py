"""Answers to what a file leaves open, typed as the command names them: `--day-first --decimal ,`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from types import MappingProxyType

from foresale.errors import OptionError

# None opens or writes another file: the command runs on the machine where the Lab runs.
OF_TABLES: Mapping[str, bool] = MappingProxyType(
    dict.fromkeys(("--day-first", "--month-first", "--fill-down", "--no-fill-down"), False)
    | dict.fromkeys(
        ("--date-format", "--decimal", "--delimiter", "--encoding", "--sheet", "--names", "--only",
         "--without", "--number-words", "--max-bad-share", "--ignore"),
        True,
    )
)  # fmt: skip
"""Options that any table may need, and whether a value follows."""

OF_SALES: Mapping[str, bool] = MappingProxyType(
    dict(OF_TABLES)
    | dict.fromkeys(("--cumulative", "--not-cumulative", "--non-negative", "--may-be-negative"), False)
    | dict.fromkeys(
        ("--date", "--keys", "--price", "--promotion", "--stockout", "--in-stock", "--transaction", "--year",
         "--layout", "--time-zone", "--week-scheme", "--swapped-dates", "--fiscal-year-start", "--freq",
         "--missing", "--duplicates", "--duplicate-keys", "--returns", "--key-spelling",
         "--incomplete-last", "--week-start"),
        True,
    )
)  # fmt: skip
"""Options that a file of sales may need, and whether a value follows."""

OF_DRIVERS: Mapping[str, bool] = MappingProxyType(
    dict(OF_TABLES) | dict.fromkeys(("--unit", "--keep", "--outliers"), True)
)
"""Options that a table for drivers may need, and whether a value follows."""


def read_answers(text: str, known: Mapping[str, bool]) -> list[str]:
    """What was typed as words for a command, each option with its value in one.

    Args:
        text: Options as a shell takes them.
        known: Those that are taken, and whether a value follows.

    Raises:
        OptionError: Something else was typed, or a value is missing.

    Examples:
        >>> read_answers("--day-first --decimal ,", OF_SALES)
        ['--day-first', '--decimal=,']
    """
    try:
        words = shlex.split(text)
    except ValueError:
        raise OptionError(f"{text} has an odd quote.", fix="Write a quote before and after a name.") from None
    answers: list[str] = []
    while words:
        name, equals, value = words.pop(0).partition("=")
        if name not in known:
            raise OptionError(f"{name} isn't taken here.", fix=f"Write one of: {', '.join(known)}.")
        if known[name] and not equals:
            if not words:
                raise OptionError(f"{name} has no value.", fix=f"Write it behind: {name} VALUE.")
            value = words.pop(0)
        answers.append(f"{name}={value}" if known[name] else name)
    return answers
