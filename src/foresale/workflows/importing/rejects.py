"""Collects what is wrong with a table's rows, the first fault of each, and parts good rows from bad."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.provenance import FILE, ROW
from foresale.sales import REJECT_SCHEMA

_LONGEST_VALUE = 200


class Refusals:
    """The faults found so far.

    Args:
        frame: The table as read, each row knowing where it came from.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        self._bad = pl.repeat(value=False, n=frame.height, eager=True)
        self._parts: list[pl.DataFrame] = []

    def refuse(self, bad: pl.Series, column: str | None, values: pl.Series | None, reason: str) -> None:
        """Set rows aside that aren't yet.

        Args:
            bad: True for each row at fault.
            column: The column at fault, by the file's name for it.
            values: The values at fault, as the file has them.
            reason: What is wrong.
        """
        fresh = bad.fill_null(value=False) & ~self._bad
        if not fresh.any():
            return
        quoted = (
            values.filter(fresh).cast(pl.String).str.slice(0, _LONGEST_VALUE) if values is not None else None
        )
        self._parts.append(
            self._frame.select(FILE, ROW)
            .filter(fresh)
            .select(
                file=pl.col(FILE).cast(pl.String),
                row=pl.col(ROW).cast(pl.Int64),
                column=pl.lit(column, dtype=pl.String),
                value=pl.lit(None, dtype=pl.String) if quoted is None else quoted,
                reason=pl.lit(reason),
            )
        )
        self._bad |= fresh

    def drop(self, surplus: pl.Series) -> int:
        """Leave rows out that are no fault, and answer how many that hadn't been refused."""
        fresh = surplus.fill_null(value=False) & ~self._bad
        self._bad |= fresh
        return int(fresh.sum())

    @property
    def good(self) -> pl.Series:
        """True for each row that nothing was found against."""
        return ~self._bad

    def rejects(self) -> pl.DataFrame:
        """The rows set aside, in the file's order."""
        return pl.concat([pl.DataFrame(schema=REJECT_SCHEMA), *self._parts]).sort("row", maintain_order=True)
