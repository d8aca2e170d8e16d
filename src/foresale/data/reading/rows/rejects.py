"""Rows that can't be used: set aside with file, row, column, value and reason."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.provenance import FILE, ROW
from foresale.errors import BadRowsError
from foresale.messages import option
from foresale.notes import percent
from foresale.sales import REJECT_SCHEMA

_LATE = "lies after today"
_AT = "_at"
_MAX_SHARE_LEFT_OUT = 0.3
"""Of the rows: an error proposes to leave out no more."""

MAX_VALUE_LETTERS = 200
"""Of a value at fault, as it is quoted."""


class Rejects:
    """Collects what is wrong with a table's rows, the first fault of each, and parts good rows from bad.

    Args:
        frame: The table, each row knowing where it came from.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        self._bad = pl.repeat(value=False, n=frame.height, eager=True)
        self._parts: list[pl.DataFrame] = []

    def refuse(
        self, bad: pl.Series, column: str | pl.Series | None, values: pl.Series | None, reason: str
    ) -> None:
        """Set rows aside that aren't yet.

        Args:
            bad: True for each row at fault.
            column: The column at fault, by the file's name for it; one for all rows or one a row.
            values: The values at fault, one a row, as the file has them.
            reason: What is wrong.
        """
        fresh = bad.fill_null(value=False) & ~self._bad
        if not fresh.any():
            return
        named = column.cast(pl.String).filter(fresh) if isinstance(column, pl.Series) else None
        quoted = None if values is None else values.filter(fresh).cast(pl.String)
        self._parts.append(
            self._frame.select(FILE, ROW)
            .with_row_index(_AT)
            .filter(fresh)
            .select(
                _AT,
                file=pl.col(FILE).cast(pl.String),
                row=pl.col(ROW).cast(pl.Int64),
                column=pl.lit(column, dtype=pl.String) if named is None else named,
                value=pl.lit(None, dtype=pl.String)
                if quoted is None
                else quoted.str.slice(0, MAX_VALUE_LETTERS),
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

    def select_kept(self) -> pl.DataFrame:
        """The rows that nothing was found against."""
        return self._frame.filter(self.good) if self._bad.any() else self._frame

    def rejects(self) -> pl.DataFrame:
        """The rows set aside, in the table's order."""
        if not self._parts:
            return pl.DataFrame(schema=REJECT_SCHEMA)
        return pl.concat(self._parts).sort(_AT).drop(_AT)


def check_bad_share(rejects: pl.DataFrame, rows: int, max_bad_share: float) -> None:
    """Stop when more than the allowed share of `rows` had to be set aside.

    Args:
        rejects: The rows set aside.
        rows: Rows read, good and bad.
        max_bad_share: The share allowed, 0–1.

    Raises:
        BadRowsError: With the count and the first examples.
    """
    if rows == 0 or not rejects.height:
        return
    share = rejects.height / rows
    if share <= max_bad_share and rejects.height < rows:
        return
    examples = "; ".join(describe_reject(row) for row in rejects.head(3).iter_rows(named=True))
    counts = _by_column(rejects)
    if rejects.height >= rows:
        fix = (
            f"Check that this is the right file, and name its columns with {option('date')}, "
            f"{option('target')} and {option('keys')}."
        )
        if rejects["reason"].str.starts_with(_LATE).all():
            fix = (
                "Check the years; where these days are really over, give the last of them as "
                f"{option('today')}."
            )
        raise BadRowsError(f"None of the {rows:,} rows could be used, such as {examples}.", fix=fix)
    allowed = min(1.0, share + 0.01)
    fix = (
        "Correct them, name the right columns, or leave these rows out with "
        f"{option('max_bad_share', round(allowed, 2))}"
    )
    if share > _MAX_SHARE_LEFT_OUT:
        fix = (
            "Correct them, or name the right columns: so many rows are no few bad ones that can be left out."
        )
    if rejects["column"].null_count() > rejects.height / 2:
        fix = (
            f"Put quote marks around cells that hold the delimiter, or name the right {option('delimiter')}."
        )
    raise BadRowsError(
        f"{rejects.height:,} of {rows:,} rows ({percent(share, digits=1)}) can't be used, more than the "
        f"{percent(max_bad_share)} allowed ({counts}), such as {examples}.",
        fix=fix,
    )


def _by_column(rejects: pl.DataFrame) -> str:
    """How many rows each column costs, the most first."""
    named = rejects.select(pl.col("column").fill_null("rows of another width"))
    counts = named["column"].value_counts(sort=True, name="n").sort("n", "column", descending=[True, False])
    return ", ".join(f"{column} {n:,}" for column, n in counts.head(5).iter_rows())


def describe_reject(reject: dict[str, object]) -> str:
    """One rejected row in words: where it is and what is wrong with it."""
    column = f", {reject['column']}" if reject["column"] else ""
    value = f" '{reject['value']}'" if reject["value"] is not None else ""
    return f"{reject['file']} row {reject['row']}{column}{value}: {reject['reason']}"
