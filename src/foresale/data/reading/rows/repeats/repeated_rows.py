"""Rows that come again in another file, because exports overlap: counted once."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.provenance import COLUMN, FILE, ROW
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading, counted

_ALIKE = 0.98  # share of a day's rows that must come again for two files to tell the same day
_NEARLY_ALL = 0.9  # share of the shared days from which exports overlap for certain
_SOME = 0.2  # share of the shared days below which equal rows are chance
_FEWEST_ROWS = 3


def leave_out_overlaps(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without those of days that an earlier file holds already, row by row.

    Two files tell the same day where the rows of one are in the other too, as often. Equal rows inside one
    file are another matter: a till prints two equal lines rightly.

    Args:
        rows: The rows of all files.
        ask: Asked where only some of the days that two files share are the same.

    Raises:
        ColumnsError: That can't be told and nobody is asked.
    """
    if rows.frame[FILE].n_unique() < 2 or rows.options.duplicates == "keep":
        return rows, []
    table = _repeats(rows)
    if table.is_empty():
        return rows, []
    days = _compare_days(table)
    alike = days.filter(pl.col("_alike"))
    out_rows = table.filter(pl.col("_again")).join(alike, on=["_day", "_order"], how="semi")
    share = alike.height / max(days.height, 1)
    if int((out_rows["_amount"] != 0).sum()) < _FEWEST_ROWS or share < _SOME:
        return rows, []
    out = pl.Series([False]).new_from_index(0, rows.frame.height).scatter(out_rows["_at"], True)
    before, left = rows.total(), rows.total(out)
    span = f"{out_rows['_day'].min()!s} to {out_rows['_day'].max()!s}"
    readings = (Reading("equal rows counted once", before - left), Reading("all rows", before))
    seen = (
        f"{counted(out_rows.height, 'row')} of {span} are in an earlier file too, on {alike.height:,} of "
        f"{days.height:,} days that files share"
    )
    certainty: Certainty = "told" if rows.options.duplicates == "drop" else "likely"
    if share < _NEARLY_ALL and certainty != "told":
        certainty = "asked"
        answers = ("Count equal rows once", "Count all rows")
        question = Question(
            "overlapping_files",
            f"{seen}: exports that overlap, or further sales?",
            answers,
            f"Use {option('duplicates', 'drop')} to count them once, {option('duplicates', 'keep')} to "
            "count them all.",
            readings,
        )
        if settle(question, ask) == answers[1]:
            return rows, []
    text = (
        f"The files overlap from {span}: {counted(out_rows.height, 'row')} that an earlier file holds too "
        f"count once ({left:,.10g} of {before:,.10g} {rows.target} left out; "
        f"{option('duplicates', 'keep')} counts all)."
    )
    return rows.filter(~out), [
        Note("overlapping_files", out_rows.height, text, Evidence(seen, readings, certainty))
    ]


def _repeats(rows: SaleRows) -> pl.DataFrame:
    """The rows of days that several files have, each with whether an earlier file has it too."""
    own = [name for name in rows.frame.columns if name not in (FILE, ROW, COLUMN)]
    files = rows.frame[FILE].cast(pl.String)
    order = {name: place for place, name in enumerate(files.unique(maintain_order=True))}
    table = pl.DataFrame(
        [
            files.replace_strict(order, return_dtype=pl.Int64).alias("_order"),
            rows.frame[rows.date].cast(pl.Date).alias("_day"),
            rows.amounts.alias("_amount"),
        ]
    )
    several = (
        table.group_by("_day").agg(pl.col("_order").n_unique().alias("_files")).filter(pl.col("_files") > 1)
    )
    shared = table.with_row_index("_at").join(several.drop_nulls("_day"), on="_day", how="semi")
    if shared.is_empty():
        return shared
    hashes = rows.frame.select(own)[shared["_at"]].select(pl.struct(own).hash().alias("_row"))
    # The n-th equal row of a day in one file is the n-th in another.
    shared = shared.with_columns(hashes["_row"]).with_columns(
        pl.int_range(pl.len()).over("_order", "_day", "_row").alias("_nth")
    )
    first = pl.col("_order").min().over("_day", "_row", "_nth")
    return shared.with_columns((pl.col("_order") > first).alias("_again"))


def _compare_days(table: pl.DataFrame) -> pl.DataFrame:
    """Each later file's shared days, with whether the smaller of the two files is in the other."""
    telling = table.filter(pl.col("_amount") != 0)
    days = telling.group_by("_day", "_order").agg(pl.len().alias("_rows"), pl.col("_again").sum())
    first = pl.col("_order") == pl.col("_order").min().over("_day")
    days = days.with_columns(pl.col("_rows").filter(first).first().over("_day").alias("_earlier"))
    fewer = pl.min_horizontal("_rows", "_earlier")
    return days.filter(~first).with_columns((pl.col("_again") >= _ALIKE * fewer).alias("_alike"))
