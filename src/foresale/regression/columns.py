"""Which columns can explain the target, and why the others are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from foresale.data.reading.columns.words.names import words_of
from foresale.errors import ColumnsError
from foresale.messages import option

MAX_CLASSES = 30
"""Different words that a column may hold and still be one of classes."""
MAX_EMPTY_SHARE = 0.6
MIN_ROWS_A_MONTH = 8
TIME, MONTH = "days passed", "month"
ID_WORDS = frozenset(
    ("id", "ids", "no", "nr", "number", "code", "key", "guid", "uuid", "index", "row", "name")
)
_DISTINCT_SHARE = 0.95


@dataclass(frozen=True)
class LeftOut:
    """A column that isn't used.

    Attributes:
        column: Its name.
        kind: ignored, unit, id, empty, constant, text, copy, leak or part.
        reason: Why, for people.
    """

    column: str
    kind: str
    reason: str


@dataclass(frozen=True)
class Columns:
    """The part of each column.

    Attributes:
        target: What is explained.
        unit: The column that names a row, if one does.
        numbers: Columns of quantities.
        classes: Columns of words, and of yes and no.
        left_out: The others.
    """

    target: str
    unit: str | None
    numbers: tuple[str, ...]
    classes: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that explain."""
        return (*self.numbers, *self.classes)

    def without(self, found: Sequence[LeftOut]) -> Columns:
        """The same with further columns left out."""
        gone = {one.column for one in found}
        return replace(
            self,
            numbers=tuple(name for name in self.numbers if name not in gone),
            classes=tuple(name for name in self.classes if name not in gone),
            left_out=(*self.left_out, *found),
        )


def find_columns(
    frame: pl.DataFrame, target: str, *, unit: str | None = None, ignored: Sequence[str] = ()
) -> tuple[pl.DataFrame, Columns]:
    """The part of each column, and the frame with dates as the numbers and classes they stand for.

    Args:
        frame: Typed columns, one row a unit.
        target: What is explained.
        unit: The column that names a row; found by itself where it's None.
        ignored: Columns that the caller leaves out.
    """
    if unit is not None and unit not in frame.columns:
        listed = ", ".join(frame.columns[:12])
        raise ColumnsError(
            f"There is no column '{unit}', which {option('unit')} names.", fix=f"There are: {listed}."
        )
    unit = unit or _find_unit(frame, target, ignored)
    frame, left = _with_parts_of_dates(frame, target, unit, ignored)
    columns = Columns(target, unit, (), ())
    numbers: list[str] = []
    classes: list[str] = []
    kept: list[str] = []
    for name in frame.columns:
        if name == target:
            continue
        reason = _reason_against(frame, name, unit, ignored) or _copy_of(frame, name, kept)
        if reason is not None:
            left.append(reason)
            continue
        kept.append(name)
        (classes if is_class(frame[name]) else numbers).append(name)
    return frame, replace(columns, numbers=tuple(numbers), classes=tuple(classes), left_out=tuple(left))


def is_class(values: pl.Series) -> bool:
    """Whether a column holds words, or only two different numbers, such as 0 and 1."""
    return values.dtype == pl.String or values.drop_nulls().n_unique() == 2


def as_classes(values: pl.Series) -> pl.Series:
    """A column's classes as words; 0 and 1 are no and yes."""
    if values.dtype == pl.String:
        return values
    present = set(values.drop_nulls().unique().to_list())
    if present <= {0.0, 1.0}:
        return values.cast(pl.Int8).cast(pl.String).replace({"0": "no", "1": "yes"})
    text = values.cast(pl.String)
    return text.str.strip_suffix(".0")


def _find_unit(frame: pl.DataFrame, target: str, ignored: Sequence[str]) -> str | None:
    """The first column that names each row: another value in each, and no quantity."""
    for name in frame.columns:
        if name == target or name in ignored:
            continue
        if _numbers_rows(frame[name]):
            return name
    return None


