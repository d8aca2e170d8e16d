"""Rows of months, quarters or years among those of days or months, in one column of dates."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.parsing.date_formats import PERIOD_FAMILIES, match_dates
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.notes import Certainty, Evidence, Note, Reading, counted

_DAYS = ("ymd", "numeric", "compact", "day_name", "name_day")
_MONTHS = {"day": 0, "month": 1, "quarter": 3}
_AGREEING = 0.95  # share of the longer periods that are the sum of the shorter ones in them
_SAME_FORM = 20_000  # different cells of dates, beyond which none names a period


def leave_out_sum_dates(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without those of longer periods, such as 2024-01 among its days, which they sum up.

    Args:
        rows: The rows.
        ask: Asked where the longer periods aren't the sums of the shorter ones.

    Raises:
        ColumnsError: That can't be told and nobody is asked.
    """
    unread = rows.unread
    if unread.dtype != pl.String:
        return rows, []
    sizes = unread.str.len_bytes()
    if sizes.min() == sizes.max():
        return rows, []
    cells = unread.drop_nulls().unique()
    if len(cells) > _SAME_FORM:
        return rows, []
    family = match_dates(cells)["family"]
    days = family.is_in(list(_DAYS))
    lengths = pl.select(
        pl.when(days).then(pl.lit("day")).otherwise(family.replace_strict(PERIOD_FAMILIES, default=None))
    ).to_series()
    known = lengths.filter(lengths.is_in(list(_MONTHS)))
    if known.n_unique() < 2:
        return rows, []
    finest = min(known.unique().to_list(), key=lambda name: _MONTHS[name])
    months = {cell: _MONTHS[length] for cell, length in zip(cells, lengths, strict=True) if length in _MONTHS}
    each = unread.replace_strict(months, default=None, return_dtype=pl.Int64)
    longer = (each > _MONTHS[finest]).fill_null(value=False)
    if longer.sum() > (~longer).sum():
        return rows, []
    return _settle(rows, longer, each, ask)


def _settle(
    rows: SaleRows, longer: pl.Series, months: pl.Series, ask: Ask | None
) -> tuple[SaleRows, list[Note]]:
    """The rows without the longer periods where these are sums, or are said to be."""
    share = _share_of_sums(rows, longer, months)
    shown = ", ".join(rows.unread.filter(longer).unique(maintain_order=True).head(3))
    before, left = rows.total(), rows.total(longer)
    readings = (Reading("left out", before - left), Reading("kept", before))
    count = counted(int(longer.sum()), "row")
    seen = f"{rows.date} names longer periods ({shown} …) among shorter ones in {count}"
    certainty: Certainty = "proven"
    if share < _AGREEING:
        certainty = "asked"
        answers = ("They sum the others up: leave them out", "They are sales of their own: keep them")
        question = Question(
            f"{seen}, but they aren't the sums of these.",
            answers,
            "Leave them out of the file, or give the rows of each length a file of their own.",
            readings,
        )
        if settle(question, ask) == answers[1]:
            return rows, []
    text = f"{seen}: sums of the others, left out ({left:,.10g} of {before:,.10g})."
    return rows.filter(~longer), [
        Note("sum_dates", int(longer.sum()), text, Evidence(seen, readings, certainty))
    ]


def _share_of_sums(rows: SaleRows, longer: pl.Series, months: pl.Series) -> float:
    """The share of longer periods whose amounts are the sum of the shorter ones' in them."""
    table = pl.DataFrame(
        {
            "day": rows.frame[rows.date].cast(pl.Date),
            "amount": rows.amounts,
            "months": months,
            "longer": longer,
        }
    ).drop_nulls("day")
    short = table.filter(~pl.col("longer")).group_by("day").agg(pl.col("amount").sum()).sort("day")
    whole = table.filter("longer").group_by("day", "months").agg(pl.col("amount").sum())
    running = short.with_columns(pl.col("amount").cum_sum().alias("before")).select("day", "before")
    ends = whole.with_columns(end=pl.col("day").dt.offset_by(pl.format("{}mo", "months"))).sort("end")
    ends = ends.join_asof(
        running, left_on="end", right_on="day", strategy="backward", allow_exact_matches=False
    )
    ends = ends.rename({"before": "until"}).sort("day")
    ends = ends.join_asof(running, on="day", strategy="backward", allow_exact_matches=False)
    added = pl.col("until").fill_null(0.0) - pl.col("before").fill_null(0.0)
    agree = ends.select(
        ((added - pl.col("amount")).abs() <= 1e-6 + 1e-6 * pl.col("amount").abs()).mean()
    ).item()
    return float(agree or 0.0)
