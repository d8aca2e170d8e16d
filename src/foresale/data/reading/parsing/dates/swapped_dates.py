"""Dates whose day and month a spreadsheet swapped: real dates up to the 12th beside text from the 13th on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from foresale.aggregates import count_days
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.date_values import Order, build_datetimes
from foresale.data.reading.questions import Ask, Question, settle
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

_FEWEST = 4  # distinct days of either kind, so that chance can't part them at the 12th
_PLENTY = 8
_TWELVE = 12
_FEW_GAPS, _MANY_GAPS = 0.05, 0.3  # days without a row, for each that has one
_ANSWERS = ("swapped", "as written")


@dataclass(frozen=True)
class _Days:
    days: pl.Series

    @property
    def gaps(self) -> int:
        """Days without a row between the first and the last."""
        return count_days(self.days) - self.days.n_unique()

    def __str__(self) -> str:
        return f"{self.days.min()!s} to {self.days.max()!s}, {self.gaps:,} days between without a row"


def mend_swapped_dates(
    found: pl.DataFrame, column: str, reading: DateReading, ask: Ask | None
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The matched cells with day and month put right, where a spreadsheet swapped them.

    A spreadsheet that expects the other order turns 03/01/2024 into the first of March, and leaves
    13/01/2024 as text. In such a column every real date lies on days 1 to 12, every text date on 13 to 31.

    Args:
        found: What `match_dates` says of the column's distinct cells.
        column: Its name.
        reading: What the caller knows.
        ask: Asked where both readings are whole.

    Raises:
        ColumnsError: Both readings are whole, and nobody is asked.
    """
    if reading.swapped == "keep" or reading.date_format is not None:
        return found, ()
    plain = _with_day_numbers(found)
    real, order = _find_swapped_cells(plain)
    if real is None:
        return found, ()
    found = plain
    mended = found.with_columns(
        pl.when(real).then("d").otherwise("m").alias("m"),
        pl.when(real).then("m").otherwise("d").alias("d"),
        pl.when(real).then("b").otherwise("a").alias("a"),
        pl.when(real).then("a").otherwise("b").alias("b"),
    )
    before, after = (
        _Days(build_datetimes(frame, order=order)["wall"].drop_nulls().cast(pl.Date))
        for frame in (found, mended)
    )
    count = int(real.sum())
    seen = (
        f"{column} holds {count:,} real dates, all on days 1 to 12, beside text dates that are all on days "
        "13 to 31"
    )
    readings = (Reading(f"day and month swapped back: {after}"), Reading(f"as written: {before}"))
    proven = after.gaps < before.gaps and min(count, int((~real).sum())) >= _PLENTY
    if reading.swapped != "mend" and not proven:
        question = Question(
            f"swapped_dates:{column}",
            f"{seen}: a spreadsheet may have swapped day and month of the real dates. {readings[0].meaning}; "
            f"{readings[1].meaning}.",
            _ANSWERS,
            f"Say which with {option('swapped_dates', 'mend')} or keep.",
        )
        if settle(question, ask) == _ANSWERS[1]:
            return found, (
                Note("swapped_dates", 0, f"{seen}; they are kept.", Evidence(seen, readings[::-1], "asked")),
            )
    certainty: Certainty = "told" if reading.swapped == "mend" else "proven" if proven else "asked"
    text = (
        f"{seen}: a spreadsheet swapped day and month, and they are swapped back ({after}; as written "
        f"{before}; {option('swapped_dates', 'keep')} leaves them)."
    )
    return mended, (Note("swapped_dates", count, text, Evidence(seen, readings, certainty)),)


