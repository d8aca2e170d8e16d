"""Amounts that add up from period to period, such as year to date: turned into the sales of each period."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.aggregates import number_of
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.rows.sums.totals import label_columns
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

_FEWEST = 20  # rows of a series whose rising is no chance
_FEWEST_NAMED = 4
_GROWN = 3.0  # how many times its first value a running total comes to
_LONG = 60  # rows of a series that never falls, whose beginning may lie far above nothing
_ONE_A_DATE = 0.98
_EVEN = 0.5  # share of equal steps from which amounts rise evenly, as no sales do
_TIMES_A_DAY = 3  # rows a day from which a till's reading is told from sales of the morning and the evening
_MOSTLY = 0.9  # share of days at whose beginning a reading starts anew
_USUAL_STEPS = 3.0  # a first value up to so many usual steps is a first step itself
_WORDS = (
    "cumulative", "cumulated", "cum", "running total", "ytd", "mtd", "qtd", "year to date", "month to date",
    "day to date", "so far", "since opening", "since midnight",
    "kumuliert", "kumulierte", "kumulierter", "kum", "aufgelaufen", "cumule", "cumulee", "cumul", "acumulado",
    "acumulada", "acum", "cumulato", "cumulata", "progressivo", "cumulatief", "narastajaco", "kumulativni",
    "kumulatif", "нарастающим", "накопительно", "накопленный", "累計", "累计", "누계", "누적", "تراكمي",
)  # fmt: skip


def undo_running_totals(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows with what each adds to the one before, where the target only rises.

    They may begin anew each year, month or day. A name that says so (cumulative, YTD, kumuliert …) settles
    it; else it is asked.

    Args:
        rows: The rows.
        ask: Asked where amounts rise like a running total and no name says it.

    Raises:
        ColumnsError: That can't be told and nobody is asked.
    """
    told = rows.options.cumulative
    if told is False or rows.frame.height < _FEWEST_NAMED:
        return rows, []
    named = any(has_phrase(plain_words(rows.target), word) for word in _WORDS)
    columns = label_columns(rows)
    if not (told or named) and not _first_rises(rows, columns):
        return rows, []
    table = _in_order(rows, columns)
    if not told and not _rises(table, _FEWEST_NAMED if named else _FEWEST):
        return rows, []
    added = table.with_columns(
        pl.when(pl.col("_starts"))
        .then(pl.when(pl.col("_known_start")).then(pl.col("_amount")))
        .otherwise(pl.col("_amount") - pl.col("_before"))
        .alias("_added")
    ).sort("_at")
    each, as_is = float(added["_added"].sum() or 0.0), rows.total()
    readings = (Reading("what each period adds", each), Reading("as they are", as_is))
    seen = f"{rows.target} never falls from one date to the next but where a year, month or day begins anew"
    certainty: Certainty = "told" if told else "likely"
    if not told and not named:
        certainty = "asked"
        answers = ("Running totals", "Sales of each period")
        question = Question(
            f"running_totals:{rows.target}",
            f"{seen}: are these running totals, or the sales of each period?",
            answers,
            f"Use {option('cumulative', True)} for running totals, {option('cumulative', False)} for "
            "the sales of each period.",
            readings,
        )
        if settle(question, ask) == answers[1]:
            return rows, []
    unknown = added["_added"].null_count()
    text = (
        f"{rows.target} holds running totals: each row counts with what it adds to the one before "
        f"({each:,.10g}, not {as_is:,.10g})."
    )
    if unknown:
        text += f" What the first of a series adds is unknown ({unknown:,})."
    frame = rows.frame.with_columns(added["_added"].alias(rows.target))
    amounts = added["_added"].fill_null(0.0)
    note = Note("running_totals", added.height, text, Evidence(seen, readings, certainty))
    return replace(rows, frame=frame, amounts=amounts), [note]


def _first_rises(rows: SaleRows, columns: list[str]) -> bool:
    """Whether the first row's series rises like a running total: a quick look before the whole."""
    first = rows.frame.row(0, named=True)
    same = pl.repeat(value=True, n=rows.frame.height, eager=True)
    for name in columns:
        same &= rows.frame[name].eq_missing(first[name])
    return _rises(_in_order(rows.filter(same), columns), _FEWEST)


