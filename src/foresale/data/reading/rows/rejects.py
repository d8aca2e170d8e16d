"""Rows that can't be used: set aside with file, row, column, value and reason."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.provenance import FILE, ROW
from foresale.errors import BadRowsError
from foresale.notes import percent
from foresale.sales import REJECT_SCHEMA

_LATE = "lies after today"


def set_aside(
    frame: pl.DataFrame, bad: pl.Series, *, column: str | pl.Series, values: pl.Series, reason: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split rows into those to keep and the rejects made of the bad ones.

    Args:
        frame: Rows that carry where they came from.
        bad: True for each row to set aside.
        column: The column at fault, one for all rows or one a row.
        values: The value at fault, one a row, as the file has it.
        reason: What is wrong with the value.

    Returns:
        The rows kept, and the rejects.
    """
    bad = bad.fill_null(value=False)
    if not bad.any():
        return frame, pl.DataFrame(schema=REJECT_SCHEMA)
    columns = pl.lit(column) if isinstance(column, str) else column.cast(pl.String).filter(bad)
    origin = frame.select(FILE, ROW).filter(bad)
    rejects = origin.select(
        file=pl.col(FILE).cast(pl.String),
        row=pl.col(ROW).cast(pl.Int64),
        column=columns,
        value=values.filter(bad).cast(pl.String),
        reason=pl.lit(reason),
    )
    return frame.filter(~bad), rejects


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
        fix = "Check that this is the right file, and name its columns with --date, --target and --keys."
        if rejects["reason"].str.starts_with(_LATE).all():
            fix = "Check the years; where these days are really over, give the last of them as --today."
        raise BadRowsError(f"None of the {rows:,} rows could be used, such as {examples}.", fix=fix)
    allowed = min(1.0, share + 0.01)
    fix = f"Correct them, name the right columns, or leave these rows out with --max-bad-share {allowed:.2f}"
    if rejects["column"].null_count() > rejects.height / 2:
        fix = "Put quote marks around cells that hold the delimiter, or name the right --delimiter."
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
