"""The errors Foresale raises: each says what it saw and what the reader can do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, ClassVar

from foresale.error_reasons import Reason
from foresale.messages import Message, Speller


class ForesaleError(Exception):
    """`problem` says what we saw; `fix` says what the reader can do.

    `code` is stable across releases, for machines; so is that of `reason`, which tells sentences apart and
    has what stands in them, where somebody may want to word them. An option that either names is written
    with `foresale.messages.option`, so that each face can spell it.

    Examples:
        >>> error = ForesaleError("sales.csv is empty.", fix="Give a file with rows.")
        >>> print(error)
        sales.csv is empty.
        → Give a file with rows.
    """

    code: ClassVar[str] = "error"

    def __init__(self, problem: str, *, fix: str, reason: Reason | None = None) -> None:
        self.problem, self.fix, self.reason = Message(problem), Message(fix), reason
        super().__init__(f"{self.problem}\n→ {self.fix}")

    def spell(self, speller: Speller) -> tuple[Message, Message]:
        """Problem and fix, with options as a face writes them."""
        return Message(self.problem, speller), Message(self.fix, speller)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error travel between processes: built anew without `__init__`, whose arguments differ."""
        return _rebuild, (type(self), self.args), self.__dict__


def _rebuild(kind: type[ForesaleError], arguments: tuple[Any, ...]) -> ForesaleError:
    return kind.__new__(kind, *arguments)


class UnreadableFileError(ForesaleError):
    """A file can't be opened, or isn't what its name says."""

    code = "unreadable_file"


class ColumnsError(ForesaleError):
    """A column is missing, or which column plays a role can't be told."""

    code = "columns"


class UnknownColumnError(ColumnsError):
    """An option names a column that isn't there.

    Attributes:
        column: Its name.
        role: The option.
        others: Which columns there are, or which are called most like it, in words.
    """

    def __init__(self, problem: str, *, fix: str, column: str, role: str, others: str) -> None:
        super().__init__(problem, fix=fix)
        self.column, self.role, self.others = column, role, others


class BadRowsError(ForesaleError):
    """More rows are unusable than the caller allows."""

    code = "bad_rows"


class HistoryError(ForesaleError):
    """The history is too short or too empty for what was asked."""

    code = "history"


class OptionError(ForesaleError):
    """An option's value can't be used."""

    code = "option"


class SavedModelError(ForesaleError):
    """A model folder can't be read, or doesn't fit the data."""

    code = "saved_model"


class EngineError(ForesaleError):
    """The machines that were to do the work can't be reached, or can't do it."""

    code = "engine"


class RegistryError(ForesaleError):
    """The registry of models can't be reached, or can't do what was asked."""

    code = "registry"


class MissingExtraError(ForesaleError):
    """An optional library isn't installed."""

    code = "missing_extra"

    def __init__(self, library: str, extra: str = "", *, package: str = "") -> None:
        super().__init__(
            f"This needs {library}, which isn't installed.",
            fix=f"Install it with: pip install {package}"
            if package
            else f"Install it with: pip install 'foresale[{extra}]'",
        )


class NotFoundError(ForesaleError):
    """There is no such thing, or the asker may not see it."""

    code = "not_found"


class ConflictError(ForesaleError):
    """What was asked doesn't fit with what is there."""

    code = "conflict"


class NotReadyError(ForesaleError):
    """Something that is needed isn't there yet, or can't be reached now; later it may."""

    code = "not_ready"


class DiskFullError(ForesaleError):
    """A disk has no space left, here or where the database is."""

    code = "disk_full"

    def __init__(self) -> None:
        super().__init__(
            "The disk is full.",
            fix="Free some space where the service's folder and its database are, then try it again.",
            reason=Reason("disk_full"),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """It has no arguments."""
        return type(self), ()


def closest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The names most like `name`, best first, whatever their case.

    Examples:
        >>> closest("quantty", ["Quantity", "Date"])
        ['Quantity']
    """
    by_lower = {other.casefold(): other for other in known}
    return [by_lower[m] for m in difflib.get_close_matches(name.casefold(), by_lower, n=count, cutoff=0.5)]


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """What to do about a name that isn't known: the nearest one, or `otherwise` where none is near.

    Examples:
        >>> did_you_mean("quantty", ["Quantity", "Date"], "Leave it out.")
        "Did you mean 'Quantity'?"
        >>> did_you_mean("x", ["Quantity", "Date"], "Leave it out.")
        'Leave it out.'
    """
    near = closest(name, known, 1)
    return f"Did you mean '{near[0]}'?" if near else otherwise