def _numbers_rows(values: pl.Series) -> bool:
    """Whether every row has a value of its own here that names it."""
    if values.null_count() or values.n_unique() < len(values) or len(values) < 3:
        return False
    if values.dtype == pl.Date:
        return True
    if values.dtype == pl.String:
        return bool((values.str.len_chars() <= 40).all())
    steps = np.diff(values.to_numpy())
    return bool(np.all(steps == steps[0])) or bool(set(words_of(values.name)) & ID_WORDS)


def _reason_against(
    frame: pl.DataFrame, name: str, unit: str | None, ignored: Sequence[str]
) -> LeftOut | None:
    values = frame[name]
    if name in ignored:
        return LeftOut(name, "ignored", "left out, as you said")
    if name == unit:
        return LeftOut(name, "unit", "names the row")
    known = values.drop_nulls()
    empty = values.null_count() / max(len(values), 1)
    if empty > MAX_EMPTY_SHARE:
        return LeftOut(name, "empty", f"empty in {100 * empty:.0f} % of the rows")
    if known.n_unique() <= 1:
        return LeftOut(name, "constant", "the same in every row")
    return _names_too_much(values, known)


def _names_too_much(values: pl.Series, known: pl.Series) -> LeftOut | None:
    """Whether a column names rows rather than describes them."""
    name, distinct = values.name, known.n_unique()
    if values.dtype == pl.String:
        if distinct >= _DISTINCT_SHARE * len(known) and distinct > MAX_CLASSES:
            return LeftOut(name, "id", f"another value in nearly each row, such as '{known[0]}'")
        if distinct > MAX_CLASSES and distinct > len(known) / 20:
            return LeftOut(name, "text", f"{distinct:,} different values are too many for classes")
        return None
    is_id = set(words_of(name)) & ID_WORDS and distinct > max(MAX_CLASSES, len(known) / 20)
    return LeftOut(name, "id", "numbers the rows") if is_id or _numbers_rows(values) else None


def _copy_of(frame: pl.DataFrame, name: str, kept: Sequence[str]) -> LeftOut | None:
    """Whether the column says what another one says already."""
    values = frame[name]
    for other in kept:
        theirs = frame[other]
        if values.dtype == theirs.dtype and values.equals(theirs):
            return LeftOut(name, "copy", f"the same as {other}")
        if not (is_class(values) and is_class(theirs)):
            continue
        pairs = frame.select(name, other).n_unique()
        if pairs == values.n_unique() == theirs.n_unique():
            return LeftOut(name, "copy", f"says the same as {other} in other words")
    return None


def _with_parts_of_dates(
    frame: pl.DataFrame, target: str, unit: str | None, ignored: Sequence[str]
) -> tuple[pl.DataFrame, list[LeftOut]]:
    """Each date as the time gone by, in days, and as the month where there are rows enough for each."""
    left: list[LeftOut] = []
    seen: dict[str, pl.Series] = {}
    for name in [name for name, kind in frame.schema.items() if kind == pl.Date and name != target]:
        days = frame[name]
        if name not in ignored:
            copied = next((other for other, theirs in seen.items() if theirs.equals(days)), None)
            known = days.drop_nulls()
            if copied is not None:
                left.append(LeftOut(name, "copy", f"the same as {copied}"))
            elif len(known):
                seen[name] = days
                numbers = days.cast(pl.Int32).cast(pl.Float64)
                parts = [(numbers - numbers.min()).alias(f"{name} ({TIME})")]
                months = known.dt.month().n_unique()
                if months > 1 and len(known) >= MIN_ROWS_A_MONTH * months:
                    parts.append(days.dt.strftime("%b").alias(f"{name} ({MONTH})"))
                frame = frame.with_columns(parts)
        if name != unit and name not in ignored:
            frame = frame.drop(name)
    return frame, left


def is_part_of_date(name: str) -> bool:
    """Whether a column was made from a date."""
    return name.endswith((f" ({TIME})", f" ({MONTH})"))
