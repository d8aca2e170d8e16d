"""Keeps or leaves out rows by what the caller says of a column's values, before anything is added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.provenance import own_columns
from foresale.errors import ColumnsError, OptionError, closest
from foresale.messages import option
from foresale.notes import Evidence, Note, counted

_MAX_LISTED = 12


@dataclass(frozen=True)
class RowFilter:
    """Values of a column whose rows are kept, or left out.

    Attributes:
        column: The column.
        values: Its values, in lower case and trimmed; "" is an empty cell.
        keeps: Whether these rows are kept, or all others.
        text: As the caller wrote it.
    """

    column: str
    values: tuple[str, ...]
    keeps: bool
    text: str

    @property
    def option(self) -> str:
        """The option that it came by."""
        return "only" if self.keeps else "without"


@dataclass
class RowFilters:
    """What a caller's `only` and `without` ask for, applied where their columns turn up.

    Args:
        options: The caller's options.
    """

    options: ReadOptions
    notes: list[Note] = field(default_factory=list)
    _open: list[tuple[str, bool]] = field(init=False)

    def __post_init__(self) -> None:
        """Remember what is to be done."""
        self._open = [(text, True) for text in self.options.only]
        self._open += [(text, False) for text in self.options.without]

    def apply(self, frame: pl.DataFrame, *, last: bool = False) -> pl.DataFrame:
        """The rows that remain; options whose columns aren't there wait for the next table.

        Args:
            frame: A table with its rows' origin.
            last: Whether no further table comes, so that a column that isn't there is an error.

        Raises:
            ColumnsError: A column isn't there, or a value never occurs in it.
            OptionError: An option has no "=".
        """
        if not self._open:
            return frame
        columns = own_columns(frame)
        found = {item: parse_filter(*item, columns) for item in self._open}
        here = [item for item in found.values() if item is not None]
        waiting = [item for item, parsed in found.items() if parsed is None]
        if last and waiting:
            raise _no_column(*waiting[0], columns)
        self._open = waiting
        for one in _by_column(here):
            frame = self._filter(frame, one)
        return frame

    def _filter(self, frame: pl.DataFrame, wanted: RowFilter) -> pl.DataFrame:
        cells = labels_for_filters(frame[wanted.column])
        known = cells.unique().to_list()
        missing = [value for value in wanted.values if value not in known]
        if missing:
            raise _no_value(wanted, missing[0], frame[wanted.column])
        kept = cells.is_in(wanted.values)
        kept = kept if wanted.keeps else ~kept
        left = frame.height - int(kept.sum())
        if left == frame.height:
            raise ColumnsError(
                f"{option(wanted.option, [wanted.text])} leaves no row of {frame.height:,}.",
                fix=f"{wanted.column} holds {_values(frame[wanted.column])}.",
            )
        if left:
            text = f"{counted(left, 'row')} left out by {option(wanted.option, [wanted.text])}."
            self.notes.append(Note("row_filter", left, text, Evidence(text, certainty="told")))
        return frame.filter(kept)


def labels_for_filters(cells: pl.Series) -> pl.Series:
    """Cells as trimmed text in lower case, an empty one as ""."""
    if cells.dtype in (pl.Categorical, pl.Enum):
        cells = cells.cast(pl.String)
    return as_labels(cells).str.to_lowercase().fill_null("")


def parse_filter(text: str, keeps: bool, columns: Sequence[str]) -> RowFilter | None:
    """What `Column=value,value` asks for; None where no such column is there.

    Args:
        text: As the caller wrote it; values with a comma stand in quotes.
        keeps: Whether these rows are kept.
        columns: The columns there are; a name may hold "=" itself.

    Raises:
        OptionError: There is no "=".

    Examples:
        >>> parse_filter('Product=Total, "Bread, white"', False, ["Product"]).values
        ('total', 'bread, white')
    """
    if "=" not in text:
        name = "only" if keeps else "without"
        raise OptionError(
            f"{option(name, [text])} has no '='.",
            fix=f"Write Column=value, such as {option(name, ['Status=paid'])}.",
        )
    plain = {name.strip().casefold(): name for name in reversed(columns)}
    exact = {name.strip(): name for name in reversed(columns)}
    for place in (i for i, letter in enumerate(text) if letter == "="):
        said = text[:place].strip().strip("\"'").strip()
        column = exact.get(said) or plain.get(said.casefold())
        if column is not None:
            return RowFilter(column, _split(text[place + 1 :]), keeps, text.strip())
    return None


def filter_option(keeps: bool, column: str, values: Iterable[str]) -> str:
    """The option that keeps or leaves out rows, for a message.

    Examples:
        >>> from foresale.messages import Message
        >>> print(Message(filter_option(True, "Status", ["paid", "sent, late"])))
        only=["Status=paid,'sent, late'"]
        >>> print(Message(filter_option(False, "Product", ["Total"])))
        without=["Product=Total"]
    """
    said = f"{column}={','.join(_quote(value) for value in values)}"
    return option("only" if keeps else "without", [said])


def _split(text: str) -> tuple[str, ...]:
    """The values between commas; quotes around one are taken off."""
    parts = re.findall(r"\s*(\"[^\"]*\"|'[^']*'(?=\s*(?:,|$))|[^,]*)\s*(?:,|$)", text)
    parts = parts[:-1] if len(parts) > 1 and not parts[-1] and not text.rstrip().endswith(",") else parts
    return tuple(_unquote(part.strip()).strip().lower() for part in parts)


def _unquote(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _quote(value: str) -> str:
    return value if "," not in value else f"'{value}'" if "'" not in value else f'"{value}"'


def _by_column(filters: Iterable[RowFilter]) -> list[RowFilter]:
    """One filter a column and direction: further ones of the same column add their values."""
    found: dict[tuple[str, bool], RowFilter] = {}
    for one in filters:
        place = (one.column, one.keeps)
        before = found.get(place)
        found[place] = (
            one
            if before is None
            else replace(before, values=before.values + one.values, text=f"{before.text}, {one.text}")
        )
    return list(found.values())


def _values(cells: pl.Series) -> str:
    """The values of a column in the caller's spelling, the commonest first."""
    counts = as_labels(cells.cast(pl.String)).value_counts(sort=True)
    named = ["(empty)" if value is None else value for value in counts[cells.name].to_list()]
    return ", ".join(named[:_MAX_LISTED]) + (
        f" and {len(named) - _MAX_LISTED} more" if len(named) > _MAX_LISTED else ""
    )


def _no_column(text: str, keeps: bool, columns: Sequence[str]) -> ColumnsError:
    name = text.partition("=")[0].strip()
    near = closest(name, columns)
    listed = f"closest: {', '.join(near)}" if near else f"there are: {', '.join(columns[:_MAX_LISTED])}"
    return ColumnsError(
        f"There is no column '{name}', which {option('only' if keeps else 'without')} names.",
        fix=f"Name one that exists; {listed}.",
    )


def _no_value(wanted: RowFilter, value: str, cells: pl.Series) -> ColumnsError:
    known = as_labels(cells.cast(pl.String)).drop_nulls().unique().to_list()
    near = closest(value, known)
    listed = f"Closest: {', '.join(near)}" if near else f"It holds {_values(cells)}"
    return ColumnsError(
        f"{wanted.column} never says '{value}', which {option(wanted.option)} names.", fix=f"{listed}."
    )