def _in_order(rows: SaleRows, columns: list[str]) -> pl.DataFrame:
    """Each row's place, series, amount and the amount before it, by date within each series."""
    table = rows.frame.select(pl.col(rows.date).cast(pl.Datetime("us")).alias("_day"), *columns)
    table = table.with_columns(rows.amounts.alias("_amount")).with_row_index("_at")
    table = table.sort([*columns, "_day"], nulls_last=True, maintain_order=True)
    series = pl.struct(columns).rle_id() if columns else pl.lit(0)
    table = table.with_columns(series.alias("_series"))
    table = table.with_columns(
        pl.col("_amount").shift(1).over("_series").alias("_before"),
        pl.col("_day").shift(1).over("_series").alias("_previous"),
    )
    falls = (pl.col("_amount") < pl.col("_before")).fill_null(value=False)
    table = table.with_columns(falls.alias("_falls"))
    new_year = pl.col("_day").dt.year() != pl.col("_previous").dt.year()
    new_month = pl.col("_day").dt.truncate("1mo") != pl.col("_previous").dt.truncate("1mo")
    new_day = pl.col("_day").dt.truncate("1d") != pl.col("_previous").dt.truncate("1d")
    table = table.with_columns(
        new_year.alias("_new_year"), new_month.alias("_new_month"), new_day.alias("_new_day")
    )
    falls_in = table.filter("_falls")
    by_month = falls_in.height > 0 and not falls_in["_new_year"].all()
    by_day = by_month and not falls_in["_new_month"].all() and _begins_daily(table)
    begins = pl.col("_new_day" if by_day else "_new_month" if by_month else "_new_year")
    resets = table["_falls"].any()
    first = pl.col("_before").is_null()
    step = (pl.col("_amount") - pl.col("_before")).abs().median()
    is_start = pl.col("_day").dt.day() == 1
    is_start = is_start if by_month else is_start & (pl.col("_day").dt.month() == 1)
    is_start = is_start if resets else pl.col("_amount") <= _USUAL_STEPS * step
    is_start |= pl.lit(value=by_day)  # a till begins each day at nothing, whenever its first row is written
    return table.with_columns(
        begins.fill_null(value=True).alias("_begins"),
        (first | (begins.fill_null(value=False) & pl.lit(value=resets))).alias("_starts"),
        (~first | is_start).alias("_known_start"),
    )


def _begins_daily(table: pl.DataFrame) -> bool:
    """Whether amounts of several times a day fall where a day begins: nearly each time, and only there."""
    days = table.filter("_new_day")
    return (
        table.height >= _TIMES_A_DAY * (days.height + 1)
        and bool(table.filter("_falls")["_new_day"].all())
        and number_of(days["_falls"].mean(), empty=0) >= _MOSTLY
    )


def _rises(table: pl.DataFrame, fewest: int) -> bool:
    """Whether amounts only rise within a series, unevenly, but where a year, month or day begins."""
    within = table.filter(~pl.col("_starts") & pl.col("_before").is_not_null())
    if within.height < fewest or table.filter(pl.col("_falls") & ~pl.col("_begins")).height:
        return False
    if table.select("_series", "_day").n_unique() < _ONE_A_DATE * table.height:
        return False
    steps = (within["_amount"] - within["_before"]).to_numpy()
    if (steps < 0).any() or (steps > 0).mean() < 0.5 or _usual_share(steps) > _EVEN:
        return False
    per_series = table.group_by("_series").agg(
        pl.col("_amount").max(), pl.col("_amount").min().alias("_least"), pl.len().alias("_rows")
    )
    grown = per_series.select(
        ((pl.col("_amount") >= _GROWN * pl.col("_least").abs()) | (pl.col("_rows") >= _LONG)).mean()
    ).item()
    return bool(grown is not None and grown >= 0.5)


def _usual_share(steps: NDArray[np.float64]) -> float:
    """How many of the steps are the commonest one, 0–1."""
    return float(np.unique(np.round(steps, 6), return_counts=True)[1].max() / len(steps))