def mend_swapped_by_sequence(
    found: pl.DataFrame, column: str, reading: DateReading, order: Order
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The matched cells with day and month put right, where a program swapped those up to the 12th.

    Such a program writes all dates alike, so only their sequence tells: with the days up to the 12th
    swapped, the days follow each other without a gap, or the rows are in order of time; as written they
    are neither.

    Args:
        found: What `match_dates` says of the column's distinct cells, in the file's order.
        column: Its name.
        reading: What the caller knows.
        order: What stands first in dates of numbers.
    """
    family = found["family"]
    day, month = ("d", "m") if (family == "ymd").all() else ("a", "b") if order == "day" else ("b", "a")
    told = reading.swapped == "keep" or reading.date_format is not None or order == "year"
    if told or not ((family == "ymd").all() or (family == "numeric").all()):
        return found, ()
    days, months = (found[name].cast(pl.Int64, strict=False) for name in (day, month))
    small = (days <= _TWELVE) & (months <= _TWELVE)
    large = days > _TWELVE
    if min(int(small.sum()), int(large.sum())) < _PLENTY or not (small & (days != months)).any():
        return found, ()
    mended = found.with_columns(
        pl.when(small).then(month).otherwise(day).alias(day),
        pl.when(small).then(day).otherwise(month).alias(month),
    )
    walls = [build_datetimes(frame, order=order)["wall"].cast(pl.Date) for frame in (found, mended)]
    before, after = (_Days(wall.drop_nulls().unique()) for wall in walls)
    in_order = [wall.drop_nulls().is_sorted() for wall in walls]
    closed_up = after.gaps <= _FEW_GAPS * len(after.days) and before.gaps > _MANY_GAPS * len(before.days)
    if walls[1].null_count() > walls[0].null_count() or not (closed_up or (in_order[1] and not in_order[0])):
        return found, ()
    why = "the days then follow each other" if closed_up else "the rows are then in order of time"
    seen = f"{column} holds {int(small.sum()):,} dates up to the 12th whose day and month are swapped: {why}"
    readings = (Reading(f"day and month swapped back: {after}"), Reading(f"as written: {before}"))
    text = f"{seen} ({after}; as written {before}; {option('swapped_dates', 'keep')} leaves them)."
    return mended, (Note("swapped_dates", int(small.sum()), text, Evidence(seen, readings, "proven")),)


def _with_day_numbers(found: pl.DataFrame) -> pl.DataFrame:
    """The cells with a spreadsheet's day numbers as year, month and day."""
    serial = pl.col("family") == "serial"
    if not (found["family"] == "serial").any() or not (found["family"] == "numeric").any():
        return found
    wall = pl.lit(build_datetimes(found, order="day")["wall"])
    return found.with_columns(
        pl.when(serial).then(wall.dt.year().cast(pl.String)).otherwise("y").alias("y"),
        pl.when(serial).then(wall.dt.month().cast(pl.String)).otherwise("m").alias("m"),
        pl.when(serial).then(wall.dt.day().cast(pl.String)).otherwise("d").alias("d"),
        pl.when(serial).then(pl.lit("ymd")).otherwise("family").alias("family"),
    )


def _find_swapped_cells(found: pl.DataFrame) -> tuple[pl.Series | None, Order]:
    """True for the real dates of a column that looks swapped, and the order of its text dates."""
    family = found["family"]
    numeric = family == "numeric"
    iso = family == "ymd"
    if not numeric.any() or (not iso.any() and found["sep"].drop_nulls().n_unique() < 2):
        return None, "day"
    first, second = (found[name].cast(pl.Int64, strict=False) for name in ("a", "b"))
    if not iso.any():
        small = (first <= 12) & (second <= 12)
        marks = [set(found["sep"].filter(part).drop_nulls()) for part in (numeric & small, numeric & ~small)]
        if not all(marks) or marks[0] & marks[1]:
            return None, "day"
        iso, numeric = (numeric & small).fill_null(value=False), (numeric & ~small).fill_null(value=False)
        days = first.filter(iso)
    else:
        days = found["d"].filter(iso).cast(pl.Int64)
    if min(int(iso.sum()), int(numeric.sum())) < _FEWEST or not (days <= 12).all():
        return None, "day"
    first, second = first.filter(numeric), second.filter(numeric)
    orders: dict[Order, tuple[pl.Series, pl.Series]] = {"day": (first, second), "month": (second, first)}
    for order, (led, other) in orders.items():
        if (led > 12).all() and (other <= 12).all():
            return iso.fill_null(value=False), order
    return None, "day"
