"""Rows of months, quarters or years among those of days or months, in one column of dates."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.numbers.sum_columns import decimals_of
from foresale.data.reading.parsing.dates.date_formats import PERIOD_FAMILIES, match_dates
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.notes import Certainty, Evidence, Note, Reading, counted

_DAYS = ("ymd", "numeric", "compact", "day_name", "name_day")
_MONTHS = {"day": 0, "month": 1, "quarter": 3, "year": 12}
_YEAR = r"^\s*(?:19|20)\d\d\s*$"
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
    if sizes.min() == sizes.max() and not _begin_apart(unread):
        return rows, []
    cells = unread.drop_nulls().unique()
    if len(cells) > _SAME_FORM:
        return rows, []
    family = match_dates(cells)["family"]
    days = family.is_in(list(_DAYS))
    years = family.is_null() & cells.str.contains(_YEAR)
    lengths = pl.select(
        pl.when(days)
        .then(pl.lit("day"))
        .when(years)
        .then(pl.lit("year"))
        .otherwise(family.replace_strict(PERIOD_FAMILIES, default=None))
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


def _begin_apart(cells: pl.Series) -> bool:
    """Whether some cells name a month in words and others don't, by the first and the last in order."""
    return len({any(map(str.isalpha, str(cell))) for cell in (cells.min(), cells.max())}) > 1


def _settle(
    rows: SaleRows, longer: pl.Series, months: pl.Series, ask: Ask | None
) -> tuple[SaleRows, list[Note]]:
    """The rows without the longer periods where these are sums, or are said to be."""
    sums, means = _share_of_sums(rows, longer, months)
    share, what = max((sums, "sums"), (means, "averages"), key=lambda one: one[0])
    kept = rows
    rows = _with_years(rows, months)
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
            f"longer_periods:{rows.date}",
            f"{seen}, but they aren't the sums of these.",
            answers,
            "Leave them out of the file, or give the rows of each length a file of their own.",
            readings,
        )
        if settle(question, ask) == answers[1]:
            return kept, []
    text = f"{seen}: {what} of the others, left out ({left:,.10g} of {before:,.10g})."
    return rows.filter(~longer), [
        Note("sum_dates", int(longer.sum()), text, Evidence(seen, readings, certainty))
    ]


def _with_years(rows: SaleRows, months: pl.Series) -> SaleRows:
    """The rows with the amounts of years, whose cells alone are no dates."""
    years = (months == _MONTHS["year"]).fill_null(value=False)
    if not years.any():
        return rows
    amounts = parse_numbers(rows.frame[rows.target], units=True).fill_null(0.0)
    first = rows.unread.str.strip_chars().str.to_date("%Y", strict=False).cast(rows.frame[rows.date].dtype)
    day = pl.select(pl.when(years).then(first).otherwise(rows.frame[rows.date]).alias(rows.date)).to_series()
    every = pl.select(pl.when(years).then(amounts).otherwise(rows.amounts)).to_series()
    return replace(rows, frame=rows.frame.with_columns(day), amounts=every)


def _share_of_sums(rows: SaleRows, longer: pl.Series, months: pl.Series) -> tuple[float, float]:
    """The shares of longer periods whose amounts are the sum, and the mean, of the shorter ones' in them."""
    rows = _with_years(rows, months)
    table = pl.DataFrame(
        {
            "day": rows.frame[rows.date].cast(pl.Date),
            "amount": rows.amounts,
            "months": months,
            "longer": longer,
        }
    ).drop_nulls("day")
    short = table.filter(~pl.col("longer")).group_by("day").agg(pl.col("amount").sum()).sort("day")
    short = short.with_columns(pl.lit(1.0).alias("one"))
    whole = table.filter("longer").group_by("day", "months").agg(pl.col("amount").sum())
    running = short.select("day", before=pl.col("amount").cum_sum(), n_before=pl.col("one").cum_sum())
    ends = whole.with_columns(end=pl.col("day").dt.offset_by(pl.format("{}mo", "months"))).sort("end")
    ends = ends.join_asof(
        running, left_on="end", right_on="day", strategy="backward", allow_exact_matches=False
    )
    ends = ends.rename({"before": "until", "n_before": "n_until"}).sort("day")
    ends = ends.join_asof(running, on="day", strategy="backward", allow_exact_matches=False)
    added = pl.col("until").fill_null(0.0) - pl.col("before").fill_null(0.0)
    count = pl.col("n_until").fill_null(0.0) - pl.col("n_before").fill_null(0.0)
    off, slack = (added - pl.col("amount")).abs(), 1e-6 + 1e-6 * pl.col("amount").abs()
    rounded = 10.0 ** -decimals_of(table["amount"].to_numpy())
    mean_off = (added / count - pl.col("amount")).abs()
    sums, means = ends.select((off <= slack).mean(), (mean_off <= slack + rounded).mean().alias("mean")).row(
        0
    )
    return float(sums or 0.0), float(means or 0.0)
